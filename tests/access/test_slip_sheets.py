"""Issuing slips for people: who may, for whom, set-wise; the printed sheet."""

import io
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone
from lxml import html
from python_calamine import CalamineWorkbook

from sodoan.access.actions import issue_slips
from sodoan.access.exports import qr_svg
from sodoan.access.queries import holders, people_for_slips
from sodoan.accounts.actions import try_code
from sodoan.accounts.models import ActivationSlip, User
from sodoan.common.clock import today
from sodoan.common.permissions import allowed
from sodoan.people.models import Person
from tests.cast import enlist
from tests.factories.org import AppointmentFactory, PostFactory
from tests.factories.people import MembershipFactory, PersonFactory

pytestmark = pytest.mark.django_db
LIST, PRINT = "/tai-khoan/cap-phieu/", "/tai-khoan/cap-phieu/in/"


def may(by, user_or_person):
    person = getattr(user_or_person, "person", user_or_person)
    return allowed(by, "accounts.issue_slip", holders([person.pk], today())[0])


# --- refusals ---


def test_plain_member_and_committee_issue_nothing(units, dung, scope):
    member = enlist("Bùi Thị Mỹ Hạnh", units.a1)
    committee = enlist("Đỗ Minh Ủy", units.a1, "uv-bch-chi-doan")
    assert not may(scope(dung), member)
    assert not may(scope(committee), member)


def test_secretary_of_another_branch_does_not(chi, dung, scope):
    assert not may(scope(chi), dung)


def test_branch_secretary_does_not_open_the_account_of_a_higher_officer(units, an, scope):
    for post, unit in (("bi-thu", units.t), ("uv-bch", units.a), ("chuyen-vien", units.b)):
        officer = enlist("Cán bộ Cấp Trên", units.a1, post, post_in=unit)
        assert not may(scope(an), officer)


def test_deputy_does_not_open_the_account_of_his_secretary(units, an, scope):
    deputy = enlist("Đỗ Minh Phó", units.a1, "pho-bi-thu-chi-doan")
    assert not may(scope(deputy), an)
    assert may(scope(an), deputy)


def test_staff_does_not_open_accounts_of_lead_or_inspector_beside_him(units, binh, scope):
    staff = enlist("Bùi Thị Chuyên", units.a2, "chuyen-vien", post_in=units.a)
    helper = enlist("Trợ Lý", units.a2, "tro-ly-thanh-nien", post_in=units.a)
    inspector = enlist("Cao Văn Kiểm", units.a2, "uv-ubkt", post_in=units.a)
    assert not may(scope(staff), binh)
    assert not may(scope(staff), inspector)
    assert may(scope(staff), helper)
    assert may(scope(binh), inspector)


def test_nobody_issues_to_himself(an, binh, em, scope):
    assert not any(may(scope(user), user) for user in (an, binh, em))


def test_administrator_account_is_opened_by_an_administrator_only(units, an, binh, quan, scope):
    User.objects.filter(pk=an.pk).update(is_admin=True)
    assert not may(scope(binh), Person.objects.get(pk=an.person.pk))
    assert may(scope(quan), Person.objects.get(pk=an.person.pk))


def test_one_refused_person_stops_the_whole_batch(units, an, chi, dung, scope):
    with pytest.raises(PermissionDenied):
        issue_slips([dung.person.pk, chi.person.pk], by=scope(an))
    assert not ActivationSlip.objects.exists()


def test_former_member_is_out_of_reach(units, an, scope):
    from datetime import timedelta

    from sodoan.common.periods import period

    person = PersonFactory()
    ended = period(today() - timedelta(days=99), today())
    MembershipFactory(person=person, unit=units.a1, during=ended)
    assert not may(scope(an), person)
    assert person not in people_for_slips(scope(an))


# --- what is allowed ---


def test_level_above_opens_accounts_of_lower_officers(an, binh, chi, em, scope):
    assert may(scope(binh), an)
    assert may(scope(em), an)
    assert may(scope(em), chi)
    assert not may(scope(binh), em)


def test_officer_without_membership_is_reached_by_his_post(units, binh, scope):
    officer = PersonFactory()
    AppointmentFactory(person=officer, unit=units.a1, post=PostFactory(key="uv-bch-chi-doan"))
    assert officer in people_for_slips(scope(binh))
    assert may(scope(binh), officer)


