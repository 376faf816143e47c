"""The branch's pages in a real browser: accessible, as wide as the screen, alive with script."""

import os
import re
from pathlib import Path

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from sodoan.programmes.actions.meetings import meet_again
from sodoan.programmes.actions.rounds import save_ballots
from sodoan.programmes.engine.votes import Ballots
from sodoan.programmes.models import Ballot, Review
from sodoan.programmes.queries.pledges import as_engine
from tests.programmes import above
from tests.programmes import world as w
from tests.programmes.crowd import TALK, convened, knowing, opened, seated, sheets
from tests.stories.axe import assert_accessible
from tests.windows import LAPTOP, NO_SIGNAL, PHONE, REFUSED

pytestmark = [pytest.mark.story, pytest.mark.django_db(transaction=True)]

LOOK = os.environ.get("SODOAN_LOOK")


@pytest.fixture
def visit(window):
    """`visit(user, path, size)` opens a page of the user's."""
    told_by_the_page = [*NO_SIGNAL, REFUSED]

    def go(user, path, size=PHONE, **options):
        page = window(size, user=user, excused=told_by_the_page, **options)
        page.goto(path)
        return page

    return go


@pytest.fixture
def world(transactional_db):
    return w.build()


def look(page, name, size):
    if LOOK:
        page.screenshot(path=Path(LOOK) / f"{name}-{size['width']}.png", full_page=True)


def meeting_of(world, count=4):
    found = sheets(world, count)
    knowing(found)
    meeting = convened(world, opened(world))
    seated(world, meeting, count)
    return meeting


def test_pages_are_accessible_and_fit_a_laptop(world, visit):
    """On a phone the walk over every page sees to that (`tests/stories`)."""
    from sodoan.programmes.actions.amending import propose_amendment

    waiting = w.enrol(world.dung, world.plan, state="submitted", pledges=1)
    draft = w.enrol(world.hoa, world.plan, state="draft", pledges=1)
    changing, talked, *_ = sheets(world, 3)
    w.prove(changing.pledges.first(), state="pending")
    change = propose_amendment(
        changing, by=w.scope(world.an), reason="Đổi ca làm", pledges=as_engine(changing)[:8]
    )
    round_ = opened(world)
    convened(world, round_)
    result = round_.results.get(enrolment=talked)
    unit, programme = world.branch.pk, world.programme.pk
    addresses = {
        "roster": reverse("programmes:branch", args=[unit]),
        "read": reverse("programmes:branch", args=[unit]) + "?xem=phieu",
        "open": reverse("programmes:open_drafts", args=[unit]),
        "decide": reverse("programmes:decide", args=[waiting.pk]),
        "on-behalf": reverse("programmes:on_behalf", args=[draft.pk]),
        "amendment": reverse("programmes:decide_amendment", args=[change.pk]),
        "evidence": reverse("programmes:evidence_queue", args=[unit]),
        "talks": reverse("programmes:review_roster", args=[unit, TALK]) + f"?mo={talked.pk}",
        "propose": reverse("programmes:propose", args=[unit, programme, "other", result.pk]),
    }
    for name in ("round", "attendance", "voting", "fact_entries", "proposals", "send_round"):
        addresses[name] = reverse(f"programmes:{name}", args=[unit, programme, "other"])
    addresses["all-figures"] = addresses["fact_entries"] + "?cot=du"
    page = visit(world.an, addresses["roster"], LAPTOP)
    for name, address in addresses.items():
        page.goto(address)
        look(page, name, LAPTOP)
        over = page.evaluate("document.documentElement.scrollWidth - innerWidth")
        assert over <= 0, f"{name} is {over} px too wide"
        assert_accessible(page)


def test_talk_is_saved_in_two_taps_and_the_next_panel_opens(world, visit):
    one, two, _ = sheets(world, 3)
    address = reverse("programmes:review_roster", args=[world.branch.pk, TALK])
    page = visit(world.an, address, has_touch=True, is_mobile=True)
    page.locator(f"#nguoi-{one.pk}").tap()
    page.get_by_role("button", name="Đúng tiến độ").tap()
    page.get_by_role("heading", name=str(two.person)).wait_for()
    expect(page.get_by_role("heading", level=1)).to_contain_text("1/3")
    assert Review.objects.get().enrolment == one


