"""The member's pages in a real browser: accessible, as wide as the screen, alive with script."""

import os
import re
from datetime import date
from pathlib import Path

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from sodoan.common.clock import today
from sodoan.programmes.models import Pledge, ProgressNote
from sodoan.programmes.queries.record import sign_book
from tests.programmes import world as w
from tests.stories.axe import assert_accessible
from tests.windows import LAPTOP, PHONE, REFUSED

pytestmark = [pytest.mark.story, pytest.mark.django_db(transaction=True)]

LOOK = os.environ.get("SODOAN_LOOK")


@pytest.fixture
def visit(window):
    """`visit(user, path, size)` opens a page of the user's."""

    def go(user, path, size=PHONE, **options):
        page = window(size, user=user, **options)
        page.goto(path)
        return page

    return go


@pytest.fixture
def world(transactional_db):
    return w.build(today().year)


@pytest.fixture
def pages(world):
    """Addresses of every page of a member, by a short name."""
    draft = w.enrol(world.hoa, world.plan, state="returned", pledges=1)
    draft.comment = "Câu thứ hai còn chung, bạn ghi rõ mấy buổi."
    draft.save()
    Pledge.objects.filter(enrolment=draft, group_key="ethics").update(
        text="Tham gia tích cực các hoạt động tình nguyện.", quantity=None, due_on=None, proof=""
    )
    done = w.enrol(world.dung, world.plan)
    pledge = done.pledges.first()
    w.prove(pledge)
    w.prove(pledge, state="pending", text="Ảnh chụp buổi thứ hai")
    ProgressNote.objects.create(pledge=pledge, text="Đã đăng ký buổi thứ ba.", by=world.dung)
    old = w.plan_of(world.commune, 2024)
    result = w.publish(w.enrol(world.dung, old))
    hoa, dung = world.hoa, world.dung
    return {
        "mine": (dung, reverse("programmes:mine")),
        "mine-draft": (hoa, reverse("programmes:mine")),
        "group": (hoa, reverse("programmes:group", args=[draft.pk, "ethics"])),
        "review": (hoa, reverse("programmes:sheet", args=[draft.pk])),
        "sheet": (dung, reverse("programmes:sheet", args=[done.pk])),
        "sheet-old": (dung, reverse("programmes:sheet", args=[result.enrolment_id])),
        "evidence": (dung, reverse("programmes:add_evidence", args=[pledge.pk])),
        "amend": (dung, reverse("programmes:amend", args=[done.pk])),
        "assess": (dung, reverse("programmes:self_assess", args=[done.pk])),
        "complain": (dung, reverse("programmes:complain", args=[result.pk])),
        "book": (dung, reverse("programmes:record_book")),
    }


def test_every_page_is_accessible_and_fits_a_laptop(visit, pages):
    """On a phone the walk over every page sees to that (`tests/stories`)."""
    laptops = {
        user: visit(user, "/", LAPTOP) for user in dict.fromkeys(u for u, _ in pages.values())
    }
    for name, (user, path) in pages.items():
        page = laptops[user]
        page.goto(path)
        if LOOK:
            page.screenshot(path=Path(LOOK) / f"{name}-1280.png", full_page=True)
        assert page.evaluate("document.documentElement.scrollWidth") == LAPTOP["width"], name
        assert_accessible(page)


def test_words_are_judged_and_saved_while_they_are_typed(visit, pages, world):
    user, path = pages["group"]
    page = visit(user, path)
    expect(page.locator("[data-picked]")).to_contain_text("Đã chọn 1/2")
    page.get_by_text("Tình nguyện vì cộng đồng nơi cư trú").click()
    expect(page.locator("[data-picked]")).to_contain_text("Đã chọn 2/2")
    card = page.locator(".pick").filter(has_text="Tình nguyện vì cộng đồng")
    card.get_by_label("Việc cụ thể bạn sẽ làm").fill("Tham gia tích cực.")
    card.get_by_text("Câu này còn chung chung.").wait_for()
    card.get_by_label("Số lượng").fill("5")
    card.get_by_text(re.compile("ít nhất 5 ")).wait_for()
    page.locator("[data-saved]:visible", has_text="Đã tự lưu lúc").wait_for()
    saved = Pledge.objects.filter(text="Tham gia tích cực.", quantity=5)
    for _ in range(100):  # the tick may have been saved before the words
        if saved.exists():
            break
        page.wait_for_timeout(100)
    kept = saved.get()
    card.get_by_role("button", name="Dùng câu này").click()
    page.wait_for_url(re.compile("#the-"))
    kept = Pledge.objects.get(enrolment__person=user.person, criterion_key=kept.criterion_key)
    assert kept.text.startswith("Tham gia ít nhất 5 ")
    page.get_by_text("Đủ cụ thể.").first.wait_for()