def test_slips_make_accounts_revoke_old_codes_and_work(units, an, dung, scope):
    new = enlist("Ngô Khánh Duy", units.a1, account=False, phone="0908214637")
    first = issue_slips([new.pk, dung.person.pk], by=scope(an))
    again = issue_slips([new.pk], by=scope(an))
    new.refresh_from_db()
    assert [(slip.person_id, slip.is_reset) for slip in first] == [
        (new.pk, False),
        (dung.person.pk, True),
    ]
    assert new.user.phone == "0908214637"
    assert ActivationSlip.objects.filter(user=new.user, revoked_at=None).count() == 1
    assert try_code("0908214637", again[0].code).issued_by == an
    assert again[0].unit_name == units.a1.name
    assert again[0].account_code == new.user.code


def test_issuing_costs_the_same_for_one_and_thirty(units, an, scope, django_assert_num_queries):
    by = scope(an)
    few, many = (
        [
            enlist(
                f"{name} {n}", units.a1, account=False,
                phone=f"{start}{n:02}", email=f"{start}{n}@example.vn",
            ).pk
            for n in range(count)
        ]
        for name, count, start in (("Một", 1, "09070000"), ("Nhiều", 30, "09080000"))
    )  # fmt: skip
    with django_assert_num_queries(19):
        issue_slips(few, by=by)
    with django_assert_num_queries(19):
        issue_slips(many, by=by)


# --- the pages ---


def test_list_hides_people_of_other_branches(units, an, dung, chi, login):
    page = login(an).get(LIST).content.decode()
    assert dung.full_name in page
    assert chi.full_name not in page


def test_list_of_a_unit_outside_is_not_found(units, an, login):
    assert login(an).get(f"{LIST}{units.b1.pk}/").status_code == 404
    assert login(an).get(f"{LIST}{units.a1.pk}/").status_code == 200


def test_list_costs_the_same_for_three_and_thirty(units, an, login, django_assert_num_queries):
    client = login(an)
    for n in range(2):
        enlist(f"Đoàn Viên {n}", units.a1, account=False)
    with django_assert_num_queries(15):
        client.get(LIST)
    for n in range(24):
        enlist(f"Đoàn Viên Thêm {n}", units.a1)
    with django_assert_num_queries(15):
        client.get(LIST)


def test_list_tells_what_became_of_the_slip_of_each(units, an, dung, scope, login):
    new = [enlist(f"Đoàn Viên {n}", units.a1, account=False) for n in range(4)]
    issue_slips([person.pk for person in new[:3]], by=scope(an))
    out = ActivationSlip.objects.order_by("user__full_name")
    out.filter(pk=out[1].pk).update(tries_left=0)
    out.filter(pk=out[2].pk).update(expires_at=timezone.now() - timedelta(days=1))
    page = login(an).get(LIST).content.decode()
    assert page.count(f"Phiếu dùng đến {today() + timedelta(days=7):%d/%m/%Y}") == 1
    assert page.count("Phiếu bị khóa, cần cấp lại") == 1
    assert page.count(f"Phiếu hết hạn {today() - timedelta(days=1):%d/%m/%Y}") == 1
    sheet = b"".join(login(an).get(f"{LIST}xuat/").streaming_content)
    rows = CalamineWorkbook.from_filelike(io.BytesIO(sheet)).get_sheet_by_index(0).to_python()
    states = {row[1]: row[4] for row in rows}
    assert states["Đoàn Viên 1"] == "Chưa kích hoạt; phiếu bị khóa, cần cấp lại"
    assert states["Đoàn Viên 3"] == "Chưa có tài khoản"


def test_locked_person_cannot_be_chosen(units, an, login):
    officer = enlist("Cán bộ Cấp Trên", units.a1, "bi-thu", post_in=units.t)
    page = login(an).get(LIST).content.decode()
    assert officer.full_name in page
    assert f'value="{officer.person.pk}"' not in page
    assert login(an).post(PRINT, {"person": officer.person.pk}).status_code == 403


def test_person_of_another_branch_cannot_be_smuggled_in(units, an, chi, login):
    response = login(an).post(PRINT, {"person": chi.person.pk})
    assert response.url == LIST
    assert not ActivationSlip.objects.exists()


def test_sheet_shows_codes_once_and_qr_says_nothing_personal(units, an, login):
    new = enlist("Ngô Khánh Duy", units.a1, account=False, phone="0908214637")
    response = login(an).post(PRINT, {"person": new.pk})
    page = response.content.decode()
    card = response.context["cards"][0]
    assert card.slip.shown_code in page
    assert "no-store" in response["Cache-Control"]
    assert new.phone not in page
    assert card.qr == qr_svg(f"http://testserver/kich-hoat/#ma={card.slip.code}")
    assert "style=" not in page