def test_talks_without_network_wait_and_are_sent_later(world, visit):
    one, two, three = sheets(world, 3)
    address = reverse("programmes:review_roster", args=[world.branch.pk, TALK])
    page = visit(world.an, address)
    page.context.set_offline(True)
    page.locator(f"#nguoi-{one.pk}").click()
    page.get_by_role("button", name="Chậm").click()
    page.get_by_role("heading", name=str(two.person)).wait_for()
    page.get_by_role("button", name="Đúng tiến độ").click()
    page.get_by_text("2 người chưa gửi lên.").wait_for()
    page.get_by_role("heading", name=str(three.person)).wait_for()
    assert not Review.objects.exists()
    page.context.set_offline(False)
    page.get_by_role("heading", name="2/3").wait_for()
    assert dict(Review.objects.values_list("enrolment", "standing")) == {
        one.pk: "slow",
        two.pk: "on_track",
    }
    expect(page.locator("[data-queue-box]")).to_be_hidden()


def test_talk_sent_later_from_another_page_leaves_the_page_its_own(world, visit):
    (one,) = sheets(world, 1)
    page = visit(world.an, reverse("programmes:review_roster", args=[world.branch.pk, TALK]))
    saving = re.compile("/phieu/")
    page.route(saving, lambda route: route.abort("internetdisconnected"))
    page.locator(f"#nguoi-{one.pk}").click()
    page.get_by_role("button", name="Chậm").click()
    page.get_by_text("1 người chưa gửi lên.").wait_for()
    page.unroute(saving)
    page.goto(reverse("programmes:review_roster", args=[world.branch.pk, "2025_2"]))
    expect(page.locator("[data-queue-box]")).to_be_hidden()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Trao đổi quý II/2025: 0/1")
    assert Review.objects.get().period == TALK


def test_talks_work_without_script(world, visit):
    one, two, _ = sheets(world, 3)
    address = reverse("programmes:review_roster", args=[world.branch.pk, TALK])
    page = visit(world.an, address, java_script_enabled=False)
    page.locator(f"#nguoi-{one.pk}").click()
    page.get_by_role("button", name="Cần giúp").click()
    page.wait_for_url(lambda url: url.endswith(f"&mo={two.pk}#nguoi-{two.pk}"))
    assert Review.objects.get().standing == "needs_help"


def test_ballots_of_the_meeting_before_are_not_filled_up_as_blank(world, visit):
    meeting = meeting_of(world)
    first = meeting.round.results.order_by("enrolment__person__sort_key")[0]
    short = {first.enrolment_id: Ballots({"good": 3})}
    save_ballots(meeting, by=w.scope(world.an), counted=short)
    seated(world, meet_again(meeting.round, by=w.scope(world.an), reason="Phiếu thiếu"), 4)
    address = reverse("programmes:voting", args=[world.branch.pk, world.programme.pk, "other"])
    page = visit(world.an, address, LAPTOP)
    page.get_by_text("Phiếu họp lần 1 chưa khớp số người có mặt lần ấy").wait_for()
    fill = page.locator(f"[data-fill='{first.pk}']")
    expect(fill).to_be_hidden()
    fill.dispatch_event("click")
    expect(page.locator(f"[name=b-{first.pk}]")).to_have_value("")
    page.locator(f"[name=v-{first.pk}-excellent]").focus()
    for key in ("0", "Tab", "3", "Tab", "0", "Tab", "0"):
        page.keyboard.press(key)
    fill.click()
    page.get_by_text("Đã lưu").wait_for()
    kept = Ballot.objects.get(meeting__number=2)
    assert (kept.votes, kept.blank) == ({"good": 3}, 1)


