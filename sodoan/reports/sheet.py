"""A report as it stands: cells with their sources, words, and what is to be mended. Pure."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from sodoan.common.words import number
from sodoan.reports.choices import Source
from sodoan.reports.packfile import PackCell, PackText, ReportPack

BIGGEST = Decimal("9999999999999.99")
_FAR = 2  # times above or below the neighbours, or half again as much as last time
_HALF = Decimal("0.5")
_SMALL = 5  # below so many every change is half


@dataclass(frozen=True)
class Computed:
    """What the records give for a cell: of its own metric, or of the reports below (`is_sum`)."""

    value: Decimal
    is_sum: bool = False


@dataclass(frozen=True)
class Typed:
    """What somebody wrote into a cell, and why it differs from what was computed."""

    value: Decimal | None = None
    reason: str = ""


@dataclass(frozen=True)
class Cell:
    """One figure of the sheet; `previous` of the period before, `usual` the middle of sisters."""

    pack: PackCell
    value: Decimal | None
    source: str
    computed: Decimal | None = None
    is_sum: bool = False
    reason: str = ""
    previous: Decimal | None = None
    usual: Decimal | None = None

    @property
    def shown(self) -> str:
        """The figure as people write it; empty without one."""
        return "" if self.value is None else number(self.value, self.pack.decimals)


@dataclass(frozen=True)
class Words:
    """One part in words."""

    pack: PackText
    text: str = ""


@dataclass(frozen=True)
class Finding:
    """Something to mend (`blocks`) or to look at again, of one cell or part."""

    key: str
    sentence: str
    blocks: bool = True
    is_text: bool = False


@dataclass(frozen=True)
class Sheet:
    """A whole report as it would be handed in now."""

    pack: ReportPack
    cells: Mapping[str, Cell]
    words: Sequence[Words] = ()
    findings: Sequence[Finding] = field(default=())

    @property
    def faults(self) -> list[Finding]:
        """What keeps it from being handed in."""
        return [one for one in self.findings if one.blocks]

    def count(self, *sources: str) -> int:
        """How many cells came in one of these ways."""
        return sum(cell.source in sources for cell in self.cells.values())


def fill(pack: PackCell, computed: Computed | None, typed: Typed) -> Cell:
    """The cell as it stands: what was typed wins, but what equals the count is the count."""
    if computed is None:
        return Cell(pack, typed.value, Source.TYPED)
    known, is_sum = computed.value, computed.is_sum
    if typed.value is None or typed.value == known:
        return Cell(pack, known, Source.SUM if is_sum else Source.METRIC, known, is_sum)
    return Cell(pack, typed.value, Source.OVERRIDE, known, is_sum, typed.reason)


def findings(cells: Mapping[str, Cell], words: Iterable[Words]) -> list[Finding]:
    """Everything worth a look before the report is handed in: faults first."""
    return sorted(_findings(cells, words), key=lambda one: not one.blocks)


def _findings(cells: Mapping[str, Cell], words: Iterable[Words]) -> Iterator[Finding]:
    for cell in cells.values():
        yield from _faults(cell, cells)
    for part in words:
        length = len(part.text)
        if part.pack.required and not part.text.strip():
            yield Finding(part.pack.key, f"Phần “{part.pack.title}” chưa viết.", is_text=True)
        if length > part.pack.limit:
            yield Finding(
                part.pack.key,
                f"Phần “{part.pack.title}” dài {number(length)} chữ, nhiều nhất "
                f"{number(part.pack.limit)} chữ.",
                is_text=True,
            )
    for cell in cells.values():
        yield from _hints(cell)


def _faults(cell: Cell, cells: Mapping[str, Cell]) -> Iterator[Finding]:
    pack, value = cell.pack, cell.value
    if value is None:
        if pack.required:
            sentence = f"“{pack.label}” chưa có số. Nếu không có, đồng chí ghi 0."
            yield Finding(pack.key, sentence)
        return
    if cell.source == Source.OVERRIDE and not cell.reason.strip():
        yield Finding(pack.key, f"“{pack.label}” khác số hệ thống. Đồng chí ghi lý do.")
    other = cells.get(pack.at_most or "")
    if other is not None and other.value is not None and value > other.value:
        # Counts may say so: who came on the 5th may have left on the 20th. Hands may not.
        by_hand = {Source.TYPED, Source.OVERRIDE} & {cell.source, other.source}
        sentence = f"“{pack.label}” ({cell.shown}) lớn hơn “{other.pack.label}” ({other.shown})."
        yield Finding(pack.key, sentence, blocks=bool(by_hand))


def _hints(cell: Cell) -> Iterator[Finding]:
    value, before, usual, pack = cell.value, cell.previous, cell.usual, cell.pack
    if value is None:
        return
    if before is not None and max(value, before) >= _SMALL and abs(value - before) > before * _HALF:
        way = "tăng" if value > before else "giảm"
        sentence = f"“{pack.label}” {way} từ {number(before, pack.decimals)} lên {cell.shown}."
        if value < before:
            sentence = sentence.replace(" lên ", " xuống ")
        yield Finding(pack.key, f"{sentence} Nộp được, chỉ để đồng chí xem lại.", blocks=False)
    if usual is not None and max(value, usual) >= _SMALL and value > usual * _FAR * _FAR:
        yield Finding(
            pack.key,
            f"“{pack.label}” cao hơn nhiều so với các đơn vị cùng cấp "
            f"(ở giữa là {number(usual, pack.decimals)}).",
            blocks=False,
        )
