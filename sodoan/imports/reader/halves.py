"""A name that stands in two columns under one "Họ và tên": family part, then given name."""

from collections.abc import Sequence

from sodoan.common.text import clean, search_key
from sodoan.imports.fields import NAME_HALVES
from sodoan.imports.reader.headers import FieldOf, known_field
from sodoan.imports.reader.workbook import Value

_LONGEST = 20
_MOST_WORDS = 2
_FEW = 3
"""So many people may share a given name; with more of them it is a mark, not a name."""
_NO_NAMES = frozenset(
    ("nam", "nu", "x", "v", "co", "khong", "bt", "pbt", "uv", "bch", "uvbch", "dv", "dvut", "cb")
)


def halve_names(
    headers: list[str], below: Sequence[Sequence[Value]], field_of: FieldOf = known_field
) -> list[str]:
    """Return the headers, a divided name column as two: family part and given name.

    The column behind "Họ và tên" holds given names when it has no header of its own (blank, or
    the same one merged over both) and the first rows below hold short names there.
    """
    fields = [field_of(header) if header else None for header in headers]
    place = fields.index("full_name") if "full_name" in fields else len(headers)
    behind = place + 1
    if behind >= len(headers) or headers[behind] not in ("", headers[place]):
        return headers
    rows = [(_text(row[place]), _text(row[behind])) for row in below if behind < len(row)]
    if not _are_halves([pair for pair in rows if field_of(pair[0]) != "full_name"]):
        return headers
    return [*headers[:place], *NAME_HALVES, *headers[behind + 1 :]]


def _text(cell: Value) -> str:
    return clean(cell) if isinstance(cell, str) else str(cell)


def _are_halves(rows: Sequence[tuple[str, str]]) -> bool:
    """Tell whether most rows with something in the first column have a given name behind it."""
    named = [(family, given) for family, given in rows if family]
    halved = [(family, given) for family, given in named if given and _may_be_given(family, given)]
    given = [search_key(given) for _, given in halved]
    is_varied = len(set(given)) > 1 or len(given) <= _FEW
    is_short = sum(" " not in name for name in given) * 2 >= len(given)
    return (
        len(halved) * 2 > len(named) and is_varied and is_short and not _NO_NAMES.issuperset(given)
    )


def _may_be_given(family: str, given: str) -> bool:
    """Tell one or two words of letters, with a capital where the family part has one."""
    words = given.split()
    return (
        len(given) <= _LONGEST
        and len(words) <= _MOST_WORDS
        and all(word.isalpha() for word in words)
        and given[0].isupper() == family[0].isupper()
    )