def test_votes_are_typed_row_by_row_with_the_keyboard(world, visit):
    meeting = meeting_of(world)
    address = reverse("programmes:voting", args=[world.branch.pk, world.programme.pk, "other"])
    page = visit(world.an, address, LAPTOP)
    first, second = meeting.round.results.order_by("enrolment__person__sort_key")[:2]
    page.locator(f"[name=v-{first.pk}-excellent]").focus()
    for key in ("0", "Tab", "4", "Tab", "0", "Tab", "0", "Enter"):
        page.keyboard.press(key)
    expect(page.locator(f"[name=v-{second.pk}-excellent]")).to_be_focused()
    page.locator(f"#de-xuat-{first.pk} .t-ok").get_by_text("Tốt").wait_for()
    for key in ("0", "Tab", "3", "Tab", "0", "Tab", "0"):
        page.keyboard.press(key)
    page.get_by_text("Cộng được 3 phiếu nhưng có mặt 4 người").wait_for()
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Ghi 1 phiếu trắng").click()
    page.locator(f"#de-xuat-{second.pk} .t-ok").get_by_text("Tốt").wait_for()
    page.locator("#so-lieu-hop").get_by_text("2", exact=True).first.wait_for()
    assert {(ballot.votes["good"], ballot.blank) for ballot in Ballot.objects.all()} == {
        (4, 0),
        (3, 1),
    }


@pytest.mark.parametrize("name", ["proposals", "propose"])
def test_a_ready_comment_follows_the_grade_chosen_own_words_stay(world, visit, name):
    meeting = meeting_of(world)
    result = meeting.round.results.order_by("enrolment__person__sort_key").first()
    counted = {result.enrolment_id: Ballots({"good": 4}, 0)}
    save_ballots(meeting, by=w.scope(world.an), counted=counted)
    keys = [world.branch.pk, world.programme.pk, "other"]
    address = reverse(f"programmes:{name}", args=keys + [result.pk] * (name == "propose"))
    page = visit(world.an, address, LAPTOP)
    grade, box = page.locator(f"[name=m-{result.pk}]"), page.locator(f"[name=n-{result.pk}]")
    expect(box).to_have_value(re.compile("^Hoàn thành tốt"))
    grade.select_option("excellent")
    expect(box).to_have_value(re.compile("^Hoàn thành xuất sắc"))
    box.fill("Giúp tổ may tăng năng suất.")
    grade.select_option("good")
    expect(box).to_have_value("Giúp tổ may tăng năng suất.")


def test_reasons_open_below_the_row_and_keep_what_was_typed(world, visit):
    meeting = meeting_of(world)
    result = meeting.round.results.order_by("enrolment__person__sort_key").first()
    address = reverse("programmes:voting", args=[world.branch.pk, world.programme.pk, "other"])
    page = visit(world.an, address, LAPTOP)
    page.locator(f"[name=v-{result.pk}-good]").fill("2")
    page.locator(f"[data-why='{result.pk}']").click()
    page.get_by_role("heading", name="Vì sao xếp loại").wait_for()
    expect(page.locator(f"[name=v-{result.pk}-good]")).to_have_value("2")
    page.locator(f"[data-why='{result.pk}']").click()
    expect(page.get_by_role("heading", name="Vì sao xếp loại")).to_have_count(0)


def test_quorum_is_told_while_ticking(world, visit):
    sheets(world, 3)
    convened(world, opened(world))
    address = reverse("programmes:attendance", args=[world.branch.pk, world.programme.pk, "other"])
    page = visit(world.an, address)
    expect(page.locator("[data-quorum]")).to_contain_text("có mặt 0/3")
    page.get_by_role("link", name="Ghi cả danh sách có mặt").click()
    expect(page.locator("[data-quorum]")).to_contain_text("Đủ điều kiện họp: có mặt 3/3")


def found(page, words):
    """Search as one types, and wait for the one row that stays."""
    page.get_by_role("searchbox", name="Tìm trong danh sách").fill(words)
    expect(page.locator("#danh-sach-dong th[scope=row]")).to_have_count(1)


def all_again(page, count):
    page.get_by_role("link", name="Tất cả").click()
    page.get_by_role("searchbox", name="Tìm trong danh sách").fill("")
    expect(page.locator("#danh-sach-dong th[scope=row]")).to_have_count(count)


