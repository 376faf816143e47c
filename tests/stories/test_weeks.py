"""A weekly scheme: launched above, times chosen, a week planned and told on a phone, seen above."""

from datetime import date

import pytest
from django.urls import reverse
from icalendar import Calendar
from playwright.sync_api import expect

from sodoan.activities.models import Activity
from sodoan.activities.queries.checkin import code_of
from tests.programmes import above
from tests.stories import scenes
from tests.stories.screens import look, sign_in

pytestmark = [pytest.mark.story, pytest.mark.django_db(transaction=True)]
TUESDAY = date(scenes.YEAR, 10, 13)


@pytest.fixture
def world(transactional_db, on):
    on(TUESDAY)
    return scenes.build()


def test_union_acts_every_week_and_the_province_sees(laptop, phone, world, picture):
    officer = above.province_officer(world)
    launch(laptop, officer)
    sign_in(phone, world.binh)
    look(phone)
    choose_times(phone)
    plan(phone)
    come_in(laptop, phone, world)
    subscribe(phone)
    sign_in(phone, world.binh)
    tell(phone, picture)
    told = Activity.objects.get()
    assert (told.state, told.guests, told.attendances.count()) == ("reported", 4, 5)
    sign_in(laptop, world.binh)
    laptop.goto(f"{reverse('activities:home')}?mo={told.pk}")
    look(laptop)
    picture(laptop, "co-so-lich-hoat-dong")
    with laptop.expect_download() as table:
        laptop.get_by_role("link", name="Bảng kết quả tháng (.docx)").click()
    assert table.value.suggested_filename.startswith("Kết quả hoạt động tháng 10 năm")
    sign_in(laptop, officer)
    laptop.get_by_role("link", name="Hoạt động", exact=True).click()
    laptop.get_by_title("Đạt", exact=True).wait_for()
    look(laptop)
    picture(laptop, "tinh-hoat-dong")
    laptop.get_by_role("button", name="Nhắc đơn vị còn thiếu").click()
    laptop.get_by_text("Không có ai cần nhắc.").wait_for()


def launch(page, officer):
    sign_in(page, officer)
    page.get_by_role("link", name="Hoạt động", exact=True).click()
    look(page)
    page.get_by_role("link", name="Phát động mô hình").click()
    look(page)
    page.get_by_role("button", name="Phát động", exact=True).click()
    page.get_by_text("Đã phát động “30 phút hành động”.").wait_for()
    look(page)


def choose_times(page):
    page.get_by_role("link", name="Đăng ký khung giờ").first.click()
    look(page)
    page.get_by_label("Buổi 1: ngày trong tuần").select_option("Thứ Ba")
    page.get_by_label("Buổi 1: giờ bắt đầu").fill("16h30")
    page.get_by_label("Địa điểm thường dùng").fill("Hội trường")
    page.get_by_role("button", name="Đăng ký").click()
    page.get_by_text("Đã đăng ký khung giờ.").wait_for()
    look(page)


def plan(page):
    page.get_by_role("link", name="Thêm hoạt động Thứ Ba 13/10/2026").click()
    look(page)
    page.get_by_label("Nhóm nội dung").select_option(index=1)
    page.get_by_label("Nội dung hoạt động").fill("Tổng vệ sinh trụ sở")
    page.get_by_label("Hình thức").fill("Ra quân, lao động")
    page.get_by_label("Người phụ trách").select_option(index=1)
    page.get_by_role("button", name="Xếp lịch").click()
    page.get_by_text("Đã xếp “Tổng vệ sinh trụ sở”.").wait_for()


def come_in(laptop, phone, world):
    """A member scans what the officer's screen shows."""
    activity = Activity.objects.get()
    sign_in(laptop, world.binh)
    laptop.goto(reverse("activities:attendance", args=[activity.pk]))
    laptop.get_by_role("link", name="Mã điểm danh").click()
    look(laptop)
    sign_in(phone, world.dung)
    phone.goto(reverse("activities:scan", args=[code_of(activity)]))
    look(phone)
    phone.get_by_role("button", name="Tôi có mặt").click()
    phone.get_by_text("Bạn đã điểm danh.").wait_for()
    look(phone)
    laptop.reload()
    laptop.get_by_text("1/5").wait_for()


def subscribe(page):
    """A member takes the address of the own calendar, which a program reads."""
    page.goto(reverse("accounts:account"))
    page.get_by_role("link", name="Lịch trên điện thoại").click()
    look(page)
    page.get_by_role("button", name="Lấy địa chỉ lịch").click()
    address = page.get_by_label("Địa chỉ lịch").input_value()
    look(page)
    answer = page.request.get(address)
    [event] = Calendar.from_ical(answer.body()).walk("VEVENT")
    assert event["summary"] == "Tổng vệ sinh trụ sở"


def tell(page, picture):
    page.goto("/")
    page.get_by_role("link", name="Báo cáo hoạt động").first.click()
    look(page)
    page.get_by_role("link", name="Điểm danh").click()
    page.get_by_role("link", name="Ghi cả danh sách có mặt").click()
    look(page)
    expect(page.get_by_label("Hồ Gia Dung: Có mặt")).to_be_checked()
    page.get_by_label("Trần Quốc An: Vắng có lý do").check()
    page.get_by_label("Trần Quốc An: lý do vắng").fill("Trực đêm")
    page.get_by_role("button", name="Lưu điểm danh").click()
    page.get_by_label("Đã làm gì").fill("Quét dọn ba tầng, lau cửa kính.")
    page.get_by_label("Khách, thanh niên ngoài Đoàn").fill("4")
    picture(page, "co-so-bao-cao-hoat-dong")
    page.get_by_role("button", name="Gửi báo cáo").click()
    page.get_by_text("Đã gửi báo cáo hoạt động.").wait_for()
    look(page)
