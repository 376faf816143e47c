"""The branch secretary: registrations and quarterly talks on the phone, the meeting on a laptop."""

import io
import re

import docx
import pytest
from django.urls import reverse
from playwright.sync_api import expect

from sodoan.programmes.models import Enrolment, Review, Round
from tests.programmes import world as w
from tests.stories import scenes
from tests.stories.screens import download, look, sign_in

pytestmark = [pytest.mark.story, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def world(transactional_db, on):
    on(scenes.REGISTERING)
    return scenes.build()


@pytest.fixture
def crowd(world):
    """Thirty sheets, the secretary's own among them."""
    return scenes.sheets(world, [world.an.person, *scenes.members(world, 29)])


def test_accepting_and_returning_a_sheet(phone, world):
    w.enrol(world.hoa, world.plan, state="submitted")
    w.enrol(world.dung, world.plan, state="submitted")
    sign_in(phone, world.an)
    look(phone)
    phone.get_by_role("link", name="Duyệt 2 phiếu").first.click()
    look(phone)
    phone.get_by_role("link", name="Đỗ Mỹ Hoa", exact=True).click()
    phone.get_by_role("button", name="Trả lại kèm góp ý").click()
    expect(phone.get_by_label("Góp ý")).to_have_attribute("aria-invalid", "true")
    look(phone)
    assert Enrolment.objects.get(person=world.hoa.person).state == "submitted"  # needs a comment
    phone.get_by_label("Góp ý").fill("Câu thứ hai bạn ghi rõ mấy buổi nhé.")
    phone.get_by_role("button", name="Trả lại kèm góp ý").click()
    phone.get_by_text("Đã trả lại phiếu cho Đỗ Mỹ Hoa.").wait_for()
    phone.goto(reverse("programmes:branch", args=[world.branch.pk]))
    phone.get_by_role("link", name="Hồ Gia Dung", exact=True).click()
    phone.get_by_role("button", name="Duyệt phiếu").click()
    phone.get_by_text("Đã duyệt phiếu của Hồ Gia Dung.").wait_for()
    look(phone)
    states = dict(Enrolment.objects.values_list("person__full_name", "state"))
    assert states == {"Đỗ Mỹ Hoa": "returned", "Hồ Gia Dung": "accepted"}
    sign_in(phone, world.hoa)
    expect(phone.get_by_text("Câu thứ hai bạn ghi rõ mấy buổi nhé.")).to_be_visible()
    look(phone)


def test_thirty_talks_with_two_taps_each(phone, world, on, picture):
    rows = scenes.sheets(world, scenes.members(world))
    on(scenes.RUNNING)
    sign_in(phone, world.an)
    phone.get_by_role("link", name="Bắt đầu trao đổi").click()
    look(phone)
    taps = 0
    for place, name in enumerate(scenes.sorted_names(rows)):
        if place == 15:
            phone.reload()  # the phone rang; nothing is lost
            expect(phone.locator("h1")).to_contain_text("15/30")
        taps += talk(phone, name, "Chậm" if place % 9 == 4 else "Đúng tiến độ")
        if place == 11:
            look(phone)
            phone.locator("[data-panel]").evaluate(
                "panel => panel.scrollIntoView({block: 'center', behavior: 'instant'})"
            )
            picture(phone, "bi-thu-trao-doi-quy")
    phone.get_by_text("Đã trao đổi xong với cả chi đoàn.").wait_for()
    look(phone)
    assert taps <= 60
    assert Review.objects.filter(period=scenes.TALK).count() == 30
    assert Review.objects.filter(standing="slow").count() == 3


def talk(page, name, standing):
    """Choose a member, if the last one did not lead there, and a standing; return the taps."""
    panel = page.locator("[data-panel]").filter(has=page.get_by_role("heading", name=name))
    taps = 1
    if not panel.is_visible():
        page.get_by_role("link", name=re.compile(f"^{name} ")).tap()
        taps = 2
    panel.get_by_role("button", name=standing, exact=True).tap()
    panel.wait_for(state="detached")
    return taps


def test_meeting_of_thirty(laptop, world, crowd, on, picture):
    on(scenes.JUDGING)
    scenes.proven(crowd)
    sign_in(laptop, world.an)
    look(laptop)
    laptop.get_by_role("link", name="Chuẩn bị họp").click()
    open_meeting(laptop, crowd)
    call_the_roll(laptop, scenes.sorted_names(crowd))
    scenes.vote(
        world,
        Round.objects.get().meetings.get(),
        [""] * 5 + ["excellent"] * 4 + ["good"] * 15 + ["completed"] * 6,
    )
    laptop.reload()
    type_votes(laptop, picture)
    laptop.get_by_role("link", name="Sang bước 3").click()
    settle(laptop)
    send_up(laptop)
    name, content = download(laptop, "Biên bản (.docx)")
    assert name.endswith(".docx")
    words = " ".join(
        cell.text for table in docx.Document(io.BytesIO(content)).tables for cell in table._cells
    )
    assert scenes.NAMES[0] in words


def open_meeting(page, crowd):
    look(page)
    page.get_by_label("Giờ họp").fill("19:00")
    page.get_by_label("Địa điểm").fill("Nhà văn hóa khu phố 1")
    page.get_by_label("Thư ký").select_option(label=crowd[1].person.full_name)
    page.get_by_role("button", name="Mở đợt, sang điểm danh").click()


def call_the_roll(page, names):
    page.get_by_role("link", name="Ghi cả danh sách có mặt").click()
    for name in names[-4:]:
        page.get_by_label(f"{name}: Vắng có lý do").check()
        page.get_by_label(f"{name}: lý do vắng").fill("Làm ca đêm")
    expect(page.locator("[data-quorum]")).to_contain_text("có mặt 26/30")
    look(page)
    page.get_by_role("button", name="Lưu, sang biểu quyết").click()
    page.get_by_role("heading", name="Họp đánh giá, xếp loại đoàn viên").wait_for()


def type_votes(page, picture):
    """Five rows by keyboard alone; the second one first adds up to 25."""
    keys = page.keyboard
    rows = page.locator("[data-ballot]")
    rows.first.locator("[data-vote]").first.focus()
    type_row(keys, 2, 22, 2, 0)
    keys.press("Enter")
    type_row(keys, 1, 20, 4, 0)
    page.get_by_text(
        "Cộng được 25 phiếu nhưng có mặt 26 người. Đồng chí kiểm lại, hoặc ghi 1 phiếu trắng."
    ).wait_for()
    look(page)
    picture(page, "bi-thu-hop-danh-gia")
    keys.press("Tab")  # the blank votes
    keys.press("Tab")
    keys.press("Enter")  # “Ghi 1 phiếu trắng”
    expect(rows.nth(1).locator("[data-blank]")).to_have_value("1")
    keys.press("Enter")
    type_row(keys, 20, 6, 0, 0)
    keys.press("Enter")
    type_row(keys, 3, 21, 2, 0)
    keys.press("Enter")
    type_row(keys, 0, 4, 22, 0)
    keys.press("Enter")
    page.locator("#so-lieu-hop").get_by_text("30/30").wait_for()
    page.locator("#so-lieu-hop").get_by_text("5/4").wait_for()
    page.get_by_role("link", name="Chưa biểu quyết 0").wait_for()
    look(page)


def type_row(keys, *counts):
    for place, count in enumerate(counts):
        if place:
            keys.press("Tab")
        keys.type(str(count))


def settle(page):
    """Everybody kept every promise, but 25 were voted lower: one reason for all of them."""
    look(page)
    page.get_by_role("button", name="Lưu tất cả, sang bước chuyển").click()
    page.get_by_role("alert").get_by_text("25 người chưa lưu được.").wait_for()
    look(page)
    page.get_by_label("Lý do chung cho 25 người").fill("Tập thể thấy còn thiếu chủ động.")
    page.get_by_role("button", name="Lưu tất cả, sang bước chuyển").click()


def send_up(page):
    page.get_by_role("heading", name="Chuyển xếp loại lên Đoàn xã An Hòa?").wait_for()
    expect(page.get_by_text("Có 5 Xuất sắc, quá hạn mức 4")).to_be_visible()
    page.get_by_role("button", name="Chuyển kết quả").click()
    page.get_by_role("alert").get_by_text("ghi lý do để").wait_for()
    look(page)
    assert Round.objects.get().state == "preparing"
    page.get_by_label("Lý do vượt hạn mức").fill("Hai bạn cùng chủ trì công trình thanh niên.")
    page.get_by_role("button", name="Chuyển kết quả").click()
    page.get_by_text("Kết quả đã chuyển").wait_for()
    look(page)
    assert Round.objects.get().state == "sent"
