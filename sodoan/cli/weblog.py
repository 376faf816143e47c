"""The log of the web server itself, in the words of the house."""

from typing import Any, cast

from django.conf import settings
from gunicorn.glogging import Logger

from sodoan.common.logs import PlainFormatter


class PlainLogger(Logger):  # type: ignore[misc] # gunicorn has no types
    """Errors without addresses as sent, for these hold what people search for; no access log."""

    def setup(self, cfg: Any) -> None:
        """Let every handler write the plain way."""
        super().setup(cfg)
        plain = cast("dict[str, Any]", settings.LOGGING["formatters"])["plain"]
        for handler in self.error_log.handlers:
            handler.setFormatter(PlainFormatter(fmt=plain["fmt"], style=plain["style"]))
