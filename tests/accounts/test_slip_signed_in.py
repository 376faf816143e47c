"""A slip redeemed in a browser in which somebody is signed in."""

import time

import pytest
from allauth.mfa.totp.internal import auth as totp
from django.contrib.messages import get_messages

from sodoan.accounts.actions import issue_codes
from tests.factories.accounts import PASSWORD, UserFactory

pytestmark = pytest.mark.django_db
START, CHOOSE, SECOND = "/kich-hoat/", "/kich-hoat/mat-khau/", "/dang-nhap/buoc-hai/"
SIGNED_OUT = "Tài khoản của Trần Quốc An đang mở trên trình duyệt này vừa được đăng xuất."
NEW = "thả diều đêm 2026"
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


def signed_in_as(client, user):
    client.post("/dang-nhap/", {"login": user.code, "password": PASSWORD})
    assert client.session["_auth_user_id"] == str(user.pk)
    return client


def enter_code(client, user, **facts):
    code = issue_codes([user], issued_by_id=None)[0].code
    return client.post(START, {"identifier": user.code, "code": code, **facts})


def choose(client, password=NEW):
    return client.post(CHOOSE, {"password": password, "again": password})


def said(answer):
    return [str(message) for message in get_messages(answer.wsgi_request)]


def test_owner_with_a_second_factor_is_asked_for_it_and_the_other_is_signed_out(client):
    other, owner = UserFactory(full_name="Trần Quốc An"), UserFactory()
    totp.TOTP.activate(owner, SECRET)
    before = signed_in_as(client, other).session
    answer = enter_code(client, owner, keep="on")
    assert (answer.url, answer.headers["Clear-Site-Data"]) == (CHOOSE, '"cache"')
    assert not before.exists(before.session_key)
    assert SIGNED_OUT in client.get(CHOOSE).content.decode()
    assert choose(client).url == SECOND
    assert client.get(SECOND).status_code == 200
    assert "_auth_user_id" not in client.session
    code = totp.format_hotp_value(totp.hotp_value(SECRET, int(time.time()) // 30))
    assert client.post(SECOND, {"code": code}).url == "/"
    assert client.session["_auth_user_id"] == str(owner.pk)
    assert client.session.get_expiry_age() == 30 * 86_400
    assert owner.sign_ins.get().method == "mfa"


def test_owner_without_a_second_factor_takes_the_place_of_the_other(client):
    other, owner = UserFactory(full_name="Trần Quốc An"), UserFactory()
    enter_code(signed_in_as(client, other), owner)
    choose(client)
    assert client.session["_auth_user_id"] == str(owner.pk)
    assert owner.sign_ins.get().method == "slip"


def test_whoever_signed_in_since_the_code_was_entered_is_signed_out(client):
    other, owner = UserFactory(full_name="Trần Quốc An"), UserFactory()
    enter_code(client, owner)
    before = signed_in_as(client, other).session
    answer = choose(client)
    assert said(answer) == [SIGNED_OUT]
    assert answer.headers["Clear-Site-Data"] == '"cache"'
    assert not before.exists(before.session_key)
    assert client.session["_auth_user_id"] == str(owner.pk)
    assert owner.sign_ins.get().method == "slip"


def test_own_reset_while_signed_in_is_logged_as_by_slip_without_words(client):
    owner = UserFactory()
    assert said(enter_code(signed_in_as(client, owner), owner)) == []
    assert said(choose(client)) == []
    assert client.session["_auth_user_id"] == str(owner.pk)
    assert sorted(owner.sign_ins.values_list("method", flat=True)) == ["password", "slip"]


def test_own_reset_while_signed_in_asks_for_the_second_factor(client):
    owner = UserFactory()
    signed_in_as(client, owner)
    totp.TOTP.activate(owner, SECRET)
    enter_code(client, owner)
    assert choose(client).url == SECOND
    assert client.get(SECOND).status_code == 200
    assert "_auth_user_id" not in client.session


def test_wrong_code_signs_nobody_out(client):
    other, owner = UserFactory(), UserFactory()
    issue_codes([owner], issued_by_id=None)
    signed_in_as(client, other)
    answer = client.post(START, {"identifier": owner.code, "code": "A" * 8})
    assert (answer.status_code, client.session["_auth_user_id"]) == (422, str(other.pk))
