"""The first day of a branch: the Excel list comes in, slips are printed, a member signs in."""

import re

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from sodoan.people.models import Person
from tests.cast import enlist
from tests.imports.reader_files import member, national_rows, write_book
from tests.stories.screens import SIGN_IN, look, sign_in
from tests.windows import PHONE

pytestmark = [pytest.mark.story, pytest.mark.django_db(transaction=True)]

NEW = "thả diều đêm 2026"
FIRST = "Trương Thị Cẩm Vân"


@pytest.fixture
def an(units):
    return enlist("Trần Quốc An", units.a1, "bi-thu-chi-doan")


@pytest.fixture
def listed(tmp_path):
    """Six people: five good rows, one of them twice; one with an impossible date."""
    rows = [member(number) for number in range(2, 6)]
    rows.append(member(6, c3="31/02/2004"))
    rows.append(member(1, c1=FIRST))
    rows.append(rows[0])
    return write_book(
        tmp_path / "Danh sach.xlsx", {"DANH SÁCH": national_rows(rows)}, [(4, 3, 4, 4)]
    )


def test_list_is_imported_and_taken_back(
    transactional_db, laptop, an, units, listed, run_jobs, picture
):
    before = Person.objects.count()
    sign_in(laptop, an)
    laptop.get_by_role("link", name="Nhập dữ liệu").click()
    look(laptop)
    laptop.goto(reverse("imports:new"))
    look(laptop)
    laptop.get_by_label("Tệp danh sách").set_input_files(listed)
    laptop.get_by_role("button", name="Tải lên và kiểm tra").click()
    look(laptop)
    run_jobs()
    correct(laptop, run_jobs, picture)
    laptop.get_by_role("button", name=re.compile("Nhập 6 dòng hợp lệ")).click()
    look(laptop)
    run_jobs()
    laptop.get_by_text("Đã nhập xong").wait_for()
    look(laptop)
    assert Person.objects.count() == before + 6
    laptop.get_by_role("link", name="Hoàn tác").click()
    dialog = laptop.get_by_role("dialog")
    dialog.get_by_text("6 người đã thêm").wait_for()
    look(laptop)
    dialog.get_by_role("button", name="Hoàn tác").click()
    run_jobs()
    laptop.get_by_role("heading", name="Đã hoàn tác").wait_for()
    look(laptop)
    assert Person.objects.count() == before


def correct(page, run_jobs, picture):
    """One rejected row is repaired on the spot; the repeated one stays out."""
    page.get_by_role("heading", name="Xem trước khi nhập").wait_for()
    look(page)
    picture(page, "nhap-du-lieu-xem-truoc")
    expect(page.get_by_role("button", name=re.compile("Nhập 5 dòng hợp lệ"))).to_be_visible()
    page.get_by_label(re.compile("^Sửa Ngày sinh")).fill("28/02/2004")
    page.get_by_role("button", name="Lưu các ô đã sửa và kiểm tra lại").click()
    run_jobs()
    page.get_by_role("button", name=re.compile("Nhập 6 dòng hợp lệ")).wait_for()
    look(page)


def test_printed_slip_lets_a_member_in(transactional_db, open_page, laptop, an, units, picture):
    for place, name in enumerate((FIRST, "Ngô Anh Khoa", "Nguyễn Lê Hoàng Bảo Trân")):
        enlist(name, units.a1, account=False, phone=f"090821463{place}")
    sign_in(laptop, an)
    laptop.get_by_role("link", name="Phiếu kích hoạt").click()
    look(laptop)
    laptop.get_by_role("button", name="Cấp 3 phiếu kích hoạt").click()
    cards = laptop.locator(".slip")
    expect(cards).to_have_count(3)
    expect(cards.locator(".slip-qr svg")).to_have_count(3)
    look(laptop)
    picture(laptop, "phieu-kich-hoat")
    card = cards.filter(has_text=FIRST)
    activate(open_page(PHONE), card.locator(".slip-code").inner_text())


def activate(page, code):
    page.goto("/dang-nhap/")
    page.get_by_role("link", name="Tôi có phiếu kích hoạt").click()
    page.get_by_label("Số điện thoại hoặc mã tài khoản").fill("0908214630")
    page.get_by_label("Mã kích hoạt").fill(code.lower())
    page.locator(SIGN_IN).click()
    page.get_by_label("Mật khẩu mới", exact=True).fill(NEW)
    page.get_by_label("Nhập lại mật khẩu mới").fill(NEW)
    page.locator(SIGN_IN).click()
    page.get_by_text(f"Chào {FIRST}").wait_for()
    look(page)
