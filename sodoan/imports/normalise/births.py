"""A birth date in three columns, put together as it would be written in one."""

from sodoan.imports.fields import BIRTH_PARTS
from sodoan.imports.normalise.cell import Raw, text_of

_UNKNOWN = "?"


def join_births(columns: dict[str, list[Raw]]) -> None:
    """Put day, month and year of some rows together in the column of the birth date.

    A date that stands there already counts; without columns of parts nothing is done.
    """
    if columns.keys().isdisjoint(BIRTH_PARTS):
        return
    size = len(next(iter(columns.values())))
    blank: list[Raw] = [None] * size
    parts = [columns.pop(key, blank) for key in BIRTH_PARTS]
    joined = [birth_text(*three) for three in zip(*parts, strict=True)]
    born = columns.get("born", blank)
    columns["born"] = [
        whole if given is None else given for given, whole in zip(born, joined, strict=True)
    ]


def birth_text(day: Raw, month: Raw, year: Raw) -> str | None:
    """Return the parts as one date; what is blank in front of the year is not known."""
    parts = [text_of(part) for part in (day, month, year)]
    if not any(parts):
        return None
    known = [place for place, part in enumerate(parts) if part]
    return "/".join(part or _UNKNOWN for part in parts[known[0] :])
