"""What lies ahead or was recorded today can be taken back; who leaves does not come back by it."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse

from sodoan.access.scopes import system_scope
from sodoan.common.clock import today
from sodoan.common.periods import period
from sodoan.people.actions import (
    end_membership,
    make_honorary,
    start_temporary,
    transfer,
    withdraw_membership,
)
from sodoan.people.choices import MembershipEnd, MembershipKind
from sodoan.people.models import Membership
from sodoan.programmes.actions import rounds
from tests.cast import enlist
from tests.factories.org import AppointmentFactory, PostFactory
from tests.factories.people import MembershipFactory, PersonFactory
from tests.programmes import world as w

pytestmark = pytest.mark.django_db
TYPO = date(2062, 9, 1)


@pytest.fixture
def soon():
    return today() + timedelta(days=30)


@pytest.fixture
def world(db):
    return w.build()


@pytest.fixture
def fresh(units):
    """Put into A1 today."""
    person = PersonFactory(full_name="Lý Mới Vào")
    MembershipFactory(person=person, unit=units.a1, during=period(today()), decision_no="7-QĐ")
    return person


def places(person):
    """Unit, end and why it ended of all official memberships, the earliest first."""
    rows = person.memberships.filter(kind=MembershipKind.OFFICIAL).order_by("during")
    return [(row.unit, row.during.upper, row.ended_by) for row in rows]


# --- refusals ---


def test_days_more_than_a_year_ahead_are_refused_in_words(khoi, binh, scope, units):
    home, by = khoi.memberships.get(), scope(binh)
    for record in (
        lambda: transfer(khoi, by=by, to_unit=units.a2, on=TYPO),
        lambda: start_temporary(khoi, by=by, unit=units.a2, since=TYPO),
        lambda: make_honorary(khoi, by=by, unit=units.a2, on=TYPO),
        lambda: end_membership(home, by=by, how=MembershipEnd.MATURITY, on=TYPO),
        lambda: transfer(khoi, by=by, to_unit=units.a2, on=today() + timedelta(days=367)),
    ):
        with pytest.raises(ValidationError, match="xem lại năm"):
            record()
    assert transfer(khoi, by=by, to_unit=units.a2, on=today() + timedelta(days=366))


def test_withdrawal_by_one_branch_of_two_is_refused(khoi, an, chi, binh, scope, units, soon):
    ahead = transfer(khoi, by=scope(binh), to_unit=units.a2, on=soon)
    for user in (an, chi):
        with pytest.raises(PermissionDenied):
            withdraw_membership(ahead, by=scope(user))


def test_withdrawal_of_a_transfer_of_today_takes_both_units(login, khoi, binh, scope, units):
    keeper = enlist("Vũ Thị Lan", units.a2, "bi-thu-chi-doan")
    new = transfer(khoi, by=scope(binh), to_unit=units.a2, on=today())
    page = reverse("people:withdraw_membership", args=[new.pk])
    story = reverse("people:story", args=[khoi.pk])
    assert page not in login(keeper).get(story).content.decode()
    assert login(keeper).get(page).status_code == 403
    with pytest.raises(PermissionDenied):
        withdraw_membership(new, by=scope(keeper))
    with pytest.raises(ValidationError, match="cấp trên chung của hai chi đoàn hủy"):
        end_membership(new, by=scope(keeper), how=MembershipEnd.CORRECTION, on=today())
    assert page in login(binh).get(story).content.decode()
    assert login(binh).post(page).status_code == 302
    assert places(khoi) == [(units.a1, None, "")]


def test_withdrawal_of_what_has_begun_is_refused(khoi, binh, scope):
    with pytest.raises(ValidationError, match="trước hôm nay"):
        withdraw_membership(khoi.memberships.get(), by=scope(binh))


def test_withdrawal_is_refused_where_a_post_hangs_on_it(fresh, binh, scope, units):
    post = PostFactory(key="uv-bch-chi-doan")
    AppointmentFactory(person=fresh, unit=units.a1, post=post, during=period(today()))
    with pytest.raises(ValidationError, match="Đồng chí hủy chức danh ấy trước"):
        withdraw_membership(fresh.memberships.get(), by=scope(binh))


def test_withdrawal_is_refused_where_a_sheet_has_content(world):
    here = Membership.objects.filter(person=world.dung.person)
    here.update(during=period(today()))
    w.enrol(world.dung, world.plan)
    with pytest.raises(ValidationError, match="đã có phiếu rèn luyện"):
        withdraw_membership(here.get(), by=w.scope(world.binh))
    assert here.exists()


def test_transfer_of_today_is_not_withdrawn_once_the_sheet_is_judged(world):
    w.enrol(world.dung, world.plan)
    new = transfer(world.dung.person, by=w.scope(world.binh), to_unit=world.sister, on=today())
    rounds.open_round(
        world.programme,
        by=system_scope(),
        unit=world.sister,
        block=world.sister.block,
        approver=world.commune,
    )
    with pytest.raises(ValidationError, match="đã có phiếu rèn luyện"):
        withdraw_membership(new, by=w.scope(world.binh))


def test_withdrawal_sent_twice_says_so(khoi, binh, scope, units, soon):
    ahead = transfer(khoi, by=scope(binh), to_unit=units.a2, on=soon)
    withdraw_membership(Membership.objects.get(pk=ahead.pk), by=scope(binh))
    with pytest.raises(ValidationError, match="vừa được hủy"):
        withdraw_membership(ahead, by=scope(binh))


# --- what lies ahead ---


def test_transfer_ahead_is_withdrawn_and_the_member_stays(khoi, binh, scope, units, soon):
    ahead = transfer(khoi, by=scope(binh), to_unit=units.a2, on=soon)
    withdraw_membership(ahead, by=scope(binh))
    assert places(khoi) == [(units.a1, None, "")]
    assert transfer(khoi, by=scope(binh), to_unit=units.a2, on=soon + timedelta(days=1))


def test_transfer_ahead_goes_elsewhere_on_the_same_day(khoi, units, soon):
    transfer(khoi, by=system_scope(), to_unit=units.a2, on=soon)
    transfer(khoi, by=system_scope(), to_unit=units.b1, on=soon)
    assert places(khoi) == [(units.a1, soon, "transfer"), (units.b1, None, "")]


def test_middle_of_two_transfers_ahead_is_withdrawn(khoi, units, soon):
    middle = transfer(khoi, by=system_scope(), to_unit=units.a2, on=soon)
    last = soon + timedelta(days=30)
    transfer(khoi, by=system_scope(), to_unit=units.b1, on=last)
    withdraw_membership(Membership.objects.get(pk=middle.pk), by=system_scope())
    assert places(khoi) == [(units.a1, last, "transfer"), (units.b1, None, "")]


def test_stay_ahead_is_withdrawn_by_the_home_unit(khoi, an, binh, scope, units, soon):
    stay = start_temporary(khoi, by=scope(binh), unit=units.a2, since=soon)
    withdraw_membership(stay, by=scope(an))
    assert khoi.memberships.get().unit == units.a1


def test_honorary_ahead_is_withdrawn_and_the_member_stays_official(khoi, binh, scope, units, soon):
    row = make_honorary(khoi, by=scope(binh), unit=units.a2, on=soon)
    withdraw_membership(row, by=scope(binh))
    assert places(khoi) == [(units.a1, None, "")]
    assert khoi.memberships.count() == 1


def test_story_offers_the_withdrawal_to_who_may(login, khoi, an, binh, scope, units, soon):
    ahead = transfer(khoi, by=scope(binh), to_unit=units.a2, on=soon)
    page = reverse("people:withdraw_membership", args=[ahead.pk])
    story = reverse("people:story", args=[khoi.pk])
    assert page not in login(an).get(story).content.decode()
    assert page in login(binh).get(story).content.decode()
    assert "tiếp tục như chưa chuyển" in login(binh).get(page).content.decode()
    assert login(binh).post(page).status_code == 302
    assert places(khoi) == [(units.a1, None, "")]
    history = login(binh).get(reverse("people:history", args=[khoi.pk])).content.decode()
    assert "Hủy sinh hoạt ghi nhầm" in history


def lead_of(client, membership):
    return client.get(reverse("people:withdraw_membership", args=[membership.pk])).context["lead"]


def test_page_of_the_withdrawal_promises_what_it_does(login, khoi, fresh, binh, scope, units):
    by, client = scope(binh), login(binh)
    stay = start_temporary(khoi, by=by, unit=units.a2, since=today())
    assert lead_of(client, stay) == "Nơi sinh hoạt chính thức không thay đổi; lịch sử vẫn giữ."
    entered = lead_of(client, fresh.memberships.get())
    assert "tiếp tục" not in entered
    assert "ghi chuyển sinh hoạt hôm nay" in entered
    assert "bấm “Thêm đoàn viên”, cùng họ tên" in entered
    honour = make_honorary(khoi, by=by, unit=units.a2, on=today())
    assert "tiếp tục như chưa công nhận" in lead_of(client, honour)
    assert "hôm nay" not in lead_of(client, honour)
    withdraw_membership(honour, by=by)
    moved = lead_of(client, transfer(khoi, by=by, to_unit=units.a2, on=today()))
    assert "tiếp tục như chưa chuyển" in moved
    assert "tạm đã kết thúc theo thì đồng chí ghi lại" in moved
    assert "Thêm đoàn viên" not in moved


def test_page_of_an_honorary_membership_that_replaced_nothing_says_so(login, khoi, binh, units):
    honour = {"unit": units.a2, "kind": MembershipKind.HONORARY, "during": period(today())}
    lead = lead_of(login(binh), MembershipFactory(person=khoi, **honour))
    assert lead == "Những lần sinh hoạt khác không thay đổi; lịch sử vẫn giữ."


# --- what was recorded today ---


def test_wrong_branch_of_today_is_left_the_same_day(fresh, binh, scope, units):
    new = transfer(fresh, by=scope(binh), to_unit=units.a2, on=today())
    assert places(fresh) == [(units.a2, None, "")]
    assert new.decision_no == "7-QĐ"


@pytest.mark.parametrize("days", [0, 30])
def test_transfer_back_on_the_same_day_lets_the_old_membership_go_on(khoi, units, days):
    on, by = today() + timedelta(days=days), system_scope()
    home = khoi.memberships.get()
    transfer(khoi, by=by, to_unit=units.a2, on=on)
    assert transfer(khoi, by=by, to_unit=units.a1, on=on).pk == home.pk
    assert places(khoi) == [(units.a1, None, "")]


def test_transfer_back_on_the_same_day_brings_the_sheet_back(world):
    sheet, by = w.enrol(world.dung, world.plan), w.scope(world.binh)
    for unit in (world.sister, world.branch):
        transfer(world.dung.person, by=by, to_unit=unit, on=today())
    sheet.refresh_from_db()
    assert sheet.unit == world.branch


def test_correction_of_today_withdraws(fresh, an, scope):
    row = fresh.memberships.get()
    end_membership(row, by=scope(an), how=MembershipEnd.CORRECTION, on=today())
    assert not fresh.memberships.exists()


def test_correction_of_today_is_answered_as_a_withdrawal(login, fresh, an):
    row = fresh.memberships.get()
    data = {"how": "correction", "on": f"{today():%d/%m/%Y}", "decision_no": ""}
    page = reverse("people:end_membership", args=[row.pk])
    answer = login(an).post(page, data, follow=True).content.decode()
    assert "Đã hủy lần sinh hoạt của Lý Mới Vào" in answer
    assert "Đã ghi kết thúc" not in answer
    assert not fresh.memberships.exists()


def test_other_ends_on_the_first_day_are_refused(fresh, an, scope):
    with pytest.raises(ValidationError, match="phải sau ngày"):
        end_membership(fresh.memberships.get(), by=scope(an), how=MembershipEnd.REMOVED, on=today())


def test_transfer_of_today_is_withdrawn_and_the_sheet_comes_back(world):
    sheet = w.enrol(world.dung, world.plan)
    new = transfer(world.dung.person, by=w.scope(world.binh), to_unit=world.sister, on=today())
    withdraw_membership(new, by=w.scope(world.binh))
    sheet.refresh_from_db()
    assert sheet.unit == world.branch
    assert places(world.dung.person) == [(world.branch, None, "")]


def test_empty_sheet_of_who_was_entered_today_goes_with_the_withdrawal(world):
    here = Membership.objects.filter(person=world.dung.person)
    here.update(during=period(today()))
    w.enrol(world.dung, world.plan, state="draft").pledges.all().delete()
    withdraw_membership(here.get(), by=w.scope(world.binh))
    assert not world.dung.person.enrolments.exists()


# --- who leaves does not come back by himself ---


@pytest.mark.parametrize("how", ["expelled", "removed", "deceased", "maturity", "correction"])
def test_end_takes_back_every_official_membership_ahead(khoi, binh, scope, units, soon, how):
    transfer(khoi, by=scope(binh), to_unit=units.a2, on=soon)
    home = khoi.memberships.get(unit=units.a1)
    MembershipFactory(person=khoi, unit=units.b1, kind=MembershipKind.TEMPORARY)
    end_membership(home, by=scope(binh), how=how, on=today())
    assert places(khoi) == [(units.a1, today(), how)]
    assert not khoi.memberships.filter(during__endswith=None).exists()


def test_maturity_leaves_the_honorary_membership_ahead_and_expulsion_does_not(
    khoi, binh, scope, units, soon
):
    honour = {"unit": units.a2, "kind": MembershipKind.HONORARY, "during": period(soon)}
    MembershipFactory(person=khoi, **honour)
    home = khoi.memberships.get(unit=units.a1)
    end_membership(home, by=scope(binh), how=MembershipEnd.MATURITY, on=soon)
    assert khoi.memberships.count() == 2
    end_membership(home, by=scope(binh), how=MembershipEnd.EXPELLED, on=today())
    assert places(khoi) == [(units.a1, today(), "expelled")]
    assert khoi.memberships.count() == 1


def test_honorary_member_is_no_official_one_by_a_transfer_ahead(khoi, binh, scope, units, soon):
    transfer(khoi, by=scope(binh), to_unit=units.a2, on=soon)
    make_honorary(khoi, by=scope(binh), unit=units.a2, on=today())
    assert places(khoi) == [(units.a1, today(), "maturity")]
