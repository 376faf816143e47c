"""What branches and officers above them are asked to do."""

import json
from datetime import date, datetime, timedelta

import pytest
import time_machine
from django.utils import timezone

from sodoan.common.periods import period
from sodoan.programmes.actions import approval, plans, rounds
from sodoan.programmes.models import Meeting, Round
from sodoan.programmes.packs import schedule_for
from sodoan.programmes.queries.todos import todos
from tests.programmes import above
from tests.programmes import world as w
from tests.programmes.crowd import convened, opened

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(("day", "asked"), [(15, True), (16, False)])
def test_plan_is_to_be_taken_up_until_the_last_phase_of_its_calendars_ends(day, asked):
    with time_machine.travel(timezone.make_aware(datetime(2025, 11, day, 19, 30))):  # noqa: DTZ001
        world = w.build()
        plan = w.plan_of(world.province, 2025)
        titles = [todo.title for todo in todos(w.scope(world.binh))]
    assert (f"Triển khai {plan.programme.title}" in titles) == asked


@pytest.mark.parametrize("state", ["draft", "accepted"])
def test_member_who_left_owes_nothing(state):
    with time_machine.travel(timezone.make_aware(datetime(w.PAST, 11, 10, 19, 30))):  # noqa: DTZ001
        world = w.build(w.PAST)
        w.enrol(world.dung, world.plan, state=state)
        assert len(todos(w.scope(world.dung))) == 1
        left = period(date(2020, 9, 1), date(w.PAST, 11, 10))
        world.dung.person.memberships.update(during=left, ended_by="maturity")
        assert todos(w.scope(world.dung)) == []


def _meetings(world, user):
    return {
        todo.title: todo.due for todo in todos(w.scope(user)) if todo.title.startswith("Họp đánh")
    }


def _at(day: date):
    return time_machine.travel(timezone.make_aware(datetime(day.year, day.month, day.day, 19)))  # noqa: DTZ001


def test_branch_with_members_of_both_calendars_meets_for_each_when_it_is_due():
    with _at(date(w.PAST, 1, 10)):
        world = w.build(w.PAST)
        sheets = [w.enrol(user, world.plan) for user in (world.an, world.dung, world.hoa)]
        pupil = sheets[2]
        pupil.block = "school"
        pupil.save()
    early, late = sorted(
        ("school", "other"), key=lambda one: schedule_for(world.plan, one).phase("evaluate").start
    )
    words = {"school": " (Khối trường học)", "other": ""}
    titles = {key: f"Họp đánh giá, xếp loại đoàn viên{text}" for key, text in words.items()}
    first, second = (schedule_for(world.plan, one).phase("evaluate") for one in (early, late))
    assert first.end < second.start
    with _at(first.start - timedelta(days=1)):
        assert _meetings(world, world.an) == {}
    with _at(first.start):
        assert _meetings(world, world.an) == {titles[early]: first.end}
        opened = rounds.open_round(
            world.programme, by=w.scope(world.an), unit=world.branch, block=early,
            approver=world.commune,
        )  # fmt: skip
        judged = {row.enrolment_id for row in opened.results.all()}
        assert judged == {row.pk for row in sheets if row.block == early}
        Round.objects.filter(pk=opened.pk).update(state="sent")
        assert _meetings(world, world.an) == {}
    with _at(second.start):
        assert _meetings(world, world.an) == {titles[late]: second.end}
        other = rounds.open_round(
            world.programme, by=w.scope(world.an), unit=world.branch, block=late,
            approver=world.commune,
        )  # fmt: skip
        judged = {row.enrolment_id for row in other.results.all()}
        assert judged == {row.pk for row in sheets if row.block == late}


def _due(user, start):
    return [todo.due for todo in todos(w.scope(user)) if todo.title.startswith(start)]


def test_each_step_is_due_after_the_days_of_the_plan():
    with _at(date(w.PAST, 1, 10)):
        world = w.build(w.PAST)
        w.enrol(world.dung, world.plan)
    phase = schedule_for(world.plan, "other").phase("evaluate")
    with _at(phase.start):
        assert _due(world.dung, "Tự đánh giá") == [phase.start + timedelta(days=7)]
        assert _due(world.an, "Họp đánh giá") == [phase.end]
        round_ = rounds.open_round(
            world.programme, by=w.scope(world.an), unit=world.branch, block="other",
            approver=world.commune,
        )  # fmt: skip
        Meeting.objects.create(round=round_, held_at=timezone.now())
        assert _due(world.an, "Họp đánh giá") == [phase.start + timedelta(days=3)]
        Round.objects.filter(pk=round_.pk).update(state="returned", return_note="Xem lại")
        assert _due(world.an, "Xem lại kết quả") == [phase.end]
        Round.objects.filter(pk=round_.pk).update(state="sent", sent_at=timezone.now())
        assert _due(world.binh, "Duyệt xếp loại") == [phase.start + timedelta(days=10)]


