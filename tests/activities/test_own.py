"""A branch plans its own: times that come back, the month filled and copied, what is refused."""

from dataclasses import replace
from datetime import date, time, timedelta

import pytest
import time_machine
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse

from sodoan.access.scopes import scope_of
from sodoan.activities.actions.months import copy_weeks, fill_month
from sodoan.activities.actions.planning import Planned, change_plan, plan_activity
from sodoan.activities.actions.slots import OwnTime, Time, add_slot, end_slot, take_slots
from sodoan.activities.models import Activity, Slot
from sodoan.activities.queries.duties import expected, expects
from sodoan.activities.queries.grid import grid_of
from sodoan.common.periods import period
from sodoan.common.weeks import Month
from sodoan.org.actions import close_unit
from sodoan.people.models import Person
from tests.activities.conftest import START, TUESDAY
from tests.cast import enlist
from tests.factories.org import AppointmentFactory, PostFactory

pytestmark = pytest.mark.django_db
NOVEMBER = Month(2026, 11)
FIRST_SATURDAY = OwnTime(
    "Sinh hoạt chi đoàn", "month_weekday", time(19), meeting="branch", weekday=6, ordinal=1
)


@pytest.fixture
def by(an):
    return scope_of(an, TUESDAY)


@pytest.fixture
def monthly(units, by):
    return add_slot(units.a1, by=by, what=FIRST_SATURDAY, start=TUESDAY)


def at(name, *args):
    return reverse(f"activities:{name}", args=args)


def test_times_of_a_branch_are_kept_by_its_lead_and_those_above(units, chi, dung, binh):
    for user in (chi, dung):
        with pytest.raises(PermissionDenied):
            add_slot(units.a1, by=scope_of(user), what=FIRST_SATURDAY, start=TUESDAY)
    assert add_slot(units.a1, by=scope_of(binh), what=FIRST_SATURDAY, start=TUESDAY).pk


def test_time_is_refused_without_words_twice_and_before_the_unit(units, by, monthly):
    def refused(start=TUESDAY, **changes):
        with pytest.raises(ValidationError) as caught:
            add_slot(units.a1, by=by, what=replace(FIRST_SATURDAY, **changes), start=start)
        return list(caught.value.message_dict)

    assert refused(title=" ") == ["title"]
    assert refused() == ["starts_at"]
    assert refused(start=units.a1.opened_on - timedelta(days=1)) == ["since"]
    later = replace(FIRST_SATURDAY, starts_at=time(20, 30))
    assert add_slot(units.a1, by=by, what=later, start=TUESDAY).pk


def test_unit_that_has_ended_adds_no_time(units, by):
    units.a1.closed_on = TUESDAY
    with pytest.raises(ValidationError, match="đã kết thúc"):
        add_slot(units.a1, by=by, what=FIRST_SATURDAY, start=TUESDAY)


@pytest.mark.parametrize(
    "broken",
    [
        {"ordinal": None},
        {"ordinal": 6},
        {"weekday": 8},
        {"monthday": 3},
        {"every": 2},
        {"rhythm": "month_day"},
        {"rhythm": "month_day", "monthday": 32, "weekday": None, "ordinal": None},
        {"rhythm": "weekly"},
        {"rhythm": "weekly", "ordinal": None, "every": 13},
        {"title": ""},
        {"kind": "scheme", "meeting": ""},
        {"kind": "other"},
        {"meeting": ""},
        {"minutes": 4},
    ],
)
def test_database_refuses_a_time_without_a_rhythm(monthly, broken):
    with pytest.raises(IntegrityError), transaction.atomic():
        Slot.objects.filter(pk=monthly.pk).update(**broken)


@pytest.mark.parametrize("broken", [{"rhythm": "month_day"}, {"title": "Riêng"}, {"every": 2}])
def test_time_of_a_scheme_is_weekly_and_has_no_words_of_its_own(slot, broken):
    with pytest.raises(IntegrityError), transaction.atomic():
        Slot.objects.filter(pk=slot.pk).update(**broken)


