"""Figures against a slow walk in plain Python, on random trees, moves, closings and years."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sodoan.access.scopes import system_scope
from sodoan.common.clock import today
from sodoan.common.periods import period
from sodoan.org.actions import move_unit
from sodoan.org.models import Unit
from sodoan.people.actions.memberships import transfer
from sodoan.people.models import Membership, Person
from sodoan.programmes.actions.moves import follow_members
from sodoan.programmes.actions.registration import open_enrolments
from sodoan.programmes.models import Assessment, Complaint, Enrolment, Result, Review, Round
from sodoan.programmes.queries import figures as f
from sodoan.programmes.queries.participants import counted_on, members_of
from tests.cast import enlist
from tests.factories.org import UnitFactory, UnitTypeFactory
from tests.factories.people import MembershipFactory, PersonFactory
from tests.programmes import above
from tests.programmes import world as w

pytestmark = pytest.mark.django_db
DECIDED = {"approved", "published"}
LAST_YEAR = period(today() - timedelta(days=400))


@st.composite
def years(draw):
    """Parents of units, who is closed or moves, and what each member's year was like."""
    size = draw(st.integers(3, 8))
    place = st.integers(0, size - 1)
    result = st.none() | st.tuples(
        st.sampled_from(["draft", "proposed", "returned", "approved", "published"]),
        st.sampled_from(["rated", "rated", "rated", "comment_only", "exempt", "too_new"]),
        st.sampled_from(above.GRADES),
    )
    member = st.fixed_dictionaries(
        {
            "home": place,
            "stay": st.none() | place,  # a temporary stay elsewhere
            "goes": st.none() | place,  # moves there for good in the middle of the year
            "opened": st.sampled_from([True, True, True, False]),
            "state": st.sampled_from(["draft", "submitted", "returned", "accepted"]),
            "talks": st.integers(0, 2),
            "own": st.sampled_from(["", "saved", "sent"]),
            "result": result,
            "complaint": st.sampled_from(["", "open", "upheld"]),
        }
    )
    return {
        "parents": [None, *(draw(st.integers(0, n - 1)) for n in range(1, size))],
        "closed": draw(st.sets(st.integers(1, size - 1), max_size=2)),
        "move": draw(st.none() | st.tuples(st.integers(1, size - 1), place)),
        "members": draw(st.lists(member, min_size=4, max_size=12)),
        "looked_at": draw(st.integers(0, 99)),
    }


