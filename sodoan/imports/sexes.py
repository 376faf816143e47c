"""What a list says of the sexes of its people besides the cells themselves."""

from collections.abc import Iterable, Mapping

from sodoan.imports.normalise.cell import Raw, text_of
from sodoan.imports.normalise.idcards import Sex

_TICKS = frozenset({"x", "v", "✓", "✔", "1", "có"})
_OF_COLUMN: dict[str, Sex] = {"born_male": "male", "born_female": "female"}
_OTHER: dict[Sex, Sex] = {"male": "female", "female": "male"}


def is_ticked(raw: Raw, sex: Sex) -> bool:
    """Tell whether a cell in the column of a sex is a tick: "x", or the sex itself."""
    text = text_of(raw).lower()
    return text in _TICKS or text == ("nam" if sex == "male" else "nữ")


def only_column(places: Mapping[str, int]) -> str | None:
    """Return the column of one sex that stands beside a birth date, with no other about sexes."""
    sexes = [key for key in ("born_male", "born_female", "sex") if key in places]
    is_alone = "born" in places and len(sexes) == 1 and sexes[0] in _OF_COLUMN
    return sexes[0] if is_alone else None


def sex_of_blank(key: str, cells: Iterable[Raw]) -> Sex | None:
    """Return the sex of those without a tick in the only column of a sex.

    None where most filled cells, or all of none, are something else than ticks.
    """
    sex, ticks, others = _OF_COLUMN[key], 0, 0
    for cell in cells:
        if is_ticked(cell, sex):
            ticks += 1
        elif text_of(cell):
            others += 1
    return _OTHER[sex] if ticks > others else None
