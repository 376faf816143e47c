"""Reminders: the right people, on the right days, once."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from sodoan.common.clock import today
from sodoan.common.periods import period
from sodoan.notices.models import Notice
from sodoan.programmes.actions.reminders import DAYS_BEFORE, _remind_of_evidence, remind_due
from sodoan.programmes.choices import StepKey
from sodoan.programmes.engine.deadlines import assess_by
from sodoan.programmes.engine.revise import revise
from sodoan.programmes.models import Assessment, Result, Review, Round
from sodoan.programmes.packs import schedule_for, schedule_of
from tests.factories.org import AppointmentFactory, PostFactory
from tests.programmes import above
from tests.programmes import world as w

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    return w.build(w.COMING)


def end_of(world, phase):
    return schedule_for(world.plan, "other").phase(phase).end


def told():
    return set(Notice.objects.values_list("user__full_name", flat=True))


def who_hears(day):
    """Whom a day's reminders tell, sent twice: with a name for each new notice."""
    before = set(Notice.objects.values_list("pk", flat=True))
    remind_due(day)
    remind_due(day)
    new = Notice.objects.exclude(pk__in=before)
    return sorted(new.values_list("user__full_name", flat=True))


@pytest.mark.parametrize("days", [8, 6, 5, 4, 2, -1])
def test_other_days_tell_nobody(world, days):
    w.enrol(world.dung, world.plan, state="draft")
    assert remind_due(end_of(world, "register") - timedelta(days=days)) == 0
    assert told() == set()


@pytest.mark.parametrize(
    ("last", "left", "people"), [(8, 6, 1), (7, 6, 0), (4, 2, 1), (2, -1, 0), (20, 0, 1)]
)
def test_days_that_were_missed_are_made_up_for(world, last, left, people):
    """`last`: how far the deadline was when reminders were sent before."""
    w.enrol(world.dung, world.plan, state="draft")
    end = end_of(world, "register")
    day, since = (end - timedelta(days=far) for far in (left, last))
    assert remind_due(day, since) == people
    if people:
        assert f"{end:%d/%m/%Y}" in Notice.objects.get().body


@pytest.mark.parametrize("days", DAYS_BEFORE)
def test_register_deadline_tells_who_has_not_handed_in(world, days):
    w.enrol(world.dung, world.plan, state="draft")
    w.enrol(world.hoa, world.plan, state="returned")
    w.enrol(world.lan, world.plan, state="submitted")
    w.enrol(world.an, world.plan, state="accepted")
    assert remind_due(end_of(world, "register") - timedelta(days=days)) == 2
    assert told() == {world.dung.full_name, world.hoa.full_name}


def test_reminding_twice_on_a_day_tells_once(world):
    w.enrol(world.dung, world.plan, state="draft")
    day = end_of(world, "register") - timedelta(days=3)
    remind_due(day)
    remind_due(day)
    assert Notice.objects.filter(user=world.dung).count() == 1


def test_evaluate_deadline_tells_members_and_the_secretary(world):
    done = w.enrol(world.hoa, world.plan)
    Assessment.objects.create(
        enrolment=done, step=StepKey.SELF, submitted_at="2099-10-10T00:00:00Z"
    )
    w.enrol(world.dung, world.plan)
    remind_due(end_of(world, "evaluate") - timedelta(days=7))
    assert told() == {world.dung.full_name, world.an.full_name}


def test_members_are_told_of_the_end_of_their_own_term_the_secretary_is_not(world):
    w.enrol(world.dung, world.plan)
    begun = schedule_for(world.plan, "other").phase("evaluate").start
    assert remind_due(begun + timedelta(days=6)) == 1
    notice = Notice.objects.get()
    assert (notice.user, notice.title[:12]) == (world.dung, "Tự đánh giá:")
    assert f"hạn {begun + timedelta(days=7):%d/%m/%Y}" in notice.body