class Year:
    """The year built for real, beside what plain Python knows of it."""

    def __init__(self, facts: dict[str, Any]) -> None:
        kind = UnitTypeFactory(key="moi-cap", label="Mọi cấp", approves=True)
        kind.allowed_parents.add(kind)
        self.facts = facts
        self.parents = list(facts["parents"])
        self.units: list[Unit] = []
        for parent in self.parents:
            above_ = None if parent is None else self.units[parent]
            self.units.append(UnitFactory(type=kind, parent=above_))
        self.plan = w.plan_of(self.units[0], today().year)
        self.day = counted_on(self.plan, today())
        self.waiting: list[tuple[dict[str, Any], int]] = []  # members without a sheet, and where
        self.places: dict[int, int] = {}  # enrolment → where it is counted
        self.member_of: dict[int, dict[str, Any]] = {}  # enrolment → the facts of its member
        self._enrol()
        self._live()
        self._reshape()

    def _enrol(self) -> None:
        persons = []
        for number, member in enumerate(self.facts["members"]):
            persons.append(PersonFactory(full_name=f"Đặng Khánh {number:02}"))
            MembershipFactory(person=persons[-1], unit=self.units[member["home"]], during=LAST_YEAR)
            if member["stay"] not in (None, member["home"]):
                MembershipFactory(
                    person=persons[-1], unit=self.units[member["stay"]], kind="temporary",
                    during=LAST_YEAR,
                )  # fmt: skip
        open_enrolments(self.plan.programme, by=system_scope(), unit=self.units[0])
        found = {row.person_id: row for row in Enrolment.objects.filter(plan=self.plan)}
        assert len(found) == len(persons), "one sheet each, in the home unit alone"
        for person, member in zip(persons, self.facts["members"], strict=True):
            row = found[person.pk]
            if not member["opened"]:
                row.delete()
                place = member["home"] if member["goes"] is None else member["goes"]
                there = place if self.day == today() else member["home"]
                self.waiting.append((member | {"person": person}, there))
                continue
            Enrolment.objects.filter(pk=row.pk).update(state=member["state"])
            self.member_of[row.pk] = member | {"person": person, "row": row}
            self.places[row.pk] = member["home"]

    def _live(self) -> None:
        """Talks, own views, results (who has one stays where judged), moves, complaints."""
        rounds = {
            place: Round.objects.create(
                programme=self.plan.programme,
                plan=self.plan,
                unit=unit,
                block=unit.block,
                approver=self.units[0],
                state="preparing",
            )
            for place, unit in enumerate(self.units)
        }
        for pk, member in self.member_of.items():
            row = member["row"]
            for period_ in ("q1", "q2")[: member["talks"]]:
                Review.objects.create(
                    enrolment=row, period=period_, standing="slow", held_on=date(2025, 5, 5)
                )
            now = timezone.now()
            Assessment.objects.create(enrolment=row, step="committee", submitted_at=now)
            if member["own"]:
                sent = now if member["own"] == "sent" else None
                Assessment.objects.create(enrolment=row, step="self", submitted_at=sent)
            if member["result"]:
                self._judge(row, member, rounds[member["home"]])
            if member["goes"] not in (None, member["home"]):
                transfer(
                    member["person"], by=system_scope(), to_unit=self.units[member["goes"]],
                    on=today(),
                )  # fmt: skip
                if not member["result"]:
                    self.places[pk] = member["goes"]
        for member, _ in self.waiting:
            if member["goes"] not in (None, member["home"]):
                transfer(
                    member["person"], by=system_scope(), to_unit=self.units[member["goes"]],
                    on=today(),
                )  # fmt: skip
        follow_members(today())

    def _judge(self, row: Enrolment, member: dict[str, Any], round_: Round) -> None:
        state, population, grade = member["result"]
        rated = population == "rated"
        result = Result.objects.create(
            enrolment=row, round=round_, state=state, population=population,
            proposed_grade=grade if rated else "",
            grade_key=grade if rated and state in DECIDED else "",
        )  # fmt: skip
        if state == "published" and member["complaint"]:
            Complaint.objects.create(
                result=result, text="Chưa đúng", due_on=today(), state=member["complaint"]
            )

    def _reshape(self) -> None:
        """A unit moves, others close with their sheets in them."""
        if self.facts["move"]:
            unit, to = self.facts["move"]
            if unit not in self.up(to) and self.parents[unit] != to:
                move_unit(self.units[unit], by=system_scope(), parent=self.units[to], since=today())
                self.parents[unit] = to
        left = self.facts["closed"] - set(self.parents)
        empty = Unit.objects.exclude(pk__in=Membership.objects.on(today()).values("unit"))
        empty.filter(pk__in=[self.units[place].pk for place in left]).update(closed_on=today())
        self.units = [Unit.objects.get(pk=unit.pk) for unit in self.units]

    def up(self, place: int | None) -> list[int]:
        """The unit and those above it, node by node."""
        return [] if place is None else [place, *self.up(self.parents[place])]

    def counted(self, key: str, place: int, *, own: bool = False) -> set[int]:
        """The enrolments one number should count."""
        return {
            pk
            for pk, member in self.member_of.items()
            if (self.places[pk] == place if own else place in self.up(self.places[pk]))
            and _holds(key, member)
        }

    def members(self, place: int, *, own: bool = False) -> set[int]:
        """The persons who should take part, with a sheet or without."""
        sheets = {
            self.member_of[pk]["person"].pk for pk in self.counted("thuoc-dien", place, own=own)
        }
        return sheets | {
            member["person"].pk
            for member, there in self.waiting
            if (there == place if own else place in self.up(there))
        }

    def branches(self, place: int, *, own: bool = False) -> int:
        """The units whose members make up one line."""
        return sum(
            bool(self.members(node, own=True))
            for node in range(len(self.units))
            if (node == place if own else place in self.up(node))
        )


def _holds(key: str, member: dict[str, Any]) -> bool:
    state, population, grade = member["result"] or ("", "", "")
    decided, complaint = state in DECIDED, member["complaint"] if state == "published" else ""
    return {
        "thuoc-dien": True,
        "da-dang-ky": member["state"] in ("submitted", "accepted"),
        "da-duyet": member["state"] == "accepted",
        "da-trao-doi": member["talks"] > 0,
        "tu-danh-gia": member["own"] == "sent",
        "da-de-xuat": state in {"proposed", *DECIDED},
        "da-xep-loai": decided and population == "rated",
        "khong-xep-loai": decided and population != "rated",
        "khieu-nai": bool(complaint),
        "khieu-nai-mo": complaint == "open",
        f"muc-{grade}": decided and population == "rated",
    }.get(key, False)