def test_results_left_of_a_returned_round_still_wait_for_the_level_above(world):
    round_ = above.sent_round(world, world.branch, world.commune, ["good"] * 3)
    approver = w.scope(world.binh)
    first, second, third = round_.results.order_by("pk")

    def asked():
        (own,) = [one for one in todos(w.scope(world.binh)) if one.title.startswith("Duyệt xếp")]
        return own.sentence.split(" · ")[0], own.due is not None

    assert asked() == ("3 kết quả chờ duyệt", True)
    approval.return_result(first, by=approver, note="Thiếu minh chứng.")
    assert asked() == ("2 kết quả chờ duyệt", True)
    approval.approve_results(round_, by=approver, only=[second.pk])
    assert asked() == ("1 kết quả chờ duyệt", True)
    approval.approve_results(round_, by=approver, only=[third.pk])
    assert not _due(world.binh, "Duyệt xếp loại")


def test_round_returned_whole_waits_for_the_branch_alone(world):
    round_ = above.sent_round(world, world.branch, world.commune, ["good"] * 3)
    approval.return_round(round_, by=w.scope(world.binh), note="Họp lại.")
    assert not _due(world.binh, "Duyệt xếp loại")


def _titles(user):
    return [todo.title for todo in todos(w.scope(user))]


def test_top_without_a_running_programme_is_asked_to_make_one():
    with _at(date(w.PAST, 3, 2)):
        world = w.build(w.PAST)
        top, asked = above.province_officer(world), f"Lập chương trình rèn luyện năm {w.PAST}"
        assert asked in _titles(top)
        assert asked not in _titles(world.binh)
        plan = plans.load_programme(w.s0(), by=w.scope(top), unit=world.province, year=w.PAST)
        assert _titles(top) == [f"Ban hành kế hoạch: {plan.programme.title}"]
        above.issue(plan, top)
        assert asked not in _titles(top)
    with _at(date(w.PAST + 1, 3, 2)):
        assert _titles(top) == [f"Lập chương trình rèn luyện năm {w.PAST + 1}"]


def test_member_whose_result_stays_with_the_level_above_is_not_asked_again(world):
    sheet = w.enrol(world.dung, world.plan)
    start = schedule_for(world.plan, sheet.block).phase("evaluate").start
    round_ = rounds.open_round(
        world.programme, by=w.scope(world.an), unit=world.branch, block=sheet.block,
        approver=world.commune,
    )  # fmt: skip
    Round.objects.filter(pk=round_.pk).update(state="returned")
    for state, asked in (("returned", True), ("proposed", False)):
        round_.results.update(state=state)
        with _at(start):
            assert any(title.startswith("Tự đánh giá") for title in _titles(world.dung)) is asked


def test_self_assessment_of_a_branch_that_never_began_is_not_owed_for_ever(world):
    w.enrol(world.dung, world.plan)
    phase = schedule_for(world.plan, "other").phase("evaluate")
    for day, asked in ((phase.end, True), (phase.end + timedelta(days=1), False)):
        with _at(day):
            assert any(title.startswith("Tự đánh giá") for title in _titles(world.dung)) is asked


@pytest.mark.parametrize(
    ("met", "grade", "comment", "asked"),
    [
        (False, "", "", "Chuẩn bị họp"),
        (True, "", "", "Tiếp tục biểu quyết"),
        (True, "good", "", "Chốt đề xuất"),
        (True, "good", "Có trách nhiệm.", "Xem và chuyển"),
    ],
)
def test_branch_is_asked_for_the_next_step_of_its_evaluation(world, met, grade, comment, asked):
    w.enrol(world.dung, world.plan)
    round_ = opened(world)
    round_.results.update(population="rated", proposed_grade=grade)
    if met:
        convened(world, round_)
    round_.results.update(population="rated", proposed_grade=grade, comment=comment)
    (todo,) = [one for one in todos(w.scope(world.an)) if one.key.startswith("round-")]
    assert todo.action == asked


@pytest.mark.parametrize(
    ("minimums", "words"),
    [
        ({}, "Mỗi nội dung bạn chọn ít nhất 2 tiêu chí sẽ thật sự làm được."),
        (
            dict.fromkeys(("ideals", "ethics", "profession", "health"), 3),
            "Mỗi nội dung bạn chọn ít nhất 3 tiêu chí sẽ thật sự làm được.",
        ),
        (
            {"health": "all", "ethics": 4},
            "ít nhất: Lý tưởng 2, Đạo đức 4, Chuyên môn 2, Sức khỏe 3.",
        ),
        (
            dict.fromkeys(("ideals", "ethics", "profession", "health"), 0),
            "Bạn chọn những việc sẽ thật sự làm được.",
        ),
    ],
)
def test_member_is_told_the_number_of_criteria_of_the_plan_itself(world, minimums, words):
    data = w.s0().model_dump(mode="json")
    for group in data["groups"]:
        group["minimum"] = minimums.get(group["key"], group["minimum"])
    plan = w.plan_of(world.commune, w.COMING, json.dumps(data))
    w.enrol(world.dung, plan, state="draft", pledges=0)
    [todo] = [one for one in todos(w.scope(world.dung)) if one.key.startswith("register-")]
    assert todo.sentence.endswith(words)
