"""Django's command line, for developers; users run `sodoan`."""

import os
import sys


def main() -> None:
    """Run a Django management command with the development settings, the database running."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.dev")
    from django.conf import settings
    from django.core.management import execute_from_command_line

    from config.database import ensure_running
    from config.serverhome import EmbeddedError

    try:
        ensure_running(settings.SODOAN_DATA)
    except EmbeddedError as error:
        sys.exit(str(error))
    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
