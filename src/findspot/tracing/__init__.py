"""From candidates and records to a finding: custody, explanations, strength, exposure."""
