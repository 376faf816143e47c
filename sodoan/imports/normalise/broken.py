"""Cells whose formula is broken: what Excel shows is an error, not a value."""

from sodoan.imports.fields import FIELD_BY_KEY
from sodoan.imports.normalise.cell import Issue, Raw, Severity
from sodoan.imports.normalise.rows import NormalRow

CELL_ERRORS = frozenset(
    {"#N/A", "#REF!", "#VALUE!", "#NAME?", "#DIV/0!", "#NULL!", "#NUM!", "#SPILL!", "#CALC!"}
)
_PLACES = {"family_name": "full_name", "given_name": "full_name"}
_PLACES |= dict.fromkeys(("born", "born_male", "born_female"), "born_on")


def take_broken(cells: dict[str, Raw]) -> dict[str, str]:
    """Take the error cells out of a row; return what they show, by field."""
    return {key: str(cells.pop(key)) for key in list(cells) if cells[key] in CELL_ERRORS}


def tell_broken(row: NormalRow, broken: dict[str, str]) -> None:
    """Say of each broken cell so; instead of “blank” where the row cannot do without it."""
    for key, text in broken.items():
        place = _PLACES.get(key, key)
        blank = [i for i in row.issues if i.field == place and i.code.endswith("_blank")]
        row.issues = [issue for issue in row.issues if issue not in blank]
        fate = "Đồng chí sửa ô này rồi nhập lại." if blank else "Ô này để trống."
        severity = Severity.ERROR if blank else Severity.WARNING
        message = f"{FIELD_BY_KEY[key].label}: công thức hỏng, ô chỉ có {text}. {fate}"
        row.add(place, (Issue("cell_error", severity, message),))
