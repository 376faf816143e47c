"""Ending a branch: what blocks it, where its people go, who may say so."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from sodoan.common.clock import today
from sodoan.common.periods import period
from sodoan.notices.models import Notice
from sodoan.org.models import Unit
from sodoan.people.models import Membership
from sodoan.programmes.actions.closing import wind_up
from sodoan.programmes.models import Enrolment, Meeting, MeetingAttendance, Result, Round
from tests.factories.people import MembershipFactory, PersonFactory
from tests.programmes import world as w

pytestmark = pytest.mark.django_db
DAY = today()


@pytest.fixture
def world():
    return w.build(DAY.year)


def end(world, *, by=None, to=None, unit=None, day=DAY, **facts):
    facts = {"reason": "Nhập hai khu phố", "decision_no": "12-QĐ/ĐTN", **facts}
    return wind_up(
        unit or world.branch, by=w.scope(by or world.binh), closed_on=day, to_unit=to, **facts
    )


def round_of(world, sheet=None, unit=None, **facts):
    round_ = Round.objects.create(
        programme=world.programme,
        plan=world.plan,
        unit=unit or world.branch,
        block=(unit or world.branch).block,
        approver=world.commune,
        **facts,
    )
    if sheet:
        Result.objects.create(enrolment=sheet, round=round_, population="rated")
    return round_


def test_branch_itself_strangers_and_outside_takers_are_refused(world):
    for user in (world.an, world.chi, world.dung):
        with pytest.raises(PermissionDenied):
            end(world, by=user, to=world.sister)
    with pytest.raises(PermissionDenied):
        end(world, to=world.stranger_branch)
    assert not Unit.objects.exclude(closed_on=None).exists()
    assert Membership.objects.filter(unit=world.branch, ended_by="").count() == 3


@pytest.mark.parametrize(
    ("taker", "words"),
    [(None, "chọn chi đoàn tiếp nhận"), ("branch", "chi đoàn khác"), ("commune", "chi đoàn")],
)
def test_members_without_a_branch_that_may_take_them_are_refused(world, taker, words):
    with pytest.raises(ValidationError, match=words):
        end(world, to=taker and getattr(world, taker))


def test_closed_taker_is_refused(world):
    world.sister.memberships.update(during=period(date(2020, 1, 1), DAY))
    Unit.objects.filter(pk=world.sister.pk).update(closed_on=DAY)
    world.sister.refresh_from_db()
    with pytest.raises(ValidationError, match="đã kết thúc"):
        end(world, to=world.sister)


def test_unit_with_units_below_names_them(world):
    with pytest.raises(ValidationError, match="Chi đoàn Khu phố 1 còn trực thuộc") as refused:
        end(world, by=w.enlist("Vũ Hà", world.stranger_branch, "bi-thu", post_in=world.province),
            unit=world.commune)  # fmt: skip
    assert len(refused.value.messages) == 2


def test_round_people_met_in_blocks_and_nothing_changes(world):
    sheet = w.enrol(world.dung, world.plan)
    round_ = round_of(world, sheet)
    meeting = Meeting.objects.create(round=round_, held_at="2026-01-05T01:00Z")
    MeetingAttendance.objects.create(meeting=meeting, person=world.dung.person, presence="present")
    page = reverse("programmes:close_unit", args=[world.branch.pk])
    text = w.browser(world.binh).get(page).content.decode()
    assert reverse("programmes:approve_round", args=[round_.pk]) in text
    assert "Kết thúc đơn vị</button>" not in text
    with pytest.raises(ValidationError, match="làm xong đến công bố trước"):
        end(world, to=world.sister)
    assert Membership.objects.filter(unit=world.branch, ended_by="").count() == 3


@pytest.mark.parametrize("result", ["proposed", "returned"])
def test_results_left_of_a_returned_round_block_their_approver(world, result):
    """One result returned, another still waits for the unit that is to end."""
    round_ = round_of(world, w.enrol(world.dung, world.plan), state="returned")
    round_.results.update(state=result)
    above = w.enlist("Vũ Hà", world.stranger_branch, "bi-thu", post_in=world.province)
    with pytest.raises(ValidationError) as refused:
        end(world, by=above, unit=world.commune)
    words = f"Kết quả xếp loại của {world.branch.name} chờ {world.commune.name} duyệt"
    assert (words in " ".join(refused.value.messages)) is (result == "proposed")


def test_taker_that_has_sent_its_round_is_refused(world):
    w.enrol(world.dung, world.plan)
    round_of(world, unit=world.sister, state="sent")
    with pytest.raises(ValidationError, match="chọn chi đoàn tiếp nhận khác"):
        end(world, to=world.sister)


def test_everything_goes_where_it_should(world):
    """Official, honorary, to come, with an end, away, staying here, staying at the taker."""
    branch, sister = world.branch, world.sister
    sheet = w.enrol(world.dung, world.plan)
    w.prove(sheet.pledges.first())
    round_of(world, sheet)  # opened, nobody met
    later = MembershipFactory(
        person=PersonFactory(), unit=branch, during=period(DAY + timedelta(days=9))
    )
    leaving = MembershipFactory(
        person=PersonFactory(), unit=branch, ended_by="maturity",
        during=period(DAY - timedelta(days=99), DAY + timedelta(days=30)),
    )  # fmt: skip
    honorary = MembershipFactory(person=PersonFactory(), unit=branch, kind="honorary")
    there = MembershipFactory(person=world.hoa.person, unit=sister, kind="temporary")
    away = MembershipFactory(person=world.dung.person, unit=world.stranger_branch, kind="temporary")
    here = MembershipFactory(person=world.lan.person, unit=branch, kind="temporary")
    MembershipFactory(
        person=PersonFactory(), unit=branch, kind="temporary",
        during=period(DAY + timedelta(days=3)),
    )  # fmt: skip

    handed = end(world, to=sister)

    assert not Membership.objects.filter(unit=branch, during__overlap=period(DAY)).exists()
    for row, how in ((here, "returned"), (there, "returned")):
        row.refresh_from_db()
        assert (row.during.upper, row.ended_by) == (DAY, how)
    later.refresh_from_db()
    assert (later.unit, later.during) == (sister, period(DAY + timedelta(days=9)))
    away.refresh_from_db()
    assert away.during.upper is None
    taken = Membership.objects.filter(unit=sister, decision_no="12-QĐ/ĐTN")
    rest = taken.get(person=leaving.person_id)
    assert (rest.during, rest.ended_by) == (period(DAY, DAY + timedelta(days=30)), "maturity")
    assert taken.get(person=honorary.person_id).kind == "honorary"
    both = [world.dung.person, world.hoa.person]
    assert taken.filter(kind="official", person__in=both).count() == 2
    assert world.lan.person.pk in handed.sent_home
    sheet.refresh_from_db()
    assert (sheet.unit, sheet.pledges.first().evidence.count()) == (sister, 1)
    assert not Round.objects.filter(unit=branch).exists()
    assert branch.appointments.get().during.upper == DAY
    told = set(Notice.objects.values_list("user__full_name", flat=True))
    assert {"Hồ Gia Dung", "Ngô Thúy Lan"} <= told


def test_closed_branch_stays_readable_with_decision_and_reason(world):
    end(world, to=world.sister)
    text = w.browser(world.binh).get(reverse("org:unit", args=[world.branch.pk])).content.decode()
    assert "12-QĐ/ĐTN" in text
    assert "Nhập hai khu phố" in text
    assert "Trần Quốc An" in text  # who led it on its last day
    history = w.browser(world.binh).get(reverse("org:history", args=[world.branch.pk]))
    assert "Kết thúc đơn vị: Nhập hai khu phố" in history.content.decode()
    again = w.browser(world.binh).get(reverse("programmes:close_unit", args=[world.branch.pk]))
    assert again.status_code == 302


def test_page_closes_by_a_plain_form_and_answers_422_without_a_taker(world):
    page = reverse("programmes:close_unit", args=[world.branch.pk])
    client = w.browser(world.binh)
    data = {"closed_on": DAY.strftime("%d/%m/%Y"), "reason": "Nhập hai khu phố"}
    assert client.post(page, data).status_code == 422
    outside = client.post(page, data | {"to_unit": world.stranger_branch.pk})
    assert outside.status_code == 422
    assert client.post(page, data | {"to_unit": world.sister.pk}).status_code == 302
    world.branch.refresh_from_db()
    assert world.branch.closed_on == DAY


def test_closing_takes_the_same_statements_for_many_people(world):
    counts = []
    for unit, size in ((world.branch, 3), (world.sister, 30)):
        people = [PersonFactory() for _ in range(size)]
        for person in people:
            MembershipFactory(person=person, unit=unit)
        Enrolment.objects.bulk_create(
            Enrolment(programme=world.programme, plan=world.plan, person=person, unit=unit,
                      block="other", state="accepted")
            for person in people
        )  # fmt: skip
        taker = w._unit("chi-doan", f"Chi đoàn nhận {size}", world.commune)
        with CaptureQueriesContext(connection) as seen:
            end(world, unit=unit, to=taker)
        counts.append(len(seen))
        assert Enrolment.objects.filter(unit=taker).count() == size
    assert counts[0] == counts[1]