@pytest.mark.parametrize(("left", "people"), [(8, 0), (7, 1), (3, 1), (2, 0), (0, 1), (-1, 0)])
def test_the_level_above_is_told_before_its_term_for_results_runs_out(world, left, people):
    sent = datetime(w.COMING, 12, 1, 9, tzinfo=UTC)
    round_ = Round.objects.create(
        programme=world.programme, plan=world.plan, unit=world.branch,
        block=world.branch.block, approver=world.commune, state="sent", sent_at=sent,
    )  # fmt: skip
    day = sent.date() + timedelta(days=10 - left)
    assert remind_due(day) == people
    assert remind_due(day) == people
    assert Notice.objects.count() == people
    if people:
        assert Notice.objects.get().user == world.binh
    Round.objects.filter(pk=round_.pk).update(state="approved")
    assert remind_due(day) == 0


def test_the_level_above_is_told_of_what_it_left_when_it_returned_one_result(world):
    sent = datetime(w.COMING, 12, 1, 9, tzinfo=UTC)
    round_ = above.sent_round(world, world.branch, world.commune, ["good", "good"])
    Round.objects.filter(pk=round_.pk).update(state="returned", sent_at=sent)
    one, other = round_.results.order_by("pk")
    Result.objects.filter(pk=one.pk).update(state="returned")
    assert who_hears(sent.date() + timedelta(days=7)) == [world.binh.full_name]
    Result.objects.filter(pk=other.pk).update(state="approved", grade_key="good")
    assert who_hears(sent.date() + timedelta(days=10)) == []


def test_the_level_above_is_told_anew_of_results_that_come_again(world):
    round_ = above.sent_round(world, world.branch, world.commune, ["good"])
    for day in (1, 15):
        sent = datetime(w.COMING, 12, day, 9, tzinfo=UTC)
        Round.objects.filter(pk=round_.pk).update(sent_at=sent)
        assert who_hears(sent.date() + timedelta(days=7)) == [world.binh.full_name]


def test_evaluate_deadline_leaves_a_branch_alone_that_has_sent(world):
    above.sent_round(world, world.branch, world.commune, [])
    w.enrol(world.dung, world.plan)
    assert remind_due(end_of(world, "evaluate")) == 1
    assert told() == {world.dung.full_name}


@pytest.mark.parametrize(
    ("state", "asked"),
    [("draft", True), ("returned", True), ("proposed", False), ("approved", False)],
)
def test_member_is_told_to_assess_oneself_only_while_the_result_is_with_the_branch(
    world, state, asked
):
    round_ = above.sent_round(world, world.branch, world.commune, [])
    grade = "good" if state == "approved" else ""
    sheet = w.enrol(world.dung, world.plan)
    Result.objects.create(
        enrolment=sheet, round=round_, state=state, population="rated",
        proposed_grade="good", grade_key=grade,
    )  # fmt: skip
    for day in (end_of(world, "evaluate"), assess_by(w.s0(), schedule_of(sheet))):
        assert remind_due(day) == asked
    assert told() == ({world.dung.full_name} if asked else set())


def leave(user, day, how="removed"):
    user.person.memberships.update(during=period(date(2020, 9, 1), day), ended_by=how)


@pytest.mark.parametrize("how", ["removed", "deceased", "maturity"])
def test_nobody_hears_of_a_deadline_on_or_after_the_day_they_left(world, how):
    w.enrol(world.dung, world.plan)
    w.enrol(world.hoa, world.plan, state="draft")
    dung, hoa, an = (one.full_name for one in (world.dung, world.hoa, world.an))
    register, evaluate = end_of(world, "register"), end_of(world, "evaluate")
    leave(world.dung, evaluate, how)
    leave(world.hoa, register, how)
    assert who_hears(register - timedelta(days=1)) == [hoa]
    assert who_hears(register) == []
    assert who_hears(evaluate - timedelta(days=1)) == sorted([an, dung])
    assert who_hears(evaluate) == [an]


def test_no_talk_is_asked_for_with_who_left(world):
    w.enrol(world.dung, world.plan)
    talk = schedule_for(world.plan, "other").reviews[0]
    leave(world.dung, talk.end)
    assert who_hears(talk.end - timedelta(days=1)) == [world.an.full_name]
    assert who_hears(talk.end) == []


def test_who_changed_branch_still_hears_of_the_deadline(world):
    w.enrol(world.dung, world.plan)
    day = end_of(world, "evaluate")
    leave(world.dung, day, "transfer")
    world.dung.person.memberships.create(unit=world.sister, during=period(day))
    assert world.dung.full_name in who_hears(day)


