"""`sodoan doctor`: is everything in order on this machine, and what to do if not."""

import argparse

from sodoan.cli.parser import Subparsers


def register(subparsers: Subparsers) -> None:
    """Describe the command."""
    parser = subparsers.add_parser("doctor", help="kiểm tra máy, dữ liệu và cấu hình")
    parser.set_defaults(run=run, needs_database=False)


def run(args: argparse.Namespace) -> int:  # noqa: ARG001 - the shape of every command
    """Run every check and print one line each; 1 when something is wrong, a caution is not."""
    from sodoan.cli.checks import CHECKS, Caution, Problem
    from sodoan.cli.errors import explain

    said: set[str] = set()
    for check in CHECKS:
        try:
            print(f"✓ {check()}", flush=True)
        except Caution as caution:
            print(f"! {caution}\n  → {caution.what_to_do}", flush=True)
        except Exception as error:  # noqa: BLE001 - whatever it is, the other checks still matter
            if (words := explain(error)) in said:
                continue  # one cause that several checks meet
            said.add(words)
            print(f"✗ {words}", flush=True)
            if isinstance(error, Problem):
                print(f"  → {error.what_to_do}", flush=True)
    print("Mọi thứ đều ổn." if not said else f"Có {len(said)} việc cần xử lý.")
    return 1 if said else 0
