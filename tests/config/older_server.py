"""Runs the tests on the PostgreSQL 15 of this machine: `python -m tests.config.older_server`.

Arguments go on to pytest. The server is temporary and listens on a private Unix socket only.
"""

import os
import subprocess
import sys
from pathlib import Path

from config.database import database_url
from config.embedded import DATABASE, ROLE, EmbeddedServer
from config.serverhome import EmbeddedError

VERSION = "15"
CHECKOUT = Path(__file__).resolve().parents[2]
PLACES = (  # Debian and Ubuntu, Red Hat, Alpine, Homebrew, built from source
    f"/usr/lib/postgresql/{VERSION}/bin",
    f"/usr/pgsql-{VERSION}/bin",
    f"/usr/libexec/postgresql{VERSION}",
    f"/opt/homebrew/opt/postgresql@{VERSION}/bin",
    f"/usr/local/opt/postgresql@{VERSION}/bin",
    "/usr/local/pgsql/bin",
    "/usr/bin",
)


def find_programs() -> Path | None:
    """The folder of this version's server programs, or None."""
    for place in map(Path, PLACES):
        if all((place / name).exists() for name in ("initdb", "pg_ctl", "postgres")):
            said = subprocess.run(
                [place / "initdb", "-V"], capture_output=True, text=True, check=False
            ).stdout
            if f") {VERSION}." in said:
                return place
    return None


def main(arguments: list[str]) -> int:
    """Start the server, run pytest on it, remove the server; return pytest's exit code."""
    programs = find_programs()
    if programs is None:
        sys.stderr.write(
            f"Máy này không có chương trình máy chủ PostgreSQL {VERSION}, nên không chạy được "
            f"các kiểm thử này. Trên Debian 12: apt-get install postgresql-{VERSION}.\n"
        )
        return 1
    data = Path(os.environ.get("SODOAN_DATA") or CHECKOUT / ".data") / f"pg{VERSION}-{os.getpid()}"
    server = EmbeddedServer(data.resolve(), durable=False, programs=programs)
    try:
        server.ensure_running()
        place = {"NAME": DATABASE, "USER": ROLE, "HOST": str(server.socket_folder)}
        environment = {**os.environ, "DATABASE_URL": database_url(place)}
        command = [sys.executable, "-m", "pytest", *arguments]
        return subprocess.run(command, cwd=CHECKOUT, env=environment, check=False).returncode
    except EmbeddedError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    finally:
        server.destroy()
        for left in ("postgres.lock", "postgres.users"):
            (data / left).unlink(missing_ok=True)
        data.rmdir()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
