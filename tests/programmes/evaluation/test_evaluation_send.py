"""Step 3 in the branch: sending the results up, and what comes back."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError

from sodoan.notices.models import Notice
from sodoan.people.models import SensitiveProfile
from sodoan.programmes.actions import approval, rounds
from sodoan.programmes.engine.votes import Ballots
from sodoan.programmes.models import Enrolment, Meeting, Result, Round
from sodoan.programmes.queries.meeting import board_of
from tests.programmes import world as w
from tests.programmes.crowd import (
    GIVEN,
    SAID,
    convened,
    knowing,
    opened,
    seated,
    settled,
    sheets,
    url,
)
from tests.programmes.proposed import propose_grade, save_comment
from tests.race import race

pytestmark = pytest.mark.django_db


def voted(world, grades, *, marked=True, saved=True):
    """A round of `len(grades)` members, all there, all voted as given, the committee's word in."""
    found = sheets(world, len(grades))
    knowing(found)
    meeting = convened(world, opened(world))
    if marked:
        seated(world, meeting, len(grades))
        keys = Result.objects.order_by("enrolment__person__sort_key").values_list(
            "enrolment", flat=True
        )
        counted = {
            key: Ballots({grade: len(grades)}) for key, grade in zip(keys, grades, strict=True)
        }
        rounds.save_ballots(meeting, by=w.scope(world.an), counted=counted)
        if saved:
            settled(world)
    return Round.objects.get()


def test_round_without_a_meeting_is_not_sent(world, an):
    sheets(world, 3)
    opened(world)
    answer = an.post(url(world, "send_round"))
    assert answer.status_code == 422
    assert "chưa họp đánh giá" in answer.text
    assert Round.objects.get().state == "preparing"


def test_what_is_missing_is_listed_with_the_place_to_repair_it(world, an):
    voted(world, ["good"] * 4, marked=False)
    answer = an.post(url(world, "send_round"))
    assert answer.status_code == 422
    assert answer.context["troubles"] == [
        ("4 người chưa được điểm danh.", url(world, "attendance")),
        (
            "Chưa đủ điều kiện họp: có mặt 0/4, cần từ 3 người (2/3). Còn thiếu 3 người.",
            url(world, "attendance"),
        ),
        (
            f"4 người chưa biểu quyết: {', '.join(f'Nguyễn Văn {name}' for name in GIVEN[:4])}.",
            url(world, "voting"),
        ),
    ]


def test_confirmation_shows_what_will_be_sent_and_keeps_nothing(world, an):
    """Figures that changed since the vote count at once: here a sheet is taken back."""
    round_ = voted(world, ["excellent", "good", "good"])
    first = round_.results.order_by("enrolment__person__sort_key")[0]
    Enrolment.objects.filter(pk=first.enrolment_id).update(state="returned")
    shown = an.get(url(world, "send_round"))
    assert [(grade.key, count) for grade, count in shown.context["board"].given] == [("good", 2)]
    assert '<b class="num">2</b> đoàn viên được xếp loại' in shown.text
    first.refresh_from_db()
    assert (first.population, first.proposed_grade) == ("rated", "excellent")
    an.post(url(world, "send_round"))
    first.refresh_from_db()
    assert (first.population, first.proposed_grade) == ("unrated", "")
    assert Result.objects.filter(population="rated", state="proposed").count() == 2


def test_step_that_lacks_something_is_not_ticked_off(world, an):
    voted(world, ["good"] * 4, marked=False)
    steps = an.get(url(world, "send_round")).context["steps"]
    assert [step.state for step in steps] == ["next", "next", "next", "now"]
    voted_for = Result.objects.values_list("enrolment", flat=True)
    seated(world, Meeting.objects.get(), 4)
    counted = {key: Ballots({"good": 4}) for key in voted_for}
    rounds.save_ballots(Meeting.objects.get(), by=w.scope(world.an), counted=counted)
    steps = an.get(url(world, "send_round")).context["steps"]
    assert [step.state for step in steps] == ["done", "done", "next", "now"]
    settled(world)
    steps = an.get(url(world, "send_round")).context["steps"]
    assert [step.state for step in steps] == ["done", "done", "done", "now"]


def test_no_step_is_done_before_there_is_a_meeting(world, an):
    sheets(world, 3)
    opened(world)
    steps = an.get(url(world, "send_round")).context["steps"]
    assert [step.state for step in steps] == ["next", "next", "next", "now"]


