"""Step 2 in the branch: the queue of evidence, and the quarterly talk with everybody."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
import time_machine
from django.urls import reverse

from sodoan.notices.models import Notice
from sodoan.programmes.models import Enrolment, Evidence, Review
from sodoan.programmes.queries.talks import talks_on
from sodoan.programmes.queries.todos import todos
from tests.programmes import world as w
from tests.programmes.crowd import TALK, knowing, sheets

pytestmark = pytest.mark.django_db
SCRIPT = "<script>alert(1)</script>{{ 7 }}"
HTMX = {"HX-Request": "true"}


@pytest.fixture
def queue(world):
    return reverse("programmes:evidence_queue", args=[world.branch.pk])


@pytest.fixture
def talks(world):
    return reverse("programmes:review_roster", args=[world.branch.pk, TALK])


def check(row):
    return reverse("programmes:check_evidence", args=[row.pk])


def talk(row, period=TALK):
    return reverse("programmes:review", args=[row.pk, period])


def pending(world, who="dung", **kwargs):
    sheet = w.enrol(getattr(world, who), world.plan)
    return w.prove(sheet.pledges.first(), state="pending", **kwargs)


@pytest.mark.parametrize("who", ["chi", "hoa"])
def test_evidence_is_not_found_for_strangers_and_members(world, who):
    evidence = pending(world)
    answer = w.browser(getattr(world, who)).post(check(evidence), {"nut": "dat"})
    assert answer.status_code == 404
    evidence.refresh_from_db()
    assert evidence.state == "pending"


def test_own_evidence_cannot_be_checked_and_is_not_in_the_queue(world, an, queue):
    own = pending(world, "an")
    other = pending(world, "dung")
    assert an.post(check(own), {"nut": "dat"}).status_code == 403
    own.refresh_from_db()
    assert own.state == "pending"
    page = an.get(queue)
    assert page.context["shown"] == other
    assert page.context["list"].rows == [other]


def test_refusing_evidence_needs_a_reason(world, an):
    evidence = pending(world)
    answer = an.post(check(evidence), {"nut": "chua", "note": " "})
    assert answer.status_code == 422
    assert "ghi lý do" in answer.text
    evidence.refresh_from_db()
    assert evidence.state == "pending"


def test_refused_evidence_tells_the_member_why(world, an, queue):
    evidence = pending(world)
    assert an.post(check(evidence), {"nut": "chua", "note": "Ảnh mờ"}).url == queue
    evidence.refresh_from_db()
    assert (evidence.state, evidence.note) == ("rejected", "Ảnh mờ")
    assert evidence.checked_post == "Bí thư chi đoàn Chi đoàn Khu phố 1"
    assert Notice.objects.filter(user=world.dung).count() == 1


def test_queue_goes_on_with_the_next_one(world, an, queue):
    first = pending(world, "dung", text=f"Việc một {SCRIPT}")
    second = pending(world, "hoa", text="Việc hai")
    page = an.get(queue)
    assert page.context["shown"] == first
    assert "<script>alert" not in page.text
    an.post(check(first), {"nut": "dat"})
    assert an.get(queue).context["shown"] == second
    an.post(check(second), {"nut": "dat"})
    assert "Không có minh chứng nào chờ duyệt" in an.get(queue).text
    assert Evidence.objects.filter(state="verified", checked_by=world.an).count() == 2


def test_link_that_a_browser_would_run_is_never_offered(world, an, queue):
    evidence = pending(world)
    Evidence.objects.filter(pk=evidence.pk).update(link='https://example.vn/a?b="><script>')
    assert "<script>" not in an.get(queue).text.replace("<script ", "")


@pytest.mark.parametrize("who", ["chi", "dung"])
def test_talks_are_not_found_for_strangers_and_members(world, talks, who):
    sheet = w.enrol(world.hoa, world.plan)
    client = w.browser(getattr(world, who))
    assert client.get(talks).status_code == 404
    assert client.post(talk(sheet), {"muc": "on_track"}).status_code == 404
    assert not Review.objects.exists()


def test_nobody_talks_to_oneself(world, an, talks):
    own = w.enrol(world.an, world.plan)
    assert an.post(talk(own), {"muc": "on_track"}).status_code == 403
    assert not Review.objects.exists()
    assert "do người khác trao đổi" in an.get(talks).text


def test_quarter_the_calendar_does_not_have_is_not_found(world, an):
    sheet = w.enrol(world.dung, world.plan)
    url = reverse("programmes:review_roster", args=[world.branch.pk, "2025_7"])
    assert an.get(url).status_code == 404
    assert an.post(talk(sheet, "2025_7"), {"muc": "slow"}).status_code == 404
    assert not Review.objects.exists()


@pytest.mark.parametrize("standing", ["", "excellent", SCRIPT])
def test_unknown_standing_is_refused_in_words(world, an, standing):
    sheet = w.enrol(world.dung, world.plan)
    answer = an.post(talk(sheet), {"muc": standing})
    assert answer.status_code == 422
    assert "chọn một trong ba mức" in answer.text
    assert not Review.objects.exists()


def test_sheet_not_yet_accepted_is_not_talked_about(world, an, talks):
    sheet = w.enrol(world.dung, world.plan, state="submitted")
    assert an.post(talk(sheet), {"muc": "slow"}).status_code == 422
    assert not Review.objects.exists()
    assert an.get(talks).context["talks"].people == []


def test_open_member_shows_the_facts(world, an, talks):
    sheet = w.enrol(world.dung, world.plan)
    knowing([sheet], meetings_attended="7")
    w.prove(sheet.pledges.first())
    page = an.get(talks, {"mo": sheet.pk})
    assert page.context["opened"].facts == (
        ("Minh chứng", "1/8"),
        ("Sinh hoạt", "7/9 buổi"),
        ("Đoàn phí", "9/9 tháng"),
    )


def test_thirty_members_are_talked_to_in_two_taps_each(world, an, talks):
    sheets(world, 30)
    for done in range(30):
        page = an.get(talks)
        assert page.context["talks"].done == done
        following = page.context["following"].enrolment
        opened = an.get(talks, {"mo": following.pk}).context["opened"]
        assert opened.enrolment == following
        answer = an.post(talk(following), {"muc": "on_track"})
        assert answer.status_code == 302
    page = an.get(talks)
    assert page.context["following"] is None
    assert "Đã trao đổi xong với cả chi đoàn" in page.text
    assert Review.objects.count() == 30


def test_saving_leads_to_the_next_member_without_a_standing(world, an, talks):
    one, two, three = sheets(world, 3)
    here = f"{talks}?chuong_trinh={world.programme.pk}"
    an.post(talk(two), {"muc": "slow"})
    assert an.post(talk(one), {"muc": "on_track"}).url == f"{here}&mo={three.pk}#nguoi-{three.pk}"
    assert an.post(talk(three), {"muc": "on_track"}).url == here


def test_sending_the_same_talk_twice_changes_nothing(world, an):
    sheet = w.enrol(world.dung, world.plan)
    for _ in range(2):
        an.post(talk(sheet), {"muc": "needs_help", "ghi_chu": f"Nghỉ việc {SCRIPT}"})
    review = Review.objects.get()
    assert (review.standing, review.note) == ("needs_help", f"Nghỉ việc {SCRIPT}")
    url = reverse("programmes:review_roster", args=[world.branch.pk, TALK])
    assert "<script>alert" not in an.get(url, {"mo": sheet.pk}).text


def test_chips_count_those_left_and_those_who_need_help(world, an, talks):
    one, two, _ = sheets(world, 3)
    an.post(talk(one), {"muc": "needs_help"})
    an.post(talk(two), {"muc": "slow"})
    chips = {chip.label: chip.count for chip in an.get(talks).context["chips"]}
    assert chips == {"Tất cả": 3, "Còn lại": 1, "Cần giúp": 1}
    assert len(an.get(talks, {"loc": "con-lai"}).context["shown"]) == 1
    assert an.get(talks, {"loc": "can-giup"}).context["shown"][0].enrolment == one


def test_with_htmx_only_the_board_travels(world, an, talks):
    (sheet,) = sheets(world, 1)
    whole = an.get(talks)
    part = an.get(talks, headers=HTMX)
    assert "<html" in whole.text
    assert "<html" not in part.text
    assert part.text.strip().startswith('<div id="bang"')
    answer = an.post(talk(sheet), {"muc": "slow"}, headers=HTMX, follow=True)
    assert "1/1" in answer.text
    assert "<html" not in answer.text


def at_school(sheet):
    """The sheet follows the calendar of schools."""
    sheet.block = "school"
    sheet.save()
    return sheet


def test_member_of_the_other_calendar_is_talked_to_in_own_periods(world, an):
    school, other = sheets(world, 2)
    at_school(school)
    url = reverse("programmes:review_roster", args=[world.branch.pk, "2024_4"])
    page = an.get(url, {"mo": school.pk})
    assert [one.enrolment for one in page.context["talks"].people] == [school]
    assert an.post(talk(school, "2024_4"), {"muc": "on_track"}).status_code == 302
    assert an.post(talk(other, "2024_4"), {"muc": "on_track"}).status_code == 422
    assert Review.objects.get().enrolment == school


def test_period_of_both_calendars_shows_each_member_the_own_deadline(world, an):
    school, other = sheets(world, 2)
    at_school(school)
    url = reverse("programmes:review_roster", args=[world.branch.pk, "2025_2"])
    page = an.get(url, {"mo": school.pk})
    assert {one.enrolment for one in page.context["talks"].people} == {school, other}
    assert "Khối trường học, hạn <b>20/05/2025</b>" in page.text
    summer = reverse("programmes:review_roster", args=[world.branch.pk, TALK])
    assert [one.enrolment for one in an.get(summer).context["talks"].people] == [other]


def test_member_whose_talk_has_not_begun_is_shown_with_its_day_and_not_offered(world, an):
    school, other = sheets(world, 2)
    at_school(school)
    url = reverse("programmes:review_roster", args=[world.branch.pk, "2025_1"])
    with time_machine.travel(datetime(2025, 1, 20, 5, tzinfo=UTC)):
        page = an.get(url, {"mo": other.pk})
    assert page.context["opened"] is None
    assert page.context["following"].enrolment == school
    assert f"mo={other.pk}" not in page.text
    assert "Trao đổi từ ngày 01/03/2025" in page.text


def test_branch_page_names_the_deadline_of_each_calendar(world, an):
    school, _ = sheets(world, 2)
    page = an.get(reverse("programmes:branch", args=[world.branch.pk]))
    assert "28/02/2025" in page.text
    assert "Khối trường học" not in page.text
    at_school(school)
    page = an.get(reverse("programmes:branch", args=[world.branch.pk]))
    assert "28/02/2025 (Các khối còn lại); 15/10/2024 (Khối trường học)" in page.text


def test_registration_is_due_by_the_calendar_of_those_who_still_write(world):
    school, other = sheets(world, 2, state="draft")
    at_school(school)
    by = replace(w.scope(world.an), on=date(2024, 9, 20))
    due = {todo.title: todo.due for todo in todos(by)}
    assert due["2/2 đoàn viên chưa đăng ký xong"] == date(2024, 10, 15)
    Enrolment.objects.filter(pk=school.pk).update(state="accepted")
    due = {todo.title: todo.due for todo in todos(by)}
    assert due["1/2 đoàn viên chưa đăng ký xong"] == date(2025, 2, 28)
    Enrolment.objects.filter(pk=other.pk).update(state="submitted")
    assert {todo.title: todo.due for todo in todos(by)}["Duyệt 1 phiếu đăng ký"] == date(
        2025, 2, 28
    )


def test_todo_counts_only_members_whose_calendar_has_the_talk(world):
    school, _, _ = sheets(world, 3)
    at_school(school)
    plan = world.plan
    spring = talks_on(plan, ["school", "other"], date(2025, 4, 2))
    assert [(one.period.key, one.blocks) for one in spring] == [("2025_2", ("school", "other"))]
    assert spring[0].period.end == date(2025, 5, 20)
    summer = talks_on(plan, ["school", "other"], date(2025, 8, 2))
    assert [(one.period.key, one.blocks) for one in summer] == [("2025_3", ("other",))]
    by = replace(w.scope(world.an), on=date(2025, 8, 2))
    titles = [todo.title for todo in todos(by)]
    assert "Trao đổi quý III/2025: 0/2 người" in titles
