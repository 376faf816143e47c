"""The table of a month: what is in it, what is not, who may have it."""

from datetime import date, timedelta
from io import BytesIO

import pytest
from django.urls import reverse
from django.utils import timezone
from docx import Document
from python_calamine import CalamineWorkbook

from sodoan.activities.choices import Presence
from sodoan.activities.models import Activity, Attendance
from sodoan.activities.queries.papers import month_table
from sodoan.common.weeks import Month
from tests.activities.conftest import TUESDAY
from tests.cast import enlist

pytestmark = pytest.mark.django_db
OCTOBER = Month(2026, 10)


@pytest.fixture
def held(units, scope, binh):
    """Return what makes an activity of commune A, held on a day by some people."""

    def make(theme, on, *people, **facts):
        facts = {"state": "reported", "reported_at": timezone.now(), "done": "Đã quét dọn"} | facts
        made = Activity.objects.create(
            unit=units.a, kind="scheme", theme=theme, on=on, title="Tổng vệ sinh", **facts
        )
        Attendance.objects.bulk_create(
            Attendance(activity=made, person=person, presence=Presence.PRESENT) for person in people
        )
        return made

    return make


def table_of(unit, scheme, month=OCTOBER):
    return month_table(unit, scheme, month, day=TUESDAY, compiler="Lê Thị Hạnh")


def test_only_reported_days_of_the_month_are_in_the_table(units, scheme, theme, held, binh):
    held(theme, date(2026, 9, 30))
    held(theme, date(2026, 10, 1), place="Trụ sở", form="Ra quân", guests=4)
    held(theme, date(2026, 10, 31), binh.person, result="Sạch đẹp")
    held(theme, date(2026, 11, 1))
    held(theme, date(2026, 10, 7), state="planned", reported_at=None, done="")
    held(theme, date(2026, 10, 8), state="skipped", reported_at=None, done="", skip_reason="Bão")
    table = table_of(units.a, scheme)
    first, last = table.rows
    assert (first.day, first.week, first.present, first.guests) == (date(2026, 10, 1), 40, 0, 4)
    assert (first.place, first.form, first.result) == ("Trụ sở", "Ra quân", "Đã quét dọn")
    assert first.content == f"{theme.short}: Tổng vệ sinh"
    assert (last.day, last.week, last.result) == (date(2026, 10, 31), 44, "Sạch đẹp")
    assert (table.activities, table.people, table.attendances, table.guests) == (2, 1, 1, 4)
    assert table_of(units.b, scheme).rows == ()


def test_who_comes_twice_is_one_person_and_two_attendances(units, scheme, theme, held, binh, dung):
    away = held(theme, TUESDAY, binh.person, dung.person)
    held(theme, TUESDAY + timedelta(days=1), binh.person)
    Attendance.objects.filter(activity=away, person=dung.person).update(
        presence=Presence.EXCUSED, reason="Ốm"
    )
    table = table_of(units.a, scheme)
    assert [row.present for row in table.rows] == [1, 1]
    assert (table.people, table.attendances) == (1, 2)


@pytest.mark.parametrize("count", [2, 60])
def test_the_table_costs_the_same(units, scheme, theme, held, django_assert_num_queries, count):
    person = enlist("Vũ Văn Nam", units.a1, account=False)
    for at in range(count):
        held(theme, OCTOBER.start + timedelta(days=at % 31), person)
    with django_assert_num_queries(5):
        assert len(table_of(units.a, scheme).rows) == count


def test_the_table_comes_on_paper_and_as_a_spreadsheet(
    units, scheme, theme, held, binh, dung, login
):
    held(theme, TUESDAY, binh.person, result="=1+1 <b>Sạch</b> & đẹp")
    client = login(binh)
    at = {ending: reverse("activities:month_table", args=[units.a.pk, ending]) for ending in
          ("docx", "xlsx", "pdf")}  # fmt: skip
    paper = client.get(at["docx"], {"thang": "2026-10"})
    *_, table, _ = Document(BytesIO(paper.content)).tables
    assert [cell.text for cell in table.rows[2].cells][1:5] == ["10", "42", "", "1"]
    assert table.rows[2].cells[-1].text == "=1+1 <b>Sạch</b> & đẹp"
    book = BytesIO(client.get(at["xlsx"], {"thang": "2026-10"}).content)
    rows = CalamineWorkbook.from_filelike(book).get_sheet_by_index(0).to_python()
    cells = [cell for row in rows for cell in row]
    assert "'=1+1 <b>Sạch</b> & đẹp" in cells  # never a formula
    assert f"{units.a.name}, tháng 10 năm 2026" in cells
    assert client.get(at["pdf"]).status_code == 404
    assert client.get(at["docx"], {"thang": "xx"}).status_code == 200
    assert login(dung).get(at["docx"]).status_code == 404
