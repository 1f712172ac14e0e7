"""What a person's reading adds to the machine's, and whether belief stays true where both err alike."""
