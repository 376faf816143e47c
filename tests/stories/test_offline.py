"""A report without a signal: told on a phone, kept under its owner, sent once it is back."""

from datetime import time

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from sodoan.activities.actions.planning import Planned, plan_activity
from sodoan.activities.actions.reporting import Report, report_activity
from sodoan.activities.actions.schemes import Days, launch_scheme
from sodoan.activities.actions.slots import Time, take_slots
from sodoan.activities.models import Activity
from sodoan.activities.packfile import shipped_schemes
from tests.programmes import above
from tests.programmes import world as w
from tests.stories import scenes
from tests.stories.screens import look, sign_in
from tests.stories.test_weeks import TUESDAY
from tests.windows import NO_SIGNAL, PHONE, REFUSED

pytestmark = [pytest.mark.story, pytest.mark.django_db(transaction=True)]
BAR = "[data-outbox-bar]"
KEPT = """async least => { for (let n = 0; n < 200; n++) {
  const found = [];
  for (const name of await caches.keys()) if (name.startsWith("so-doan-trang-")) {
    for (const one of await (await caches.open(name)).keys()) found.push(new URL(one.url).pathname);
  }
  if (found.length >= least && !document.querySelector("[data-keeping]")) return found;
  await new Promise(done => setTimeout(done, 50));
}
  return []; }"""


@pytest.fixture
def world(transactional_db, on):
    on(TUESDAY)
    return scenes.build()


@pytest.fixture
def activity(world):
    """Planned for today; binh is in charge."""
    officer, binh = w.scope(above.province_officer(world)), w.scope(world.binh)
    start = TUESDAY.replace(month=1, day=1)
    days = Days(start, TUESDAY.replace(year=TUESDAY.year + 1), TUESDAY)
    pack = shipped_schemes()["s2_30_minutes"]
    scheme = launch_scheme(world.province, by=officer, pack=pack, days=days)
    times = [Time(2, time(16, 30), "Hội trường")]
    unit = world.commune
    [slot] = take_slots(unit, by=binh, scheme=scheme, times=times, start=days.start)
    what = Planned(
        TUESDAY, "Tổng vệ sinh", theme=scheme.themes.first(), slot=slot, form="Ra quân",
        place="Hội trường", in_charge=world.binh.person,
    )  # fmt: skip
    return plan_activity(unit, by=binh, what=what)


@pytest.fixture
def phone(window):
    excused = [REFUSED, *NO_SIGNAL]
    return window(PHONE, excused=excused, locale="vi-VN", has_touch=True, is_mobile=True)


def pages(activity):
    names = ("activities:report", "activities:attendance")
    return [reverse(name, args=[activity.pk]) for name in names]


def test_report_waits_for_the_signal_and_nobody_else_sees_it(phone, world, activity, picture):
    report, attendance = pages(activity)
    sign_in(phone, world.binh)
    phone.goto(reverse("activities:home"))
    assert {report, attendance} <= set(phone.evaluate(KEPT, 4))

    phone.goto(report)
    look(phone)
    phone.context.set_offline(True)
    phone.goto(attendance)
    phone.get_by_role("link", name="Ghi cả danh sách có mặt").click()
    phone.get_by_label("Trần Quốc An: Vắng có lý do").check()
    phone.get_by_label("Trần Quốc An: lý do vắng").fill("Trực đêm")
    phone.get_by_role("button", name="Lưu điểm danh").click()
    phone.get_by_label("Đã làm gì").fill("Quét dọn ba tầng.")
    expect(phone.locator(BAR)).to_contain_text("1 việc chưa gửi.")
    phone.wait_for_timeout(600)
    phone.reload()  # the draft is back
    expect(phone.get_by_label("Đã làm gì")).to_have_value("Quét dọn ba tầng.")
    phone.get_by_label("Khách, thanh niên ngoài Đoàn").fill("4")
    phone.get_by_role("button", name="Gửi báo cáo").click()
    phone.get_by_role("heading", name="Chưa gửi").wait_for()
    expect(phone.locator(BAR)).to_contain_text("2 việc chưa gửi.")
    look(phone)
    picture(phone, "co-so-chua-gui")
    assert Activity.objects.get().version == 1

    phone.context.set_offline(False)
    sign_in(phone, world.an)  # the next one on this phone
    expect(phone.locator(BAR)).to_be_hidden()
    phone.goto(reverse("common:outbox"))
    phone.get_by_text("Không còn gì chưa gửi").wait_for()
    assert not set(phone.evaluate(KEPT, 0)) & {report, attendance}
    assert Activity.objects.get().version == 1

    sign_in(phone, world.binh)
    phone.get_by_text("Đã gửi báo cáo hoạt động.").wait_for()
    expect(phone.locator(BAR)).to_be_hidden()
    told = Activity.objects.get()
    assert (told.state, told.version, told.guests) == ("reported", 2, 4)
    assert told.attendances.filter(presence="excused").count() == 1
    assert told.sendings.count() == 1


def test_both_versions_are_shown_where_somebody_else_was_faster(phone, world, activity):
    report, attendance = pages(activity)
    sign_in(phone, world.binh)
    phone.goto(f"{attendance}?tat_ca=1")
    phone.get_by_role("button", name="Lưu điểm danh").click()
    phone.get_by_text("Đã lưu điểm danh").wait_for()
    phone.evaluate(KEPT, 4)
    phone.context.set_offline(True)
    phone.goto(report)
    phone.get_by_label("Đã làm gì").fill("Bản trên điện thoại.")
    phone.get_by_role("button", name="Gửi báo cáo").click()
    phone.get_by_role("heading", name="Chưa gửi").wait_for()
    theirs = Report("Sân", "Ra quân", "Bản của người khác.", "")
    report_activity(activity, by=w.scope(world.binh), report=theirs, version=1)

    phone.context.set_offline(False)
    phone.get_by_role("button", name="Gửi ngay").last.click()
    card = phone.locator("[data-outbox-list] section")
    expect(card).to_contain_text("Bản của người khác.")
    expect(card).to_contain_text("Bản trên điện thoại.")
    look(phone)
    card.get_by_role("link", name="Mở để sửa").click()
    expect(phone.get_by_label("Đã làm gì")).to_have_value("Bản trên điện thoại.")
    phone.goto(reverse("common:outbox"))
    card.get_by_role("button", name="Gửi bản của tôi").click()
    phone.get_by_text("Không còn gì chưa gửi").wait_for()
    told = Activity.objects.get()
    assert (told.done, told.version) == ("Bản trên điện thoại.", 3)