def test_round_whose_proposals_nobody_saved_is_not_sent(world, an):
    """What the page fills in by itself is nobody's word until it is saved."""
    round_ = voted(world, ["good"] * 3, saved=False)
    assert "3 nhận xét tự điền theo mức, chưa lưu." in an.get(url(world, "proposals")).text
    named = ", ".join(f"Nguyễn Văn {name}" for name in GIVEN[:3])
    told = f"3 người chưa được Ban Chấp hành lưu đề xuất, nhận xét năm: {named}."
    answer = an.post(url(world, "send_round"))
    assert answer.status_code == 422
    assert answer.context["troubles"][0] == (told, url(world, "proposals"))
    assert Round.objects.get().state == "preparing"
    with pytest.raises(ValidationError, match="chưa được Ban Chấp hành lưu"):
        rounds.send_round(Round.objects.get(), by=w.scope(world.an))
    one = round_.results.first()
    save_comment(one, by=w.scope(world.an), comment="Có trách nhiệm.")
    assert an.post(url(world, "send_round")).context["troubles"][0][0].startswith("2 người")


def test_round_with_somebody_commented_on_only_goes_up_with_an_opinion_on_them(world, an):
    round_ = voted(world, ["good"] * 3)
    one = round_.results.order_by("enrolment__person__sort_key")[0]
    SensitiveProfile.objects.update_or_create(
        person_id=one.enrolment.person_id,
        defaults={"party_joined_on": date(2023, 5, 1), "party_official_on": date(2024, 5, 1)},
    )
    save_comment(one, by=w.scope(world.an), comment=" ")
    assert one.population == "comment_only"
    told = f"1 người chỉ góp ý mà chưa có góp ý nào: Nguyễn Văn {GIVEN[0]}."
    answer = an.post(url(world, "send_round"))
    assert answer.status_code == 422
    assert answer.context["troubles"] == [(told, url(world, "proposals"))]
    save_comment(one, by=w.scope(world.an), comment="Đảng viên gương mẫu.")
    assert an.post(url(world, "send_round")).status_code == 302


def test_ready_sentences_are_all_saved_with_one_press_and_go_up(world, an):
    round_ = voted(world, ["good"] * 3, saved=False)
    page = an.get(url(world, "proposals"))
    typed = {
        f"{letter}-{line.row.result.pk}": value
        for line in page.context["table"].lines
        for letter, value in (("m", line.grade), ("l", SAID), ("n", line.comment))
    }
    answer = an.post(url(world, "proposals"), typed | {"nut": "tiep"})
    assert answer.url == url(world, "send_round")
    assert an.post(url(world, "send_round")).status_code == 302
    comments = set(round_.results.values_list("comment", flat=True))
    assert {words.partition(" Chương")[0] for words in comments} == {"Hoàn thành tốt"}


@pytest.mark.parametrize("count", [3, 30])
def test_branch_of_any_size_is_saved_in_the_same_number_of_queries(
    world, an, count, django_assert_num_queries
):
    voted(world, ["good"] * count, saved=False)
    page = an.get(url(world, "proposals"))
    typed = {f"n-{line.row.result.pk}": SAID for line in page.context["table"].lines}
    typed["l-chung"] = "Tập thể thống nhất mức này."
    with django_assert_num_queries(52):
        assert an.post(url(world, "proposals"), typed).status_code == 302
    assert Result.objects.filter(comment=SAID).count() == count


def test_votes_that_do_not_add_up_hold_up_the_sending(world, an):
    round_ = voted(world, ["good"] * 3)
    key = round_.results.values_list("enrolment", flat=True)[0]
    rounds.save_ballots(
        Meeting.objects.get(), by=w.scope(world.an), counted={key: Ballots({"good": 2})}
    )
    answer = an.post(url(world, "send_round"))
    assert answer.status_code == 422
    assert "1 người có số phiếu không khớp số người có mặt" in answer.text
    assert Round.objects.get().state == "preparing"


def test_reason_does_not_replace_votes_that_do_not_add_up(world, an):
    round_ = voted(world, ["good"] * 3)
    result = round_.results.first()
    rounds.save_ballots(
        Meeting.objects.get(),
        by=w.scope(world.an),
        counted={result.enrolment_id: Ballots({"good": 2})},
    )
    propose_grade(result, by=w.scope(world.an), grade="good", reason="Đã rõ")
    assert an.post(url(world, "send_round")).status_code == 422


