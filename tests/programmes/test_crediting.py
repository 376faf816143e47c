"""Attendance proves pledges: of whom, for what, how far, and until when it may change."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from sodoan.activities.actions.reporting import Report, report_activity
from sodoan.activities.choices import Presence
from sodoan.activities.models import Activity
from sodoan.programmes.actions import approval, rounds
from sodoan.programmes.actions.crediting import choose_criteria
from sodoan.programmes.models import (
    Counting,
    Credit,
    Enrolment,
    Evidence,
    FactEntry,
    Pledge,
    Result,
)
from sodoan.programmes.queries.counting import counts_of
from sodoan.programmes.queries.crediting import PROVEN, credits_of, is_enough
from sodoan.programmes.queries.facts import member_facts
from sodoan.programmes.queries.roster import evidence_counts
from tests.programmes import world as w
from tests.programmes.crediting import VOLUNTEER, held, promise, time_of, value_of
from tests.programmes.crowd import settled, three_voted

pytestmark = pytest.mark.django_db


@pytest.fixture
def day(world):
    return time_of(world).start + timedelta(days=20)


@pytest.fixture
def sheet(world):
    return w.enrol(world.dung, world.plan)


@pytest.fixture
def pledge(sheet):
    """Twice at something voluntary."""
    return promise(sheet)


def proven(pledge):
    return Pledge.objects.filter(PROVEN, pk=pledge.pk).exists()


def facts_of(sheet, day):
    """How many pledges of a sheet are evidenced, and met."""
    found = member_facts(None, [sheet], day, {})[sheet.pk]
    return found["evidenced"], found["met"]


def test_who_does_not_report_it_does_not_choose(world, day):
    activity = held(world, day, criteria=None)
    for who in (world.dung, world.chi):
        with pytest.raises(PermissionDenied):
            choose_criteria(activity, by=w.scope(who), values=[value_of(world)])
    assert not Counting.objects.exists()


def test_only_criteria_of_a_programme_of_that_day_are_chosen(world, day):
    an = w.scope(world.an)
    activity = held(world, day, criteria=None)
    with pytest.raises(ValidationError, match="không thuộc chương trình"):
        choose_criteria(activity, by=an, values=[value_of(world, "no_such")])
    after = held(world, time_of(world).end + timedelta(days=1), criteria=None)
    with pytest.raises(ValidationError, match="không thuộc chương trình"):
        choose_criteria(after, by=an, values=[value_of(world)])
    off = held(world, day, criteria=None, state="skipped", skip_reason="Mưa", reported_at=None)
    with pytest.raises(ValidationError, match="ghi nghỉ"):
        choose_criteria(off, by=an, values=[])


def test_first_and_last_day_of_the_time_count(world, pledge):
    time = time_of(world)
    for on in (time.start, time.end):
        held(world, on, world.dung)
    assert len(credits_of([pledge.enrolment_id])[pledge.pk]) == 2


@pytest.mark.parametrize(
    "change",
    [
        {"state": "planned", "reported_at": None, "reported_by": None},
        {"state": "skipped", "skip_reason": "Mưa", "reported_at": None},
    ],
)
def test_only_what_took_place_proves(world, pledge, day, change):
    activity = held(world, day, world.dung)
    assert proven(pledge)
    Activity.objects.filter(pk=activity.pk).update(**change)
    assert not proven(pledge)


@pytest.mark.parametrize("presence", [Presence.ABSENT, Presence.EXCUSED])
def test_only_who_was_there_proves(world, pledge, day, presence):
    activity = held(world, day)
    assert not proven(pledge)
    reason = "Ốm" if presence == Presence.EXCUSED else ""
    activity.attendances.create(person=world.dung.person, presence=presence, reason=reason)
    assert not proven(pledge)


def test_other_criteria_people_and_calendars_prove_nothing(world, sheet, pledge, day):
    held(world, day, world.dung, criteria=("help_others",))
    held(world, day, world.hoa)
    assert not proven(pledge)
    held(world, time_of(world).end, world.dung)  # the school year is over by then
    assert proven(pledge)
    type(sheet).objects.filter(pk=sheet.pk).update(block="school")
    assert not proven(pledge)


def test_nobody_proves_anything_to_themselves(world, day):
    own = promise(w.enrol(world.an, world.plan))
    activity = held(world, day, world.an, world.dung, by=world.an)
    [line] = credits_of([own.enrolment_id])[own.pk]
    assert line.is_own
    assert not proven(own)
    assert facts_of(own.enrolment, day) == (0, 0)
    Activity.objects.filter(pk=activity.pk).update(reported_by=world.binh)
    assert proven(own)


@pytest.mark.parametrize(
    ("quantity", "measure", "times", "enough"),
    [
        (2, "buổi tham gia", 1, False),
        (2, "buổi tham gia", 2, True),
        (2, "buổi tham gia", 3, True),
        (8, "giờ", 9, False),
        (None, "", 1, True),
    ],
)
def test_attendance_alone_is_enough_only_where_it_is_counted(
    world, sheet, day, quantity, measure, times, enough
):
    promise(sheet, quantity=quantity, measure=measure)
    for number in range(times):
        held(world, day + timedelta(days=number), world.dung)
    found = member_facts(None, [sheet], day, {})[sheet.pk]
    assert found["evidenced"] == 1
    assert found["met"] == enough
    assert evidence_counts([sheet.pk])[sheet.pk][0] == 1


def test_nothing_attended_is_never_enough(world, pledge):
    from sodoan.programmes.packs import pack_of

    assert not is_enough(pack_of(world.plan), pledge, 0)


def test_a_report_counts_for_what_its_kind_says_until_somebody_chooses(world, day, time_machine):
    time_machine.move_to(f"{day}T05:00:00Z")
    kinds = {"kind": "project"}
    facts = {"state": "planned", "reported_at": None, "reported_by": None, "done": ""}
    activity = held(world, day, world.dung, criteria=None, **facts)
    Activity.objects.filter(pk=activity.pk).update(**kinds, project=project_of(world, day))
    activity.refresh_from_db()
    said = Report("Khu phố", "Ra quân", "Dọn kênh", "")
    told = report_activity(activity, by=w.scope(world.an), report=said, version=activity.version)
    assert [one.criterion_key for one in Credit.objects.filter(block="other")] == [VOLUNTEER]
    assert not counts_of(told).is_chosen
    choose_criteria(told, by=w.scope(world.an), values=[])
    report_activity(told, by=w.scope(world.an), report=said, version=told.version)
    assert not Credit.objects.exists()


def project_of(world, day):
    from sodoan.activities.models import Project

    return Project.objects.create(
        unit=world.branch, kind="work", scale="branch", title="Hàng cây", search_key="hang cay",
        starts_on=day, ends_on=day,
    )  # fmt: skip


def test_what_was_sent_up_stays_and_what_came_back_follows_again(world, day):
    round_ = three_voted(world, an="good", dung="good", hoa="good").round
    sheet = Enrolment.objects.get(person=world.dung.person)
    pledge = promise(sheet)
    activity = held(world, day, world.dung)
    own = held(world, day + timedelta(days=1), world.dung, by=world.dung)
    settled(world)
    round_ = rounds.send_round(round_, by=w.scope(world.an))
    [kept] = Evidence.objects.filter(kind="attendance")
    assert (kept.pledge, kept.activity, kept.state) == (pledge, activity, "verified")
    activity.attendances.all().delete()
    assert proven(pledge)
    assert credits_of([sheet.pk]) == {}
    approval.return_round(round_, by=w.scope(world.binh), note="Xem lại")
    assert not Evidence.objects.filter(kind="attendance").exists()
    assert not proven(pledge)
    assert own.attendances.count() == 1


def test_one_result_that_came_back_follows_again_and_is_kept_when_sent_again(world, day):
    meeting = three_voted(world, an="good", dung="good", hoa="good")
    people = {"dung": world.dung.person, "hoa": world.hoa.person}
    sheets = {who: Enrolment.objects.get(person=one) for who, one in people.items()}
    for sheet in sheets.values():
        promise(sheet)
    held(world, day, world.dung, world.hoa)
    settled(world)
    rounds.send_round(meeting.round, by=w.scope(world.an))
    kept = Evidence.objects.filter(kind="attendance")
    assert kept.count() == 2
    back = Result.objects.get(enrolment=sheets["dung"])
    approval.return_result(back, by=w.scope(world.binh), note="Xem lại")
    assert [one.pledge.enrolment for one in kept] == [sheets["hoa"]]
    held(world, day + timedelta(days=1), world.dung)
    settled(world)
    rounds.send_round(meeting.round, by=w.scope(world.an))
    assert kept.filter(pledge__enrolment=sheets["dung"]).count() == 2
    assert kept.filter(pledge__enrolment=sheets["hoa"]).count() == 1


def meetings_of(sheet, day):
    found = member_facts(None, [sheet], day, {})[sheet.pk]
    return [found[f"meetings_{name}"] for name in ("required", "attended", "excused")]


def test_meetings_are_read_from_their_attendance_up_to_the_day(world, sheet, day):
    assert meetings_of(sheet, day) == [None, None, None]
    kind = {"criteria": None, "kind": "meeting", "meeting": "branch"}
    held(world, day, world.dung, **kind)
    away = held(world, day, **kind)
    held(world, day + timedelta(days=1), world.dung, **kind)
    held(world, day, world.dung, criteria=None)
    assert meetings_of(sheet, day) == [2, None, None]  # nobody marked the second
    away.attendances.create(person=world.dung.person, presence="excused", reason="Ốm")
    assert meetings_of(sheet, day) == [2, 1, 1]
    assert meetings_of(sheet, day + timedelta(days=1)) == [3, 2, 1]


@pytest.mark.parametrize("fact", ["meetings_required", "meetings_attended", "meetings_excused"])
def test_one_figure_entered_replaces_all_three(world, sheet, day, fact):
    held(world, day, world.dung, criteria=None, kind="meeting", meeting="branch")
    FactEntry.objects.create(enrolment=sheet, fact=fact, value="7")
    names = ("meetings_required", "meetings_attended", "meetings_excused")
    assert meetings_of(sheet, day) == [7 if name == fact else None for name in names]


def test_database_keeps_one_credit_and_whole_evidence(world, pledge, day):
    activity = held(world, day, world.dung)
    counting = activity.counting
    [credit] = counting.credits.filter(block="other")
    again = {"counting": counting, "programme": credit.programme, "block": "other"}
    for key in (credit.criterion_key, ""):
        with pytest.raises(IntegrityError), transaction.atomic():
            Credit.objects.create(criterion_key=key, **again)
    whole = {"pledge": pledge, "kind": "attendance", "activity": activity, "state": "verified"}
    Evidence.objects.create(**whole)
    for fault in (whole, whole | {"activity": None}, whole | {"kind": "text"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Evidence.objects.create(**fault)


@pytest.mark.parametrize("many", [1, 40])
def test_all_credits_of_all_sheets_are_one_query(
    world, sheet, pledge, day, many, django_assert_num_queries
):
    for number in range(many):
        held(world, day + timedelta(days=number % 30), world.dung, title=f"Buổi {number}")
    with django_assert_num_queries(1):
        assert len(credits_of([sheet.pk])[pledge.pk]) == many


def test_page_lists_the_criteria_and_keeps_what_is_chosen(world, sheet, pledge, day):
    activity = held(world, day, world.dung, criteria=None)
    address = reverse("programmes:counting", args=[activity.pk])
    assert w.browser(world.dung).get(address).status_code == 404
    assert w.browser(world.chi).get(address).status_code == 404
    client = w.browser(world.an)
    assert "Tình nguyện vì cộng đồng" in client.get(address).content.decode()
    assert client.post(address, {"tieu-chi": "x"}).status_code == 422
    assert client.post(address, {"tieu-chi": [value_of(world)]}).status_code == 302
    page = w.browser(world.dung).get(reverse("programmes:sheet", args=[sheet.pk]))
    told = page.content.decode()
    assert "Điểm danh: Dọn vệ sinh" in told
    assert "<b>1/2</b> buổi tham gia theo điểm danh" in told


def test_where_no_programme_runs_there_is_nothing_to_choose(world):
    activity = held(world, timezone.localdate() + timedelta(days=4000), criteria=None)
    address = reverse("programmes:counting", args=[activity.pk])
    assert w.browser(world.an).get(address).status_code == 404


def test_a_member_sees_where_they_were_expected_and_where_they_were(world, sheet, day):
    address = reverse("programmes:attended", args=[sheet.pk])
    assert w.browser(world.hoa).get(address).status_code == 404
    assert w.browser(world.chi).get(address).status_code == 404
    assert "Chưa có hoạt động nào" in w.browser(world.dung).get(address).content.decode()
    held(world, day, world.dung, criteria=None)
    missed = held(world, day, criteria=None, title="Sinh hoạt", kind="meeting", meeting="branch")
    missed.attendances.create(person=world.dung.person, presence="excused", reason="Trực đêm")
    held(world, day, criteria=None, title="Chưa ghi")
    for who in (world.dung, world.an):
        told = w.browser(who).get(address).content.decode()
        for words in ("Trực đêm", "Chưa điểm danh", "<dd>3 buổi</dd>", "<dd>1 buổi</dd>"):
            assert words in told
