"""Logs that tell nothing about people and take no line from a visitor."""

import logging
import re
from copy import copy
from typing import Final

from django.core.exceptions import PermissionDenied

_CONTROL = re.compile(r"[\x00-\x1f\x7f\x85\u2028\u2029]")
_DETAIL = re.compile(r"^(DETAIL|CONTEXT):.*(\n(?![A-Z]\w*[:. ]).*)*\n?", re.MULTILINE)
# Whatever may be about people: a letter with marks, a long number, an address of e-mail.
_PERSONAL = re.compile(r"[^\x00-\x7f]|%[0-9A-Fa-f]{2}|\d([ .-]?\d){8}|@")
_URI = re.compile(r"(?<!\S)/\S*")
_SENDER = re.compile(r" from ip=.*", re.DOTALL)
_ERROR = re.compile(r"^(?! )(?P<name>[\w.]+: )?(?P<said>.+)$", re.MULTILINE)  # code is indented
_LONGEST_PART: Final = 24  # of an address; what is longer may be a token
_UNTOLD: Final = "…"


class PlainFormatter(logging.Formatter):
    """One line a message; no names, numbers or tokens, whoever put them there."""

    def format(self, record: logging.LogRecord) -> str:
        """Without a traceback for what any visitor can cause: a strange host, a closed page."""
        record = copy(record)
        record.exc_text = None  # another handler may have written it in full
        is_closed = record.exc_info and isinstance(record.exc_info[1], PermissionDenied)
        if record.name.startswith("django.security.") or is_closed:
            record.exc_info = None
        if record.name.startswith("django."):
            record.msg, record.args = record.getMessage(), ()
            record.msg = _address_told(record)
        elif record.name.startswith("gunicorn."):
            record.msg, record.args = _URI.sub(_uri_told, record.getMessage()), ()
            record.msg = _SENDER.sub("", record.msg)
        return super().format(record)

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802 - logging's name
        """The line, with line breaks of the message written as such."""
        record.message = _CONTROL.sub(lambda found: repr(found[0])[1:-1], record.message)
        return super().formatMessage(record)

    def formatException(self, ei: object) -> str:  # noqa: N802 - logging's name
        """The traceback; PostgreSQL's details quote whole rows, other errors what was typed."""
        text = _DETAIL.sub("", super().formatException(ei))  # type: ignore[arg-type]
        return _ERROR.sub(_error_told, text)


def _address_told(record: logging.LogRecord) -> str:
    """The message with the pattern of the address asked for, which holds nothing of its own."""
    request = getattr(record, "request", None)
    path = getattr(request, "path", "")
    match = getattr(request, "resolver_match", None)
    told = f"/{match.route}" if match else "/".join(_part_told(part) for part in path.split("/"))
    return str(record.msg).replace(path, told) if path.strip("/") else str(record.msg)


def _uri_told(found: re.Match[str]) -> str:
    path = found[0].partition("?")[0]
    return "/".join(_part_told(part) for part in path.split("/"))


def _part_told(part: str) -> str:
    return _UNTOLD if len(part) > _LONGEST_PART or _PERSONAL.search(part) else part


def _error_told(found: re.Match[str]) -> str:
    """The kind of the error; what it says only when that cannot be about people."""
    said = _UNTOLD if _PERSONAL.search(found["said"]) else found["said"]
    return f"{found['name'] or ''}{said}"
