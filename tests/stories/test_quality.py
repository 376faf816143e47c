"""What every page promises: light on the wire, and good to use by keyboard alone."""

import pytest
from django.urls import reverse

from sodoan.programmes.actions import rounds
from sodoan.programmes.models import Result, Round
from tests.programmes import world as w
from tests.stories import scenes
from tests.stories.conftest import PHONE
from tests.stories.screens import look, sign_in

pytestmark = [pytest.mark.story, pytest.mark.django_db(transaction=True)]

LIMIT = 100_000  # bytes, besides vendored files, which browsers keep
KEPT = ("/static/vendor/", ".woff2")


@pytest.fixture
def world(transactional_db, on):
    on(scenes.JUDGING)
    return scenes.build()


def weigh(page, path):
    """Bytes of a first visit as they come, uncompressed, without what browsers keep."""
    bodies = {}
    page.on("response", lambda answer: bodies.setdefault(answer.url, answer))
    page.goto(path)
    page.wait_for_load_state("networkidle")
    own = [one for url, one in bodies.items() if not any(part in url for part in KEPT)]
    assert own
    return sum(len(one.body()) for one in own if one.status == 200)


def test_first_pages_are_light(open_page, world):
    w.enrol(world.dung, world.plan)
    assert 0 < weigh(open_page(PHONE), "/dang-nhap/") <= LIMIT
    page = open_page(PHONE)
    sign_in(page, world.dung)
    fresh = page.context.new_page()
    assert 0 < weigh(fresh, "/") <= LIMIT


RING = """() => {
  const style = getComputedStyle(document.activeElement);
  const outlined = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2;
  return outlined || style.boxShadow !== "none";
}"""
FOCUSED = "document.activeElement.id"


def test_keyboard_skips_sees_and_closes(laptop, world):
    rows = scenes.sheets(world, scenes.members(world, 3))
    scenes.proven(rows)
    scenes.vote(world, scenes.met(world, rows, present=3), ["good"] * 3)
    Result.objects.update(comment="Đều đặn, có trách nhiệm.")
    round_ = rounds.send_round(Round.objects.get(), by=w.scope(world.an))
    sign_in(laptop, world.binh)
    laptop.goto(reverse("programmes:approve_round", args=[round_.pk]))
    keys = laptop.keyboard
    keys.press("Tab")
    assert laptop.get_by_role("link", name="Đến nội dung chính").bounding_box()["x"] >= 0
    assert laptop.evaluate(RING)
    keys.press("Enter")
    assert laptop.evaluate(FOCUSED) == "noi-dung"
    returning = laptop.get_by_role("link", name=f"Trả lại {scenes.NAMES[0]}")
    while not returning.evaluate("link => link === document.activeElement"):
        keys.press("Tab")
        assert laptop.evaluate(RING), laptop.evaluate("document.activeElement.outerHTML")
    keys.press("Enter")
    dialog = laptop.get_by_role("dialog")
    dialog.wait_for()
    assert dialog.evaluate("dialog => dialog.contains(document.activeElement)")
    look(laptop)
    keys.press("Escape")
    dialog.wait_for(state="detached")
    assert returning.evaluate("link => link === document.activeElement")


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
    seventh = laptop.locator("#id_form-6-born_on, #id_form-6-sex")
    assert [one.input_value() for one in seventh.all()] == ["male", "1/9/2006"]
    assert laptop.locator("#id_form-TOTAL_FORMS").input_value() == "7"
    said = laptop.get_by_text("Đã dán 7 dòng.")
    assert "7 ô không có trong danh mục" in said.inner_text()
