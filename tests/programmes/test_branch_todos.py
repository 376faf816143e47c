"""What a branch is asked to do: open sheets, hold the talks that run and those left unfinished."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.urls import reverse

from sodoan.common.periods import period
from sodoan.people.models import Membership
from sodoan.programmes.actions.registration import open_enrolments
from sodoan.programmes.actions.support import save_review
from sodoan.programmes.models import Review, Round
from sodoan.programmes.packs import schedule_for
from sodoan.programmes.queries.talks import open_talks, talks_of
from sodoan.programmes.queries.todos import todos
from tests.cast import enlist
from tests.programmes import world as w
from tests.programmes.crowd import sheets

pytestmark = pytest.mark.django_db
JULY, OCTOBER = date(2025, 7, 2), date(2025, 10, 1)


def asked(world, day, key):
    """The secretary's task of that kind on that day."""
    found = [one for one in todos(replace(w.scope(world.an), on=day)) if one.key.startswith(key)]
    return found[0] if found else None


def on(world, day):
    """The secretary on that day."""
    return replace(w.scope(world.an), on=day)


def at_school(sheet):
    """The sheet follows the calendar of schools."""
    sheet.block = "school"
    sheet.save()


def judge(world, block):
    """The branch opens the evaluation of one calendar."""
    Round.objects.create(
        programme=world.programme,
        unit=world.branch,
        block=block,
        plan=world.plan,
        approver=world.commune,
    )


def without_anybody(world):
    Membership.objects.update(during="[2024-01-01,)")
    return world


@pytest.mark.parametrize("day", [date(2024, 11, 1), OCTOBER])
def test_sheets_are_not_opened_before_the_registration_or_after_the_support(world, day):
    without_anybody(world)
    assert asked(world, day, "open-") is None


def test_branch_without_sheets_is_asked_to_open_them_until_all_have_one(world):
    without_anybody(world)
    task = asked(world, date(2025, 2, 3), "open-")
    assert task.title == "Mở phiếu đăng ký cho 3 đoàn viên"
    assert task.due is not None
    page = w.browser(world.an).get(task.url)
    assert "Mở phiếu đăng ký cho 3 đoàn viên?" in page.text
    open_enrolments(world.programme, by=w.scope(world.an), unit=world.branch)
    assert asked(world, date(2025, 2, 3), "open-") is None


def test_who_joins_in_summer_is_asked_for_without_a_deadline_that_is_over(world):
    without_anybody(world)
    open_enrolments(world.programme, by=w.scope(world.an), unit=world.branch)
    newcomer = enlist("Võ Minh Khoa", world.branch, category="worker").person
    newcomer.memberships.update(during="[2025-06-20,)")
    task = asked(world, JULY, "open-")
    assert (task.title, task.due) == ("Mở phiếu đăng ký cho 1 đoàn viên", None)


@pytest.mark.parametrize(("days", "waits"), [(0, True), (1, False)])
def test_unfinished_sheet_is_waited_for_until_the_evaluation_is_over(world, days, waits):
    """Nobody is told for years of a registration that nothing can come of any more."""
    draft = w.enrol(world.dung, world.plan, state="draft", pledges=0)
    last = schedule_for(world.plan, draft.block).phase("evaluate").end
    day = last + timedelta(days=days)
    assert (asked(world, day, "registering-") is not None) is waits
    mine = todos(replace(w.scope(world.dung), on=day))
    assert [one.key.split("-")[0] for one in mine] == (["register"] if waits else [])


def test_talk_that_has_not_begun_is_not_recorded(world):
    sheet = w.enrol(world.dung, world.plan)
    early = replace(w.scope(world.an), on=date(2025, 6, 30))
    with pytest.raises(ValidationError, match="bắt đầu ngày 01/07/2025"):
        save_review(sheet, by=early, period="2025_3", standing="on_track")
    assert not Review.objects.exists()
    save_review(sheet, by=replace(early, on=date(2025, 7, 1)), period="2025_3", standing="slow")
    assert Review.objects.get().period == "2025_3"


def test_unfinished_talk_stays_until_the_evaluation_is_opened(world):
    first, _ = sheets(world, 2)
    task = asked(world, OCTOBER, "review-")
    assert (task.title, task.due) == ("Trao đổi quý III/2025: 0/2 người", date(2025, 9, 30))
    in_time = asked(world, date(2025, 9, 30), "review-")
    assert task.weight > in_time.weight  # stands below what is due now
    save_review(first, by=w.scope(world.an), period="2025_3", standing="on_track")
    assert asked(world, OCTOBER, "review-").title == "Trao đổi quý III/2025: 1/2 người"
    judge(world, "other")
    assert asked(world, OCTOBER, "review-") is None