@pytest.mark.parametrize(("top", "sent"), [(2, True), (3, False)])
def test_cap_exceeded_needs_a_reason_exactly(world, an, top, sent):
    voted(world, ["excellent"] * top + ["good"] * (10 - top))
    answer = an.post(url(world, "send_round"))
    assert answer.status_code == (302 if sent else 422)
    assert Round.objects.get().state == ("sent" if sent else "preparing")
    if not sent:
        assert "Có 3 Xuất sắc, quá hạn mức 2 (20\N{NO-BREAK SPACE}% của 10 người)." in answer.text
        an.post(url(world, "send_round"), {"ly_do": "Có ba bạn được tỉnh khen"})
        round_ = Round.objects.get()
        assert (round_.state, round_.cap_reason) == ("sent", "Có ba bạn được tỉnh khen")


def test_view_on_a_cap_is_of_what_was_sent_then_and_ends_with_the_next_sending(world, an):
    round_, by = voted(world, ["excellent"] * 3 + ["good"] * 7), w.scope(world.binh)
    an.post(url(world, "send_round"), {"ly_do": "Có ba bạn được tỉnh khen"})
    back = round_.results.filter(proposed_grade="good").first()
    approval.return_result(back, by=by, note="Xem lại")
    approval.approve_results(Round.objects.get(), by=by, cap_note="Đồng ý")
    an.post(url(world, "send_round"), {"ly_do": "Như trước"})
    round_ = Round.objects.get()
    assert (round_.state, round_.cap_reason, round_.cap_decision) == ("sent", "Như trước", "")
    with pytest.raises(approval.CapsExceededError):
        approval.approve_results(round_, by=by)
    assert approval.approve_results(Round.objects.get(), by=by, cap_note="Vẫn đồng ý") == 1


def test_confirm_gives_the_exact_numbers(world, an):
    voted(world, ["excellent"] + ["good"] * 7 + ["completed"] * 2)
    text = " ".join(an.get(url(world, "send_round")).text.split())
    assert "Chuyển xếp loại lên Đoàn xã An Hòa?" in text
    plain = text.replace('<b class="num">', "").replace("</b>", "")
    assert "10 đoàn viên được xếp loại: 1 Xuất sắc, 7 Tốt, 2 Hoàn thành." in plain
    assert "trừ khi Đoàn xã An Hòa trả lại" in plain


def test_sent_round_is_told_to_the_level_above_and_read_only(world, an):
    round_ = voted(world, ["good"] * 3)
    assert an.post(url(world, "send_round")).url == url(world, "round")
    assert set(round_.results.values_list("state", flat=True)) == {"proposed"}
    assert Notice.objects.filter(user=world.binh).count() == 1
    for name in ("round", "attendance", "voting", "proposals", "fact_entries"):
        text = an.get(url(world, name)).text
        assert "Đã chuyển lên Đoàn xã An Hòa" in text
        assert 'type="submit" name="nut"' not in text
    assert an.get(url(world, "send_round")).url == url(world, "round")


def test_sending_twice_sends_once(world, an):
    voted(world, ["good"] * 3)
    an.post(url(world, "send_round"))
    sent_at = Round.objects.get().sent_at
    assert an.post(url(world, "send_round")).status_code == 302
    assert Round.objects.get().sent_at == sent_at
    assert Notice.objects.filter(user=world.binh).count() == 1


def test_second_click_is_told_that_the_round_was_sent(world, an, monkeypatch):
    voted(world, ["good"] * 3)
    seen = board_of(Round.objects.get())
    an.post(url(world, "send_round"))
    monkeypatch.setattr("sodoan.programmes.views.rounds.board_of", lambda _round: seen)
    answer = an.post(url(world, "send_round"), follow=True)
    assert answer.redirect_chain == [(url(world, "round"), 302)]
    assert "Đợt đánh giá đã chuyển lên cấp trên" in answer.text


