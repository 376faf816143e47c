"""One list page: search, chips, sort, size, pages, export; the same everywhere.

A view hands over a queryset already in scope and says what may be searched, filtered and sorted;
the template draws it with `<c-list>`. Two queries a page (counts, rows), however many rows.
Addresses: `?q=` search, `?loc=` chip, `?xep=` sort (`-` in front turns it round), `?co=` page size,
`?trang=` page.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, reduce
from operator import or_
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest, QueryDict

from sodoan.common.requests import whole
from sodoan.common.text import clean, search_key
from sodoan.common.ui import Chip

SIZES = (25, 50, 100, 200)

Search = Callable[[QuerySet, str], QuerySet]


def holding(*fields: str) -> Search:
    """A search: every word typed, marks aside and in any order, is in one of these key columns."""

    def find(rows: QuerySet, text: str) -> QuerySet:
        for word in search_key(text).split():
            rows = rows.filter(reduce(or_, (Q(**{f"{name}__contains": word}) for name in fields)))
        return rows

    return find


def reading(write: Callable[[Any], str]) -> Search:
    """The same search over what `write` says of a row: for short lists without a key column."""

    def find(rows: QuerySet, text: str) -> QuerySet:
        words = search_key(text).split()
        keys = ((row.pk, search_key(write(row))) for row in rows)
        return rows.filter(pk__in=[pk for pk, key in keys if all(word in key for word in words)])

    return find


@dataclass(frozen=True)
class Column:
    """One column: its heading, and what it is sorted by (nothing: not sortable).

    `order` names model fields, first to last; `align` is `r` for numbers, `c` for the middle.
    """

    key: str
    label: str
    order: tuple[str, ...] = ()
    align: str = ""


@dataclass(frozen=True)
class Filter:
    """One chip: its key in the address, its word, and the rows it keeps."""

    key: str
    label: str
    where: Q


@dataclass(frozen=True)
class Heading:
    """A column as drawn: the address that sorts by it, and the direction it has now."""

    label: str
    align: str
    url: str
    direction: str  # "", "ascending" or "descending", as in aria-sort


class Listing:
    """What one request sees of a list. Wrong values in the address fall back to the first choice.

    `filters` may be empty; with them, a first chip `Tất cả` is added. `noun` is what the rows are
    called (`đoàn viên`). `lasting` are keys of the address that say which list this is: searching
    keeps them and they hide nothing. `export_url` is the address that exports exactly what is
    shown; with `exports_here` it is the page's own, with `?xuat=xlsx`.
    """

    usual_size = SIZES[0]

    def __init__(  # noqa: PLR0913 - one keyword per part of the page
        self,
        request: HttpRequest,
        queryset: QuerySet,
        *,
        columns: Sequence[Column],
        noun: str = "dòng",
        search: Search | None = None,
        filters: Sequence[Filter] = (),
        lasting: Sequence[str] = (),
        export_url: str = "",
        exports_here: bool = False,
    ) -> None:
        self.data: QueryDict = request.GET
        self.columns = columns
        self.noun = noun
        self.searchable = search is not None
        self._filters = filters
        self._lasting = lasting
        self._export_url = export_url
        self._exports_here = exports_here
        self.search_text = clean(self.data.get("q", ""))
        found = search(queryset, self.search_text) if search and self.search_text else queryset
        self._found = found

    def address(self, **changes: Any) -> str:
        """Return the address of this list with some values changed; empty ones drop out."""
        data: QueryDict = self.data.copy()
        for key, value in changes.items():
            data.pop(key, None)
            if value not in ("", None):
                data[key] = str(value)
        return f"?{data.urlencode()}"

    @cached_property
    def _counts(self) -> dict[str, int]:
        parts = {f"n_{f.key}": Count("pk", filter=f.where) for f in self._filters}
        return self._found.order_by().aggregate(n=Count("pk"), **parts)

    @cached_property
    def _chosen(self) -> Filter | None:
        wanted = self.data.get("loc", "")
        return next((f for f in self._filters if f.key == wanted), None)

    def count_of(self, key: str) -> int:
        """How many rows there are behind the search and this chip."""
        return self._counts[f"n_{key}"]

    @cached_property
    def total(self) -> int:
        """How many rows there are behind the search and the chip."""
        return self._counts[f"n_{self._chosen.key}"] if self._chosen else self._counts["n"]

    @cached_property
    def chips(self) -> list[Chip]:
        """The filters with their counts, `Tất cả` first; none when there are no filters."""
        if not self._filters:
            return []
        first = Chip("Tất cả", self.address(loc="", trang=""), self._counts["n"], not self._chosen)
        return [first] + [
            Chip(
                f.label,
                self.address(loc=f.key, trang=""),
                self._counts[f"n_{f.key}"],
                f is self._chosen,
            )
            for f in self._filters
        ]

    @cached_property
    def _sort(self) -> tuple[Column | None, bool]:
        sortable = [column for column in self.columns if column.order]
        wanted = self.data.get("xep", "")
        for column in sortable:
            if wanted.removeprefix("-") == column.key:
                return column, wanted.startswith("-")
        return (sortable[0] if sortable else None), False

    @cached_property
    def headings(self) -> list[Heading]:
        """The columns with their sort addresses."""
        return list(self._headings())

    def _headings(self) -> Iterator[Heading]:
        chosen, backwards = self._sort
        for column in self.columns:
            if not column.order:
                yield Heading(column.label, column.align, "", "")
                continue
            now = column is chosen
            key = f"-{column.key}" if now and not backwards else column.key
            falls = column.order[0].startswith("-") != backwards
            direction = ("descending" if falls else "ascending") if now else ""
            yield Heading(column.label, column.align, self.address(xep=key, trang=""), direction)

    @cached_property
    def queryset(self) -> QuerySet:
        """All rows behind search, chip and sort: what an export writes."""
        found = self._found.filter(self._chosen.where) if self._chosen else self._found
        column, backwards = self._sort
        if column is None:
            return found
        order = [_turned(name) if backwards else name for name in column.order]
        return found.order_by(*order, "pk")

    @cached_property
    def size(self) -> int:
        """Rows on a page."""
        wanted = whole(self.data.get("co", ""))
        return wanted if wanted in SIZES else self.usual_size

    @cached_property
    def pages(self) -> int:
        """How many pages there are; at least one."""
        return max(1, -(-self.total // self.size))

    @cached_property
    def page(self) -> int:
        """The page shown, from 1; kept inside the pages there are."""
        return min(max(1, whole(self.data.get("trang", ""))), self.pages)

    @cached_property
    def rows(self) -> list[Any]:
        """The rows of this page."""
        start = (self.page - 1) * self.size
        return list(self.queryset[start : start + self.size])

    @property
    def last(self) -> int:
        """The place of the last row shown."""
        return min(self.page * self.size, self.total)

    @property
    def previous_url(self) -> str:
        """The address of the page before; empty on the first."""
        return self.address(trang=self.page - 1) if self.page > 1 else ""

    @property
    def next_url(self) -> str:
        """The address of the page after; empty on the last."""
        return self.address(trang=self.page + 1) if self.page < self.pages else ""

    @property
    def next_count(self) -> int:
        """How many rows the next page holds."""
        return min(self.size, self.total - self.last)

    @property
    def sizes(self) -> tuple[int, ...]:
        """The page sizes to choose from."""
        return SIZES

    @property
    def narrowed(self) -> bool:
        """Whether something hides rows, so that an empty list may have a way back."""
        kept = {"xep", "co", "trang", *self._lasting}
        return any(value for key, value in self.data.items() if key not in kept)

    @property
    def whole_url(self) -> str:
        """The address of this list with nothing hidden; empty when that is the bare page."""
        kept = {key: self.data[key] for key in self._lasting if self.data.get(key)}
        return f"?{urlencode(kept)}" if kept else ""

    @property
    def export_url(self) -> str:
        """The address that exports exactly what is shown; empty when nothing may be exported."""
        if self._exports_here:
            return self.address(trang="", co="", xuat="xlsx")
        if not self._export_url:
            return ""
        return self._export_url + self.address(trang="", co="")

    @property
    def export_wanted(self) -> bool:
        """Whether this very address asks for the file instead of the page (`exports_here`)."""
        return self._exports_here and self.data.get("xuat") == "xlsx"

    @property
    def hidden(self) -> list[tuple[str, str]]:
        """The values of the address that the search form keeps."""
        kept = (*self._lasting, "loc", "xep", "co")
        return [(key, str(self.data[key])) for key in kept if self.data.get(key)]


class WorkingListing(Listing):
    """A list that is also a form: as long as a branch, so that all of it is typed on one page.

    Who is hidden by search or chip is not acted on; drawn with `data-keeps` (`kept.js`).
    """

    usual_size = SIZES[-1]

    @property
    def narrowed(self) -> bool:
        """Whether search or chip hides rows."""
        return bool(self.search_text or self._chosen)


def _turned(name: str) -> str:
    return name.removeprefix("-") if name.startswith("-") else f"-{name}"
