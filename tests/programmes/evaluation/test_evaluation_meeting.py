"""Step 3 in the branch: opening, attendance, quorum, votes."""

from datetime import UTC, date, datetime, timedelta
from io import BytesIO
from zipfile import ZipFile

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from sodoan.common.periods import period
from sodoan.people.models import Membership, SensitiveProfile
from sodoan.programmes.actions import rounds
from sodoan.programmes.engine.votes import Ballots
from sodoan.programmes.models import Ballot, Meeting, Result, Round
from sodoan.programmes.packs import schedule_for
from sodoan.programmes.queries.meeting import board_of
from tests.factories.accounts import UserFactory
from tests.factories.org import AppointmentFactory, PostFactory
from tests.programmes import world as w
from tests.programmes.crowd import (
    convened,
    knowing,
    opened,
    people,
    result_of,
    seated,
    sheets,
    url,
    votes,
)

pytestmark = pytest.mark.django_db
SCRIPT = "<script>alert(1)</script>{{ 7 }}"
HTMX = {"HX-Request": "true"}
PAGES = ["round", "attendance", "voting", "proposals", "fact_entries", "send_round"]


def heading(world, **over):
    return {
        "day": "18/10/2025",
        "time": "19h00",
        "place": "Nhà văn hóa khu phố 1",
        "chair": world.an.person.pk,
        "secretary": world.dung.person.pk,
    } | over


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("who", ["chi", "dung", "binh"])
def test_evaluation_is_not_found_for_those_who_do_not_run_it(world, meeting, who, name):
    assert w.browser(getattr(world, who)).get(url(world, name)).status_code == 404


@pytest.mark.parametrize("name", ["save_votes", "propose"])
@pytest.mark.parametrize("who", ["chi", "dung"])
def test_result_is_not_found_for_those_who_do_not_run_it(world, meeting, who, name):
    client = w.browser(getattr(world, who))
    assert client.post(url(world, name, result_of(world.hoa).pk)).status_code == 404
    assert not Ballot.objects.exists()


def test_result_of_another_branch_is_not_found(world, an, meeting):
    other = w.publish(w.enrol(world.lan, world.plan))
    assert an.post(url(world, "save_votes", other.pk)).status_code == 404
    assert an.get(url(world, "propose", other.pk)).status_code == 404


@pytest.mark.parametrize("name", PAGES[1:])
def test_pages_lead_to_the_opening_before_the_round(world, an, branch, name):
    assert an.get(url(world, name)).url == url(world, "round")


def test_programme_that_does_not_hold_here_is_not_found(world, an):
    other = w.plan_of(world.stranger_branch, 2024)
    address = reverse("programmes:round", args=[world.branch.pk, other.programme_id, "other"])
    assert an.get(address).status_code == 404


@pytest.mark.parametrize(
    ("over", "words"),
    [
        ({"day": "31/2/2025"}, "không có thật"),
        ({"time": "25:00"}, "19:00"),
        ({"ends": "19h00"}, "phải sau giờ họp"),
        ({"place": ""}, "còn trống"),
        ({"chair": ""}, "chưa chọn"),
    ],
)
def test_heading_with_a_fault_opens_nothing(world, an, branch, over, words):
    answer = an.post(url(world, "round"), heading(world, **over))
    assert answer.status_code == 422
    assert words in answer.text
    assert not Round.objects.exists()


def test_end_of_the_meeting_is_written_down_later_and_stands_in_the_minutes(world, an, branch):
    an.post(url(world, "round"), heading(world))
    assert Meeting.objects.get().closed_at is None
    an.post(url(world, "round"), heading(world, ends="20h45"))
    assert f"{timezone.localtime(Meeting.objects.get().closed_at):%H:%M}" == "20:45"
    assert 'value="20:45"' in an.get(url(world, "round")).text
    paper = an.get(reverse("programmes:paper_minutes", args=[Round.objects.get().pk]))
    with ZipFile(BytesIO(paper.content)) as word:
        assert "20 giờ 45, ngày 18 tháng 10" in word.read("word/document.xml").decode()


def test_chair_and_secretary_are_two_people(world, an, branch):
    one = world.an.person.pk
    answer = an.post(url(world, "round"), heading(world, secretary=one))
    assert answer.status_code == 422
    assert "người khác với người chủ trì" in answer.text


def test_chair_from_elsewhere_is_refused(world, an, branch):
    answer = an.post(url(world, "round"), heading(world, chair=world.chi.person.pk))
    assert answer.status_code == 422
    assert not Round.objects.exists()


