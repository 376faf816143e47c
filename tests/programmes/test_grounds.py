"""Why a published grade is what it is, as its member reads it: never the words of another grade."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from sodoan.common.clock import today
from sodoan.notices.models import Notice
from sodoan.programmes.actions import approval
from sodoan.programmes.models import Result, Round
from sodoan.programmes.packs import pack_of
from sodoan.programmes.queries.member import grounds_of
from sodoan.programmes.queries.record import book_of
from tests.programmes import world as w

pytestmark = pytest.mark.django_db
RULE = "Xếp loại Tốt: 8/10 tiêu chí đạt. Chưa đủ mức Xuất sắc: còn thiếu 2 tiêu chí."
LOWER = {"rule_grade": "good", "sentence": RULE, "proposal_reason": "Bỏ ba buổi họp quý IV."}


def pages(world, result):
    """Where the member reads it: the sheet, the page of the complaint, the book and its print."""
    member = w.browser(world.dung)
    return [
        member.get(address).text
        for address in (
            reverse("programmes:sheet", args=[result.enrolment_id]),
            reverse("programmes:complain", args=[result.pk]),
            reverse("programmes:record_book"),
            f"{reverse('programmes:record_book')}?in=1",
        )
    ]


def test_grade_unlike_the_rules_says_so_and_why_before_what_the_rules_say(world):
    result = w.publish(w.enrol(world.dung, world.plan), "completed", **LOWER)
    told = (
        "Chi đoàn đề xuất Hoàn thành, khác mức theo quy tắc. Lý do: Bỏ ba buổi họp quý IV. "
        "Theo quy tắc: xếp loại Tốt: 8/10 tiêu chí đạt."
    )
    for page in pages(world, result):
        assert told in page
        assert "Xếp loại Tốt: 8/10" not in page


def test_grade_of_the_rules_is_told_in_their_words_only(world):
    result = w.publish(w.enrol(world.dung, world.plan), "good", sentence=RULE)
    for page in pages(world, result):
        assert RULE in page
        assert "Chi đoàn đề xuất" not in page


def test_grade_unlike_the_vote_tells_the_reason_as_well(world):
    facts = {"sentence": RULE, "is_against_vote": True, "proposal_reason": "Thiếu một phiếu"}
    result = w.publish(w.enrol(world.dung, world.plan), "good", **facts)
    told = "Chi đoàn đề xuất Tốt, khác kết quả biểu quyết. Lý do: Thiếu một phiếu. Theo quy tắc:"
    assert grounds_of(result, w.s0()).startswith(told)


def test_after_a_re_review_the_grounds_of_the_old_grade_are_told_nowhere(world):
    facts = {**LOWER, "published_at": timezone.now()}
    result = w.publish(w.enrol(world.dung, world.plan), "completed", **facts)
    complaint = approval.file_complaint(result, by=w.scope(world.dung), text="Tôi dự đủ")
    said = {"answer": "Sổ họp ghi đủ.", "grade": "good", "comment": ""}
    approval.answer_complaint(complaint, by=w.scope(world.binh), **said)
    for page in pages(world, result):
        assert "Bỏ ba buổi" not in page
        assert "8/10 tiêu chí đạt" not in page
    notice = Notice.objects.get(key=f"complaint-{complaint.pk}-answer")
    assert notice.body == "Điều chỉnh thành Tốt. Sổ họp ghi đủ."
    assert notice.url == reverse("programmes:complain", args=[result.pk])


def test_upheld_complaint_tells_one_grade_and_the_branchs_reason(world):
    facts = {**LOWER, "published_at": timezone.now()}
    result = w.publish(w.enrol(world.dung, world.plan), "completed", **facts)
    complaint = approval.file_complaint(result, by=w.scope(world.dung), text="Tôi dự đủ")
    approval.answer_complaint(complaint, by=w.scope(world.binh), answer="Sổ họp ghi thiếu.")
    page = w.browser(world.binh).get(reverse("programmes:answer_complaint", args=[complaint.pk]))
    assert "Giữ nguyên: Hoàn thành" in page.text
    assert "Hoàn thành → Hoàn thành" not in page.text
    assert "Bỏ ba buổi họp quý IV." in page.text
    assert Notice.objects.get(key=f"complaint-{complaint.pk}-answer").body.startswith("Giữ nguyên")


@pytest.mark.parametrize(("days", "open_"), [(15, True), (16, False)])
def test_sheet_invites_to_complain_in_time_only(world, days, open_):
    published = timezone.now() - timedelta(days=days)
    result = w.publish(w.enrol(world.dung, world.plan), "good", published_at=published)
    page = pages(world, result)[0]
    assert ("Nếu chưa đồng ý, bạn khiếu nại đến hết ngày" in page) is open_
    assert ("Hạn khiếu nại đã hết ngày" in page) is not open_


def longer(plan, days):
    """The next version of a plan, which leaves so many days to complain, 5 to answer."""
    pack = pack_of(plan)
    term = pack.complaint.model_copy(update={"days": days, "answer_days": 5})
    return w.issued_anew(
        plan, effective=pack.model_copy(update={"complaint": term}).model_dump_json()
    )


def contested(world, *, ago):
    """A result published so long ago, its sheet signed before a plan with 20 days was issued."""
    sheet = w.enrol(world.dung, world.plan)
    newer = longer(world.plan, 20)
    result = w.publish(sheet, published_at=timezone.now() - timedelta(days=ago))
    Round.objects.update(plan=newer)
    return Result.objects.get(pk=result.pk)


def test_notice_names_the_days_to_complain_of_the_plan_of_the_round(world):
    sheet = w.enrol(world.dung, world.plan)
    newer = longer(world.plan, 20)
    place = {"unit": world.branch, "block": "other", "approver": world.commune}
    round_ = Round.objects.create(
        programme=newer.programme, plan=newer, state="approved", sent_at=timezone.now(), **place
    )
    Result.objects.create(
        enrolment=sheet, round=round_, state="approved", population="rated",
        proposed_grade="good", rule_grade="good", grade_key="good", approved_at=timezone.now(),
    )  # fmt: skip
    approval.publish_round(round_, by=w.scope(world.binh), decision_no="42-QĐ/ĐTN")
    notice = Notice.objects.get(user=world.dung, key=f"round-{round_.pk}-published")
    assert "bạn có 20 ngày để khiếu nại" in notice.body
    result = Result.objects.get()
    last = timezone.localdate(result.published_at) + timedelta(days=20)
    for page in pages(world, result)[:2]:
        assert f"{last:%d/%m/%Y}" in page


def test_complaint_after_the_last_day_of_the_plan_of_the_round_is_refused(world):
    result, dung = contested(world, ago=21), w.scope(world.dung)
    last = today() - timedelta(days=1)
    with pytest.raises(ValidationError, match=f"đã hết ngày {last:%d/%m/%Y}"):
        approval.file_complaint(result, by=dung, text="Tôi dự đủ")


def test_complaint_of_the_last_day_is_answered_within_the_days_of_that_plan(world):
    result = contested(world, ago=20)
    complaint = approval.file_complaint(result, by=w.scope(world.dung), text="Tôi dự đủ")
    assert complaint.due_on == today() + timedelta(days=5)


def test_comment_on_who_was_approved_before_a_second_sending_is_not_dated_after_it(world):
    result = w.publish(w.enrol(world.dung, world.plan), "good")
    result.approved_at = result.round.sent_at - timedelta(days=3)
    result.save(update_fields=["approved_at"])
    approved, said = book_of(world.dung.person, timezone.localdate()).years[0].events
    assert said.title == "Chi đoàn nhận xét"
    assert said.at == approved.at == result.approved_at
