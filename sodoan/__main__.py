"""Entry point of the console command `sodoan` and of `python -m sodoan`."""

import sys

from sodoan.cli.main import main

if __name__ == "__main__":
    sys.exit(main())