def test_opening_computes_results_and_leads_to_attendance(world, an, branch):
    answer = an.post(url(world, "round"), heading(world))
    assert answer.url == url(world, "attendance")
    round_ = Round.objects.get()
    assert (round_.approver, round_.state) == (world.commune, "preparing")
    assert Result.objects.filter(round=round_, population="rated").count() == 3
    held = Meeting.objects.get().held_at
    assert held.astimezone().strftime("%d/%m/%Y") == "18/10/2025"


def attend(world, states, **reasons):
    people_ = (world.an, world.dung, world.hoa)
    data = {f"p-{one.person.pk}": state for one, state in zip(people_, states, strict=True)}
    return data | {
        f"l-{getattr(world, name).person.pk}": reason for name, reason in reasons.items()
    }


def test_excused_absence_needs_its_reason(world, an, branch):
    convened(world, opened(world))
    answer = an.post(url(world, "attendance"), attend(world, ["present", "excused", "present"]))
    assert answer.status_code == 422
    assert "Hồ Gia Dung: đồng chí ghi lý do vắng" in answer.text


def test_who_chairs_is_not_absent(world, an, branch):
    convened(world, opened(world))
    away = attend(world, ["excused", "present", "present"], an="Đi công tác")
    refused = an.post(url(world, "attendance"), away)
    assert refused.status_code == 422
    assert "Trần Quốc An chủ trì cuộc họp thì phải có mặt" in refused.text
    an.post(url(world, "attendance"), attend(world, ["present", "present", "absent"]))
    refused = an.post(url(world, "round"), heading(world, chair=world.hoa.person.pk))
    assert refused.status_code == 422
    assert "Đỗ Mỹ Hoa chủ trì cuộc họp thì phải có mặt" in refused.text
    assert Meeting.objects.get().chair == world.an.person


def test_unknown_presence_is_refused(world, an, branch):
    convened(world, opened(world))
    answer = an.post(url(world, "attendance"), attend(world, ["present", SCRIPT, "present"]))
    assert answer.status_code == 422
    assert "<script>alert" not in answer.text


@pytest.mark.parametrize(("present", "reached"), [(19, False), (20, True)])
def test_quorum_of_thirty_is_twenty_exactly(world, an, present, reached):
    knowing(sheets(world, 30))
    meeting = convened(world, opened(world))
    seated(world, meeting, present)
    board = an.get(url(world, "voting")).context["board"]
    assert (board.present, board.quorum.needed, board.quorum.reached) == (present, 20, reached)
    row = board.rows[0].result
    answer = an.post(url(world, "save_votes", row.pk), votes(row, good=present), headers=HTMX)
    assert answer.status_code == (200 if reached else 422)
    assert Ballot.objects.exists() == reached


def test_changed_attendance_takes_back_the_proposal(world, an, meeting):
    result = result_of(world.hoa)
    an.post(url(world, "save_votes", result.pk), votes(result, good=3))
    result.refresh_from_db()
    assert result.proposed_grade == "good"
    an.post(
        url(world, "attendance"), attend(world, ["present", "present", "excused"], hoa="Ca đêm")
    )
    result.refresh_from_db()
    assert result.proposed_grade == ""
    page = an.get(url(world, "voting"))
    assert "1 người cần sửa phiếu" in page.text
    assert "Đã đủ" not in page.text
    assert [row.name for row in page.context["board"].wrong] == ["Đỗ Mỹ Hoa"]


@pytest.mark.parametrize(
    ("counts", "word", "proposal"),
    [
        ({"excellent": 2, "good": 1}, "Xuất sắc", "excellent"),
        ({"excellent": 1, "good": 1, "completed": 1}, "Chưa quá bán", ""),
        ({"good": 2}, "Thiếu 1 phiếu", ""),
        ({"good": 2, "blank": 1}, "Tốt", "good"),
        ({"good": 4}, "Thừa 1 phiếu", ""),
        ({"good": 1, "blank": 2}, "Chưa quá bán", ""),
    ],
)
def test_votes_come_to_a_proposal_only_when_they_add_up(world, an, meeting, counts, word, proposal):
    result = result_of(world.hoa)
    address = url(world, "save_votes", result.pk)
    answer = an.post(address, votes(result, **counts), headers=HTMX)
    assert word in answer.text
    assert "<html" not in answer.text
    result.refresh_from_db()
    assert result.proposed_grade == proposal


