"""Schemes: files, launching, times of the week, how the units below stand, nudging."""

from dataclasses import replace
from datetime import date, time, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from sodoan.activities.actions.nudging import nudge_units
from sodoan.activities.actions.planning import Planned, plan_activity, skip_activity
from sodoan.activities.actions.reporting import Present, mark_attendance, report_activity
from sodoan.activities.actions.schemes import Days, launch_scheme
from sodoan.activities.actions.slots import Time, take_slots
from sodoan.activities.choices import Presence
from sodoan.activities.models import Scheme
from sodoan.activities.packfile import SchemePack, load_scheme, shipped_schemes
from sodoan.activities.queries.units import overview, schemes_seen
from sodoan.common.datafiles import DataFileError
from sodoan.notices.models import Notice
from sodoan.packs import SCHEMES
from tests.activities.conftest import S2, START, TUESDAY
from tests.activities.test_reporting import REPORT
from tests.cast import enlist

pytestmark = pytest.mark.django_db
DAYS = Days(START, date(2028, 12, 31), date(2026, 4, 15))
TEXT = (SCHEMES / "s2-30-phut-hanh-dong.yaml").read_text("utf-8")


def test_s2_ships_with_what_its_plan_says():
    (pack,) = shipped_schemes().values()
    assert (pack.weekly_minimum, pack.most_slots, pack.minutes) == (1, 2, 30)
    assert pack.register_by.on(2020) == date(2020, 4, 15)
    assert (pack.start.on(2020), pack.end.on(2020)) == (date(2020, 4, 1), date(2022, 12, 31))
    assert len(pack.themes) == 6
    assert [theme.key for theme in pack.themes if theme.sectors] == ["school_movements"]


@pytest.mark.parametrize(
    ("old", "new", "line", "words"),
    [
        ("kind: scheme", "kind: pack", "kind", "chọn một trong: scheme"),
        ("most_slots: 2", "most_slots: 0", "most_slots", "Phải từ 1 trở lên"),
        ("weekly_minimum: 1", "weekly_minimum: 3", "most_slots", "Ít hơn số hoạt động"),
        ("key: inspection", "key: meetings", "    key: meetings", "đã dùng cho nhóm khác"),
        ("end: (Y+2)-12-31", "end: Y-03-31", "end", "trước ngày bắt đầu"),
        ("register_by: Y-04-15", "register_by: (Y+3)-04-15", "register_by", "sau ngày kết thúc"),
        ("sectors: [school]", "sectors: [trường]", "sectors", "chọn một trong: residential"),
        ("minutes: 30", "minutes: 30\nminuets: 1", "minuets", "Không có khóa này"),
    ],
)
def test_faulty_file_says_what_and_where(tmp_path, old, new, line, words):
    assert old in TEXT
    path = tmp_path / "mo-hinh.yaml"
    path.write_text(TEXT.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(DataFileError) as refused:
        load_scheme(path)
    fault = refused.value.faults[0]
    assert words in fault.sentence
    assert line.strip().partition(":")[0] in path.read_text("utf-8").splitlines()[fault.line - 1]


def test_scheme_is_launched_by_those_who_may(units, an, chi, scope):
    for user in (an, chi):
        with pytest.raises(PermissionDenied):
            launch_scheme(units.t, by=scope(user), pack=S2, days=DAYS)
    assert not Scheme.objects.exists()


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"end": START - timedelta(days=1)}, "end"),
        ({"register_by": date(2029, 1, 1)}, "register_by"),
        ({"end": date(9999, 12, 31)}, "end"),
        ({"start": DAYS.end, "end": date(2030, 1, 1)}, "start"),
    ],
)
def test_days_are_refused_by_field(units, em, scope, scheme, changes, field):
    with pytest.raises(ValidationError) as refused:
        launch_scheme(units.t, by=scope(em), pack=S2, days=replace(DAYS, **changes))
    assert list(refused.value.message_dict) == [field]


def test_leads_of_the_unions_are_told(units, binh, em, chi, scope):
    enlist("Đỗ Thị Lan", units.b1, "bi-thu", post_in=units.b)
    launch_scheme(units.t, by=scope(em), pack=S2, days=DAYS)
    told = Notice.objects.filter(title__startswith="Đăng ký mô hình")
    assert {one.user.full_name for one in told} == {"Phạm Ngọc Bình", "Đỗ Thị Lan"}


