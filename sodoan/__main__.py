"""Entry point of the console command `sodoan` and of `python -m sodoan`."""

import sys

from sodoan.cli.main import main
from sodoan.cli.processes import obey_signals

if __name__ == "__main__":
    obey_signals()
    sys.exit(main())
