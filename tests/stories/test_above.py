"""The levels above: the grassroots officer returns and approves, the province drills down."""

import io

import pytest
from django.urls import reverse
from playwright.sync_api import expect
from python_calamine import CalamineWorkbook

from sodoan.programmes.actions import rounds
from sodoan.programmes.models import Result, Round
from tests.cast import enlist
from tests.programmes import world as w
from tests.programmes.crowd import settled
from tests.stories import scenes
from tests.stories.screens import download, look, sign_in

pytestmark = [pytest.mark.story, pytest.mark.django_db(transaction=True)]

GRADES = ["excellent"] * 3 + ["good"] * 14 + ["completed"] * 3


@pytest.fixture
def world(transactional_db, on):
    on(scenes.JUDGING)
    return scenes.build()


@pytest.fixture
def sent(world):
    """Twenty results on their way up; dung is one of the members."""
    people = [world.an.person, world.dung.person, *scenes.members(world, 18)]
    rows = scenes.sheets(world, people)
    scenes.proven(rows)
    meeting = scenes.met(world, rows, present=18)
    scenes.vote(world, meeting, GRADES)
    settled(world)
    return rounds.send_round(Round.objects.get(), by=w.scope(world.an))


def test_one_is_returned_and_the_rest_published(laptop, world, sent, picture):
    sign_in(laptop, world.binh)
    look(laptop)
    laptop.get_by_role("link", name="Xem và duyệt").click()
    return_one(laptop, picture)
    laptop.get_by_role("button", name="Duyệt cả 19 kết quả").click()
    laptop.get_by_text("Đã duyệt 19 kết quả.").wait_for()
    assert Result.objects.filter(state="approved").count() == 19
    repair(laptop, world)
    sign_in(laptop, world.binh)
    laptop.get_by_role("link", name="Xem và duyệt").click()
    laptop.get_by_role("button", name="Duyệt cả 1 kết quả").click()
    publish(laptop)
    round_ = Round.objects.get()
    assert round_.state == "published"
    assert round_.decision_no
    told(laptop, world, round_)


def return_one(page, picture):
    look(page)
    page.locator("summary", has_text="Vì sao").first.click()
    page.evaluate("scrollTo(0, 0)")  # the picture begins with the heading and the caps
    picture(page, "co-so-duyet")
    page.get_by_role("link", name="Trả lại Hồ Gia Dung").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Lý do").fill("Ghi rõ hơn phần giúp đỡ công nhân mới.")
    look(page)
    dialog.get_by_role("button").last.click()
    page.get_by_text("Ghi rõ hơn phần giúp đỡ công nhân mới.").first.wait_for()


def repair(page, world):
    sign_in(page, world.an)
    look(page)
    page.get_by_role("link", name="Xem và gửi lại").first.click()
    look(page)
    page.get_by_role("link", name="Hồ Gia Dung").first.click()
    look(page)
    page.get_by_label("Nhận xét năm").fill("Giúp 2 công nhân mới học nghề từ tháng 3 đến tháng 6.")
    page.get_by_role("button", name="Lưu", exact=True).click()
    page.get_by_text("Đã lưu phần của Hồ Gia Dung.").wait_for()
    page.goto(reverse("programmes:send_round", args=[world.branch.pk, world.programme.pk, "other"]))
    page.get_by_role("button", name="Chuyển kết quả").click()
    page.get_by_text("Kết quả đã chuyển").wait_for()


def publish(page):
    page.get_by_role("link", name="Công bố kết quả").first.click()
    look(page)
    page.get_by_role("button", name="Cấp số và công bố").click()
    page.wait_for_url(lambda url: "cong-bo" not in url)
    look(page)


def told(page, world, round_):
    name, content = download(page, "Quyết định")
    assert name.endswith(".docx")
    assert content.startswith(b"PK")
    sign_in(page, world.dung)
    page.goto(reverse("notices:inbox"))
    expect(page.get_by_text("Đã công bố kết quả")).to_be_visible()
    look(page)
    result = Result.objects.get(enrolment__person=world.dung.person)
    page.goto(reverse("programmes:sheet", args=[result.enrolment_id]))
    expect(page.get_by_text("Giúp 2 công nhân mới học nghề")).to_be_visible()
    expect(page.locator("main").get_by_text("Xuất sắc").first).to_be_visible()
    look(page)


def test_from_a_percentage_to_a_name(laptop, world, picture):
    em = enlist("Võ Hoài Em", world.stranger_branch, "bi-thu", post_in=world.province)
    scenes.province(world)
    sign_in(laptop, em)
    look(laptop)
    laptop.get_by_role("link", name="Rèn luyện, xếp loại").first.click()
    look(laptop)
    laptop.get_by_role("link", name="Số liệu", exact=True).first.click()
    look(laptop)
    picture(laptop, "tinh-so-lieu")
    commune = laptop.get_by_role("row").filter(has_text="Đoàn xã An Hòa")
    accepted = commune.get_by_role("cell").filter(has_text="72,0\N{NO-BREAK SPACE}%").last
    figure = int(accepted.get_by_role("link").inner_text())
    assert figure == 18
    accepted.get_by_role("link").click()
    look(laptop)
    names = laptop.locator("main tbody th").all_inner_texts()
    assert len(names) == figure
    name, content = download(laptop, "Xuất .xlsx")
    assert name.endswith(".xlsx")
    lines = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0).to_python()
    assert len([line for line in lines if {*line} & {*names}]) == figure
    laptop.get_by_role("link", name=names[-1]).first.click()
    laptop.get_by_role("heading", name=names[-1]).wait_for()
    look(laptop)
