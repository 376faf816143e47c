"""Run every benchmark, one process each, so that none warms another."""

import subprocess
import sys
from pathlib import Path

FILES = ("import_members.py", "pages.py", "reports.py")


def main() -> int:
    """Run all files; the exit code counts those that failed."""
    folder = Path(__file__).parent
    failed = 0
    for name in FILES:
        print(f"\n== {name}", flush=True)
        failed += bool(subprocess.run([sys.executable, folder / name], check=False).returncode)
    return failed


if __name__ == "__main__":
    sys.exit(main())
