"""The member list: one object behind the page, its counts, its chips and its export.

Lists of a branch or a commune are counted exactly. Counting everybody of a province on every page
would cost more than the page itself, so from `COUNTED` people on the list says “hơn 10.000”, its
chips have no figures, and its next page begins after the last row seen (keyset) instead of
counting off rows: the cost stays the same at any size and any depth.
"""

from functools import cached_property
from typing import Any, cast

from django.db.models import (
    BooleanField,
    CharField,
    Count,
    Exists,
    ExpressionWrapper,
    OuterRef,
    Q,
    QuerySet,
    Value,
)
from django.shortcuts import get_object_or_404
from django.urls import reverse

from sodoan.common.listing import Column, Filter, Listing
from sodoan.common.periods import on as running
from sodoan.common.requests import ScopedRequest, whole
from sodoan.common.scoping import under
from sodoan.common.ui import Chip
from sodoan.org.choices import Capability
from sodoan.org.models import Unit
from sodoan.people.choices import Category, MembershipKind
from sodoan.people.models import Membership, Person
from sodoan.people.queries import members, with_last_units, with_units
from sodoan.people.querysets import PersonQuerySet, belongs

COUNTED = 10_000
_MOST_PAGES = 10_000_000
NO_ACCOUNT = "chua-co-tai-khoan"
FORMER = "da-thoi"
_FORMER = Value(FORMER, CharField())
_NO_ACCOUNT = ExpressionWrapper(Q(person__user=None), BooleanField())
COLUMNS = (
    Column("ten", "Họ và tên", ("sort_key",)),
    Column("sinh", "Ngày sinh", ("born_on", "sort_key")),
    Column("doi-tuong", "Đối tượng", ("category", "sort_key")),
    Column("don-vi", "Đơn vị, loại"),
    Column("lien-he", "Liên hệ"),
    Column("tai-khoan", "Tài khoản"),
)