def test_finished_talk_goes_when_its_days_are_over(world):
    for sheet in sheets(world, 2):
        save_review(sheet, by=w.scope(world.an), period="2025_3", standing="on_track")
    assert asked(world, OCTOBER, "review-") is None
    running = open_talks(world.branch, world.plan, on(world, JULY))
    assert [(one.period.key, one.held, one.total) for one in running] == [("2025_3", 2, 2)]


def test_next_talk_takes_the_place_of_an_unfinished_one(world):
    sheets(world, 2)
    shown = open_talks(world.branch, world.plan, on(world, JULY))
    assert [one.period.key for one in shown] == ["2025_3"]
    assert open_talks(world.branch, world.plan, on(world, date(2026, 6, 1))) == []


def test_talks_of_one_calendar_are_not_counted_for_the_other(world):
    """In June the schools have been judged: only the other calendar's talk is held."""
    *school, other = sheets(world, 3)
    for sheet in school:
        at_school(sheet)
        save_review(sheet, by=on(world, date(2025, 5, 10)), period="2025_2", standing="slow")
    june = date(2025, 6, 20)
    task = asked(world, june, "review-")
    assert (task.title, task.sentence) == ("Trao đổi quý II/2025: 0/1 người", "Còn 1 đoàn viên.")
    save_review(other, by=on(world, june), period="2025_2", standing="slow")
    assert asked(world, june, "review-") is None


def test_talk_over_in_one_calendar_does_not_hide_that_it_runs_in_the_other(world):
    school, _ = sheets(world, 2)
    at_school(school)
    by = on(world, date(2025, 5, 25))
    found = open_talks(world.branch, world.plan, by)
    assert [(one.blocks, one.is_over(by.on), one.left) for one in found] == [
        (("other",), False, 1),
        (("school",), True, 1),
    ]
    judge(world, "school")
    assert [one.blocks for one in open_talks(world.branch, world.plan, by)] == [("other",)]


def test_nobody_is_asked_to_finish_the_talk_with_oneself(world):
    mine, other = w.enrol(world.an, world.plan), w.enrol(world.dung, world.plan)
    assert asked(world, OCTOBER, "review-").sentence == "Còn 1 đoàn viên."
    save_review(other, by=w.scope(world.an), period="2025_3", standing="on_track")
    assert asked(world, OCTOBER, "review-") is None
    assert not Review.objects.filter(enrolment=mine).exists()


def test_branch_page_leads_to_a_talk_left_unfinished(world):
    first, _ = sheets(world, 2)
    save_review(first, by=w.scope(world.an), period="2025_3", standing="on_track")
    with time_machine.travel(datetime(2025, 10, 1, 5, tzinfo=UTC)):
        page = w.browser(world.an).get(reverse("programmes:branch", args=[world.branch.pk]))
    assert reverse("programmes:review_roster", args=[world.branch.pk, "2025_3"]) in page.text
    assert "1/2 người" in page.text


@pytest.mark.parametrize("state", ["draft", "submitted", "accepted"])
def test_nobody_waits_for_a_member_who_left(world, state):
    """Neither the tasks of the branch, nor its talks, nor the button that reminds."""
    sheet = w.enrol(world.dung, world.plan, state=state)
    if state == "accepted":
        w.prove(sheet.pledges.first(), state="pending")
    day = date(2025, 7, 2)
    page = reverse("programmes:branch", args=[world.branch.pk])
    expected = {
        "draft": {"registering"},
        "submitted": {"accept"},
        "accepted": {"evidence", "review"},
    }
    assert _owed(world, day) == expected[state]
    assert ("Nhắc người chưa đăng ký" in w.browser(world.an).get(page).text) is (state == "draft")
    left = period(date(2020, 9, 1), date(2025, 7, 1))
    world.dung.person.memberships.update(during=left, ended_by="maturity")
    assert _owed(world, day) == set()
    assert "Nhắc người chưa đăng ký" not in w.browser(world.an).get(page).text
    (talk,) = open_talks(world.branch, world.plan, on(world, day))
    assert (talk.held, talk.total) == (0, 0)
    assert not talks_of(world.branch, "2025_3", on(world, day)).people


def _owed(world, day):
    """The kinds of task the sheets of the branch make for its secretary."""
    kinds = {one.key.split("-")[0] for one in todos(on(world, day))}
    return kinds & {"registering", "accept", "evidence", "review"}
