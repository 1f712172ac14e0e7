"""``python -m findspot``."""

import sys

from findspot.cli.main import run

if __name__ == "__main__":
    sys.exit(run())