def test_day_that_is_none_of_the_time_is_refused(units, by, monthly):
    what = Planned(
        date(2026, 11, 7), "Sinh hoạt", kind="meeting", meeting="branch", slot=monthly,
        agenda=("Một", " ", "Hai"),
    )  # fmt: skip
    for day in (date(2026, 11, 14), date(2026, 10, 3)):  # the second Saturday; before it held
        with pytest.raises(ValidationError) as caught:
            plan_activity(units.a1, by=by, what=replace(what, on=day))
        assert list(caught.value.message_dict) == ["on"]
    made = plan_activity(units.a1, by=by, what=what)
    assert [point.text for point in made.agenda.all()] == ["Một", "Hai"]
    for wrong in ({"agenda": ("a" * 301,)}, {"kind": "other", "meeting": ""}):
        with pytest.raises(ValidationError) as caught:
            plan_activity(units.a1, by=by, what=replace(what, slot=None, **wrong))
        assert list(caught.value.message_dict) == ["agenda"]


def test_changing_one_own_activity_leaves_the_others_of_the_week(units, by, an):
    what = Planned(TUESDAY, "Một", kind="other")
    one, two = (plan_activity(units.a1, by=by, what=what) for _ in range(2))
    change_plan(one, by=by, what=replace(what, in_charge=an.person), version=1)
    two.refresh_from_db()
    assert (two.in_charge, two.version) == (None, 1)


@pytest.mark.parametrize(
    "broken", [{"meeting": ""}, {"kind": "other"}, {"kind": "project", "meeting": ""}]
)
def test_database_refuses_a_meeting_that_does_not_say_which(units, by, broken):
    made = plan_activity(
        units.a1, by=by, what=Planned(TUESDAY, "Họp", kind="meeting", meeting="briefing")
    )
    with pytest.raises(IntegrityError), transaction.atomic():
        Activity.objects.filter(pk=made.pk).update(**broken)


def test_month_is_filled_once_and_from_today_on(units, by, an, monthly):
    assert fill_month(units.a1, by=by, month=Month(2026, 10)) == []  # its Saturday has passed
    [made] = fill_month(units.a1, by=by, month=NOVEMBER)
    assert (made.on, made.kind, made.meeting) == (date(2026, 11, 7), "meeting", "branch")
    assert fill_month(units.a1, by=by, month=NOVEMBER) == []
    that_day = scope_of(an, date(2026, 12, 5))
    assert [one.on for one in fill_month(units.a1, by=that_day, month=Month(2026, 12))] == [
        date(2026, 12, 5)
    ]
    with pytest.raises(PermissionDenied):
        fill_month(units.b1, by=by, month=NOVEMBER)


def test_monthly_meeting_is_copied_to_its_day_and_nothing_to_the_past(units, an, monthly):
    before = scope_of(an, date(2026, 11, 1))
    [made] = fill_month(units.a1, by=before, month=NOVEMBER)
    Activity.objects.filter(pk=made.pk).update(title="Sinh hoạt chuyên đề", place="Nhà văn hóa")
    plan_activity(units.a1, by=before, what=Planned(date(2026, 11, 3), "Dọn vệ sinh", kind="other"))
    source = Activity.objects.filter(unit=units.a1).select_related("slot", "project")

    def copied(day):
        by = scope_of(an, day)
        rows = source.between(NOVEMBER.start, NOVEMBER.end)
        found = copy_weeks(units.a1, by=by, source=rows, weeks=5, month=Month(2026, 12))
        return [(one.on, one.title) for one in found]

    assert copied(date(2026, 12, 9)) == []
    assert copied(date(2026, 12, 8)) == [(date(2026, 12, 8), "Dọn vệ sinh")]
    assert copied(date(2026, 12, 1)) == [(date(2026, 12, 5), "Sinh hoạt chuyên đề")]


def test_month_shows_own_times_empty_days_and_clashes(units, by, monthly):
    weekly = OwnTime("Tập văn nghệ", "weekly", time(18), kind="other", weekday=6, every=2)
    add_slot(units.a1, by=by, what=weekly, start=date(2026, 10, 26))
    grid = grid_of(units.a1, None, NOVEMBER, today=TUESDAY, expected=2)
    assert [slot.title for slot in grid.slots] == ["Tập văn nghệ", "Sinh hoạt chi đoàn"]
    assert [[place and place.day for place in row.places] for row in grid.rows][:2] == [
        [date(2026, 10, 31), None], [None, date(2026, 11, 7)],
    ]  # fmt: skip
    assert grid.empty_days == [date(2026, 11, 7), date(2026, 11, 14), date(2026, 11, 28)]
    assert {row.state for row in grid.rows} == {None}
    fill_month(units.a1, by=by, month=NOVEMBER)
    for title, hour in (("Đón đoàn", time(20, 29)), ("Tổng kết", time(21, 0))):
        what = Planned(date(2026, 11, 7), title, kind="other", starts_at=hour, minutes=30)
        plan_activity(units.a1, by=by, what=what)
    grid = grid_of(units.a1, None, NOVEMBER, today=TUESDAY, expected=2)
    assert grid.clashes == ["“Sinh hoạt chi đoàn” và “Đón đoàn” ngày 07/11"]
    assert grid.empty_days == []


