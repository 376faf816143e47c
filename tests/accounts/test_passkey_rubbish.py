"""Whatever stands in place of a passkey's answer: a sentence, never a broken page."""

import json

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.test import Client

from tests.factories.accounts import PASSWORD, UserFactory

pytestmark = pytest.mark.django_db
ALONE, SECOND = "/dang-nhap/khoa/", "/dang-nhap/buoc-hai/"
ADD, AGAIN = "/tai-khoan/xac-thuc/khoa/them/", "/tai-khoan/xac-thuc/khoa/nhac-lai/"


def wrapped(**response):
    return json.dumps({"id": "AA", "rawId": "AA", "type": "public-key", "response": response})


RUBBISH = [
    "9" * 5000,
    "[" * 15_000,
    '{"a":' * 3_000,
    "null",
    "[]",
    '"x"',
    "1",
    "{}",
    '{"id": 1, "rawId": 2, "type": [], "response": 3}',
    '{"response": null}',
    '{"response": {"userHandle": 7}}',
    wrapped(),
    wrapped(userHandle="////", clientDataJSON="AA", authenticatorData="AA", signature="AA"),
    wrapped(userHandle="OTk5OTk5OTk5OTk5OTk5OTk5OTk5OTk5", clientDataJSON="e30",
            authenticatorData="A" * 50, signature="AA"),
    wrapped(clientDataJSON="W10", attestationObject="oA"),
    wrapped(clientDataJSON="e30", attestationObject="/w"),
    wrapped(clientDataJSON="e30", attestationObject="o2NmbXRkbm9uZWdhdHRTdG10oGhhdXRoRGF0YUE"),
]  # fmt: skip


@pytest.fixture
def member():
    user = UserFactory()
    TOTP.activate(user, generate_totp_secret())
    return user


def half_way(user):
    """A browser that has given the password and is asked for the second factor."""
    client = Client()
    assert client.post("/dang-nhap/", {"login": user.code, "password": PASSWORD}).url == SECOND
    return client


@pytest.mark.parametrize("page", [ALONE, ADD, SECOND, AGAIN])
@pytest.mark.parametrize("rubbish", RUBBISH, ids=range(len(RUBBISH)))
def test_rubbish_for_a_passkey_is_a_wrong_passkey(page, rubbish, member, login, settings):
    settings.ACCOUNT_RATE_LIMITS = {}
    client = {ALONE: Client, SECOND: lambda: half_way(member)}.get(page, lambda: login(member))()
    client.get(page)  # the challenge is in the session
    response = client.post(page, {"credential": rubbish, "name": "Khóa"})
    assert response.status_code in (200, 302)
    assert not Authenticator.objects.filter(type=Authenticator.Type.WEBAUTHN).exists()
    if page in (ALONE, SECOND):
        assert "_auth_user_id" not in client.session
