"""Cells whose formula is broken or was never calculated: there is no value to take."""

from collections.abc import Mapping

from sodoan.imports.fields import BIRTH_FIELDS, BIRTH_PARTS, FIELD_BY_KEY
from sodoan.imports.normalise.block import Block
from sodoan.imports.normalise.cell import Issue, Raw, Severity
from sodoan.imports.reader.marks import UNCALCULATED

CELL_ERRORS = frozenset(
    "#N/A #REF! #VALUE! #NAME? #DIV/0! #NULL! #NUM! #SPILL! #CALC!".split()  # noqa: SIM905
) | {UNCALCULATED}
_PLACES = {"family_name": "full_name", "given_name": "full_name"}
_PLACES |= dict.fromkeys((*BIRTH_FIELDS, *BIRTH_PARTS), "born_on")


Broken = dict[int, dict[str, str]]
"""What the error cells of some rows show, by place of the row and field."""


def take_broken(columns: Mapping[str, list[Raw]]) -> Broken:
    """Take the error cells out of the columns of some rows."""
    found: Broken = {}
    for key, cells in columns.items():
        if CELL_ERRORS.isdisjoint(cells):
            continue
        for place, cell in enumerate(cells):
            if cell in CELL_ERRORS:
                found.setdefault(place, {})[key] = str(cell)
                cells[place] = None
    return found


def tell_broken(block: Block, broken: Broken) -> None:
    """Say of each broken cell so; instead of “blank” where the row cannot do without it."""
    for row, cells in broken.items():
        for key, text in cells.items():
            place = _PLACES.get(key, key)
            remarks = block.issues.setdefault(row, [])
            blank = [i for i in remarks if i.field == place and i.code.endswith("_blank")]
            remarks[:] = [issue for issue in remarks if issue not in blank]
            fate = "Đồng chí sửa ô này rồi nhập lại." if blank else "Ô này để trống."
            severity = Severity.ERROR if blank else Severity.WARNING
            state = "chưa được tính" if text == UNCALCULATED else f"hỏng, ô chỉ có {text}"
            message = f"{FIELD_BY_KEY[key].label}: công thức {state}. {fate}"
            block.add(row, place, Issue("cell_error", severity, message))
