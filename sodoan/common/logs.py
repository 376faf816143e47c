"""Logs that tell nothing about people and take no line from a visitor."""

import logging
import re
from copy import copy

_CONTROL = re.compile(r"[\x00-\x1f\x7f\x85\u2028\u2029]")
_DETAIL = re.compile(r"^(DETAIL|CONTEXT):.*(\n(?![A-Z]\w*[:. ]).*)*\n?", re.MULTILINE)


class PlainFormatter(logging.Formatter):
    """One line a message; errors of the database without the row that caused them."""

    def format(self, record: logging.LogRecord) -> str:
        """Without a traceback for what any visitor can cause: a strange host, too many fields."""
        if record.name.startswith("django.security."):
            record = copy(record)
            record.exc_info = record.exc_text = None
        return super().format(record)

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802 - logging's name
        """The line, with line breaks of the message written as such."""
        record.message = _CONTROL.sub(lambda found: repr(found[0])[1:-1], record.message)
        return super().formatMessage(record)

    def formatException(self, ei: object) -> str:  # noqa: N802 - logging's name
        """The traceback; PostgreSQL's details quote whole rows: names, telephones."""
        return _DETAIL.sub("", super().formatException(ei))  # type: ignore[arg-type]