def test_remind_due_reads_the_calendar_of_each_block(world):
    sheet = w.enrol(world.dung, world.plan, state="draft")
    sheet.block = "school"
    sheet.save()
    assert remind_due(end_of(world, "register")) == 0
    school = schedule_for(world.plan, "school").phase("register").end
    assert school != end_of(world, "register")
    assert remind_due(school) == 1
    assert isinstance(school, date)


def test_talk_deadline_tells_the_secretary_until_everybody_was_talked_with(world):
    sheet = w.enrol(world.dung, world.plan)
    talk = schedule_for(world.plan, "other").reviews[0]
    day = talk.end - timedelta(days=3)
    assert remind_due(day) == 1
    assert remind_due(day) == 1
    assert Notice.objects.filter(user=world.an).count() == 1
    assert "Trao đổi" in Notice.objects.get().title
    Review.objects.create(enrolment=sheet, period=talk.key, standing="on_track", held_on=day)
    assert remind_due(talk.end) == 0


def test_waiting_evidence_is_told_on_mondays_once(world):
    pledge = w.enrol(world.dung, world.plan).pledges.first()
    w.prove(pledge, state="pending")
    monday = schedule_for(world.plan, "other").phase("support").start + timedelta(days=14)
    monday -= timedelta(days=monday.weekday())
    assert remind_due(monday + timedelta(days=1)) == 0
    assert remind_due(monday + timedelta(days=3), monday) == 0
    remind_due(monday)
    remind_due(monday)
    notice = Notice.objects.get()
    assert (notice.user, notice.title) == (world.an, "1 minh chứng chờ đồng chí duyệt")


def test_the_own_evidence_of_who_looks_at_it_is_not_counted(world):
    monday = date(2099, 3, 2)
    w.prove(w.enrol(world.an, world.plan).pledges.first(), state="pending")
    assert _remind_of_evidence(monday) == 0
    pledge = w.enrol(world.dung, world.plan).pledges.first()
    w.prove(pledge, state="pending")
    w.prove(pledge, state="pending")
    assert _remind_of_evidence(monday) == 1
    notice = Notice.objects.get()
    assert (notice.user, notice.title) == (world.an, "2 minh chứng chờ đồng chí duyệt")


def test_secretary_reminds_with_one_tap_those_who_have_not_handed_in(world):
    w.enrol(world.dung, world.plan, state="draft")
    w.enrol(world.an, world.plan, state="draft")
    w.enrol(world.hoa, world.plan, state="submitted")
    browser = w.browser(world.an)
    page = browser.get(f"/ren-luyen/chi-doan/{world.branch.pk}/").content.decode()
    assert "Nhắc người chưa đăng ký" in page
    for _ in range(2):
        browser.post(f"/ren-luyen/chi-doan/{world.branch.pk}/nhac/")
    assert Notice.objects.get().user == world.dung


def test_one_tap_reminds_nobody_who_left(world):
    w.enrol(world.dung, world.plan, state="draft")
    w.enrol(world.an, world.plan, state="accepted")
    leave(world.dung, today())
    page = f"/ren-luyen/chi-doan/{world.branch.pk}/nhac/"
    answer = w.browser(world.an).post(page, follow=True)
    assert not Notice.objects.exists()
    assert "chưa có tài khoản (đồng chí báo trực tiếp) hoặc đã thôi sinh hoạt" in answer.text


def test_reminding_another_branch_is_not_found(world):
    answer = w.browser(world.chi).post(f"/ren-luyen/chi-doan/{world.branch.pk}/nhac/")
    assert answer.status_code == 404


def led_by_an_too(world):
    """The secretary of branch 1 leads branch 2 as well."""
    post = PostFactory(key="bi-thu-chi-doan")
    AppointmentFactory(person=world.an.person, unit=world.sister, post=post)