@pytest.mark.parametrize("count", [3, 300])
def test_month_of_a_branch_costs_the_same(
    units, an, monthly, count, login, django_assert_num_queries
):
    Activity.objects.bulk_create(
        Activity(unit=units.a1, kind="other", title=f"Việc {place}", on=date(2026, 11, 2))
        for place in range(count)
    )
    client, address = login(an), f"{at('month', units.a1.pk)}?thang=2026-11"
    client.get(address)
    with django_assert_num_queries(QUERIES_OF_A_MONTH):
        assert f"Việc {count - 1}" in client.get(address).text


QUERIES_OF_A_MONTH = 8


def test_end_of_a_time_keeps_what_was_reported(units, by, binh, scope, monthly, slot):
    [made] = fill_month(units.a1, by=by, month=NOVEMBER)
    told = Activity.objects.filter(pk=made.pk)
    told.update(state="reported", reported_at="2026-11-07T13:00Z")
    with pytest.raises(ValidationError, match="07/11/2026"):
        end_slot(monthly, by=by, day=date(2026, 11, 7))
    end_slot(monthly, by=by, day=date(2026, 11, 8))
    assert told.get().slot == monthly
    with pytest.raises(ValidationError, match="đã kết thúc"):
        end_slot(monthly, by=by, day=date(2026, 11, 8))
    with pytest.raises(ValidationError, match="mô hình"):
        end_slot(slot, by=scope(binh), day=TUESDAY)


def test_time_that_never_held_goes_and_its_plans_stay(units, by, monthly):
    [made] = fill_month(units.a1, by=by, month=NOVEMBER)
    end_slot(monthly, by=by, day=TUESDAY)
    assert not Slot.objects.filter(pk=monthly.pk).exists()
    assert Activity.objects.get(pk=made.pk).slot is None


def test_back_dated_times_do_not_touch_what_is_reported(units, binh, scope, scheme, slot, activity):
    Activity.objects.filter(pk=activity.pk).update(
        state="reported", reported_at="2026-10-13T10:00Z"
    )
    times = [Time(3, time(16, 30), "Hội trường")]

    def take(start):
        return take_slots(units.a, by=scope(binh), scheme=scheme, times=times, start=start)

    for start in (START, TUESDAY):
        with pytest.raises(ValidationError, match="13/10/2026"):
            take(start)
    take(TUESDAY + timedelta(days=1))
    activity.refresh_from_db()
    assert (activity.slot, activity.slot.during.upper) == (slot, TUESDAY + timedelta(days=1))


def test_times_end_with_their_unit(units, em, binh, scope, scheme):
    made = Slot.objects.bulk_create(
        Slot(unit=units.b, scheme=scheme, weekday=day, starts_at=time(16), during=period(start))
        for day, start in ((2, START), (3, date(2026, 11, 5)))
    )
    ahead = Activity.objects.create(
        unit=units.b, kind="other", title="Xa", on=date(2026, 11, 11), slot=made[1]
    )
    units.b1.memberships.all().delete()
    close_unit(units.b1, by=scope(em), closed_on=date(2026, 11, 1), reason="Sáp nhập")
    close_unit(units.b, by=scope(em), closed_on=date(2026, 11, 2), reason="Sáp nhập")
    [kept] = Slot.objects.filter(unit=units.b)
    assert (kept.pk, kept.during.upper) == (made[0].pk, date(2026, 11, 2))
    ahead.refresh_from_db()
    assert ahead.slot is None


