import pytest
from allauth.usersessions.models import UserSession
from django.test import Client

from sodoan.accounts.actions import issue_codes
from tests.factories.accounts import PASSWORD, UserFactory
from tests.factories.org import AppointmentFactory, PostFactory

pytestmark = pytest.mark.django_db
PAGE = "/tai-khoan/"
PHONE = "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 Chrome/130.0 Mobile Safari/537.36"
NEW = "thả diều đêm 2026"


def signed_in(user, agent=""):
    client = Client(headers={"user-agent": agent})
    client.post("/dang-nhap/", {"login": user.code, "password": PASSWORD})
    return client


def test_page_lists_devices_and_sign_ins_of_this_account_only():
    user, other = UserFactory(), UserFactory()
    signed_in(other, "Mozilla/5.0 (iPhone) Safari")
    client = signed_in(user, PHONE)
    page = client.get(PAGE).content.decode()
    assert "Chrome trên Android" in page
    assert "iPhone" not in page
    assert "Máy này" in page


def test_page_tells_who_issued_a_slip(an, dung, login):
    issue_codes([dung], issued_by_id=an.pk)
    page = login(dung).get(PAGE).content.decode()
    assert "Cấp phiếu: đặt lại mật khẩu" in page
    assert an.full_name in page


def test_session_of_somebody_else_is_not_found():
    user, other = UserFactory(), UserFactory()
    signed_in(other)
    foreign = UserSession.objects.get(user=other)
    assert signed_in(user).post(f"{PAGE}phien/{foreign.pk}/thoat/").status_code == 404
    assert UserSession.objects.filter(pk=foreign.pk).exists()


def test_one_device_is_signed_out():
    user = UserFactory()
    lost, here = signed_in(user, PHONE), signed_in(user)
    row = UserSession.objects.get(user=user, session_key=lost.session.session_key)
    assert here.post(f"{PAGE}phien/{row.pk}/thoat/").url == PAGE
    assert lost.get(PAGE).status_code == 302
    assert here.get(PAGE).status_code == 200


def test_all_other_devices_are_signed_out():
    user = UserFactory()
    others, here = [signed_in(user), signed_in(user)], signed_in(user)
    here.post(f"{PAGE}phien/thoat-noi-khac/")
    assert [client.get(PAGE).status_code for client in others] == [302, 302]
    assert here.get(PAGE).status_code == 200


@pytest.mark.parametrize(
    ("current", "password", "again"),
    [("sai rồi", NEW, NEW), (PASSWORD, "ngắn", "ngắn"), (PASSWORD, NEW, NEW + "x")],
)
def test_password_stays_when_the_form_is_wrong(current, password, again):
    user = UserFactory()
    data = {"current": current, "password": password, "again": again}
    assert signed_in(user).post(f"{PAGE}mat-khau/", data).status_code == 422
    user.refresh_from_db()
    assert user.check_password(PASSWORD)


def test_new_password_keeps_this_device_and_signs_out_the_rest():
    user = UserFactory()
    elsewhere, here = signed_in(user), signed_in(user)
    data = {"current": PASSWORD, "password": NEW, "again": NEW}
    assert here.post(f"{PAGE}mat-khau/", data).url == PAGE
    assert here.get(PAGE).status_code == 200
    assert elsewhere.get(PAGE).status_code == 302
    user.refresh_from_db()
    assert user.check_password(NEW)


def test_roles_are_offered_to_people_with_several(units, an, dung, login):
    AppointmentFactory(person=an.person, unit=units.b, post=PostFactory(key="chuyen-vien"))
    assert "Vai trò đang làm việc" in login(an).get(PAGE).content.decode()
    assert "Vai trò đang làm việc" not in login(dung).get(PAGE).content.decode()
