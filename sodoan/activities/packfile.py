"""Scheme files: a rhythm of activities as data, shipped in `sodoan/packs/schemes/`."""

from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from sodoan.common.datafiles import Finding, load_data
from sodoan.common.dataschema import DayField, Frozen, Key, Text
from sodoan.org.choices import Sector
from sodoan.packs import SCHEMES

KIND = "scheme"
Short = Annotated[str, StringConstraints(min_length=1, max_length=40)]
Form = Annotated[str, StringConstraints(min_length=1, max_length=120)]


class PackTheme(Frozen):
    """A content group."""

    key: Key
    short: Short
    """What cards and tables call it."""
    title: Text = Field(max_length=300)
    """Its words in the plan."""
    sectors: tuple[Sector, ...] = ()
    """Sectors of units it is for; empty: all."""
    criteria: tuple[Key, ...] = ()
    """Keys of criteria of programmes its activities count for, unless who reports chooses."""


class SchemePack(Frozen):
    """A scheme as a file says it."""

    format: Literal[1] = 1
    """Version of this format."""
    kind: Literal["scheme"]
    """What the file holds."""
    key: Key
    title: Text = Field(max_length=200)
    short: Short
    """Its name in titles and lists."""
    basis: tuple[Text, ...] = ()
    """Documents it carries out."""
    start: DayField
    """First day; Y is the year it is launched in."""
    end: DayField
    """Last day."""
    register_by: DayField
    """Last day for units to say when they act."""
    weekly_minimum: int = Field(default=1, ge=1, le=14)
    """Activities a unit holds a week at least."""
    most_slots: int = Field(default=2, ge=1, le=7)
    """Weekdays a unit may choose at most."""
    minutes: int = Field(default=30, ge=5, le=600)
    """How long an activity takes."""
    forms: tuple[Form, ...] = ()
    """Words offered for the form of an activity."""
    themes: tuple[PackTheme, ...] = Field(min_length=1)
    """Content groups, in order."""


def load_scheme(path: str | Path) -> SchemePack:
    """Return the scheme of a file. Raises DataFileError, OSError when unreadable."""
    return load_data(path, SchemePack, _check)


def shipped_schemes() -> Mapping[str, SchemePack]:
    """The schemes that come with the program, by key."""
    found = [load_scheme(path) for path in sorted(SCHEMES.glob("*.yaml"))]
    return {pack.key: pack for pack in found}


def _check(pack: SchemePack) -> Iterable[Finding]:
    counts = Counter(theme.key for theme in pack.themes)
    for place, theme in enumerate(pack.themes):
        if counts[theme.key] > 1:
            yield ("themes", place, "key"), f"Khóa “{theme.key}” đã dùng cho nhóm khác."
    if pack.most_slots < pack.weekly_minimum:
        yield ("most_slots",), "Ít hơn số hoạt động cần có mỗi tuần (weekly_minimum)."
    year = 2001
    if pack.end.on(year) < pack.start.on(year):
        yield ("end",), "Ngày kết thúc trước ngày bắt đầu."
    elif pack.register_by.on(year) > pack.end.on(year):
        yield ("register_by",), "Hạn đăng ký sau ngày kết thúc."