@pytest.mark.parametrize(
    ("name", "args"),
    [
        ("round", {}),
        ("attendance", {}),
        ("voting", {}),
        ("proposals", {}),
        ("fact_entries", {}),
    ],
)
def test_nothing_is_written_after_the_sending(world, an, name, args):
    round_ = voted(world, ["good"] * 3)
    result = round_.results.order_by("pk").first()
    an.post(url(world, "send_round"))
    data = {
        f"v-{result.pk}-excellent": "3",
        f"m-{result.pk}": "excellent",
        f"l-{result.pk}": "Vì vậy",
        f"f-{result.enrolment_id}-dues_due": "1",
        f"p-{result.enrolment.person_id}": "absent",
    }
    assert an.post(url(world, name), data).url == url(world, "round")
    result.refresh_from_db()
    assert (result.proposed_grade, result.state) == ("good", "proposed")
    with pytest.raises(rounds.RoundSentError):
        propose_grade(result, by=w.scope(world.an), grade="excellent", reason="Vì vậy")


def test_one_returned_result_is_shown_with_its_reason_and_only_it_is_open(world, an):
    round_ = voted(world, ["excellent"] + ["good"] * 4)
    an.post(url(world, "send_round"))
    round_.refresh_from_db()
    back, other = round_.results.order_by("enrolment__person__sort_key")[:2]
    approval.return_result(back, by=w.scope(world.binh), note="Thiếu minh chứng nội dung 1")
    page = an.get(url(world, "voting"))
    assert [row.result for row in page.context["board"].returned] == [back]
    assert "Thiếu minh chứng nội dung 1" in page.text
    data = {f"v-{other.pk}-completed": "5", f"v-{back.pk}-good": "5", f"v-{back.pk}-excellent": ""}
    refused = an.post(url(world, "voting"), data)
    assert refused.status_code == 422
    assert "Biên bản họp lần 1 đã chuyển lên cấp trên nên giữ nguyên" in refused.text
    meeting = Meeting.objects.get()
    with pytest.raises(ValidationError, match="giữ nguyên"):
        rounds.save_attendance(meeting, by=w.scope(world.an), people={})
    data = {f"m-{other.pk}": "completed", f"m-{back.pk}": "good", f"l-{back.pk}": "Xét lại"}
    an.post(url(world, "proposals"), data | {f"n-{back.pk}": SAID})
    back.refresh_from_db()
    other.refresh_from_db()
    assert (back.proposed_grade, other.proposed_grade) == ("good", "good")
    assert other.state == "proposed"
    assert an.post(url(world, "send_round")).status_code == 302
    assert Round.objects.get().state == "sent"
    assert set(round_.results.values_list("state", flat=True)) == {"proposed"}


def test_result_with_the_level_above_is_not_touched_by_its_vote(world, an):
    round_ = voted(world, ["good"] * 3)
    an.post(url(world, "send_round"))
    round_.refresh_from_db()
    back, other = round_.results.order_by("enrolment__person__sort_key")[:2]
    approval.return_result(back, by=w.scope(world.binh), note="Xem lại")
    with pytest.raises(ValidationError, match="đã chuyển lên cấp trên"):
        rounds.save_ballots(
            Meeting.objects.get(),
            by=w.scope(world.an),
            counted={other.enrolment_id: Ballots({"excellent": 3})},
        )


@pytest.mark.django_db(transaction=True)
def test_two_people_sending_at_once_send_once(world):
    voted(world, ["good"] * 3)
    ours = Round.objects.select_related("unit")
    send = [lambda: rounds.send_round(ours.get(), by=w.scope(world.an))] * 2
    assert race(*send) == ["done", "refused"]
    assert Notice.objects.filter(user=world.binh).count() == 1


@pytest.mark.django_db(transaction=True)
def test_approving_while_the_branch_corrects_loses_neither(world, an):
    round_ = voted(world, ["good"] * 3)
    an.post(url(world, "send_round"))
    back, *others = round_.results.order_by("enrolment__person__sort_key")
    approval.return_result(back, by=w.scope(world.binh), note="Xem lại")

    def correct():
        found = Result.objects.select_related("round", "enrolment").get(pk=back.pk)
        propose_grade(found, by=w.scope(world.an), grade="completed", reason="Vắng hai buổi")

    def approve():
        approval.approve_results(Round.objects.get(pk=round_.pk), by=w.scope(world.binh))

    assert race(correct, approve) == ["done", "done"]
    back.refresh_from_db()
    assert (back.state, back.proposed_grade, back.grade_key) == ("returned", "completed", "")
    assert {Result.objects.get(pk=one.pk).grade_key for one in others} == {"good"}
