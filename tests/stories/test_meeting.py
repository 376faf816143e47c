"""A branch meeting on the phone: planned, ticked, written down, on paper, what it decided done."""

import io
from datetime import date

import docx
import pytest
from playwright.sync_api import expect

from sodoan.activities.models import Activity, Resolution
from tests.stories import scenes
from tests.stories.screens import download, look, sign_in

pytestmark = [pytest.mark.story, pytest.mark.django_db(transaction=True)]
SATURDAY = date(scenes.YEAR, 10, 3)


@pytest.fixture
def world(transactional_db, on):
    on(SATURDAY)
    return scenes.build()


def test_branch_meets_and_a_resolution_is_done(phone, laptop, world, picture):
    sign_in(phone, world.an)
    choose_a_time(phone)
    plan(phone)
    tick(phone)
    write(phone, picture)
    decide(phone)
    name, content = download(phone, "Biên bản (.docx)")
    assert name.startswith("Biên bản Sinh hoạt chi đoàn định kỳ")
    paper = docx.Document(io.BytesIO(content))
    text = "\n".join(paragraph.text for paragraph in paper.paragraphs)
    assert "có mặt: 01; vắng có lý do: 01" in text
    assert "1. Đánh giá công tác tháng 9" in text
    assert "Mượn dụng cụ" in paper.tables[1].rows[1].cells[1].text
    sign_in(laptop, world.dung)
    do(laptop)
    made = Resolution.objects.get()
    assert (made.note, made.done_by) == ("Đã mượn 20 bộ", world.dung)
    assert Activity.objects.get().state == "reported"
    phone.goto("/")
    expect(phone.get_by_role("heading", level=1)).to_be_visible()
    expect(phone.get_by_text("Nghị quyết: Mượn dụng cụ")).to_have_count(0)


def choose_a_time(page):
    page.get_by_role("navigation", name="Điều hướng nhanh").get_by_role(
        "link", name="Hoạt động"
    ).click()
    look(page)
    page.get_by_role("link", name="Lịch định kỳ").click()
    look(page)
    page.get_by_label("Nội dung").fill("Sinh hoạt chi đoàn định kỳ")
    page.get_by_label("Nhịp").select_option("Hằng tháng, theo thứ trong tuần")
    page.get_by_label("Ngày trong tuần").select_option("Thứ Bảy")
    page.get_by_role("button", name="Thêm lịch định kỳ").click()
    page.get_by_text("Nhịp này cần chọn mục này.").wait_for()
    page.get_by_label("Tuần nào trong tháng").select_option("tuần đầu")
    page.get_by_label("Giờ bắt đầu").fill("19h")
    page.get_by_role("button", name="Thêm lịch định kỳ").click()
    page.get_by_text("Thứ Bảy tuần đầu của tháng").first.wait_for()
    look(page)
    page.get_by_role("link", name="Quay lại").click()


def plan(page):
    page.get_by_role("link", name="Thêm hoạt động Thứ Bảy 03/10/2026").click()
    look(page)
    page.get_by_label("Chương trình họp").fill("Đánh giá công tác tháng 9\nKế hoạch tháng 10")
    page.get_by_role("button", name="Xếp lịch").click()
    page.get_by_text("Đã xếp “Sinh hoạt chi đoàn định kỳ”.").wait_for()
    look(page)


def tick(page):
    page.goto("/")
    page.get_by_role("link", name="Ghi biên bản").first.click()
    look(page)
    page.get_by_role("link", name="Điểm danh").click()
    page.get_by_label("Trần Quốc An: Có mặt").check()
    page.get_by_label("Hồ Gia Dung: Vắng có lý do").check()
    page.get_by_label("Hồ Gia Dung: lý do vắng").fill("Trực đêm")
    page.get_by_role("button", name="Lưu điểm danh").click()


def write(page, picture):
    page.get_by_label("Địa điểm").fill("Nhà văn hóa")
    page.get_by_label("Thư ký").select_option("Hồ Gia Dung")
    page.get_by_label("Nội dung thảo luận").fill("Bàn việc ra quân.")
    page.get_by_label("Kết luận").fill("Ra quân sáng Chủ nhật.")
    page.get_by_label("Kết thúc lúc").fill("20h30")
    picture(page, "bi-thu-bien-ban")
    page.get_by_role("button", name="Lưu biên bản").click()
    page.get_by_text("Đã lưu biên bản.").wait_for()
    look(page)


def decide(page):
    page.get_by_role("link", name="Thêm nghị quyết").click()
    look(page)
    page.get_by_label("Việc phải làm").fill("Mượn dụng cụ")
    page.get_by_label("Người thực hiện").select_option("Hồ Gia Dung")
    page.get_by_label("Hạn").fill("10/10/2026")
    page.get_by_role("button", name="Giao việc").click()
    page.get_by_text("Đã giao việc cho đồng chí Hồ Gia Dung.").wait_for()
    look(page)


def do(page):
    page.get_by_role("link", name="Ghi kết quả").first.click()
    look(page)
    page.get_by_label("Kết quả").fill("Đã mượn 20 bộ")
    page.get_by_role("button", name="Ghi đã làm xong").click()
    page.get_by_text("Đã ghi làm xong.").wait_for()
    look(page)