@pytest.mark.parametrize("typed", ["-1", "1.5", "ba", "²", "99999999999", SCRIPT])
def test_what_is_no_number_of_votes_is_refused_by_name(world, an, meeting, typed):
    result = result_of(world.hoa)
    answer = an.post(url(world, "save_votes", result.pk), votes(result, good=typed), headers=HTMX)
    assert answer.status_code == 422
    assert "Đỗ Mỹ Hoa" in answer.text
    assert "<script>alert" not in answer.text
    assert not Ballot.objects.exists()


def test_member_of_the_party_is_not_voted_on(world, an, branch):
    SensitiveProfile.objects.create(
        person=world.hoa.person, party_joined_on="2020-01-01", party_official_on="2021-01-01"
    )
    meeting = convened(world, opened(world))
    seated(world, meeting, 3)
    result = result_of(world.hoa)
    an.post(url(world, "save_votes", result.pk), votes(result, good=3), headers=HTMX)
    assert not Ballot.objects.exists()
    page = an.get(url(world, "voting"), {"loc": "khong"})
    assert [row.name for row in page.context["rows"]] == ["Đỗ Mỹ Hoa"]
    assert "Ghi góp ý" in page.text
    an.post(url(world, "propose", result.pk), {f"n-{result.pk}": "Gương mẫu, giúp bạn mới."})
    result.refresh_from_db()
    assert result.comment == "Gương mẫu, giúp bạn mới."


def test_whole_table_is_saved_without_script(world, an, meeting):
    rows = [result_of(one) for one in (world.an, world.dung)]
    data = votes(rows[0], good=3) | votes(rows[1], excellent=1, good=1)
    assert an.post(url(world, "voting"), data).status_code == 302
    assert Ballot.objects.count() == 2
    fill = {**data, "trang": str(rows[1].pk)}
    an.post(url(world, "voting"), fill)
    ballot = Ballot.objects.get(enrolment=rows[1].enrolment)
    assert (ballot.votes, ballot.blank) == ({"excellent": 1, "good": 1}, 1)


def test_two_people_enter_the_same_member_the_last_counts_and_both_are_kept(world, meeting):
    deputy = UserFactory(full_name="Võ Thanh Tùng")
    person = people(world, 1)[0]
    person.user = deputy
    person.save()
    AppointmentFactory(
        person=person, unit=world.branch, post=PostFactory(key="pho-bi-thu-chi-doan")
    )
    result = result_of(world.hoa)
    address = url(world, "save_votes", result.pk)
    assert w.browser(world.an).post(address, votes(result, good=3)).status_code == 302
    assert w.browser(deputy).post(address, votes(result, excellent=3)).status_code == 302
    ballot = Ballot.objects.get()
    assert ballot.votes == {"excellent": 3}
    events = ballot.events.order_by("pgh_id")
    assert [event.votes for event in events] == [{"good": 3}, {"excellent": 3}]


@pytest.mark.parametrize(
    ("given", "limit", "over"), [((1, 9), 2, 0), ((2, 8), 2, 0), ((3, 7), 2, 1), ((1, 3), 1, 0)]
)
def test_cap_is_live_and_exact(world, an, given, limit, over):
    knowing(sheets(world, 12))
    meeting = convened(world, opened(world))
    seated(world, meeting, 12)
    keys = list(Result.objects.order_by("pk").values_list("enrolment", flat=True))
    grades = ["excellent"] * given[0] + ["good"] * given[1]
    counted = {key: Ballots({grade: 12}) for key, grade in zip(keys, grades, strict=False)}
    rounds.save_ballots(meeting, by=w.scope(world.an), counted=counted)
    cap = an.get(url(world, "voting")).context["board"].cap
    assert (cap.base, cap.limit, cap.used, cap.over) == (sum(given), limit, given[0], over)


def test_long_branch_is_shown_bit_by_bit(world, an):
    knowing(sheets(world, 32))
    seated(world, convened(world, opened(world)), 32)
    assert len(an.get(url(world, "voting"), {"co": "50"}).context["rows"]) == 32
    page = an.get(url(world, "voting"))
    assert len(page.context["rows"]) == 25
    assert "Hiện tiếp 7 đoàn viên" in page.text


def test_why_is_shown_beside_the_votes(world, an, meeting):
    result = result_of(world.hoa)
    for pledge in result.enrolment.pledges.all():
        w.prove(pledge)
    page = an.get(url(world, "voting"), {"mo": result.pk})
    assert "Vì sao xếp loại" in page.text
    assert "8/8 tiêu chí đạt" in page.text
    assert "9/9 buổi sinh hoạt" in page.text