def test_the_button_of_the_ready_sentence_keeps_the_focus_when_it_is_renewed(visit, world):
    sheet = w.enrol(world.dung, world.plan, state="draft", pledges=0)
    page = visit(world.dung, reverse("programmes:register", args=[sheet.pk]))
    card = page.locator(".pick").first
    card.get_by_role("checkbox").first.check()
    button = card.get_by_role("button", name="Dùng câu này")
    button.focus()
    button.evaluate("one => { one.dataset.old = '1' }")
    with page.expect_response(re.compile("goi-y=")):
        card.get_by_label("Việc cụ thể bạn sẽ làm").dispatch_event("change")
    expect(button).not_to_have_attribute("data-old", "1")
    expect(button).to_be_focused()


def test_another_device_is_noticed_while_typing(visit, pages):
    user, path = pages["group"]
    phone, laptop = visit(user, path), visit(user, path, LAPTOP, excused=["409 (Conflict)"])
    phone.get_by_label("Việc cụ thể bạn sẽ làm").first.fill("Viết ở điện thoại")
    phone.locator("[data-saved]:visible", has_text="Đã tự lưu lúc").wait_for()
    laptop.get_by_label("Việc cụ thể bạn sẽ làm").first.fill("Viết ở máy tính")
    laptop.locator("[data-saved]:visible", has_text="vừa được sửa ở máy khác").wait_for()
    texts = Pledge.objects.filter(enrolment__person=user.person).values_list("text", flat=True)
    assert "Viết ở điện thoại" in texts
    assert "Viết ở máy tính" not in texts


def test_day_that_cannot_be_read_is_marked_once_left_and_is_there_again(visit, world):
    sheet = w.enrol(world.dung, world.plan, state="draft")
    path = reverse("programmes:group", args=[sheet.pk, "ideals"])
    page = visit(world.dung, path, excused=[REFUSED])
    card = page.locator(".pick:has(input:checked)").first
    card.get_by_text("Bạn sẽ đo bằng cách nào?").click()
    due = card.get_by_label("Xong trước ngày")
    stored = due.input_value()
    due.fill("27/11")
    page.locator("[data-saved]:visible", has_text="Còn ô chưa đọc được").wait_for()
    expect(due).not_to_have_class(re.compile("bad"))  # it may still be typed
    due.blur()
    expect(due).to_have_attribute("aria-invalid", "true")
    expect(due).to_have_accessible_description(re.compile("“27/11” chưa phải là một ngày"))
    assert_accessible(page)
    page.goto(reverse("programmes:mine"))
    page.goto(path)
    expect(due).to_be_visible()  # its part was folded away, as the stored words are concrete
    expect(due).to_have_value("27/11")
    expect(due).to_have_attribute("aria-invalid", "true")
    due.fill(stored)
    page.locator("[data-saved]:visible", has_text="Đã tự lưu lúc").wait_for()
    expect(due).not_to_have_attribute("aria-invalid", "true")
    assert page.evaluate("localStorage.length") == 0


@pytest.fixture
def unread(visit, world):
    """A step of the wizard whose first day has just been refused: the page and that field."""
    sheet = w.enrol(world.dung, world.plan, state="draft")
    path = reverse("programmes:group", args=[sheet.pk, "ideals"])
    page = visit(world.dung, path, excused=[REFUSED, "ERR_FAILED"])
    card = page.locator(".pick:has(input:checked)").first
    card.get_by_text("Bạn sẽ đo bằng cách nào?").click()
    due = card.get_by_label("Xong trước ngày")
    due.fill("27/11")
    page.locator("[data-saved]:visible", has_text="Còn ô chưa đọc được").wait_for()
    return page, due


def cut_off(page):
    """Let nothing arrive that the page saves of itself."""
    page.route("**", lambda r: r.abort() if "x-autosave" in r.request.headers else r.continue_())


