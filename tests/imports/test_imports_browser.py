"""The import pages in a real browser: accessible, within 360 px, corrected in place, progress."""

import os

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from tests.imports.reader_files import member
from tests.stories.axe import assert_accessible
from tests.windows import LAPTOP, PHONE

pytestmark = [pytest.mark.story, pytest.mark.django_db(transaction=True)]

A1 = "Chi đoàn Khu phố 1"


@pytest.fixture
def rows():
    """One row of every kind."""
    return [
        *(member(n, A1) for n in range(10, 16)),
        member(1, A1),
        member(1, A1, c9="", c31="0911111111"),
        member(2, A1, c31="09123"),
        member(3, "Chi đoàn không có"),
        member(4, A1, c3="31/02/2003"),
        member(5, A1, c4=""),
    ]


@pytest.fixture
def visit(window, binh):
    """`visit(path, size)`: a page as the commune secretary sees it."""

    def go(path, size=LAPTOP, **options):
        page = window(size, user=binh, **options)
        page.goto(path)
        return page

    return go


def photograph(page, name):
    """Keep a picture when somebody asked for pictures."""
    folder = os.environ.get("IMPORT_PICTURES")
    if folder:
        page.screenshot(path=f"{folder}/{name}.png", full_page=True)


def fits(page):
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_walk_in_the_browser(units, dung, visit, list_file, rows, run_jobs):
    page = visit(reverse("imports:new"))
    assert_accessible(page)
    photograph(page, "1-upload")
    page.set_input_files("input[type=file]", str(list_file(rows)))
    page.get_by_role("button", name="Tải lên và kiểm tra").click()
    page.wait_for_selector("#tien-do")
    assert_accessible(page)
    run_jobs()
    page.wait_for_selector("h1:has-text('Xem trước khi nhập')", timeout=15_000)
    assert_accessible(page)
    photograph(page, "2-preview")
    page.fill("input[name=sua-0-17-born_on]", "28/02/2003")
    page.get_by_role("link", name="Lặp trong tệp").click()
    expect(page.get_by_text("1 dòng có ô chưa lưu đang bị ẩn")).to_be_visible()
    page.get_by_role("link", name="Cần xem").click()
    expect(page.locator("input[name=sua-0-17-born_on]")).to_have_value("28/02/2003")
    page.get_by_role("button", name="Lưu các ô đã sửa và kiểm tra lại").click()
    page.wait_for_selector("#tien-do")
    run_jobs()
    page.wait_for_selector("text=Nhập 9 dòng hợp lệ", timeout=15_000)
    page.get_by_text("Xem và sửa cách ghép").click()
    assert_accessible(page)
    photograph(page, "3-columns")
    page.get_by_role("button", name="Nhập 9 dòng hợp lệ").click()
    page.wait_for_selector("#tien-do")
    run_jobs()
    page.wait_for_selector("h1:has-text('Đã nhập xong')", timeout=15_000)
    assert_accessible(page)
    photograph(page, "4-done")
    page.get_by_role("link", name="Hoàn tác").click()
    page.get_by_role("button", name="Hoàn tác").last.click()
    page.wait_for_selector("#tien-do")
    run_jobs()
    page.wait_for_selector("text=Hệ thống trở lại như trước khi nhập", timeout=15_000)


@pytest.mark.parametrize("name", ["batch_list", "new", "national"])
def test_pages_fit_a_phone(units, visit, name):
    page = visit(reverse(f"imports:{name}"), PHONE)
    assert_accessible(page)
    fits(page)


def test_preview_fits_a_phone_and_needs_no_script(units, binh, scope, staged, rows, visit):
    batch = staged(units.a, rows, by=scope(binh))
    page = visit(reverse("imports:batch", args=[batch.pk]), PHONE, java_script_enabled=False)
    expect(page.locator("#danh-sach-dong > tr")).to_have_count(5)
    page = visit(reverse("imports:batch", args=[batch.pk]), PHONE)
    assert_accessible(page)
    fits(page)
    for part in (page.get_by_label("Sửa Ngày sinh, dòng 17"), page.get_by_text("không có thật")):
        box = part.bounding_box()
        assert box["x"] + box["width"] <= PHONE["width"]
    photograph(page, "5-phone")
