"""The small types our data files are made of: packs, schemes."""

import re
from datetime import date
from typing import Annotated

from pydantic import (
    BaseModel,
    ConfigDict,
    PlainSerializer,
    PlainValidator,
    StringConstraints,
    WithJsonSchema,
)


class Frozen(BaseModel):
    """A part of a data file: never changed after loading, and no key it does not know."""

    model_config = ConfigDict(
        frozen=True, extra="forbid", str_strip_whitespace=True, use_attribute_docstrings=True
    )


Key = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,59}$")]
Text = Annotated[str, StringConstraints(min_length=1, max_length=4000)]

_DAY = re.compile(r"^(?:(\d{4})|Y|\(Y([+-]\d)\))-(\d{2})-(\d{2})$")


class Day(str):
    """A date, fixed (`2026-09-30`) or relative to the cycle year (`Y-09-30`, `(Y-1)-09-05`)."""

    __slots__ = ()

    def on(self, year: int) -> date:
        """Return the date this day is in the cycle of the given year."""
        found = _DAY.match(self)
        assert found is not None
        fixed, shift, month, day = found.groups()
        return date(int(fixed) if fixed else year + int(shift or 0), int(month), int(day))


def parse_day(value: object) -> Day:
    """Return the day, refusing anything that is not a date in every year it can mean."""
    text = value.isoformat() if isinstance(value, date) else str(value).strip()
    found = _DAY.match(text)
    if not found:
        raise ValueError("cần ngày dạng 2026-09-30, Y-09-30 hoặc (Y-1)-09-05")
    fixed, _shift, month, day = found.groups()
    try:
        date(int(fixed) if fixed else 2001, int(month), int(day))
    except ValueError:
        raise ValueError(f"ngày {text} không có thật") from None
    return Day(text)


DayField = Annotated[
    Day,
    PlainValidator(parse_day),
    PlainSerializer(str),
    WithJsonSchema({"type": "string", "pattern": _DAY.pattern}),
]
