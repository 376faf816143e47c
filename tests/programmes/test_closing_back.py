"""Ending a unit dated back: people left it between that day and today."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from sodoan.common.clock import today
from sodoan.common.periods import period
from sodoan.common.words import full_date
from sodoan.notices.models import Notice
from sodoan.people.models import Membership
from sodoan.programmes.actions.closing import wind_up
from tests.factories.people import MembershipFactory
from tests.programmes import world as w

pytestmark = pytest.mark.django_db
DAY = today()
LEFT, BACK = DAY - timedelta(days=10), DAY - timedelta(days=19)
BEFORE = date(2020, 9, 1)


@pytest.fixture
def world():
    return w.build(DAY.year)


def leave(user, how, to=None):
    """Let a member of the branch leave it ten days ago."""
    user.person.memberships.update(during=period(BEFORE, LEFT), ended_by=how)
    if to:
        MembershipFactory(person=user.person, unit=to, during=period(LEFT))


def end(world):
    return wind_up(
        world.branch, by=w.scope(world.binh), closed_on=BACK, to_unit=world.sister, reason="Nhập"
    )


def told(user):
    return list(Notice.objects.filter(user=user).values_list("body", flat=True))


def test_only_who_belongs_to_the_taker_today_is_told_and_counted(world):
    leave(world.dung, "transfer", world.stranger_branch)
    leave(world.hoa, "maturity")
    w.enlist("Vũ Hà", world.sister, "bi-thu-chi-doan")
    handed = end(world)
    assert handed.moved == (world.an.person.pk,)
    for user in (world.dung, world.hoa):
        assert told(user) == []
        past = Membership.objects.get(person=user.person, unit=world.sister)
        assert past.during == period(BACK, LEFT)
    assert told(world.an) == [
        "Bạn sinh hoạt ở Chi đoàn Khu phố 2. Phiếu rèn luyện, minh chứng của bạn đi theo."
    ]
    lead = Notice.objects.get(user__full_name="Vũ Hà")
    assert lead.body == "Chi đoàn Khu phố 2 tiếp nhận 1 đoàn viên."


def test_leaders_of_the_taker_hear_nothing_when_nobody_came(world):
    leave(world.dung, "transfer", world.stranger_branch)
    leave(world.hoa, "maturity")
    leave(world.an, "maturity")
    w.enlist("Vũ Hà", world.sister, "bi-thu-chi-doan")
    assert end(world).moved == ()
    assert not Notice.objects.exists()


def test_who_begins_later_is_told_so_and_not_counted(world):
    leave(world.dung, "maturity")
    MembershipFactory(
        person=world.dung.person, unit=world.branch, during=period(DAY + timedelta(days=9))
    )
    handed = end(world)
    assert world.dung.person.pk not in handed.moved
    assert told(world.dung) == ["Lần sinh hoạt sắp tới của bạn bắt đầu ở Chi đoàn Khu phố 2."]


def test_stay_that_had_ended_is_told_nobody(world):
    for person, until in ((world.lan.person, LEFT), (world.chi.person, None)):
        MembershipFactory(
            person=person, unit=world.branch, kind="temporary", during=period(BEFORE, until),
            ended_by="returned" if until else "",
        )  # fmt: skip
    assert end(world).sent_home == (world.chi.person.pk,)
    assert told(world.lan) == []
    assert "bạn về nơi sinh hoạt chính thức" in told(world.chi)[0]


def test_stay_at_the_taker_of_somebody_who_belongs_elsewhere_goes_on(world):
    leave(world.dung, "transfer", world.stranger_branch)
    stay = MembershipFactory(
        person=world.dung.person, unit=world.sister, kind="temporary", during=period(LEFT)
    )
    assert world.dung.person.pk not in end(world).moved
    stay.refresh_from_db()
    assert stay.during == period(LEFT)


def test_page_offers_the_taker_when_the_day_typed_needs_one(world):
    for user in (world.dung, world.hoa, world.an):
        leave(user, "transfer", world.stranger_branch)
    page = reverse("programmes:close_unit", args=[world.branch.pk])
    client = w.browser(world.binh)
    assert "to_unit" not in client.get(page).context["form"].fields
    data = {"closed_on": full_date(BACK), "reason": "Nhập hai khu phố", "decision_no": "12-QĐ"}
    refused = client.post(page, data)
    assert refused.status_code == 422
    form = refused.context["form"]
    assert list(form.errors) == ["to_unit"]
    assert f'value="{world.sister.pk}"' in str(form["to_unit"])
    assert {name: form[name].value() for name in data} == data
    assert client.post(page, data | {"to_unit": world.sister.pk}).status_code == 302
    world.branch.refresh_from_db()
    assert world.branch.closed_on == BACK


@pytest.mark.parametrize("typed", [full_date(DAY), ""])
def test_page_asks_for_no_taker_when_the_day_typed_needs_none(world, typed):
    leave(world.dung, "transfer", world.stranger_branch)
    Membership.objects.filter(unit=world.branch).exclude(person=world.dung.person).delete()
    page = reverse("programmes:close_unit", args=[world.branch.pk])
    answer = w.browser(world.binh).post(page, {"closed_on": typed, "reason": "Nhập hai khu phố"})
    assert answer.status_code == (302 if typed else 422)
    if not typed:
        assert list(answer.context["form"].errors) == ["closed_on"]