def leave_and_return(page):
    path = page.url
    page.goto(reverse("programmes:mine"))
    page.unroute_all()
    page.goto(path)


def test_note_of_a_refused_day_is_said_once_and_goes_when_the_day_is_typed_again(unread):
    page, due = unread
    due.blur()
    note = page.locator("[data-refused]")
    note.evaluate("one => { one.dataset.first = '1' }")
    amount = page.locator(".pick:has(input:checked)").first.get_by_label("Số lượng")
    with page.expect_response("**/dang-ky/ideals/"):
        amount.fill("7")
    page.keyboard.press("Tab")
    page.wait_for_timeout(200)  # what a field left or an answer would change is done
    expect(note).to_have_attribute("data-first", "1")
    due.fill("27/1")
    expect(note).to_have_count(0)
    due.fill("27/11")
    due.blur()
    expect(note).to_have_count(1)  # the same words are asked again
    cut_off(page)  # no further answer takes it away
    due.fill("15/10/2025")
    due.blur()
    page.locator("[data-saved]:visible", has_text="Chưa gửi lên được").wait_for()
    expect(note).to_have_count(0)
    assert due.get_attribute("aria-invalid") is None


def test_what_was_typed_after_a_refusal_wins_though_its_saving_failed(unread):
    page, due = unread
    cut_off(page)
    due.fill("15/10/2025")
    page.locator("[data-saved]:visible", has_text="Chưa gửi lên được").wait_for()
    leave_and_return(page)
    expect(due).to_have_value("15/10/2025")
    page.locator("[data-saved]:visible", has_text="Đã tự lưu lúc").wait_for()
    assert Pledge.objects.filter(due_on=date(2025, 10, 15)).exists()


def test_refused_day_does_not_hide_what_another_device_has_stored(unread):
    page, due = unread
    Pledge.objects.filter(group_key="ideals").update(due_on=date(2025, 10, 15))
    leave_and_return(page)
    expect(due).to_have_value("15/10/2025")
    assert page.evaluate("localStorage.length") == 0


def test_refused_day_of_words_that_were_saved_is_not_in_the_next_empty_card(unread):
    page, due = unread
    page.get_by_text("Tự viết tiêu chí khác").click()
    blank = page.locator("details.own")
    blank.get_by_label("Xong trước ngày").fill("31/11")
    blank.get_by_label("Việc cụ thể bạn sẽ làm").fill("Kể chuyện cho 10 em")
    expect(blank.get_by_label("Xong trước ngày")).to_have_attribute("aria-invalid", "true")
    leave_and_return(page)
    expect(due).to_have_value("27/11")
    expect(blank.get_by_label("Xong trước ngày")).to_have_value("")
    assert Pledge.objects.filter(text="Kể chuyện cho 10 em").exists()


def test_wizard_works_without_script(visit, pages):
    user, path = pages["group"]
    page = visit(user, path, java_script_enabled=False)
    page.get_by_text("Tình nguyện vì cộng đồng nơi cư trú").click()
    card = page.locator(".pick").filter(has_text="Tình nguyện vì cộng đồng")
    card.get_by_label("Việc cụ thể bạn sẽ làm").fill("Dọn kênh 2 buổi trước 30/06")
    page.get_by_role("button", name="Tiếp tục: Chuyên môn").click()
    expect(page).to_have_url(re.compile("/dang-ky/profession/$"))
    assert Pledge.objects.filter(text="Dọn kênh 2 buổi trước 30/06").exists()


def test_note_appears_with_the_outcome_and_saves_itself(visit, pages):
    user, path = pages["assess"]
    page = visit(user, path)
    first = page.locator(".judged").first
    expect(first.get_by_label("Giải thích")).to_be_hidden()
    first.get_by_text("Đạt một phần").click()
    first.get_by_label("Giải thích").fill("Mới dự 1 buổi.")
    page.locator("[data-saved]:visible", has_text="Đã tự lưu lúc").wait_for()


def test_code_page_is_accessible_to_a_stranger(visit, pages, world):
    token = sign_book(world.dung.person)
    page = visit(None, reverse("programmes:verify", args=[token]))
    expect(page.get_by_text("Hồ Gia Dung")).to_be_visible()
    assert_accessible(page)
