"""What every page promises: good to use by keyboard alone, quick to fill from a sheet."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from sodoan.programmes.actions import rounds
from sodoan.programmes.models import Round
from tests.programmes import world as w
from tests.programmes.crowd import settled
from tests.stories import scenes
from tests.stories.screens import look, sign_in

pytestmark = [pytest.mark.story, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def world(transactional_db, on):
    on(scenes.JUDGING)
    return scenes.build()


RING = """() => {
  const style = getComputedStyle(document.activeElement);
  const outlined = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2;
  return outlined || style.boxShadow !== "none";
}"""


def test_keyboard_skips_sees_and_closes(laptop, world):
    rows = scenes.sheets(world, scenes.members(world, 3))
    scenes.proven(rows)
    scenes.vote(world, scenes.met(world, rows, present=3), ["good"] * 3)
    settled(world)
    round_ = rounds.send_round(Round.objects.get(), by=w.scope(world.an))
    sign_in(laptop, world.binh)
    laptop.goto(reverse("programmes:approve_round", args=[round_.pk]))
    keys = laptop.keyboard
    keys.press("Tab")
    expect(laptop.get_by_role("link", name="Đến nội dung chính")).to_be_in_viewport()
    assert laptop.evaluate(RING)
    keys.press("Enter")
    expect(laptop.locator("#noi-dung")).to_be_focused()
    returning = laptop.get_by_role("link", name=f"Trả lại {scenes.NAMES[0]}")
    tab_to(laptop, returning)
    keys.press("Enter")
    dialog = laptop.get_by_role("dialog")
    dialog.wait_for()
    expect(dialog.locator(":focus")).to_have_count(1)
    look(laptop)
    keys.press("Escape")
    dialog.wait_for(state="detached")
    expect(returning).to_be_focused()


PASTE = """text => { const data = new DataTransfer(); data.setData("text/plain", text);
  document.activeElement.dispatchEvent(
    new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true })); }"""


def test_rows_copied_from_a_sheet_fill_the_list_of_an_admission(laptop, world):
    sign_in(laptop, world.binh)
    laptop.goto(reverse("people:admit_many", args=[world.commune.pk]))
    look(laptop)
    laptop.locator("#id_form-0-full_name").focus()
    lines = [f"Đỗ Minh Khôi\tNam\t1/9/200{year}\tCHI ĐOÀN LẠ\t" for year in range(7)]
    laptop.evaluate(PASTE, "\r\n".join(lines))
    expect(laptop.locator("#id_form-6-sex")).to_have_value("male")
    expect(laptop.locator("#id_form-6-born_on")).to_have_value("1/9/2006")
    expect(laptop.locator("#id_form-TOTAL_FORMS")).to_have_value("7")
    expect(laptop.get_by_text("Đã dán 7 dòng.")).to_contain_text("7 ô không có trong danh mục")


def tab_to(page, control):
    """Press Tab until the control has the focus; every stop on the way can be seen."""
    for _ in range(60):
        if control.evaluate("one => one === document.activeElement"):
            return
        page.keyboard.press("Tab")
        assert page.evaluate(RING), page.evaluate("document.activeElement.outerHTML")
    raise AssertionError(f"Tab never reached {control}")


def test_a_content_is_registered_by_keyboard_alone(phone, world):
    w.enrol(world.dung, world.plan, state="draft", pledges=0)
    sign_in(phone, world.dung)
    tab_to(phone, phone.get_by_role("link", name="Bắt đầu đăng ký"))
    phone.keyboard.press("Enter")
    phone.locator(".pick").first.wait_for()
    for place in range(2):
        card = phone.locator(".pick").nth(place)
        tab_to(phone, card.get_by_role("checkbox").first)
        phone.keyboard.press("Space")
        tab_to(phone, card.get_by_label("Việc cụ thể bạn sẽ làm"))
        phone.keyboard.insert_text("Dọn kênh 2 buổi trước 30/9, chi đoàn xác nhận.")
    tab_to(phone, phone.locator("nav.cta button.btn-primary"))
    phone.keyboard.press("Enter")
    phone.get_by_text("Bước 2/", exact=False).first.wait_for()
