"""The same quarter in two programmes: each has its own page of talks."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
import time_machine
from django.urls import reverse

from sodoan.notices.models import Notice
from sodoan.programmes.actions.reminders import remind_due
from sodoan.programmes.actions.support import save_review
from sodoan.programmes.engine.revise import revise
from sodoan.programmes.models import Review
from sodoan.programmes.packs import schedule_for
from sodoan.programmes.queries.talks import talks_of
from sodoan.programmes.queries.todos import todos
from tests.programmes import world as w
from tests.programmes.crowd import TALK, people, sheets

pytestmark = pytest.mark.django_db
AUTUMN = date(w.PAST, 9, 25)  # both programmes hold the talk of the third quarter
MOVED = {
    "calendars.school.phases.register.end": "(Y-1)-09-20",
    "calendars.school.phases.support.start": "(Y-1)-09-21",
}


@pytest.fixture
def coming(world):
    """A branch of a school; its next year, whose support begins earlier, has the quarter too."""
    world.branch.block = "school"
    world.branch.save()
    early = revise(w.s0(), MOVED).model_dump_json()
    return w.plan_of(world.commune, w.PAST + 1, early)


@pytest.fixture
def held(world, coming):
    """A sheet of the year that ends, in the other calendar."""
    (sheet,) = sheets(world, 1)
    return sheet


@pytest.fixture
def following(world, coming):
    """A sheet of the next year of the school."""
    (person,) = people(world, 1, name="Trần Thị")
    sheet = w.enrol(person, coming)
    sheet.block = "school"
    sheet.save()
    return sheet


@pytest.fixture
def an(world):
    with time_machine.travel(AUTUMN, tick=False):
        yield w.browser(world.an)


def page(world, plan=None):
    address = reverse("programmes:review_roster", args=[world.branch.pk, TALK])
    return f"{address}?chuong_trinh={plan.programme_id}" if plan else address


def shown(answer):
    return [one.enrolment for one in answer.context["talks"].people]


def test_both_programmes_have_the_quarter(coming):
    early = {one.key for one in schedule_for(coming, "school").reviews}
    late = {one.key for one in schedule_for(coming, "other").reviews}
    assert (TALK in early, TALK in late) == (True, False)


def test_each_programme_has_its_own_talks(world, coming, held, following, an):
    assert shown(an.get(page(world, world.plan))) == [held]
    assert shown(an.get(page(world, coming))) == [following]


def test_none_asked_for_the_running_one_with_members_opens(world, coming, held, an):
    """Addresses of reminders sent before name no programme."""
    assert shown(an.get(page(world))) == [held]
    assert shown(an.get(page(world) + "?chuong_trinh=0")) == [held]


@pytest.mark.parametrize(("day", "ahead"), [(AUTUMN, True), (date(w.PAST, 5, 1), False)])
def test_of_two_with_members_the_running_one_opens(world, coming, held, following, day, ahead):
    by = replace(w.scope(world.an), on=day)
    found = talks_of(world.branch, TALK, by)
    assert [one.enrolment for one in found.people] == [following if ahead else held]


def test_quarter_of_another_programme_is_not_found(world, coming, held, an):
    address = reverse("programmes:review_roster", args=[world.branch.pk, "2025_2"])
    assert an.get(f"{address}?chuong_trinh={coming.programme_id}").status_code == 404
    assert an.get(f"{address}?chuong_trinh={world.programme.pk}").status_code == 200


def test_all_links_of_the_page_stay_in_the_programme(world, coming, held, following, an):
    here = page(world, world.plan)
    answer = an.get(here)
    assert [chip.url for chip in answer.context["chips"]] == [
        here, f"{here}&loc=con-lai", f"{here}&loc=can-giup",
    ]  # fmt: skip
    text = answer.text
    assert text.count(f'href="{here}&amp;mo={held.pk}#nguoi-{held.pk}"') == 2  # tile, next one
    back = reverse("programmes:branch", args=[world.branch.pk])
    assert f'href="{back}?chuong_trinh={world.programme.pk}"' in text
    assert f'data-page="{here}"' in text
    save_review(held, by=w.scope(world.an), period=TALK, standing="slow")
    assert f'href="{here}"' in an.get(f"{here}&loc=con-lai").text.partition("Không còn ai")[2]


def test_saving_goes_on_in_the_programme_of_the_sheet(world, coming, held, following, an):
    other = w.enrol(world.dung, world.plan)
    address = reverse("programmes:review", args=[held.pk, TALK])
    onwards = an.post(address, {"muc": "slow"}).url
    assert onwards == f"{page(world, world.plan)}&mo={other.pk}#nguoi-{other.pk}"
    assert an.get(onwards).context["opened"].enrolment == other
    refused = an.post(address, {"muc": ""})
    assert refused.status_code == 422
    assert shown(refused) == [held, other]
    done = an.post(reverse("programmes:review", args=[other.pk, TALK]), {"muc": "slow"})
    assert done.url == page(world, world.plan)
    assert set(Review.objects.values_list("enrolment", flat=True)) == {held.pk, other.pk}


def test_page_of_the_branch_leads_to_the_talks_of_its_programme(world, coming, held, an):
    branch = reverse("programmes:branch", args=[world.branch.pk])
    old = an.get(f"{branch}?chuong_trinh={world.programme.pk}").text
    assert f'href="{page(world, world.plan)}"' in old
    new = an.get(f"{branch}?chuong_trinh={coming.programme_id}").text
    assert f'href="{page(world, coming)}"' in new


def test_reminder_of_a_talk_leads_to_its_programme(world, coming, held):
    talk = next(one for one in schedule_for(world.plan, "other").reviews if one.key == TALK)
    remind_due(talk.end - timedelta(days=3))
    assert Notice.objects.get(user=world.an).url == page(world, world.plan)


def test_todo_of_a_talk_leads_to_its_programme(world, coming, held, following):
    tasks = todos(replace(w.scope(world.an), on=AUTUMN))
    found = {task.url for task in tasks if task.key.startswith("review-")}
    assert found == {page(world, world.plan), page(world, coming)}