def test_attendance_ticked_stays_while_one_searches_and_only_what_is_seen_is_saved(world, visit):
    an, binh, chi = (one.person_id for one in sheets(world, 3))
    meeting = convened(world, opened(world))
    address = reverse("programmes:attendance", args=[world.branch.pk, world.programme.pk, "other"])
    page = visit(world.an, address)
    page.locator(f"[name=p-{an}][value=present]").check()
    page.locator(f"[name=l-{binh}]").fill("Đi làm ca đêm")
    note = page.locator("[data-kept]")
    expect(note).to_be_hidden()
    found(page, "chi")
    expect(note).to_contain_text("2 người có ô chưa lưu đang bị ẩn")
    look(page, "attendance-searched", PHONE)
    page.get_by_role("link", name="Ghi người đang hiện có mặt").click()
    expect(page.locator("[data-quorum]")).to_contain_text("có mặt 1/3")
    all_again(page, 3)
    expect(note).to_be_hidden()
    expect(page.locator(f"[name=p-{an}][value=present]")).to_be_checked()
    expect(page.locator(f"[name=l-{binh}]")).to_have_value("Đi làm ca đêm")
    expect(page.locator("[data-quorum]")).to_contain_text("có mặt 2/3")
    assert not meeting.attendances.exists()
    found(page, "chi")
    page.once("dialog", lambda dialog: dialog.accept())  # the two hidden will not be saved
    page.get_by_role("button", name="Lưu người đang hiện").click()
    page.get_by_text("Đã lưu điểm danh 1 người").wait_for()
    assert list(meeting.attendances.values_list("person", flat=True)) == [chi]


def test_ticked_for_approval_and_hidden_is_not_approved(world, visit):
    round_ = above.sent_round(world, world.branch, world.commune, ["good"] * 3)
    one, other, _ = round_.results.order_by("pk")
    page = visit(world.binh, reverse("programmes:approve_round", args=[round_.pk]), LAPTOP)
    page.get_by_role("checkbox", name=str(one.enrolment.person)).check()
    found(page, "lon 1")
    expect(page.locator("[data-kept]")).to_contain_text("1 người có ô chưa lưu đang bị ẩn")
    expect(page.get_by_role("button", name="Duyệt cả")).to_have_count(0)
    page.get_by_role("checkbox", name=str(other.enrolment.person)).check()
    look(page, "approval-searched", LAPTOP)
    page.once("dialog", lambda dialog: dialog.accept())
    page.get_by_role("button", name="Duyệt người đã chọn").click()
    page.get_by_text("Đã duyệt 1 kết quả.").wait_for()
    assert list(round_.results.order_by("pk").values_list("state", flat=True)) == [
        "proposed", "approved", "proposed",
    ]  # fmt: skip


def test_words_of_a_proposal_stay_while_one_filters(world, visit):
    meeting = meeting_of(world)
    result = meeting.round.results.order_by("enrolment__person__sort_key").first()
    address = reverse("programmes:proposals", args=[world.branch.pk, world.programme.pk, "other"])
    page = visit(world.an, address, LAPTOP)
    page.locator(f"[name=n-{result.pk}]").fill("Giúp tổ may.")
    page.locator(f"[name=m-{result.pk}]").select_option("good")
    page.get_by_role("link", name="Khác biểu quyết").click()
    expect(page.locator("[data-kept]")).to_contain_text("1 người")
    page.get_by_role("link", name="Bỏ lọc, xem tất cả").click()
    expect(page.locator(f"[name=n-{result.pk}]")).to_have_value("Giúp tổ may.")
    expect(page.locator(f"[name=m-{result.pk}]")).to_have_value("good")


def test_votes_typed_while_searching_are_saved_and_stand_again(world, visit):
    meeting = meeting_of(world)
    result = meeting.round.results.order_by("enrolment__person__sort_key").first()
    address = reverse("programmes:voting", args=[world.branch.pk, world.programme.pk, "other"])
    page = visit(world.an, address, LAPTOP)
    field = f"[name=v-{result.pk}-good]"
    page.context.set_offline(True)
    page.locator(field).fill("4")
    page.get_by_role("searchbox", name="Tìm trong danh sách").focus()
    page.get_by_text("Chưa lưu được, máy sẽ tự gửi lại").wait_for()
    page.context.set_offline(False)
    found(page, "chi")
    expect(page.locator(field)).to_have_count(0)
    all_again(page, meeting.round.results.count())
    expect(page.locator(field)).to_have_value("4")
    page.locator(field).focus()
    page.get_by_role("searchbox", name="Tìm trong danh sách").focus()
    page.locator(f"#de-xuat-{result.pk} .t-ok").get_by_text("Tốt").wait_for()
    assert Ballot.objects.get().votes == {"good": 4}
