"""The kit in a real browser: accessible, fits the screen, alive with and without script."""

import re

import pytest
from django.contrib.contenttypes.models import ContentType
from playwright.sync_api import expect

from tests.stories.axe import assert_accessible
from tests.stories.screens import settle
from tests.windows import LAPTOP, NO_SIGNAL, PHONE

pytestmark = [pytest.mark.story, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def many_tables(transactional_db):
    """More rows than one page of the kit's list."""
    ContentType.objects.bulk_create(
        ContentType(app_label="mau", model=f"mau{n:03}") for n in range(60)
    )
    yield
    ContentType.objects.clear_cache()


@pytest.fixture
def visit(window):
    """`visit(path, size)` opens a page."""

    def go(path, size=LAPTOP, **options):
        page = window(size, **options)
        page.goto(path)
        return page

    return go


@pytest.mark.parametrize("size", [PHONE, LAPTOP], ids=["phone", "laptop"])
@pytest.mark.parametrize("path", ["/kit/", "/kit/?tabs=1", "/kit/xac-nhan/"])
def test_kit_is_accessible_and_fits_the_screen(visit, path, size):
    page = visit(path, size)
    settle(page)
    assert_accessible(page)
    assert page.evaluate("document.documentElement.scrollWidth") == size["width"]


def test_sidebar_gives_way_to_tabs_on_a_phone(visit):
    page = visit("/kit/?tabs=1", PHONE)
    expect(page.locator(".tabbar")).to_be_visible()
    expect(page.locator(".appbar")).to_be_visible()
    expect(page.locator(".side")).to_be_hidden()
    page.set_viewport_size(LAPTOP)
    expect(page.locator(".tabbar")).to_be_hidden()
    expect(page.locator(".side")).to_be_visible()


def test_targets_are_big_enough_on_a_phone(visit):
    page = visit("/kit/?tabs=1", PHONE)
    small = page.evaluate(
        """() => [...document.querySelectorAll('.btn, .chip, .tabbar a, .rw, .form-control')]
        .filter(e => e.checkVisibility() && e.getBoundingClientRect().height < 44)
        .map(e => e.outerHTML.slice(0, 120))"""
    )
    assert small == []


def test_list_loads_more_and_searches_in_place(many_tables, visit):
    page = visit("/kit/")
    rows = page.locator("#danh-sach-dong tr")
    page.evaluate("window.samePage = true")
    before = rows.count()
    page.get_by_role("link", name="Hiện tiếp").click()
    rows.nth(before).wait_for()
    page.locator("#danh-sach-q").fill("zzzz")
    page.get_by_text("Không có bảng nào khớp").wait_for()
    expect(page.locator("#danh-sach-q")).to_be_focused()
    expect(page).to_have_url(re.compile("q=zzzz"))
    assert page.evaluate("window.samePage")


def test_list_searches_without_script(visit):
    page = visit("/kit/", java_script_enabled=False)
    page.locator("#danh-sach-q").fill("contenttype")
    page.get_by_role("button", name="Tìm").click()
    expect(page).to_have_url(re.compile("q=contenttype"))
    expect(page.locator("#danh-sach-dong tr")).to_have_count(1)


def test_confirm_opens_as_a_dialog_and_escape_returns(visit):
    page = visit("/kit/")
    page.get_by_role("link", name="Mở hộp xác nhận").click()
    dialog = page.get_by_role("dialog", name="Chuyển xếp loại lên Đoàn phường?")
    dialog.wait_for()
    assert_accessible(page)
    page.keyboard.press("Escape")
    dialog.wait_for(state="detached")
    expect(page.get_by_role("link", name="Mở hộp xác nhận")).to_be_focused()


def test_confirm_is_a_page_without_script(visit):
    page = visit("/kit/", java_script_enabled=False)
    page.get_by_role("link", name="Mở hộp xác nhận").click()
    title = page.get_by_role("heading", level=1)
    expect(title).to_have_text("Chuyển xếp loại lên Đoàn phường?")


def test_autosave_says_when_it_saved(visit):
    page = visit("/kit/")
    page.locator("#id_note").fill("Dọn rạch 2 buổi")
    page.locator("[data-saved]", has_text="Đã tự lưu lúc").wait_for()
    assert page.evaluate("localStorage.length") == 0


def test_unsent_text_survives_a_lost_connection(visit):
    page = visit("/kit/", PHONE, excused=NO_SIGNAL)
    settle(page)
    context = page.context
    context.set_offline(True)
    page.locator("#id_note").fill("Dọn rạch 2 buổi")
    page.get_by_text("Chưa gửi lên được").wait_for()
    page.close()
    context.set_offline(False)
    again = context.new_page()
    again.goto("/kit/")
    again.locator("[data-saved]", has_text="Đã tự lưu lúc").wait_for()
    expect(again.locator("#id_note")).to_have_value("Dọn rạch 2 buổi")


def test_votes_are_added_up_while_typed(visit):
    page = visit("/kit/")
    first, second = page.locator("[data-vote-row]").all()
    for field, votes in zip(first.locator("[data-vote]").all(), ("0", "8", "17", "0"), strict=True):
        field.fill(votes)
    message = first.locator("[data-vote-message]")
    expect(message).to_have_text(
        "Cộng được 25 phiếu nhưng có mặt 26 người. Đồng chí kiểm lại, hoặc ghi 1 phiếu trắng."
    )
    first.locator("[data-vote]").nth(1).fill("9")
    expect(message).to_have_text("")
    page.keyboard.press("Enter")
    column = second.locator("[data-vote]").nth(1)
    expect(column).to_be_focused()
    column.fill("27")
    expect(second.locator("[data-vote-message]")).to_contain_text("nhiều hơn 26 người")
