"""A monthly report: filled from records, returned, handed in again, accepted, added up above."""

from datetime import date

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from sodoan.access.scopes import scope_of
from sodoan.reports.actions.opening import issue_form
from sodoan.reports.models import Obligation, SubmittedCell
from sodoan.reports.packfile import shipped_reports
from tests.programmes import above
from tests.stories import scenes
from tests.stories.screens import look, sign_in

pytestmark = [pytest.mark.story, pytest.mark.django_db(transaction=True)]
DAY = date(scenes.YEAR, 11, 3)


@pytest.fixture
def world(transactional_db, on):
    on(DAY)
    return scenes.build()


def test_a_report_goes_up_level_by_level(laptop, phone, world, picture):
    officer = above.province_officer(world)
    pack = shipped_reports()["monthly"]
    form = issue_form(
        world.commune.parent, by=scope_of(officer), pack=pack, start=date(2026, 10, 1)
    )
    sign_in(phone, world.an)
    fill_in(phone, picture)
    sign_in(laptop, world.binh)
    send_back(laptop)
    mend(phone)
    accept(laptop)
    add_up(laptop, picture)
    settle_above(laptop, officer, picture)
    ours = Obligation.objects.get(
        unit=world.commune, period__form=form, period__label="Tháng 10/2026"
    )
    blood = SubmittedCell.objects.get(submission__obligation=ours, key="blood")
    assert (blood.value, blood.is_sum, ours.state) == (7, True, "accepted")


def fill_in(page, picture):
    """From the phone's first screen: another figure than counted, a reason, words."""
    open_owed(page, "Nộp Báo cáo công tác Đoàn: Tháng 10/2026")
    page.get_by_label("Tổng số đoàn viên").fill("99")
    page.get_by_label("Người hiến máu").fill("ba")
    page.get_by_label("Nhận xét và kiến nghị").fill("Thiếu sân sinh hoạt.")
    page.get_by_role("button", name="Lưu", exact=True).click()
    page.get_by_text("“ba” chưa phải là một số.").first.wait_for()
    page.get_by_label("Người hiến máu").fill("5")
    page.get_by_label("Kinh phí công trình (triệu đồng)").fill("1,5")
    page.get_by_role("button", name="Nộp báo cáo").click()
    page.get_by_text("khác số hệ thống. Đồng chí ghi lý do.").first.wait_for()
    look(page)
    picture(page, "chi-doan-bao-cao")
    page.get_by_label("Vì sao khác số hệ thống").fill("Thêm người vừa chuyển đến.")
    page.get_by_role("button", name="Nộp báo cáo").click()
    page.get_by_text("Đã nộp báo cáo.").wait_for()
    look(page)


def open_owed(page, todo):
    """What the first screen asks for, in the list of reports."""
    page.get_by_text(todo).wait_for()
    page.goto(reverse("reports:home"))
    look(page)
    page.get_by_role("link", name="Báo cáo công tác Đoàn, Tháng 10/2026").click()
    look(page)


def send_back(page):
    page.get_by_text("Duyệt báo cáo của Chi đoàn").wait_for()
    page.goto(f"{reverse('reports:home')}?xem=cho-duyet")
    page.get_by_role("link", name="Báo cáo công tác Đoàn, Tháng 10/2026").click()
    look(page)
    expect(page.get_by_text("“Thêm người vừa chuyển đến.”")).to_be_visible()
    page.get_by_role("button", name="Trả lại").click()
    page.get_by_text("Đồng chí ghi cần bổ sung, sửa điều gì.").wait_for()
    page.get_by_label("Nhận xét, hoặc điều cần bổ sung").fill("Bổ sung số hiến máu.")
    page.get_by_role("button", name="Trả lại").click()
    page.get_by_text("Đã trả lại báo cáo.").wait_for()


def mend(page):
    page.goto("/")
    open_owed(page, "Nộp lại Báo cáo công tác Đoàn: Tháng 10/2026")
    page.get_by_text("“Bổ sung số hiến máu.”").wait_for()
    page.get_by_label("Người hiến máu").fill("7")
    page.get_by_role("button", name="Nộp lại").click()
    page.get_by_text("Đã nộp báo cáo.").wait_for()


def accept(page):
    page.reload()
    expect(page.get_by_text("5 → 7")).to_be_visible()
    look(page)
    page.get_by_role("button", name="Duyệt", exact=True).click()
    page.get_by_text("Đã duyệt báo cáo.").wait_for()


def add_up(page, picture):
    """The commune's own report: sums, the table below them, words to quote."""
    page.goto(reverse("reports:home"))
    look(page)
    page.get_by_role("link", name="Báo cáo công tác Đoàn, Tháng 10/2026").click()
    expect(page.get_by_label("Người hiến máu")).to_have_value("7")
    picture(page, "co-so-lap-bao-cao")
    look(page)
    page.get_by_text("1 đơn vị đã viết").click()
    page.get_by_label("Thiếu sân sinh hoạt.").check()
    page.get_by_role("button", name="Trích vào báo cáo").click()
    page.get_by_text("Đã trích vào báo cáo.").wait_for()
    expect(page.get_by_label("Nhận xét và kiến nghị")).to_have_value(
        "Chi đoàn Khu phố 1: Thiếu sân sinh hoạt."
    )
    page.get_by_role("link", name="Đã nộp").click()
    look(page)
    page.go_back()
    page.get_by_role("button", name="Nộp báo cáo").click()
    page.get_by_text("Đã nộp báo cáo.").wait_for()


def settle_above(page, officer, picture):
    """The province: the heat map, who is late, a nudge, the report of the commune accepted."""
    sign_in(page, officer)
    page.goto(reverse("reports:home"))
    page.get_by_role("link", name="Tình hình nộp").click()
    look(page)
    picture(page, "tinh-tinh-hinh-nop")
    page.get_by_role("link", name="Chờ duyệt").first.click()
    page.get_by_role("button", name="Duyệt", exact=True).click()
    page.get_by_text("Đã duyệt báo cáo.").wait_for()
    page.goto(f"{reverse('reports:overview')}?theo=mau")
    look(page)
    page.goto(reverse("reports:year"))
    look(page)
