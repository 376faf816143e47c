"""The small types every part of a pack is made of."""

import re
from collections.abc import Iterable
from enum import StrEnum
from fractions import Fraction
from typing import Annotated, Any

from pydantic import PlainSerializer, PlainValidator, WithJsonSchema

from sodoan.common.dataschema import Frozen

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