@pytest.mark.parametrize("weekdays", [[], [2, 2], [2, 3, 4]])
def test_times_are_as_many_as_the_scheme_allows(units, binh, scope, scheme, weekdays):
    times = [Time(day, time(16, 30)) for day in weekdays]
    with pytest.raises(ValidationError):
        take_slots(units.a, by=scope(binh), scheme=scheme, times=times, start=START)


@pytest.fixture
def week(scope, em):
    """em in the week of the Tuesday."""
    return replace(scope(em), on=TUESDAY)


def states(scheme, by):
    return {u.name: (u.has_slot, u.reported) for u in overview(scheme, by)}


def test_unions_stand_as_they_have_chosen_planned_and_reported(
    units, binh, scope, scheme, week, activity
):
    other = {units.b.name: (False, 0)}
    assert states(scheme, week) == {units.a.name: (True, 0)} | other
    by = replace(scope(binh), on=TUESDAY)
    mark_attendance(activity, by=by, people={binh.person.pk: Present(Presence.PRESENT)})
    report_activity(activity, by=by, report=REPORT, version=activity.version)
    assert states(scheme, week) == {units.a.name: (True, 1)} | other
    later = replace(week, on=TUESDAY + timedelta(weeks=1))
    assert states(scheme, later) == {units.a.name: (True, 0)} | other


def test_schemes_are_seen_from_above_and_from_below(units, an, binh, em, scope, scheme):
    beside = launch_scheme(units.b, by=scope(em), pack=S2, days=DAYS)
    lan = enlist("Đỗ Thị Lan", units.b1, "bi-thu", post_in=units.b)
    assert set(schemes_seen(scope(em))) == {scheme, beside}
    assert set(schemes_seen(scope(binh))) == {scheme}
    assert set(schemes_seen(scope(lan))) == {scheme, beside}
    assert not schemes_seen(scope(an))  # branches have no weekly scheme of their own


def test_nudging_tells_who_lacks_and_nobody_twice(units, binh, scope, scheme, week, theme):
    lan = enlist("Đỗ Thị Lan", units.b1, "bi-thu", post_in=units.b)
    for user in (binh, lan):
        unit = units.a if user == binh else units.b
        plan_activity(
            unit,
            by=scope(user),
            what=Planned(TUESDAY, "Dọn vệ sinh", theme=theme, in_charge=user.person),
        )
    done = units.b.activities.get()
    by = replace(scope(lan), on=TUESDAY)
    mark_attendance(done, by=by, people={lan.person.pk: Present(Presence.PRESENT)})
    report_activity(done, by=by, report=REPORT, version=done.version)
    for _ in range(2):
        assert nudge_units(scheme, by=week) == 1
    told = Notice.objects.filter(title__startswith="Tuần 42 còn thiếu")
    assert [one.user for one in told] == [binh]


def test_nudging_is_refused_to_who_looks_after_none_of_them(units, chi, em, scope):
    asked = launch_scheme(units.a, by=scope(em), pack=S2, days=DAYS)
    with pytest.raises(PermissionDenied):
        nudge_units(asked, by=scope(chi))


def test_pack_of_one_theme_is_enough():
    theme = {"key": "one", "short": "Một", "title": "Một nhóm"}
    found = SchemePack.model_validate(
        {
            "kind": "scheme", "key": "small", "title": "Mô hình nhỏ", "short": "Nhỏ",
            "start": "Y-01-01", "end": "Y-12-31", "register_by": "Y-01-31", "themes": [theme],
        }
    )  # fmt: skip
    assert (found.weekly_minimum, found.most_slots, found.minutes) == (1, 2, 30)


def test_nobody_is_nudged_for_a_week_that_is_not_asked_or_was_skipped(
    units, binh, scope, scheme, week, activity
):
    enlist("Đỗ Thị Lan", units.b1, "bi-thu", post_in=units.b)
    skip_activity(activity, by=scope(binh), reason="Mưa bão", version=1)
    assert nudge_units(scheme, by=week) == 1  # the other union
    for day in (START - timedelta(days=7), date(2029, 3, 1)):
        assert nudge_units(scheme, by=replace(week, on=day)) == 0


def test_times_from_a_day_to_come_are_a_registration(units, binh, scope, scheme, week):
    take_slots(
        units.a, by=scope(binh), scheme=scheme, times=[Time(2, time(16, 30))],
        start=TUESDAY + timedelta(days=30),
    )  # fmt: skip
    assert states(scheme, week)[units.a.name] == (True, 0)
