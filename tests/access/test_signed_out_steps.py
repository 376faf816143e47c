"""Signed out amid a step: one comes back to its page, not to an address that is only sent to."""

from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client
from django.urls import reverse

from sodoan.access.pages import opens, page_above
from sodoan.access.urlclasses import URLS
from tests.access.samples import SAMPLES, Place
from tests.access.test_second_factor_gate import addresses
from tests.cast import enlist, tree
from tests.factories.accounts import PASSWORD, UserFactory

pytestmark = pytest.mark.django_db
SENT_TO = sorted(name for name, url_class in URLS.items() if url_class.post)
AGAIN = "Phiên đăng nhập đã hết nên bước vừa bấm chưa được ghi"


def address(name):
    return dict(addresses())[name]


def wanted(response):
    """Where a sign-in would lead."""
    assert response.status_code == 302
    where = urlsplit(response.url)
    assert where.path == "/dang-nhap/"
    return parse_qs(where.query)["next"][0]


def sign_in(client, user, following):
    data = {"login": user.code, "password": PASSWORD, "next": following}
    return client.post("/dang-nhap/", data, follow=True)


@pytest.mark.parametrize("name", SENT_TO)
def test_opening_what_is_only_sent_to_answers_with_a_page(client, name):
    client.force_login(UserFactory())
    response = client.get(address(name))
    page = response.content.decode()
    assert response.status_code == 405
    assert response.headers["Allow"] == "POST"
    assert "Bước này cần bấm nút trên trang" in page
    assert f'href="{page_above(address(name))}"' in page


@pytest.mark.parametrize("name", [name for name in SENT_TO if URLS[name].kind != "public"])
def test_signed_out_amid_a_step_leads_to_what_can_be_opened(client, name):
    following = wanted(client.post(address(name)))
    assert opens(following)
    assert address(name).startswith(following)
    came = {"referer": "http://testserver/thong-bao/?a=1"}
    assert wanted(client.post(address(name), headers=came)) == "/thong-bao/?a=1"


@pytest.mark.parametrize(
    "came",
    [
        "https://elsewhere.example/nhap-danh-sach/",
        "http://testserver/nhap-danh-sach/2/xu-ly/",
        "http://testserver/khong-co-trang-nay/",
        "khong phai dia chi",
    ],
)
def test_page_the_browser_names_is_taken_only_when_it_opens_here(client, came):
    assert wanted(client.post("/nhap-danh-sach/2/nhap/", headers={"referer": came})) == (
        "/nhap-danh-sach/2/"
    )


def test_opening_a_page_signed_out_still_leads_back_to_it_and_says_nothing(client):
    user = UserFactory()
    assert wanted(client.get("/thong-bao/?a=1")) == "/thong-bao/?a=1"
    assert AGAIN not in sign_in(client, user, "/thong-bao/").content.decode()


def test_step_is_to_be_pressed_again_after_signing_in(client):
    units = tree()
    an = enlist("Trần Quốc An", units.a1, "bi-thu-chi-doan")
    an.set_password(PASSWORD)
    an.save()
    batch = SAMPLES["import_batch"](Place(units.a1, an.person))
    url = reverse("imports:batch", kwargs=batch.kwargs)
    following = wanted(client.post(f"{url}nhap/"))
    assert following == url
    response = sign_in(client, an, following)
    page = response.content.decode()
    assert (response.status_code, response.request["PATH_INFO"]) == (200, url)
    assert AGAIN in page
    assert AGAIN not in client.get(url).content.decode()


def test_step_of_a_page_that_takes_both_leads_to_that_page():
    assert wanted(Client().post("/nhap-danh-sach/moi/")) == "/nhap-danh-sach/moi/"


def test_sending_to_what_is_only_opened_answers_with_a_page(client):
    client.force_login(UserFactory())
    response = client.post("/thong-bao/")
    assert response.status_code == 405
    assert 'href="/thong-bao/"' in response.content.decode()