@pytest.mark.parametrize(
    "name", ["attendance", "voting", "proposals", "fact_entries", "send_round"]
)
def test_pages_ask_the_same_number_of_queries(world, an, name, django_assert_num_queries):
    expected = {
        "attendance": 28,
        "voting": 28,
        "proposals": 28,
        "fact_entries": 29,
        "send_round": 27,
    }
    knowing(sheets(world, 3))
    round_ = opened(world)
    meeting = convened(world, round_)
    seated(world, meeting, 3)
    with django_assert_num_queries(expected[name]):
        an.get(url(world, name))
    knowing(sheets(world, 27))
    opened(world)
    seated(world, meeting, 30)
    with django_assert_num_queries(expected[name]):
        an.get(url(world, name))


@pytest.mark.parametrize(("days", "opens"), [(-1, False), (0, True)])
def test_evaluation_is_opened_from_its_first_day(world, days, opens):
    start = schedule_for(world.plan, world.branch.block).phase("evaluate").start
    day = start + timedelta(days=days)
    with time_machine.travel(datetime(day.year, day.month, day.day, 5, tzinfo=UTC)):
        an = w.browser(world.an)
        page = an.get(url(world, "round")).text
        assert ("Chưa đến kỳ đánh giá" in page) is not opens
        data = {"day": f"{day:%d/%m/%Y}", "time": "19:00", "place": "Nhà văn hóa",
                "chair": world.an.person.pk, "secretary": world.dung.person.pk}  # fmt: skip
        w.enrol(world.dung, world.plan)
        told = an.post(url(world, "round"), data, follow=True).text
    assert Round.objects.exists() is opens
    assert ("Chi đoàn mở đợt đánh giá từ ngày" in told) is not opens


def test_member_who_left_before_the_rating_is_not_rated_and_holds_nobody_up(world, branch):
    gone = branch[1]
    yesterday = timezone.localdate() - timedelta(days=1)
    Membership.objects.filter(person=gone.person).update(during=period(date(2020, 1, 1), yesterday))
    opened(world)
    result = Result.objects.get(enrolment=gone)
    assert result.population == "unrated"
    assert "đã thôi sinh hoạt Đoàn" in result.sentence


@pytest.mark.parametrize(("days", "called"), [(-1, 2), (0, 2), (1, 3)])
def test_who_left_by_the_day_of_the_meeting_is_not_called_to_it(world, branch, days, called):
    met = timezone.localdate(convened(world, opened(world)).held_at)
    left = period(date(2020, 1, 1), met + timedelta(days=days))
    Membership.objects.filter(person=branch[1].person).update(during=left)
    board = board_of(Round.objects.get())
    assert (len(board.called), board.quorum.needed) == (called, 2)
    assert (branch[1].person_id in board.called) is (called == 3)


def test_approver_sees_who_left_after_the_sending(world, branch):
    round_ = opened(world)
    Round.objects.update(state="sent")
    Result.objects.update(state="proposed", population="rated", proposed_grade="good")
    page = reverse("programmes:approve_round", args=[round_.pk])
    assert "Đã thôi sinh hoạt" not in w.browser(world.binh).get(page).text
    yesterday = timezone.localdate() - timedelta(days=1)
    Membership.objects.filter(person=branch[1].person).update(
        during=period(date(2020, 1, 1), yesterday)
    )
    assert w.browser(world.binh).get(page).text.count("Đã thôi sinh hoạt") == 1


def test_who_is_on_the_list_of_attendance_stays_called_and_can_be_corrected(
    world, an, meeting, branch
):
    met = timezone.localdate(meeting.held_at)
    left = period(date(2020, 1, 1), met - timedelta(days=1))
    Membership.objects.filter(person=branch[1].person).update(during=left)
    board = board_of(Round.objects.get())
    assert (len(board.called), board.present) == (3, 3)
    assert branch[1].person.full_name in an.get(url(world, "attendance")).text


def test_heading_keeps_who_led_the_meeting_and_has_left_since(world, an, meeting):
    Meeting.objects.update(chair=world.hoa.person)
    Membership.objects.filter(person=world.hoa.person).update(
        during=period(date(2020, 1, 1), timezone.localdate() - timedelta(days=1))
    )
    answer = an.post(url(world, "round"), heading(world, chair=world.hoa.person.pk, closed="21h00"))
    assert answer.status_code == 302
    assert Meeting.objects.get().chair == world.hoa.person
