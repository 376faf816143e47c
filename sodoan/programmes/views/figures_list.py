"""The list tools of a table of figures, whose lines are added up in memory."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

from django.db.models import Q
from django.http import HttpRequest

from sodoan.common.listing import Column, Filter, Listing, holding
from sodoan.common.text import search_key
from sodoan.org.models import Unit
from sodoan.programmes.metrics import COMPLAINTS, MEMBERS, REGISTERED
from sodoan.programmes.queries.figures import PUBLISHED, Row, Table


@dataclass(frozen=True)
class _Kept(Filter):
    """A chip over lines in memory."""

    keeps: Callable[[Row], bool]


_FILTERS = (
    _Kept(
        "chua-dang-ky",
        "Chưa đăng ký hết",
        Q(),
        lambda row: row.figures[REGISTERED.key] < row.figures[MEMBERS.key],
    ),
    _Kept("chua-cong-bo", "Chưa công bố hết", Q(), lambda row: row.published < row.branches),
    _Kept("da-cong-bo", "Đã công bố hết", Q(), lambda row: 0 < row.branches == row.published),
)
_COMPLAINED = COMPLAINTS[-1]
_WAITING = _Kept(
    "khieu-nai", "Khiếu nại chưa trả lời", Q(), lambda row: row.figures[_COMPLAINED.key] > 0
)


class FiguresListing(Listing):
    """The lines of a table: found, filtered and sorted like any list, at no query of its own.

    The sum below them stays that of the whole table; `total_words` says so when lines are hidden.
    """

    def __init__(self, request: HttpRequest, table: Table, *, export_url: str) -> None:
        complained = _COMPLAINED in table.metrics
        self.table = table
        self._chips = (*_FILTERS, *([_WAITING] if complained else []))
        metrics = [Column(one.key, one.short, (one.key,), "r") for one in table.metrics]
        super().__init__(
            request,
            Unit.objects.none(),
            columns=[
                Column("ten", "Đơn vị", ("ten",)),
                *metrics,
                Column(PUBLISHED, "Công bố", (PUBLISHED,)),
            ],
            noun="đơn vị",
            search=holding("search_key"),  # in words; the lines are searched below
            filters=self._chips,
            lasting=("chuong-trinh", "don-vi"),
            export_url=export_url,
        )

    @cached_property
    def _lines(self) -> list[Row]:
        words = search_key(self.search_text).split()
        return [
            row for row in self.table.rows if all(word in row.unit.search_key for word in words)
        ]

    @cached_property
    def _counts(self) -> dict[str, int]:
        parts = {f"n_{f.key}": sum(map(f.keeps, self._lines)) for f in self._chips}
        return {"n": len(self._lines), **parts}

    @cached_property
    def ordered(self) -> list[Row]:
        """All lines behind search, chip and sort: what an export writes."""
        chip = next((f for f in self._chips if f is self._chosen), None)
        kept = {row.unit.pk for row in self._lines if chip is None or chip.keeps(row)}
        column, backwards = self._sort
        lines = self.table.sorted_by(column.key if column else "", backwards=backwards)
        return [row for row in lines if row.unit.pk in kept]

    @cached_property
    def rows(self) -> list[Row]:
        """The lines of this page."""
        start = (self.page - 1) * self.size
        return self.ordered[start : start + self.size]

    @property
    def total_words(self) -> str:
        """Of what the sum is when not every line is shown; empty when it is just these lines."""
        units = f"{len(self.table.rows)} đơn vị"
        if self.narrowed:
            return f"của cả {units}, không chỉ những đơn vị đang lọc"
        return f"của cả {units}" if self.pages > 1 else ""
