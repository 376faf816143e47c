"""What a page of a report sends: figures as people write them, reasons, words."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from django.core.exceptions import ValidationError

from sodoan.common.requests import whole
from sodoan.reports.packfile import PackCell, ReportPack
from sodoan.reports.sheet import Typed

_GROUPED = re.compile(r"[0-9]{1,3}(?:\.[0-9]{3})+(?:,[0-9]+)?")
_PLAIN = re.compile(r"[0-9]{1,15}(?:[.,][0-9]+)?")


def read_figure(text: str, decimals: int) -> Decimal | None:
    """The number as people write it: `1.046`, `480000`, `4,5`; None for nothing.

    Raises `ValidationError` for what is none, and for more decimals than the cell has.
    """
    text = "".join(text.split())
    if not text:
        return None
    if _GROUPED.fullmatch(text):
        text = text.replace(".", "").replace(",", ".")
    elif _PLAIN.fullmatch(text):
        text = text.replace(",", ".")
    else:
        raise ValidationError(
            f"“{text[:20]}” chưa phải là một số. Đồng chí ghi như 1.046 hoặc 4,5."
        )
    _, _, fraction = text.partition(".")
    if len(fraction.rstrip("0")) > decimals:
        raise ValidationError(
            f"Ô này ghi nhiều nhất {decimals} chữ số sau dấu phẩy."
            if decimals
            else "Ô này ghi số nguyên."
        )
    return Decimal(text)


@dataclass(frozen=True)
class Filled:
    """What was sent: typed cells, words, the version of the draft, and faults by cell."""

    cells: Mapping[str, Typed]
    texts: Mapping[str, str]
    version: int
    raw: Mapping[str, str]
    faults: dict[str, str] = field(default_factory=dict)
    is_stale: bool = False  # somebody else has saved meanwhile


def read_filled(pack: ReportPack, data: Mapping[str, str]) -> Filled:
    """Read a page of the form; `lai` names a cell that goes back to the figure of the system."""
    cells: dict[str, Typed] = {}
    faults: dict[str, str] = {}
    for cell in pack.cells:
        if data.get("lai") == cell.key:
            cells[cell.key] = Typed()
            continue
        try:
            cells[cell.key] = _typed(cell, data)
        except ValidationError as error:
            faults[cell.key] = error.messages[0]
    texts = {part.key: data.get(f"t-{part.key}", "") for part in pack.texts}
    raw = {cell.key: data.get(f"o-{cell.key}", "") for cell in pack.cells}
    return Filled(cells, texts, whole(data.get("version", "")), raw, faults)


def _typed(cell: PackCell, data: Mapping[str, str]) -> Typed:
    value = read_figure(data.get(f"o-{cell.key}", ""), cell.decimals)
    return Typed(value, data.get(f"l-{cell.key}", ""))
