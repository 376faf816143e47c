import pytest
from allauth.usersessions.models import UserSession
from django.urls import NoReverseMatch, reverse

from sodoan.audit.models import SignInAttempt
from tests.factories.accounts import PASSWORD, UserFactory

pytestmark = pytest.mark.django_db
SIGN_IN = "/dang-nhap/"


def attempt(client, login, password=PASSWORD, **more):
    return client.post(SIGN_IN, {"login": login, "password": password, **more})


def test_sign_in_refuses_a_wrong_password(client):
    user = UserFactory()
    response = attempt(client, user.code, "sai mật khẩu rồi")
    assert response.status_code == 422
    assert "Tài khoản hoặc mật khẩu chưa đúng" in response.content.decode()
    assert list(SignInAttempt.objects.values_list("user", "succeeded")) == [(user.pk, False)]


def test_sign_in_answers_alike_for_an_unknown_account(client):
    response = attempt(client, "0900000000")
    assert response.status_code == 422
    assert "Tài khoản hoặc mật khẩu chưa đúng" in response.content.decode()
    assert list(SignInAttempt.objects.values_list("user", "succeeded")) == [(None, False)]


def test_sign_in_refuses_a_closed_account(client):
    user = UserFactory(is_active=False)
    assert attempt(client, user.code).status_code == 422


def test_sign_in_refuses_an_account_never_activated(client):
    user = UserFactory(activated_at=None)
    user.set_unusable_password()
    user.save()
    assert attempt(client, user.code, "!").status_code == 422


@pytest.mark.parametrize(
    "typed", ["code", " cODE ", "0908 214 637", "+84 908.214.637", "HA@Example.vn"]
)
def test_sign_in_takes_code_phone_or_email(client, typed):
    user = UserFactory(code="AB23CDE", phone="0908214637", email="ha@example.vn")
    typed = typed.replace("code", user.code).replace("cODE", user.code.lower())
    response = attempt(client, typed)
    assert (response.status_code, response.url) == (302, "/")
    assert client.session["_auth_user_id"] == str(user.pk)
    assert SignInAttempt.objects.get().method == "password"


def test_sign_in_follows_next_only_inside(client):
    user = UserFactory()
    inside = client.post(SIGN_IN, {"login": user.code, "password": PASSWORD, "next": "/tai-khoan/"})
    assert inside.url == "/tai-khoan/"
    client.logout()
    outside = client.post(
        SIGN_IN, {"login": user.code, "password": PASSWORD, "next": "https://example.com/x"}
    )
    assert outside.url == "/"


def test_sign_in_locks_an_account_after_five_wrong_passwords_in_any_spelling(client):
    user = UserFactory(code="AB23CDE", phone="0908214637", email="ha@example.vn")
    for typed in ("AB23CDE", "0908214637", "ha@example.vn", "ab23cde", "+84908214637"):
        assert attempt(client, typed, "sai").status_code == 422
    response = attempt(client, user.code)
    assert response.status_code == 422
    assert "chờ 5 phút" in response.content.decode()


def test_sign_in_locks_an_unknown_name_just_the_same(client):
    """Else a lock would tell who has an account."""
    for typed in ("0908214637", "0908 214 637", "+84908214637", "0908.214.637", "84908214637"):
        assert attempt(client, typed, "sai").status_code == 422
    assert "chờ 5 phút" in attempt(client, "0908-214-637", "sai").content.decode()


def test_sign_in_lasts_thirty_days_only_on_ones_own_phone(client):
    user = UserFactory()
    attempt(client, user.code)
    assert client.session.get_expire_at_browser_close()
    client.logout()
    attempt(client, user.code, remember="on")
    assert not client.session.get_expire_at_browser_close()
    assert client.session.get_expiry_age() == 30 * 86_400


def test_sign_out_needs_a_post(client):
    user = UserFactory()
    attempt(client, user.code)
    assert client.get("/dang-xuat/").status_code == 200
    assert "_auth_user_id" in client.session
    assert client.post("/dang-xuat/").url == SIGN_IN
    assert "_auth_user_id" not in client.session


def test_sign_in_lists_the_session(client):
    user = UserFactory()
    attempt(client, user.code)
    assert UserSession.objects.get().user == user


def test_no_page_of_allauth_lets_strangers_in():
    for name in ("account_signup", "account_reset_password", "account_email"):
        with pytest.raises(NoReverseMatch):
            reverse(name)


def test_no_page_of_a_signed_in_person_is_kept(an, login):
    for path in ("/", "/doan-vien/", "/doan-vien/xuat/", "/tai-khoan/", "/khong-co/"):
        response = login(an).get(path)
        b"".join(response)
        assert response.headers["Cache-Control"] == "private, no-store", path


def test_signing_out_clears_what_the_browser_keeps(an, login):
    client = login(an)
    assert client.post("/dang-xuat/").headers["Clear-Site-Data"] == '"cache"'
    assert client.get("/").status_code == 302


@pytest.mark.parametrize(
    "target", ["https://x.example/", "//x.example/", "/\\x.example", "javascript:alert(1)"]
)
def test_sign_in_and_out_lead_to_no_other_site(client, target):
    user = UserFactory()
    response = attempt(client, user.code, next=target)
    assert response.url == "/"
    assert client.post("/dang-xuat/", {"next": target}).url == SIGN_IN


def test_session_key_changes_when_signing_in(client):
    client.get("/kich-hoat/")
    session = client.session
    session["planted"] = "x"
    session.save()
    before = session.session_key
    attempt(client, UserFactory().code)
    assert client.session.session_key != before