class MemberListing(Listing):
    """A `Listing` of persons whose memberships lie in `place`."""

    def __init__(self, request: ScopedRequest, place: Q, people: PersonQuerySet) -> None:
        super().__init__(
            request,
            people,
            columns=COLUMNS,
            noun="đoàn viên",
            search=_search,
            filters=_filters(place, request),
            export_url=reverse("people:export"),
        )
        self._day = day = request.scope.on
        self._here = Membership.objects.filter(place, running(day))
        self._left = Membership.objects.last_before(day).filter(place)
        self._members = self._found
        self.shows_former = self._chosen is not None and self._chosen.key == FORMER
        if self.shows_former:
            former = Person.objects.former(place, day)
            self._found = former.matching(self.search_text) if self.search_text else former

    def address(self, **changes: Any) -> str:
        """Return the address with some values changed; who starts anew starts at the top."""
        if "trang" in changes:
            changes.setdefault("sau", "")
        return super().address(**changes)

    @cached_property
    def capped(self) -> bool:
        """Whether there are more people than are counted."""
        return self.queryset.order_by()[: COUNTED + 1].count() > COUNTED

    @cached_property
    def _all_capped(self) -> bool:
        if not self._chosen:
            return self.capped
        return self._members.order_by()[: COUNTED + 1].count() > COUNTED

    @cached_property
    def _counts(self) -> dict[str, int]:
        """The figures of the chips, from the memberships of the place in two grouped passes.

        A kind counts its people; a category and the whole count everybody once: who has another
        membership in the place besides an official or earlier one is taken off again. Who left
        counts under the chip of its own alone.
        """
        rows, left = self._here.order_by(), self._left.order_by()
        if self.search_text:
            found = Q(person__in=Person.objects.matching(self.search_text).values("pk"))
            rows, left = rows.filter(found), left.filter(found)
        official = Q(kind=MembershipKind.OFFICIAL)
        another = self._here.filter(official | Q(pk__lt=OuterRef("pk")), person=OuterRef("person"))
        twice = rows.exclude(official).filter(Exists(another))
        counts = {"n": 0} | {f"n_{each.key}": 0 for each in self._filters}
        groups = ("kind", "person__category", _NO_ACCOUNT)
        people, pairs = Count("person", distinct=True), Count("pk")
        gone = left.values_list(_FORMER, *groups[1:]).annotate(people=people, n=pairs)
        for kind, category, without_account, persons, n in (
            rows.values_list(*groups).annotate(people=people, n=pairs).union(gone, all=True)
        ):  # fmt: skip
            counts[f"n_{kind}"] += persons
            if kind != FORMER:
                _add(counts, category, n, without_account=without_account)
        for category, without_account, n in twice.values_list(*groups[1:]).annotate(n=pairs):
            _add(counts, category, -n, without_account=without_account)
        return counts

    @cached_property
    def total(self) -> int:
        """How many people; `COUNTED` when there are more (`capped`)."""
        if self.capped:
            return COUNTED
        if self._all_capped:
            return self.queryset.order_by().count()
        return self._counts[f"n_{self._chosen.key}"] if self._chosen else self._counts["n"]

    @cached_property
    def chips(self) -> list[Chip]:
        """The chips with somebody behind them; without figures where the list is capped."""
        chosen = self._chosen.key if self._chosen else ""
        counts: dict[str, int] = {} if self._all_capped else self._counts
        found = [Chip("Tất cả", self._chip(""), counts.get("n"), not chosen)]
        for each in self._filters:
            count = counts.get(f"n_{each.key}")
            if count != 0 or each.key == chosen:
                found.append(Chip(each.label, self._chip(each.key), count, each.key == chosen))
        return found

    def _chip(self, key: str) -> str:
        return self.address(loc=key, trang="")

    @cached_property
    def page(self) -> int:
        """The page shown, from 1; a capped list is as long as it turns out to be."""
        if not self.capped:
            return min(self._asked, self.pages)
        return self._asked

    @property
    def _asked(self) -> int:
        text = self.data.get("trang", "")
        return max(1, min(whole(text), _MOST_PAGES))

    @cached_property
    def pages(self) -> int:
        """How many pages; for a capped list, this one and the next if there is one."""
        if self.capped:
            return self.page + self._has_more
        return max(1, -(-self.total // self.size))

    @property
    def _ordered(self) -> QuerySet[Person]:
        """The people in order. Where they are few, they are found first and sorted then."""
        if self.capped:
            return self.queryset
        few = self.queryset.order_by().values("pk")[: COUNTED + 1]
        return Person.objects.filter(pk__in=few).order_by(*self.queryset.query.order_by)

    @cached_property
    def _fetched(self) -> list[Person]:
        """The rows of this page and one more, to know whether there is another page."""
        units = with_last_units if self.shows_former else with_units
        people = units(self._ordered.select_related("user"), self._day)
        after = self._after() if self.capped else None
        if after is not None:
            return list(people.filter(after)[: self.size + 1])
        start = (self.page - 1) * self.size
        return list(people[start : start + self.size + 1])

    def _after(self) -> Q | None:
        """Rows behind the person of `?sau=` in the order of the list."""
        key = whole(self.data.get("sau", ""))
        if self._asked == 1 or not key:
            return None
        column, backwards = self._sort
        names = (*(column.order if column else ()), "pk")
        last = self._found.order_by().filter(pk=key).values(*names).first()
        if last is None:
            return None
        found, same = Q(), Q()
        for name in names:
            down = backwards and name != "pk"
            found |= same & Q(**{f"{name}__{'lt' if down else 'gt'}": last[name]})
            same &= Q(**{name: last[name]})
        lead = "lte" if backwards else "gte"  # lets the index of the order be used
        return Q(**{f"{names[0]}__{lead}": last[names[0]]}) & found

    @cached_property
    def rows(self) -> list[Any]:
        """The rows of this page, each with its memberships of the day (or its last) as `now`."""
        return self._fetched[: self.size]

    @property
    def _has_more(self) -> bool:
        return len(self._fetched) > self.size

    @property
    def last(self) -> int:
        """The place of the last row shown."""
        return (self.page - 1) * self.size + len(self.rows)

    @property
    def next_url(self) -> str:
        """The address of the next page; in a capped list it names the last person seen."""
        if not self._has_more:
            return ""
        after = self.rows[-1].pk if self.capped else ""
        return self.address(trang=self.page + 1, sau=after)

    @property
    def previous_url(self) -> str:
        """The address of the page before; empty on the first."""
        return self.address(trang=self.page - 1) if self.page > 1 else ""

    @property
    def next_count(self) -> int:
        """How many rows the next page holds; a full page where nobody counted."""
        return self.size if self.capped else min(self.size, self.total - self.last)


def _add(counts: dict[str, int], category: str, n: int, *, without_account: bool) -> None:
    for key in ("n", f"n_{category}", *([f"n_{NO_ACCOUNT}"] if without_account else [])):
        counts[key] += n


def unit_filter(request: ScopedRequest) -> Unit | None:
    """The unit of `?don_vi=`; 404 when it is outside the scope."""
    wanted = request.GET.get("don_vi", "")
    if not (wanted.isascii() and wanted.isdigit()):
        return None
    units = Unit.objects.in_scope(request.scope, Capability.VIEW_PEOPLE)
    unit: Unit = get_object_or_404(units, pk=whole(wanted))
    return unit


def member_listing(request: ScopedRequest, unit: Unit | None) -> MemberListing:
    """People of the scope (or of the unit) as the page and the export see them."""
    scope = request.scope
    inside = under(scope.paths(Capability.VIEW_PEOPLE), "unit__path")
    place = Q(unit__path__startswith=unit.path) if unit else inside
    return MemberListing(request, place, members(scope, unit))


def _filters(place: Q, request: ScopedRequest) -> list[Filter]:
    day = request.scope.on
    kinds = [
        Filter(kind.value, kind.label, Q(belongs(place & Q(kind=kind), day)))
        for kind in MembershipKind
    ]
    categories = [Filter(c.value, c.label, Q(category=c)) for c in Category]
    return [
        *kinds,
        *categories,
        Filter(NO_ACCOUNT, "Chưa có tài khoản", Q(user=None)),
        Filter(FORMER, "Đã thôi sinh hoạt", Q()),
    ]


def _search(rows: QuerySet, text: str) -> QuerySet:
    return cast("PersonQuerySet", rows).matching(text)
