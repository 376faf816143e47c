import time

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal import auth as totp
from django.test import Client

from sodoan.accounts.actions import issue_codes
from tests.cast import enlist
from tests.factories.accounts import PASSWORD, UserFactory
from tests.factories.org import UnitFactory, UnitTypeFactory

pytestmark = pytest.mark.django_db
SIGN_IN, SECOND, SET_UP = "/dang-nhap/", "/dang-nhap/buoc-hai/", "/tai-khoan/xac-thuc/"
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


def code_now():
    return totp.format_hotp_value(totp.hotp_value(SECRET, int(time.time()) // 30))


def signed_in(user):
    client = Client()
    client.post(SIGN_IN, {"login": user.code, "password": PASSWORD})
    return client


def signed_in_fully(user):
    client = signed_in(user)
    client.post(SECOND, {"code": code_now()})
    return client


@pytest.fixture
def required(settings):
    settings.MFA_REQUIRED = True


def test_second_factor_is_asked_after_the_password():
    user = UserFactory()
    totp.TOTP.activate(user, SECRET)
    client = Client()
    response = client.post(SIGN_IN, {"login": user.code, "password": PASSWORD})
    assert response.url == SECOND
    assert "_auth_user_id" not in client.session
    assert client.post(SECOND, {"code": "000000"}).status_code == 200
    assert "_auth_user_id" not in client.session
    assert client.post(SECOND, {"code": code_now()}).url == "/"
    assert client.session["_auth_user_id"] == str(user.pk)
    assert user.sign_ins.get(succeeded=True).method == "mfa"


def test_wrong_second_factor_is_logged():
    user = UserFactory()
    totp.TOTP.activate(user, SECRET)
    client = signed_in(user)
    client.post(SECOND, {"code": "000000"})
    assert list(user.sign_ins.values_list("succeeded", "method")) == [(False, "mfa")]


def test_a_code_works_once():
    user = UserFactory()
    totp.TOTP.activate(user, SECRET)
    code = code_now()
    assert signed_in(user).post(SECOND, {"code": code}).status_code == 302
    assert signed_in(user).post(SECOND, {"code": code}).status_code == 200


def test_code_used_before_says_to_wait_for_the_next():
    user = UserFactory()
    totp.TOTP.activate(user, SECRET)
    code = code_now()
    signed_in(user).post(SECOND, {"code": code})
    page = signed_in(user).post(SECOND, {"code": code}).content.decode()
    assert "chờ mã kế tiếp" in page
    assert "Dùng khóa trên máy" not in page  # there is none


def test_adding_a_key_without_one_says_what_to_press(login):
    client = signed_in(UserFactory())
    page = client.post(SET_UP + "khoa/them/", {"name": "Điện thoại"}).content.decode()
    assert "Bạn bấm “Thêm khóa” rồi làm theo lời máy hỏi" in page
    assert "credential)" not in page
    assert not Authenticator.objects.exists()


def test_recovery_code_works_once():
    user = UserFactory()
    totp.TOTP.activate(user, SECRET)
    code = RecoveryCodes.activate(user).get_unused_codes()[0]
    assert signed_in(user).post(SECOND, {"code": code}).status_code == 302
    assert signed_in(user).post(SECOND, {"code": code}).status_code == 200


def test_secret_is_encrypted_in_the_database():
    user = UserFactory()
    stored = totp.TOTP.activate(user, SECRET).instance
    assert SECRET not in str(stored.data)


def test_setting_up_shows_recovery_codes_once():
    user = UserFactory()
    client = signed_in(user)
    client.get(SET_UP + "ung-dung/")
    session = client.session
    session["mfa.totp.secret"] = SECRET
    session.save()
    response = client.post(SET_UP + "ung-dung/", {"code": code_now()})
    assert response.url == SET_UP + "ma-du-phong/"
    codes = RecoveryCodes(Authenticator.objects.get(user=user, type="recovery_codes"))
    first = codes.get_unused_codes()[0]
    assert first in client.get(response.url).content.decode()
    assert first not in client.get(response.url).content.decode()


@pytest.mark.django_db(transaction=True)
def test_new_recovery_codes_are_told_of_as_a_success():
    user = UserFactory()
    totp.TOTP.activate(user, SECRET)
    answer = signed_in_fully(user).post(SET_UP + "ma-du-phong/moi/", follow=True)
    told = answer.content.decode().partition("Đã tạo bộ mã dự phòng mới")[0]
    assert told.rpartition('<div class="hint ')[2].startswith("t-ok")


def test_security_change_asks_for_the_password_again_after_a_while(login):
    response = login(UserFactory()).get(SET_UP + "ung-dung/")
    assert response.url.startswith("/tai-khoan/nhac-lai/")


def test_plain_member_and_branch_secretary_need_no_second_factor(required, an, dung, login):
    assert login(dung).get("/tai-khoan/").status_code == 200
    assert login(an).get("/tai-khoan/").status_code == 200


def test_officer_from_commune_up_is_sent_to_set_it_up(required, binh, em, quan, login):
    for user in (binh, em, quan):
        client = login(user)
        assert client.get("/tai-khoan/").url == SET_UP
        assert "buộc phải có bước này" in client.get(SET_UP).content.decode()
        assert client.get("/dang-xuat/").status_code == 200


def test_officer_cannot_dodge_it_by_choosing_another_role(required, binh, login):
    client = login(binh)
    session = client.session
    session["role"] = "member"
    session.save()
    assert client.get("/tai-khoan/").url == SET_UP


def test_officer_with_recovery_codes_only_is_still_sent(required, binh, login):
    RecoveryCodes.activate(binh)
    assert login(binh).get("/tai-khoan/").url == SET_UP


def test_officer_with_an_app_goes_on(required, binh, login):
    totp.TOTP.activate(binh, SECRET)
    assert login(binh).get("/tai-khoan/").status_code == 200


def test_second_factor_survives_a_reset_by_slip(units, em):
    totp.TOTP.activate(em, SECRET)
    code = issue_codes([em], issued_by_id=None)[0].code
    client = Client()
    client.post("/kich-hoat/", {"identifier": em.code, "code": code})
    new = {"password": "thả diều đêm 2026", "again": "thả diều đêm 2026"}
    assert client.post("/kich-hoat/mat-khau/", new).url == SECOND
    assert "_auth_user_id" not in client.session


def test_lost_second_factor_goes_with_a_recovery_slip_only(em):
    totp.TOTP.activate(em, SECRET)
    RecoveryCodes.activate(em)
    code = issue_codes([em], issued_by_id=None, recover=True)[0].code
    assert Authenticator.objects.filter(user=em).count() == 2
    client = Client()
    client.post("/kich-hoat/", {"identifier": em.code, "code": code})
    new = {"password": "thả diều đêm 2026", "again": "thả diều đêm 2026"}
    assert client.post("/kich-hoat/mat-khau/", new).url == "/"
    assert not Authenticator.objects.filter(user=em).exists()


def test_officer_of_grassroots_below_commune_needs_none(required, units, login):
    small = UnitFactory(type=UnitTypeFactory(key="doan-co-so"), parent=units.a)
    officer = enlist("Tạ Văn Cơ", units.a1, "bi-thu", post_in=small)
    assert login(officer).get("/tai-khoan/").status_code == 200


def test_setting_up_ends_the_sessions_that_were_opened_without_it(
    django_capture_on_commit_callbacks,
):
    user = UserFactory()
    thief, owner = signed_in(user), signed_in(user)
    owner.get(SET_UP + "ung-dung/")
    session = owner.session
    session["mfa.totp.secret"] = SECRET
    session.save()
    with django_capture_on_commit_callbacks(execute=True):
        owner.post(SET_UP + "ung-dung/", {"code": code_now()})
    assert owner.get("/tai-khoan/").status_code == 200
    assert thief.get("/tai-khoan/").url.startswith(SIGN_IN)
