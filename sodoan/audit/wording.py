"""How the value of a column is written in the history."""

import json
from datetime import date, datetime
from typing import Any

from django.db import models
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils import timezone

from sodoan.common.words import full_date, moment

MASK = "••• (không hiện)"
_LONGEST = 240
_BATCHES = {"imports:": "đợt nhập số ", "job-": "việc nền số "}


def is_shown(field: models.Field) -> bool:
    """Whether a column belongs into the history: not the derived ones, not keyed hashes."""
    kept = field.editable or field.primary_key or isinstance(field, models.BinaryField)
    return kept and not field.name.endswith("_hash")


def say(field: models.Field, value: Any) -> str:
    """Return a value as its screen shows it; empty for nothing."""
    if value is None or value == "":
        return ""
    if field.flatchoices and not isinstance(value, list):
        return str(dict(field.flatchoices).get(value, value))
    return _shortened(_plain(value))


def say_batch(name: str) -> str:
    """Return what changes were part of as people say it: `imports:7` is “đợt nhập số 7”."""
    for start, words in _BATCHES.items():
        if name.startswith(start):
            return words + name.removeprefix(start)
    return f"đợt {name}" if name else ""


def _plain(value: Any) -> str:
    if isinstance(value, bool):
        return "có" if value else "không"
    if isinstance(value, datetime):
        return moment(timezone.localtime(value))
    if isinstance(value, date):
        return full_date(value)
    if isinstance(value, DateRange):
        return _span(value)
    if isinstance(value, list | dict):
        return json.dumps(value, ensure_ascii=False)
    return str(value)


def _span(value: DateRange) -> str:
    start = f"từ {full_date(value.lower)}" if value.lower else "không rõ ngày đầu"
    return f"{start} đến trước {full_date(value.upper)}" if value.upper else start


def _shortened(text: str) -> str:
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"