def test_secretary_of_two_branches_is_told_of_both(world):
    led_by_an_too(world)
    w.enrol(world.dung, world.plan)
    w.enrol(world.lan, world.plan)
    talk = schedule_for(world.plan, "other").reviews[0]
    remind_due(talk.end)
    remind_due(talk.end)
    notices = Notice.objects.filter(user=world.an)
    assert {notice.body.split(". ")[0] for notice in notices} == {
        world.branch.name,
        world.sister.name,
    }
    assert len(notices) == 2
    assert str(world.sister.pk) in "".join(notice.url for notice in notices)


def test_evidence_of_many_branches_is_told_with_the_same_queries(world, django_assert_num_queries):
    led_by_an_too(world)
    w.prove(w.enrol(world.dung, world.plan).pledges.first(), state="pending")
    with django_assert_num_queries(3):
        assert _remind_of_evidence(date(2099, 3, 2)) == 1
    w.prove(w.enrol(world.lan, world.plan).pledges.first(), state="pending")
    with django_assert_num_queries(3):
        assert _remind_of_evidence(date(2099, 3, 9)) == 2
    assert Notice.objects.filter(user=world.an).count() == 3


def dated(year=w.COMING, **ends):
    """The shipped programme as text, with other last days of its phases."""
    days = {f"calendars.other.phases.{phase}.end": f"{year}-{day}" for phase, day in ends.items()}
    return revise(w.s0(), days, year).model_dump_json()


def test_members_hear_by_the_version_of_their_sheet_and_secretaries_by_the_one_in_force(world):
    w.enrol(world.dung, world.plan)
    w.enrol(world.hoa, world.plan, state="returned")
    dung, hoa, an = (one.full_name for one in (world.dung, world.hoa, world.an))
    newer = w.issued_anew(world.plan, effective=dated(register="02-20", evaluate="11-10"))
    first, second = end_of(world, "evaluate"), schedule_for(newer, "other").phase("evaluate").end
    assert who_hears(end_of(world, "register")) == [hoa]
    assert who_hears(schedule_for(newer, "other").phase("register").end) == []
    assert who_hears(second) == [an]
    assert who_hears(first) == [dung]
    talk = schedule_for(newer, "other").reviews[0]
    assert who_hears(talk.end) == [an]


def test_branch_whose_commune_asks_for_it_sooner_is_told_sooner(world):
    plan = w.plan_of(world.province, w.COMING)
    for who in (world.dung, world.chi):
        w.enrol(who, plan)
    w.plan_below(plan, world.commune, effective=dated(evaluate="11-10"))
    an, chi, dung = (one.full_name for one in (world.an, world.chi, world.dung))
    assert who_hears(date(w.COMING, 11, 10)) == [an]
    assert who_hears(date(w.COMING, 11, 15)) == sorted([chi, chi, dung])
    titles = Notice.objects.filter(user=world.chi).values_list("title", flat=True)
    assert {title.split(":")[0] for title in titles} == {"Tự đánh giá", "Xếp loại"}


def test_deadline_a_new_version_puts_off_is_told_of_anew(world):
    w.enrol(world.dung, world.plan)
    an, dung = world.an.full_name, world.dung.full_name
    week = timedelta(days=7)
    assert who_hears(end_of(world, "evaluate") - week) == sorted([an, dung])
    w.issued_anew(world.plan, effective=dated(evaluate="11-25"))
    assert who_hears(date(w.COMING, 11, 25) - week) == [an]
    assert who_hears(end_of(world, "evaluate")) == [dung]


def test_versions_and_levels_of_one_deadline_are_told_with_the_same_queries(world):
    w.enrol(world.dung, world.plan)
    day = end_of(world, "evaluate")
    remind_due(day)  # reads the definition
    with CaptureQueriesContext(connection) as alone:
        assert who_hears(day - timedelta(days=3)) == sorted(
            [world.an.full_name, world.dung.full_name]
        )
    newer = w.issued_anew(world.plan)
    w.enrol(world.hoa, newer)
    w.plan_below(newer, world.branch)
    w.plan_below(newer, world.sister)
    w.enrol(world.lan, newer)
    with CaptureQueriesContext(connection) as many:
        told = who_hears(day - timedelta(days=1))
    assert told == sorted(one.full_name for one in (world.an, world.dung, world.hoa, world.lan))
    assert len(many) == len(alone)
