"""A member's year on a phone: from the slip to the record book, and without script."""

import re
from datetime import date

import pytest
from PIL import Image
from playwright.sync_api import expect

from sodoan.access.actions import issue_slips
from sodoan.programmes.actions.registration import accept_enrolment
from sodoan.programmes.models import Enrolment
from tests.cast import enlist
from tests.programmes import world as w
from tests.stories import scenes
from tests.stories.screens import SIGN_IN, look, sign_in
from tests.windows import PHONE

pytestmark = [pytest.mark.story, pytest.mark.django_db(transaction=True)]

NEW = "thả diều đêm 2026"


@pytest.fixture
def world(transactional_db, on):
    on(scenes.REGISTERING)
    return scenes.build()


@pytest.fixture
def photo(tmp_path):
    path = tmp_path / "don-kenh.jpg"
    Image.new("RGB", (2400, 1800), "#3f7d58").save(path)
    return path


def fill_the_rest(page):
    """In every group that is left, tick two cards and take over their ready sentences."""
    onward = page.locator("nav.cta button.btn-primary")
    for _ in w.s0().groups:
        fill_group(page)
        step = page.url.partition("#")[0]
        onward.click()
        page.wait_for_url(lambda url, step=step: not url.startswith(step))


def fill_group(page):
    for place in range(2):
        card = page.locator(".pick").nth(place)
        if card.get_by_role("checkbox").first.is_checked():
            continue
        card.locator("label").first.click()
        card.get_by_label("Số lượng").fill("3")
        card.get_by_label("Xong trước ngày").fill("30/9/26")
        card.get_by_role("button", name="Dùng câu này").click()
        page.wait_for_url(re.compile(f"#{card.get_attribute('id')}$"))


def test_year_of_a_member(phone, world, on, picture, photo):
    new = newcomer(world)
    slip = issue_slips([new.pk], by=w.scope(world.an))[0]
    activate(phone, slip)
    register(phone, picture)
    accept_enrolment(sheet_of(new), by=w.scope(world.an))
    on(scenes.RUNNING)
    hand_in_photo(phone, slip, photo)
    on(scenes.JUDGING)
    assess_oneself(phone, slip)
    on(scenes.TOLD)
    w.publish(sheet_of(new))
    read_the_book(phone, slip, picture)


def sheet_of(person):
    return Enrolment.objects.get(person=person, programme__year=scenes.YEAR)


def newcomer(world):
    """Somebody with a year behind her and a blank sheet, not signed in yet."""
    new = enlist(
        scenes.NAMES[20],
        world.branch,
        account=False,
        phone="0908214637",
        category="worker",
        card_no="AH-2019-0347",
        joined_on=date(2019, 3, 26),
    )
    last = w.enrol(new, w.plan_of(world.commune, scenes.YEAR - 1))
    w.publish(last, "completed", sentence="Xếp loại Hoàn thành: 6 trong 8 tiêu chí đạt.")
    w.enrol(new, world.plan, state="draft", pledges=0)
    return new


def activate(page, slip):
    page.goto(f"/kich-hoat/#ma={slip.code}")
    look(page)
    page.get_by_label("Số điện thoại hoặc mã tài khoản").fill("0908 214 637")
    page.locator(SIGN_IN).click()
    page.get_by_label("Mật khẩu mới", exact=True).fill(NEW)
    page.get_by_label("Nhập lại mật khẩu mới").fill(NEW)
    look(page)
    page.locator(SIGN_IN).click()
    page.wait_for_url(lambda url: "/kich-hoat/" not in url)


