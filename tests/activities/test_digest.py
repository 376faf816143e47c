"""A week of a scheme: counted unit by unit, with who is late; on a page and on paper."""

from datetime import date, timedelta
from io import BytesIO
from random import Random

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from docx import Document

from sodoan.activities.choices import ActivityState, Presence
from sodoan.activities.metrics import attendances, attended, held
from sodoan.activities.models import Activity
from sodoan.activities.queries.digest import digest_of, told_for
from sodoan.common.indicators import Span
from sodoan.common.weeks import Week, read_week, week_of
from sodoan.people.models import Person
from sodoan.people.queries import members_by_unit
from tests.activities.conftest import TUESDAY
from tests.cast import enlist
from tests.factories.org import UnitFactory

pytestmark = pytest.mark.django_db
WEEK = week_of(TUESDAY)


@pytest.fixture(autouse=True)
def _that_sunday():
    with time_machine.travel(f"{WEEK.end}T05:00:00Z", tick=False):
        yield


def tell(unit, theme, on, *people, guests=0):
    made = Activity.objects.create(
        unit=unit, theme=theme, kind="scheme", on=on, title="Tổng vệ sinh", done="Quét dọn",
        result="Sạch", state=ActivityState.REPORTED, reported_at=f"{on}T10:00Z", guests=guests,
    )  # fmt: skip
    for user in people:
        made.attendances.create(person=user.person, presence=Presence.PRESENT)
    return made


@pytest.fixture
def told(units, theme, an, binh, dung):
    """A: two activities of the week; B: one of the week before, and one planned this week."""
    tell(units.a, theme, WEEK.start, an, binh, guests=3)
    tell(units.a, theme, WEEK.end, an)
    tell(units.a, theme, WEEK.end + timedelta(days=1), dung)
    tell(units.b, theme, WEEK.start - timedelta(days=1))
    return Activity.objects.create(
        unit=units.b, theme=theme, kind="scheme", on=TUESDAY, title="Đọc sách",
        in_charge=enlist("Hồ Thị Giao", units.b1, "bi-thu", post_in=units.b).person,
    )  # fmt: skip


@pytest.mark.parametrize("name", ["week", "week_docx"])
def test_whoever_looks_after_no_union_sees_none(scheme, an, dung, login, name):
    for who in (an, dung):
        assert login(who).get(reverse(f"activities:{name}", args=[scheme.pk])).status_code in (
            403,
            404,
        )


def test_each_unit_with_what_it_did_and_who_is_late(told, units, scheme, em, scope):
    digest = digest_of(scheme, scope(em), WEEK)
    a, b = (next(row for row in digest.rows if row.unit == unit) for unit in (units.a, units.b))
    assert (len(a.told), a.attendances, a.people, a.guests, a.lacks) == (2, 3, 2, 3, False)
    assert (a.members, a.percent) == (3, 66)
    assert (len(b.told), b.people, b.lacks, b.cell.late) == (0, 0, True, "Hồ Thị Giao")
    assert (digest.activities, digest.attendances, digest.people, digest.guests) == (2, 3, 2, 3)
    assert (digest.tally.met, digest.tally.owing) == (1, 2)
    assert (digest.before.met, digest.before.owing) == (1, 2)
    assert [row.unit for row in digest.lacking] == [units.b]


def test_a_week_to_come_owes_nothing_yet(told, scheme, em, scope):
    digest = digest_of(scheme, scope(em), WEEK.next.next)
    assert (digest.tally.owing, digest.lacking, digest.activities) == (0, [], 0)


def test_of_ones_own_unit_only(told, units, scheme, binh, scope):
    digest = digest_of(scheme, scope(binh), WEEK)
    assert [row.unit for row in digest.rows] == [units.a]
    assert told_for(scheme, scope(binh)) == units.a


def test_told_in_the_name_of_who_asks(scheme, units, em, scope):
    assert told_for(scheme, scope(em)) == units.t


def test_sums_are_those_of_the_figures(units, scheme, em, an, binh, dung, chi, scope):
    random, themes = Random(4), list(scheme.themes.all())
    for _ in range(40):
        crowd = random.sample([an, binh, dung, chi], random.randint(0, 4))
        day = WEEK.start + timedelta(days=random.randint(-2, 8))
        tell(random.choice([units.a, units.b]), random.choice(themes), day, *crowd)
    digest = digest_of(scheme, scope(em), WEEK)
    span = Span(units.t.path, WEEK.start, WEEK.end, WEEK.end, scheme.key)
    assert digest.activities == held(span).count()
    assert digest.attendances == attendances(span).count()
    assert digest.people == attended(span).count()


def test_members_are_counted_once_wherever_they_belong(units, an, binh, dung, chi):
    found = members_by_unit([units.t.pk, units.a.pk, units.a1.pk, units.b1.pk], TUESDAY)
    assert found == {
        unit.pk: Person.objects.in_unit(unit.path, TUESDAY).count()
        for unit in (units.t, units.a, units.a1, units.b1)
    }
    assert members_by_unit([units.a.pk], date(1990, 1, 1)) == {}


@pytest.mark.parametrize("more", [0, 25])
def test_six_queries_for_any_number_of_units(told, units, scheme, em, scope, theme, more):
    for number in range(more):
        tell(
            UnitFactory(type=units.a.type, parent=units.t, name=f"Đoàn xã {number}"), theme, TUESDAY
        )
    actor = scope(em)
    with CaptureQueriesContext(connection) as asked:
        digest = digest_of(scheme, actor, WEEK)
    assert len(digest.rows) == 2 + more
    assert len(asked) == 6


def test_page_and_paper_say_the_same(told, units, scheme, em, login):
    page = login(em).get(reverse("activities:week", args=[scheme.pk])).content.decode()
    for words in ("Hồ Thị Giao", "Chưa thực hiện đủ (1)", "2/3 đoàn viên (66%)", units.a.name):
        assert words in page
    answer = login(em).get(
        reverse("activities:week_docx", args=[scheme.pk]), {"tuan": WEEK.previous.key}
    )
    text = "\n".join(one.text for one in Document(BytesIO(answer.content)).paragraphs)
    assert f"{WEEK.previous.label}, từ" in text
    assert "01/02 đơn vị" in text
    assert f"- {units.a.name}: chưa có lịch." in text


@pytest.mark.parametrize(
    ("key", "start"),
    [
        ("2026-W42", TUESDAY - timedelta(days=1)),
        ("2026-W01", date(2025, 12, 29)),
        ("2020-W53", date(2020, 12, 28)),
        ("2021-W53", None),
        ("2026-W00", None),
        ("2026-W54", None),
        ("٢٠٢٦-W42", None),
        ("", None),
    ],
)
def test_a_week_is_told_by_its_key(key, start):
    default = Week(date(2026, 6, 1))
    found = read_week(key, default)
    assert found == (Week(start) if start else default)
    assert not start or found.key == key
