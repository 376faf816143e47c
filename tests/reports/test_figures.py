"""A figure is the list behind it is its export: for every figure and cell, over invented data."""

from collections import Counter
from datetime import date, timedelta
from io import BytesIO
from random import Random

import pytest
from django.urls import reverse
from python_calamine import CalamineWorkbook

from sodoan.activities.models import Activity, Attendance, Slot
from sodoan.common.indicators import Span
from sodoan.common.periods import period
from sodoan.indicators.registry import INDICATORS
from sodoan.people.choices import MembershipEnd
from sodoan.reports.models import Obligation
from sodoan.reports.queries.sheets import sheet_of, span_of
from tests.factories.people import MembershipFactory, PersonFactory

START, END = date(2026, 7, 1), date(2026, 7, 31)
DAYS = [START - timedelta(days=2) + timedelta(days=n) for n in range(36)]


def invent(units, scheme, random):
    """People who come and go, activities of three units around the month, who was there."""
    places = [units.a, units.a1, units.a2, units.b1]
    people = []
    for _ in range(14):
        joined = random.choice([None, *DAYS])
        person = PersonFactory(joined_on=joined)
        last = random.choice([None, None, *DAYS[5:]])
        how = random.choice([MembershipEnd.MATURITY, MembershipEnd.TRANSFER]) if last else ""
        during = period(date(2025, 1, 1), last)
        branch = random.choice([units.a1, units.a2, units.b1])
        MembershipFactory(person=person, unit=branch, during=during, ended_by=how)
        people.append(person)
    for number in range(16):
        done = random.random() < 0.75
        theme = random.choice([None, scheme.themes.first()])
        made = Activity.objects.create(
            unit=random.choice(places),
            kind="scheme" if theme else "other",
            theme=theme,
            on=random.choice(DAYS),
            title=f"Việc {number}",
            guests=random.choice([0, 0, 7]),
            state="reported" if done else "planned",
            reported_at="2026-08-01T00:00Z" if done else None,
        )
        for person in random.sample(people, random.randint(0, 9)):
            presence = random.choice(["present", "present", "excused", "absent"])
            reason = "Ốm" if presence == "excused" else ""
            Attendance.objects.create(
                activity=made, person=person, presence=presence, reason=reason
            )
    Slot.objects.create(
        unit=units.a, scheme=scheme, weekday=2, starts_at="16:30", during=period(START)
    )


@pytest.fixture(params=[1, 2, 3])
def invented(request, units, scheme, form):
    invent(units, scheme, Random(request.param))


def counted_by_hand(path, about):
    """The figures of activities once more, row by row."""
    rows = [
        one
        for one in Activity.objects.select_related("unit", "theme__scheme")
        if one.unit.path.startswith(path)
        and START <= one.on <= END
        and one.state == "reported"
        and (not about or (one.theme and one.theme.scheme.key == about))
    ]
    there = [seat for one in rows for seat in one.attendances.all() if seat.presence == "present"]
    return {
        "activities.held": len(rows),
        "activities.attendances": len(there),
        "activities.people": len(Counter(seat.person_id for seat in there)),
        "activities.guests": sum(one.guests for one in rows),
    }


@pytest.mark.usefixtures("invented")
def test_every_figure_is_the_sum_of_the_list_behind_it(units):
    for unit in (units.t, units.a, units.a1, units.b1):
        for about in ("", "s2_30_minutes"):
            span = Span(unit.path, START, END, END, about)
            by_hand = counted_by_hand(unit.path, about)
            for key, one in INDICATORS.items():
                rows = list(one.listed(span))
                value = one.value(span)
                assert value == sum(map(one.weigh, rows)), key
                assert len(rows) == len({row.pk for row in rows}), key
                assert value == by_hand.get(key, value), key
                assert set(one.kept(span, one.keys(span, 1000))) == set(rows), key


@pytest.mark.usefixtures("invented")
def test_every_cell_is_its_list_is_its_export(units, an, binh, owed, login):
    for who, unit in ((an, units.a1), (binh, units.a)):
        mine, client = owed(unit), login(who)
        sheet = sheet_of(mine, None, END)
        for key, cell in sheet.cells.items():
            if cell.computed is None:
                continue
            address = reverse("reports:behind", args=[mine.pk, key])
            listing = client.get(address).context["list"]
            book = client.get(address, {"xuat": "xlsx"})
            table = CalamineWorkbook.from_filelike(BytesIO(book.content)).get_sheet_by_index(0)
            body = [row for row in table.to_python() if any(row)][2:]
            assert listing.total == len(body), key
            if cell.is_sum:
                assert cell.value == sum(row[-1] for row in body), key
            else:
                span = span_of(mine, sheet.pack, END)
                assert cell.value == INDICATORS[cell.pack.metric].value(span) == len(body), key


@pytest.mark.usefixtures("invented")
def test_a_figure_handed_in_stays_the_list_it_was(units, an, owed, login):
    mine, client = owed(units.a1), login(an)
    data = {"o-money": "1", "viec": "nop", "version": "0"}
    assert client.post(reverse("reports:report", args=[mine.pk]), data).status_code == 302
    told = {
        cell.key: cell for cell in mine.submissions.get().cells.all() if cell.computed is not None
    }
    Activity.objects.filter(unit=units.a1).update(guests=0)
    Attendance.objects.all().delete()
    for key, cell in told.items():
        if not cell.records:
            assert cell.value == 0
            continue
        address = reverse("reports:behind", args=[mine.pk, key])
        listing = client.get(address, {"lan": "1"}).context["list"]
        assert listing.total == len(cell.records)
    assert Obligation.objects.get(pk=mine.pk).state == "submitted"
