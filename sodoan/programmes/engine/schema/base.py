"""The small types every part of a pack is made of."""

import re
from collections.abc import Iterable
from datetime import date
from enum import StrEnum
from fractions import Fraction
from typing import Annotated, Any

from pydantic import (
    BaseModel,
    ConfigDict,
    PlainSerializer,
    PlainValidator,
    StringConstraints,
    WithJsonSchema,
)


class Frozen(BaseModel):
    """A part of a pack: never changed after loading, and no key it does not know."""

    model_config = ConfigDict(
        frozen=True, extra="forbid", str_strip_whitespace=True, use_attribute_docstrings=True
    )


Key = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,59}$")]
Text = Annotated[str, StringConstraints(min_length=1, max_length=4000)]


_PERCENT = re.compile(r"^([+-]?\d+(?:\.\d+)?)\s*%$")
_RATIO = re.compile(r"^([+-]?\d+)\s*/\s*(\d+)$")
_PLAIN = re.compile(r"^[+-]?\d+(?:\.\d+)?$")


def parse_number(value: object) -> Fraction:
    """Return the exact number meant by `20`, `7.5`, `"75 %"` or `"2/3"`.

    Raises ValueError for anything else; nothing is rounded.
    """
    if isinstance(value, int | Fraction) and not isinstance(value, bool):
        return Fraction(value)
    text = repr(value) if isinstance(value, float) else str(value).strip()
    if found := _PERCENT.match(text):
        return Fraction(found[1]) / 100
    if (found := _RATIO.match(text)) and int(found[2]):
        return Fraction(int(found[1]), int(found[2]))
    if _PLAIN.match(text):
        return Fraction(text)
    raise ValueError("cần một số, tỷ lệ như 75% hoặc phân số như 2/3")


def parse_share(value: object) -> Fraction:
    """Return the exact share meant, refusing anything outside 0-1 (20 means 2000 %)."""
    share = parse_number(value)
    if not 0 <= share <= 1:
        raise ValueError("cần một tỷ lệ từ 0 đến 100%, viết như 20% hoặc 2/3")
    return share


def write_number(value: Fraction) -> int | str:
    """Return the shortest spelling that `parse_number` reads back as the same number."""
    if value.denominator == 1:
        return int(value)
    for scale in (10, 100, 1000):
        if (value * scale).denominator == 1:
            return f"{float(value):g}"
    return f"{value.numerator}/{value.denominator}"


def write_share(value: Fraction) -> int | str:
    """Return a share the way people write it: `75 %` when it is whole percent, else `2/3`."""
    per_cent = value * 100
    return f"{per_cent.numerator} %" if per_cent.denominator == 1 else write_number(value)


_NUMBER_JSON = {"anyOf": [{"type": "number"}, {"type": "string", "pattern": r"^[0-9./ %+-]+$"}]}
Number = Annotated[
    Fraction,
    PlainValidator(parse_number),
    PlainSerializer(write_number),
    WithJsonSchema(_NUMBER_JSON),
]
Share = Annotated[
    Fraction,
    PlainValidator(parse_share),
    PlainSerializer(write_share),
    WithJsonSchema(_NUMBER_JSON),
]

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


class Subject(StrEnum):
    """Whom a programme judges."""

    MEMBER = "member"
    APPOINTMENT = "appointment"
    UNIT = "unit"


class Level(StrEnum):
    """A level of the organisation, from the top; the names of `sodoan.org` tiers."""

    CENTRAL = "central"
    PROVINCE = "province"
    DISTRICT = "district"
    COMMUNE = "commune"
    GRASSROOTS = "grassroots"
    SECTION = "section"
    BRANCH = "branch"


LEVEL_LABELS = {
    Level.CENTRAL: "Trung ương",
    Level.PROVINCE: "Cấp tỉnh",
    Level.DISTRICT: "Cấp huyện",
    Level.COMMUNE: "Cấp xã",
    Level.GRASSROOTS: "Đoàn cơ sở",
    Level.SECTION: "Đoàn bộ phận",
    Level.BRANCH: "Chi đoàn",
}


class Origin(Frozen):
    """Where a criterion or a text came from."""

    level: Level
    """Level of the unit that added it."""
    unit: str = ""
    """Name of that unit as people read it, e.g. Tỉnh đoàn Trường Giang."""

    @property
    def label(self) -> str:
        """The words shown in the column "Nguồn"."""
        return self.unit or LEVEL_LABELS[self.level]


def by_key(items: Iterable[Any]) -> dict[str, Any]:
    """Return keyed parts as a dictionary; the order of the pack is kept."""
    return {item.key: item for item in items}