@settings(max_examples=8, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(facts=years())
def test_every_number_is_its_list_its_lines_its_spreadsheet_and_the_truth(reference, facts):
    with transaction.atomic():
        year = Year(facts)
        metrics = f.metrics_of(year.plan)
        for place, unit in enumerate(year.units):
            check_table(year, place, f.table(year.plan, unit, metrics, year.day))
        check_pages(year, metrics)
        transaction.set_rollback(True)


def check_table(year, place, table):
    programme, unit = year.plan.programme, year.units[place]
    expected = {
        year.units[child].pk: (child, False)
        for child, parent in enumerate(year.parents)
        if parent == place and year.members(child)
    }
    if year.members(place, own=True):
        expected[unit.pk] = (place, True)
    assert {row.unit.pk for row in table.rows} == set(expected), "closed and moved units too"
    check_members(year, place, table, expected)
    for metric in table.metrics[1:]:
        whole = year.counted(metric.key, place)
        listed = metric.of(f.enrolments_of(programme, unit))
        assert set(listed.values_list("pk", flat=True)) == whole, metric.key
        assert table.total[metric.key] == len(whole) == listed.count(), metric.key
        assert sum(row.figures[metric.key] for row in table.rows) == len(whole), metric.key
        for row in table.rows:
            node, own = expected[row.unit.pk]
            below = year.counted(metric.key, node, own=own)
            assert row.figures[metric.key] == len(below), metric.key
            rows = metric.of(f.enrolments_of(programme, row.unit, own=row.is_own))
            assert rows.count() == len(below), metric.key
    complained = year.counted("khieu-nai", place)
    assert ("khieu-nai-mo" in {metric.key for metric in table.metrics}) is bool(complained)
    grades = [table.total[m.key] for m in table.metrics if m.key.startswith("muc-")]
    assert sum(grades) == table.total["da-xep-loai"]


def check_members(year, place, table, expected):
    whole = year.members(place)
    found = members_of(year.plan, year.units[place], year.day)
    assert sorted(found.values_list("pk", flat=True)) == sorted(whole), "one row a person"
    assert table.total["doan-vien"] == len(whole)
    for row in table.rows:
        node, own = expected[row.unit.pk]
        below = year.members(node, own=own)
        listed = members_of(year.plan, row.unit, year.day, own=row.is_own)
        assert set(listed.values_list("pk", flat=True)) == below
        assert row.figures["doan-vien"] == len(below)
        assert row.branches == year.branches(node, own=own), "those that have not started too"


def check_pages(year, metrics):
    """What an officer sees and downloads: the table of one unit, the list of one number."""
    officer = enlist("Võ Hoài Em", UnitFactory(), "bi-thu", post_in=year.units[0])
    browser = w.browser(officer)
    place = year.facts["looked_at"] % len(year.units)
    metric = metrics[1 + year.facts["looked_at"] % (len(metrics) - 1)]
    data = {"chuong-trinh": year.plan.programme_id, "don-vi": year.units[place].pk}
    lines = above.cells(browser.get("/ren-luyen/so-lieu/xuat/", data))
    total = next(line for line in lines if line[1] == "Tổng cộng")
    assert total[2:4] == [len(year.members(place)), len(year.counted("thuoc-dien", place))]
    sheets = [year.member_of[pk]["person"] for pk in year.counted(metric.key, place)]
    check_list(browser, data | {"chi-so": metric.key}, {one.full_name for one in sheets})
    everybody = Person.objects.filter(pk__in=year.members(place))
    names = set(everybody.values_list("full_name", flat=True))
    check_list(browser, data | {"chi-so": metrics[0].key}, names)


def check_list(browser, data, names):
    """The people behind one number, on the page and in the spreadsheet."""
    address, data = "/ren-luyen/so-lieu/danh-sach/", data | {"co": 200}
    page = browser.get(address, data).context["list"]
    assert page.total == len(page.rows) == len(names)
    assert {getattr(row, "name", "") or row.full_name for row in page.rows} == names
    lines = above.cells(browser.get(address, data | {"xuat": "xlsx"}))
    written = [line[1] for line in lines if isinstance(line[0], float)]
    assert sorted(written) == sorted(names)
