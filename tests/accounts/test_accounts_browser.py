"""Signing in, activating and printing slips in a real browser; passkeys with a virtual key."""

import re

import pytest
from playwright.sync_api import expect

from sodoan.access.actions import issue_slips
from sodoan.access.scopes import scope_of
from tests.cast import enlist
from tests.factories.accounts import PASSWORD
from tests.stories.axe import assert_accessible
from tests.stories.browser import launch
from tests.windows import LAPTOP, PHONE, REFUSED

pytestmark = [pytest.mark.story, pytest.mark.django_db(transaction=True)]

SUBMIT = "main form[method=post]:not([data-passkey]) button[type=submit]"
NEW = "thả diều đêm 2026"


@pytest.fixture
def slip(units, an, dung):
    """A slip of a new member of A1; everybody else of the branch is there too."""
    new = enlist("Nguyễn Lê Ẫ Ễ Ỗ ữ ỵ", units.a1, account=False, phone="0908214637")
    return issue_slips([new.pk], by=scope_of(an))[0]


@pytest.fixture
def site(live_server):
    """`localhost` is a place where browsers allow passkeys without https."""
    return live_server.url.replace("127.0.0.1", "localhost")


@pytest.fixture
def visit(window, slip, site):
    """`visit(path, size)` opens a page where passkeys may be used."""

    def go(path, size=PHONE, **options):
        page = window(size, excused=[REFUSED], base_url=site, **options)
        page.goto(path)
        return page

    return go


def give_password(page, user):
    page.goto("/dang-nhap/")
    page.fill("[name=login]", user.code)
    page.fill("[name=password]", PASSWORD)
    page.click(SUBMIT)


def sign_in(page, user):
    give_password(page, user)
    page.wait_for_url(lambda url: "/dang-nhap/" not in url)


def assert_good(page):
    page.wait_for_load_state()
    assert_accessible(page)
    width = page.viewport_size["width"]
    assert page.evaluate("document.documentElement.scrollWidth") <= width, page.url


@pytest.mark.parametrize("size", [PHONE, LAPTOP], ids=["phone", "laptop"])
def test_pages_before_signing_in_are_accessible_and_fit(visit, size):
    """The others are reached by the walk over every page (`tests/stories`)."""
    page = visit("/dang-nhap/", size)
    assert_good(page)
    page.fill("[name=login]", "không có")
    page.fill("[name=password]", "không đúng")
    page.click(SUBMIT)
    expect(page.get_by_role("alert")).to_be_visible()
    assert_good(page)
    page.goto("/kich-hoat/")
    assert_good(page)


def test_new_member_activates_on_a_phone_without_script(visit, slip):
    page = visit(f"/kich-hoat/#ma={slip.code}", java_script_enabled=False)
    expect(page.locator("[name=code]")).to_have_value("")
    page.fill("[name=code]", slip.shown_code)
    page.fill("[name=identifier]", "0908 214 637")
    page.check("[name=keep]")
    page.click(SUBMIT)
    expect(page.locator("main")).to_contain_text("Nguyễn Lê Ẫ Ễ Ỗ ữ ỵ")
    page.fill("[name=password]", NEW)
    page.fill("[name=again]", NEW)
    page.click(SUBMIT)
    page.wait_for_url(lambda url: "/kich-hoat/" not in url)
    page.goto("/tai-khoan/")
    expect(page.locator("main")).to_contain_text(slip.account_code)


def test_scanned_code_goes_into_the_form_and_out_of_the_address(visit, slip):
    page = visit(f"/kich-hoat/#ma={slip.code}")
    expect(page.locator("[name=code]")).to_have_value(slip.code)
    expect(page).to_have_url(re.compile("/kich-hoat/$"))
    page.fill("[name=identifier]", "0908 214 637")
    page.click(SUBMIT)
    page.wait_for_url("**/kich-hoat/mat-khau/")


def test_wrong_code_says_what_to_look_at(visit):
    page = visit("/kich-hoat/#ma=AH3K7Q2O")
    expect(page.locator("[name=code]")).to_have_value("AH3K7Q2O")
    page.fill("[name=identifier]", "0908 214 637")
    page.click(SUBMIT)
    expect(page.locator("#id_code_error")).to_have_text(
        "Mã này chưa đúng. Mã không có chữ O và số 0; bạn xem lại ký tự cuối. Còn 4 lần thử."
    )
    assert_good(page)


def test_secretary_prints_a_sheet(visit, an):
    page = visit("/dang-nhap/", LAPTOP)
    sign_in(page, an)
    page.goto("/tai-khoan/cap-phieu/")
    page.check("[aria-label='Chọn Nguyễn Lê Ẫ Ễ Ỗ ữ ỵ']")
    page.click("text=Cấp cho người đã chọn")
    expect(page.locator(".slip")).to_have_count(1)
    expect(page.locator(".slip-qr svg")).to_be_visible()
    page.emulate_media(media="print")
    expect(page.locator(".sheet-note")).to_be_hidden()


def test_passkey_is_added_by_enter_is_a_second_step_and_signs_in_alone(visit, dung):
    page = visit("/dang-nhap/")
    key = page.context.new_cdp_session(page)
    key.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    key.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    sign_in(page, dung)
    page.goto("/tai-khoan/xac-thuc/khoa/them/")
    page.check("[name=passwordless]")
    page.press("[name=name]", "Enter")
    page.wait_for_url("**/ma-du-phong/")
    page.context.clear_cookies()
    give_password(page, dung)
    page.wait_for_url("**/buoc-hai/")
    expect(page.locator("main")).to_contain_text("Không có khóa bên mình")
    expect(page.locator("main")).not_to_contain_text("ứng dụng xác thực")
    page.click("[data-passkey-start]")
    page.wait_for_url(lambda url: "/dang-nhap/" not in url)
    page.context.clear_cookies()
    page.goto("/dang-nhap/")
    page.click("[data-passkey-start]")
    page.wait_for_url(lambda url: "/dang-nhap/" not in url)
    page.goto("/tai-khoan/")
    expect(page.locator("main")).to_contain_text(dung.code)
    expect(page.locator("main")).to_contain_text("khóa trên máy")


def test_back_after_signing_out_shows_nothing(browser, slip, an, site):
    """On a shared machine: neither the memory of the browser nor its cache answers."""
    with launch(browser.browser_type, remembers_pages=True) as own:
        context = own.new_context(viewport=LAPTOP, base_url=site)
        page, other = context.new_page(), context.new_page()
        sign_in(page, an)
        page.goto("/doan-vien/")
        expect(page.get_by_text("Nguyễn Lê Ẫ Ễ Ỗ ữ ỵ")).to_be_visible()
        page.goto("/du-lieu-cua-toi/")
        other.goto("/dang-xuat/")
        other.click("main button[type=submit]")
        other.wait_for_url("**/dang-nhap/")
        page.evaluate("history.back()")
        expect(page).to_have_url(re.compile("/dang-nhap/"))
        page.wait_for_load_state()
        assert "Nguyễn Lê Ẫ Ễ Ỗ ữ ỵ" not in page.content()