def test_all_prints_those_not_activated_and_leaves_out_the_locked(units, an, dung, login):
    new = enlist("Ngô Khánh Duy", units.a1, account=False)
    officer = enlist("Cán bộ Cấp Trên", units.a1, "bi-thu", post_in=units.t, account=False)
    assert login(an).get(LIST).context["inactive"] == 1
    cards = login(an).post(PRINT, {"all": "1"}).context["cards"]
    assert [card.slip.person_id for card in cards] == [new.pk]
    officer.refresh_from_db()
    assert officer.user is None


def test_all_are_those_that_search_and_chip_show(units, an, dung, login):
    new = enlist("Ngô Khánh Duy", units.a1, account=False)
    other = enlist("Đỗ Bạn Cùng", units.a1, account=False)
    client, shown = login(an), "?q=khanh duy&loc=khong"
    page = client.get(LIST + shown)
    assert page.context["inactive"] == 1
    button = html.fromstring(page.content.decode()).find(".//button[@name='all']")
    assert "Cấp 1 phiếu kích hoạt" in button.text_content()
    assert client.get(LIST + "?loc=dung").context["inactive"] == 0
    cards = client.post(button.get("formaction"), {"all": "1"}).context["cards"]
    assert [card.slip.person_id for card in cards] == [new.pk]
    other.refresh_from_db()
    assert other.user is None


def fields_of(page, form):
    """What a form of the page sends beside its boxes and buttons."""
    (drawn,) = html.fromstring(page.content.decode()).xpath(f"//form[{form}]")
    return {
        name: drawn.inputs[name].value
        for name in ("newest", "unit", "all", "person", "recover")
        if name in drawn.fields
    }


@pytest.mark.parametrize("how", ["person", "all"])
def test_page_of_codes_loaded_again_asks_before_it_ends_the_codes_just_printed(
    units, an, login, how
):
    new = enlist("Ngô Khánh Duy", units.a1, account=False)
    other = enlist("Đỗ Bạn Cùng", units.a2, account=False)
    client = login(an)
    sent = fields_of(client.get(LIST), "@id='cap-phieu'") | {how: "1" if how == "all" else new.pk}
    code = client.post(PRINT, sent).context["cards"][0].slip.code
    again = client.post(PRINT, sent)
    assert "1 phiếu đã in lúc" in again.content.decode()
    assert "no-store" in again["Cache-Control"]
    assert ActivationSlip.objects.count() == 1
    new.refresh_from_db()
    assert try_code(new.user.code, code)
    assert other.user is None
    confirmed = fields_of(again, "@class='dlg'")
    assert confirmed["newest"] != sent["newest"]
    fresh = client.post(PRINT, confirmed).context["cards"][0].slip.code
    assert fresh != code
    assert try_code(new.user.code, fresh)
    assert "phiếu đã in lúc" in client.post(PRINT, confirmed).content.decode()
    assert ActivationSlip.objects.count() == 2


def test_page_from_before_still_prints_for_others_and_after_others(units, an, binh, scope, login):
    first, second = (enlist(f"Đoàn Viên {n}", units.a1, account=False) for n in range(2))
    client = login(an)
    sent = fields_of(client.get(LIST), "@id='cap-phieu'")
    client.post(PRINT, sent | {"person": first.pk})
    assert len(client.post(PRINT, sent | {"person": second.pk}).context["cards"]) == 1
    sent = fields_of(client.get(LIST), "@id='cap-phieu'")
    issue_slips([first.pk], by=scope(binh))
    assert len(client.post(PRINT, sent | {"person": first.pk}).context["cards"]) == 1


def test_nothing_chosen_says_so(an, login):
    response = login(an).post(PRINT, {}, follow=True)
    assert "Chưa có ai được chọn" in response.content.decode()


def test_state_of_accounts_comes_out_as_shown_without_one_time_codes(units, an, dung, login):
    new = enlist("Ngô Khánh Duy", units.a1, account=False, phone="0908214637")
    client = login(an)
    code = client.post(PRINT, {"person": [new.pk]}).context["cards"][0].slip.code
    page = client.get(LIST, {"q": "duy ngo"})
    answer = client.get(page.context["listing"].export_url)
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(answer.getvalue())).get_sheet_by_index(0)
    rows = sheet.to_python()
    assert rows[-1][1:3] == ["Ngô Khánh Duy", units.a1.name]
    assert rows[-1][4] == f"Chưa kích hoạt; phiếu dùng đến {today() + timedelta(days=7):%d/%m/%Y}"
    assert rows[-2][1] == "Họ và tên"
    assert code.replace(" ", "") not in str(rows).replace(" ", "")