def register(page, picture):
    look(page)
    page.get_by_role("link", name="Bắt đầu đăng ký").click()
    card = page.locator(".pick").first
    card.wait_for()
    expect(page.locator("input[type=checkbox]:checked")).to_have_count(0)
    card.locator("label").first.click()
    words = card.get_by_label("Việc cụ thể bạn sẽ làm")
    words.fill("Tham gia tích cực.")
    card.get_by_text("Câu này còn chung chung.").wait_for()
    card.get_by_label("Số lượng").fill("3")
    card.get_by_label("Xong trước ngày").fill("30/9/26")
    page.locator("[data-saved]:visible", has_text=re.compile(r"Đã tự lưu lúc \d\d:\d\d")).wait_for()
    look(page)
    page.evaluate("window.scrollTo({top: 250, behavior: 'instant'})")
    picture(page, "doan-vien-dang-ky")
    card.get_by_role("button", name="Dùng câu này").click()
    page.wait_for_url(re.compile("#the-"))
    expect(words).to_have_value(re.compile("3"))
    page.get_by_text("Đủ cụ thể.").first.wait_for()
    fill_the_rest(page)
    look(page)
    page.get_by_role("button", name="Gửi chi đoàn duyệt").click()
    page.get_by_text(re.compile("Phiếu đã gửi|Chờ duyệt")).first.wait_for()
    look(page)


def hand_in_photo(page, slip, photo):
    sign_in(page, slip.account_code, NEW)
    page.get_by_role("link", name="Xem phiếu").first.click()
    look(page)
    page.get_by_role("link", name="Thêm minh chứng").first.click()
    page.get_by_label("Chọn ảnh hoặc tệp có sẵn").set_input_files(photo)
    page.get_by_label("Mô tả").fill("Buổi dọn kênh thứ nhất, ngày 16/5.")
    look(page)
    page.get_by_role("button", name="Gửi minh chứng").click()
    shown = page.get_by_alt_text("Ảnh minh chứng: Buổi dọn kênh thứ nhất, ngày 16/5.")
    shown.scroll_into_view_if_needed()
    page.wait_for_function(
        "image => image.complete && image.naturalWidth > 0", arg=shown.element_handle()
    )
    look(page)


def assess_oneself(page, slip):
    sign_in(page, slip.account_code, NEW)
    page.get_by_role("link", name="Bắt đầu tự đánh giá").first.click()
    page.get_by_role("button", name="Nộp bản tự đánh giá").wait_for()
    for one in page.locator("fieldset.judged").all():
        one.get_by_text("Đạt", exact=True).click()
    page.get_by_role("radiogroup").get_by_text("Hoàn thành tốt").click()
    page.locator("[data-saved]:visible", has_text="Đã tự lưu lúc").wait_for()
    look(page)
    page.get_by_role("button", name="Nộp bản tự đánh giá").click()
    page.get_by_text("Đã nộp bản tự đánh giá.").wait_for()
    look(page)
    page.goto("/")
    page.get_by_role("heading", level=1).wait_for()
    expect(page.get_by_role("link", name="Bắt đầu tự đánh giá")).to_have_count(0)


def read_the_book(page, slip, picture):
    sign_in(page, slip.account_code, NEW)
    look(page)
    page.get_by_role("navigation", name="Điều hướng nhanh").get_by_text("Sổ của tôi").click()
    expect(page.locator(".book-qr svg")).to_be_visible()
    expect(page.locator("details.year").get_by_text("Tốt", exact=True)).to_be_visible()
    look(page)
    page.evaluate("window.scrollTo({top: 0, behavior: 'instant'})")
    picture(page, "so-doan-vien")
    page.goto("/so-cua-toi/?in=1")
    look(page)
    page.emulate_media(media="print")
    expect(page.locator("figure svg")).to_be_visible()
    expect(page.get_by_role("link", name="Quay lại sổ")).to_be_hidden()
    page.emulate_media(media="screen")
    page.get_by_role("link", name="Quay lại sổ").click()
    page.get_by_role("link", name="Ai xem được hồ sơ của tôi").click()
    expect(page.get_by_text("Bí thư chi đoàn").first).to_be_visible()
    look(page)


def test_registering_without_script(open_page, world):
    w.enrol(world.dung, world.plan, state="draft", pledges=0)
    page = open_page(PHONE, java_script_enabled=False)
    sign_in(page, world.dung)
    page.get_by_role("link", name="Bắt đầu đăng ký").click()
    for _ in w.s0().groups:
        fill_group(page)
        page.locator("nav.cta button.btn-primary").click()
    page.get_by_role("button", name="Gửi chi đoàn duyệt").click()
    page.get_by_text("Đã gửi phiếu.").wait_for()
    sheet = Enrolment.objects.get(person=world.dung.person)
    assert sheet.state == "submitted"
    assert sheet.pledges.count() == 2 * len(w.s0().groups)