def test_who_is_expected_and_where_are_one_question(units, by, an, dung, binh, chi):
    visitor = enlist("Người Tạm", units.b1, account=False)
    visitor.memberships.update(during=(date(2020, 1, 1), TUESDAY), ended_by="transfer")
    rows = [
        Activity.objects.create(unit=unit, kind="other", title=unit.name, on=day)
        for unit in (units.t, units.a, units.a1, units.a2, units.b1)
        for day in (TUESDAY - timedelta(days=1), TUESDAY)
    ]
    there = {
        (one.pk, key)
        for one in rows
        for key in expected(one.unit, one.on).values_list("pk", flat=True)
    }
    mirrored = {
        (key, person.pk)
        for person in Person.objects.all()
        for key in Activity.objects.filter(expects(person)).values_list("pk", flat=True)
    }
    assert there == mirrored
    assert {pk for pk, key in there if key == visitor.pk} == {
        one.pk for one in rows if one.on < TUESDAY and one.unit in (units.t, units.b1)
    }


@pytest.fixture
def _that_tuesday():
    with time_machine.travel(f"{TUESDAY}T05:00:00Z", tick=False):
        yield


@pytest.mark.usefixtures("_that_tuesday")
def test_branch_lead_adds_a_time_fills_plans_and_ends(units, an, login):
    client = login(an)
    page = client.get(at("home"))
    assert (page.context["unit"], page.context["scheme"]) == (units.a1, None)
    data = {
        "what": "meeting-branch", "title": "Sinh hoạt", "rhythm": "month_day", "monthday": "",
        "starts_at": "19h", "minutes": "90", "place": "", "since": "13/10/2026",
    }  # fmt: skip
    address = at("own_slots", units.a1.pk)
    for wrong in ({}, {"rhythm": "month_weekday", "weekday": "6"}, {"rhythm": "weekly"}):
        assert client.post(address, data | wrong).status_code == 422
    data |= {"monthday": "30"}
    assert client.post(address, data).status_code == 302
    assert client.post(address, data).status_code == 422  # the same again
    assert "Ngày 30 hằng tháng" in client.get(address).text
    month = at("month", units.a1.pk)
    assert "Xếp lịch định kỳ của tháng" in client.get(month).text
    client.post(at("fill_month", units.a1.pk), {"thang": "2026-10"})
    assert "Xếp lịch định kỳ của tháng" not in client.get(month).text
    assert "Chép từ" not in client.get(month, {"thang": "2026-09"}).text
    assert "Chép từ" in client.get(month).text
    slot = Slot.objects.get()
    client.post(at("end_slot", slot.pk))
    assert Activity.objects.get(on=date(2026, 10, 30)).slot is None


@pytest.mark.usefixtures("_that_tuesday")
def test_own_activity_beside_the_scheme_stands_in_the_same_month(units, binh, activity, login):
    client = login(binh)
    address = f"{at('add', units.a.pk)}?rieng=1"
    data = {
        "on": "14/10/2026", "what": "meeting-committee", "title": "Họp Ban Chấp hành",
        "starts_at": "8:00", "minutes": "60", "agenda": "Nhân sự\nKế hoạch",
    }  # fmt: skip
    assert client.post(address, data | {"agenda": "a" * 301}).status_code == 422
    assert client.post(address, data).status_code == 302
    page = client.get(at("month", units.a.pk)).text
    assert "Họp Ban Chấp hành" in page
    assert "Tổng vệ sinh" in page
    made = Activity.objects.get(kind="meeting")
    form = client.get(at("change", made.pk)).context["form"]
    assert form["agenda"].value() == "Nhân sự\nKế hoạch"
    data |= {"version": 1, "title": "Họp BCH", "what": "other"}
    assert client.post(at("change", made.pk), data).status_code == 302
    made.refresh_from_db()
    assert (made.kind, made.meeting, made.agenda.count()) == ("other", "", 0)


@pytest.mark.usefixtures("_that_tuesday")
def test_who_holds_posts_in_two_units_chooses(units, login):
    both = enlist("Đỗ Thị Lan", units.a1, "bi-thu", post_in=units.a)
    AppointmentFactory(person=both.person, unit=units.b, post=PostFactory(key="bi-thu"))
    client = login(both)
    page = client.get(at("home"))
    here, there = units.a, units.b
    if page.context["unit"] == units.b:
        here, there = there, here
    assert (page.context["unit"], page.context["elsewhere"]) == (here, {there.pk: there.name})
    role = {"role": there.pk, "next": at("home")}
    answer = client.post(reverse("access:switch_role"), role)
    assert answer.url == at("home")
    assert client.get(answer.url).context["unit"] == there
    assert client.post(reverse("access:switch_role"), role | {"next": "//x.vn/"}).url == "/"
