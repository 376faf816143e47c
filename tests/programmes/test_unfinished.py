"""Recording that a member moves or leaves: an open evaluation is told, and forbids nothing."""

from datetime import timedelta

import pytest
from django.urls import reverse

from sodoan.common.clock import today
from sodoan.common.periods import period
from sodoan.people.models import Membership
from sodoan.programmes.models import Result, Round
from tests.programmes import above
from tests.programmes import world as w

pytestmark = pytest.mark.django_db
HERE = "Chi đoàn Khu phố 1"
STAYS = f"phiếu và kết quả kỳ này ở lại {HERE}"
MISSES = "không được mời họp đánh giá nữa và có thể không được xếp loại"
GOES_ON = "kết quả ấy vẫn được xét"
ALL = (f"{HERE} đang đánh giá", "Đoàn xã An Hòa chưa công bố kết quả", STAYS, MISSES, GOES_ON)


@pytest.fixture
def binh(world):
    return above.account(world, "binh")


def judged(world, user, state, year=None):
    """An evaluation of that member in that state, of this year's programme or another's."""
    year = year or today().year
    sheet = w.enrol(user, world.plan if year == w.PAST else w.plan_of(world.commune, year))
    if state == "published":
        return w.publish(sheet)
    round_ = Round.objects.create(
        programme=sheet.programme, unit=sheet.unit, block=sheet.block, plan=sheet.plan,
        approver=world.commune, state="preparing",
    )  # fmt: skip
    graded = {"grade_key": "good"} if state == "approved" else {}
    return Result.objects.create(
        enrolment=sheet, round=round_, state=state, population="rated", **graded
    )


def shown(browser, user):
    """What the pages say on which a membership ends: moving, honorary, leaving."""
    person = user.person
    place = Membership.objects.get(person=person, ended_by="")
    pages = [reverse(f"people:{name}", args=[person.pk]) for name in ("transfer", "honorary")]
    pages.append(reverse("people:end_membership", args=[place.pk]))
    return [[words for words in ALL if words in browser.get(page).text] for page in pages]


def test_a_sheet_nobody_judges_yet_is_not_told(world, binh):
    w.enrol(world.dung, w.plan_of(world.commune, today().year))
    assert shown(binh, world.dung) == [[], [], []]


@pytest.mark.parametrize(("state", "ago"), [("published", 0), ("draft", 2)])
def test_a_published_or_bygone_evaluation_is_not_told(world, binh, state, ago):
    judged(world, world.dung, state, today().year - ago)
    assert shown(binh, world.dung) == [[], [], []]


def test_the_evaluation_of_somebody_else_is_not_told(world, binh):
    judged(world, world.hoa, "draft")
    assert shown(binh, world.dung) == [[], [], []]


def test_who_has_left_already_has_nothing_to_leave(world, binh):
    judged(world, world.dung, "draft")
    place = Membership.objects.get(person=world.dung.person)
    place.during, place.ended_by = period(place.during.lower, today()), "maturity"
    place.save()
    world.dung.person.memberships.create(unit=world.branch, kind="honorary", during=period(today()))
    assert shown(binh, world.dung) == [[], [], []]


@pytest.mark.parametrize("ago", [0, 1])
@pytest.mark.parametrize("state", ["draft", "returned"])
def test_an_evaluation_in_the_branch_is_told(world, binh, state, ago):
    judged(world, world.dung, state, today().year - ago)
    assert shown(binh, world.dung) == [[ALL[0], STAYS], [ALL[0], MISSES], [ALL[0], MISSES]]


@pytest.mark.parametrize("state", ["proposed", "approved"])
def test_an_evaluation_sent_up_is_told(world, binh, state):
    judged(world, world.dung, state)
    assert shown(binh, world.dung) == [[ALL[1], STAYS], [ALL[1], GOES_ON], [ALL[1], GOES_ON]]


def test_the_membership_ends_all_the_same(world, binh):
    judged(world, world.dung, "draft")
    place = Membership.objects.get(person=world.dung.person)
    page = reverse("people:end_membership", args=[place.pk])
    tomorrow = today() + timedelta(days=1)
    answer = binh.post(page, {"how": "maturity", "on": f"{tomorrow:%d/%m/%Y}"})
    assert answer.status_code == 302
    place.refresh_from_db()
    assert place.ended_by == "maturity"
