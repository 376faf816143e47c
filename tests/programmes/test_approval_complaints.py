"""Complaints: who answers, with what before their eyes, and what an answer changes."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from sodoan.notices.models import Notice
from sodoan.programmes.actions.approval import CapsExceededError, answer_complaint
from sodoan.programmes.models import Complaint, Result, Round
from tests.cast import enlist
from tests.programmes import above
from tests.programmes import world as w
from tests.programmes.test_approval_caps import approve, sent, with_cap

pytestmark = pytest.mark.django_db
HEAD = {
    "issued_on": "2026-01-05",
    "issuer_code": "ĐTN",
    "last_number": "0",
    "comment": "Đều đặn, giúp 2 công nhân mới học nghề.",
}


@pytest.fixture
def complaint(world):
    return complaint_of(world)


def complaint_of(world):
    result = w.publish(w.enrol(world.dung, world.plan), "completed")
    Round.objects.update(decision_on=date(2025, 11, 20))
    return Complaint.objects.create(
        result=result,
        text="Tôi dự đủ 9 buổi sinh hoạt nhưng sổ ghi 7.",
        filed_by=world.dung,
        due_on=date(2099, 1, 1),
        old_grade="completed",
    )


def page(complaint):
    return f"/ren-luyen/khieu-nai/{complaint.pk}/"


def test_complaints_are_refused_to_branches(world, complaint):
    an = above.account(world, "an")
    assert an.get("/ren-luyen/khieu-nai/").status_code == 403
    assert an.get(page(complaint)).status_code == 404


def test_province_officer_reads_but_does_not_answer(world, complaint):
    em = w.browser(above.province_officer(world))
    assert "trả lời khiếu nại này" in em.get(page(complaint)).content.decode()
    answer = em.post(page(complaint), {"answer": "Đã xem.", "grade": "giu-nguyen"})
    assert answer.status_code == 403


def test_officer_does_not_answer_own_complaint(world):
    result = w.publish(w.enrol(world.binh, world.plan, unit=world.sister), "completed")
    own = Complaint.objects.create(
        result=result, text="Chưa đúng.", filed_by=world.binh, due_on=date(2099, 1, 1)
    )
    answer = above.account(world, "binh").post(page(own), {"answer": "Đúng.", "grade": "good"})
    assert answer.status_code == 403


def test_correction_beyond_a_cap_needs_a_written_view(world):
    with_cap(world, minimum=0)
    complaint = complaint_of(world)
    binh = above.account(world, "binh")
    assert 'name="cap_note"' not in binh.get(page(complaint)).text
    data = {**HEAD, "answer": "Đã đối chiếu sổ.", "grade": "excellent"}
    refused = binh.post(page(complaint), data)
    assert refused.status_code == 422
    assert 'name="cap_note"' in refused.text
    complaint.refresh_from_db()
    assert (complaint.state, complaint.result.grade_key) == ("open", "completed")
    note = "Đồng ý vì thành tích"
    assert binh.post(page(complaint), data | {"cap_note": note}).status_code == 302
    result = Result.objects.select_related("round").get(pk=complaint.result_id)
    assert (result.grade_key, result.round.cap_decision) == ("excellent", note)


def test_answer_needs_words(world, complaint):
    words = {"answer": " ", "grade": "giu-nguyen"}
    answer = above.account(world, "binh").post(page(complaint), words)
    assert answer.status_code == 422


def test_unknown_grade_is_refused(world, complaint):
    data = {"answer": "Đã xem.", "grade": "super"}
    assert above.account(world, "binh").post(page(complaint), data).status_code == 422


def test_page_shows_the_facts_beside_the_complaint(world, complaint):
    shown = above.account(world, "binh").get(page(complaint)).content.decode()
    assert "Tôi dự đủ 9 buổi" in shown
    assert "Xếp loại Tốt: hoàn thành 8 trong 8 tiêu chí." in shown
    assert "0/8 việc có minh chứng đạt" in shown


def test_upholding_keeps_the_grade_and_tells_the_member(world, complaint):
    data = {"answer": "Sổ điểm danh đã đối chiếu.", "grade": "giu-nguyen"}
    assert above.account(world, "binh").post(page(complaint), data).status_code == 302
    complaint.refresh_from_db()
    assert (complaint.state, complaint.result.grade_key) == ("upheld", "completed")
    assert Notice.objects.filter(user=world.dung).exists()


def test_correcting_changes_the_locked_grade(world, complaint):
    data = {**HEAD, "answer": "Bổ sung 2 buổi.", "grade": "good"}
    above.account(world, "binh").post(page(complaint), data)
    complaint.refresh_from_db()
    assert (complaint.state, complaint.old_grade, complaint.new_grade) == (
        "changed", "completed", "good",
    )  # fmt: skip
    complaint.result.refresh_from_db()
    assert complaint.result.grade_key == "good"


def test_member_left_without_a_grade_is_rated_by_the_answer(world):
    """Else the figures would count a grade of somebody who is not rated."""
    enrolment = w.enrol(world.dung, world.plan)
    result = w.publish(enrolment, grade="", population="too_new")
    Round.objects.update(decision_on=date(2025, 11, 20))
    own = Complaint.objects.create(result=result, text="Đã đủ 6 tháng.", due_on=date(2099, 1, 1))
    binh = above.account(world, "binh")
    assert "Giữ nguyên: không xếp loại" in binh.get(page(own)).content.decode()
    assert binh.post(page(own), {**HEAD, "answer": "Đúng.", "grade": "good"}).status_code == 302
    result.refresh_from_db()
    assert (result.population, result.grade_key) == ("rated", "good")


@pytest.mark.parametrize("facts", [{"population": "exempt"}, {"grade": ""}])
def test_grade_without_a_rating_is_refused_by_the_database(world, facts):
    with pytest.raises(IntegrityError, match="grade_goes"), transaction.atomic():
        w.publish(w.enrol(world.dung, world.plan), **facts)


def test_a_complaint_never_lowers_the_grade(world, complaint):
    binh = above.account(world, "binh")
    shown = binh.get(page(complaint)).text
    assert "Điều chỉnh thành: Tốt" in shown
    assert "Điều chỉnh thành: Không hoàn thành" not in shown
    answer = binh.post(page(complaint), {"answer": "Chưa đạt.", "grade": "failed"})
    assert answer.status_code == 422
    with pytest.raises(ValidationError, match="không làm giảm xếp loại"), transaction.atomic():
        answer_complaint(complaint, by=w.scope(world.binh), answer="Chưa đạt.", grade="failed")
    assert Result.objects.get(pk=complaint.result_id).grade_key == "completed"


def test_after_a_correction_the_old_grounds_are_called_old(world, complaint):
    binh = above.account(world, "binh")
    binh.post(page(complaint), {**HEAD, "answer": "Bổ sung 2 buổi.", "grade": "good"})
    shown = binh.get(page(complaint)).text
    assert "Kết quả sau khi điều chỉnh" in shown
    assert "Căn cứ của kết quả trước khi điều chỉnh" in shown
    assert "Căn cứ theo quy tắc" not in shown


def test_an_answered_complaint_is_final(world, complaint):
    binh, dung = above.account(world, "binh"), above.account(world, "dung")
    binh.post(page(complaint), {"answer": "Giữ nguyên.", "grade": "giu-nguyen"})
    mine = f"/ren-luyen/ket-qua/{complaint.result_id}/khieu-nai/"
    shown = dung.get(mine).text
    assert "Khiếu nại của bạn đã được trả lời." in shown
    assert 'name="text"' not in shown
    refused = dung.post(mine, {"text": "Tôi vẫn chưa đồng ý."})
    assert refused.status_code == 422
    assert Complaint.objects.count() == 1


def test_answered_complaint_is_not_answered_twice(world, complaint):
    binh = above.account(world, "binh")
    binh.post(page(complaint), {"answer": "Giữ nguyên.", "grade": "giu-nguyen"})
    assert binh.post(page(complaint), {"answer": "Đổi ý.", "grade": "good"}).status_code == 422


def test_open_complaints_come_with_their_deadline(world, complaint):
    shown = above.account(world, "binh").get("/ren-luyen/khieu-nai/", {"loc": "mo"})
    assert "Hồ Gia Dung" in shown.content.decode()
    assert "01/01/2099" in shown.content.decode()


def test_staff_without_approving_post_is_refused(world, complaint):
    staff = w.browser(enlist("Bùi Chuyên", world.sister, "chuyen-vien", post_in=world.commune))
    assert staff.get(page(complaint)).status_code == 404


def test_corrections_up_to_the_cap_ask_nothing_and_the_next_asks(world):
    round_ = sent(world, 3, 18)
    approve(world, round_)
    binh = w.scope(world.binh)
    Result.objects.filter(round=round_).update(state="published")
    filed = [
        Complaint.objects.create(
            result=result, text="Chưa đúng.", filed_by=world.dung, due_on=date(2099, 1, 1)
        )
        for result in Result.objects.filter(round=round_, grade_key="good")[:2]
    ]
    answer_complaint(filed[0], by=binh, answer="Đúng.", grade="excellent")  # 4 of 21: 19 %
    with pytest.raises(CapsExceededError), transaction.atomic():
        answer_complaint(filed[1], by=binh, answer="Đúng.", grade="excellent")
    assert Result.objects.filter(round=round_, grade_key="excellent").count() == 4
    note = "Đồng ý vì thành tích cấp tỉnh"
    answer_complaint(filed[1], by=binh, answer="Đúng.", grade="excellent", cap_note=note)
    third = Complaint.objects.create(
        result=Result.objects.filter(round=round_, grade_key="good").first(),
        text="Chưa đúng.", filed_by=world.dung, due_on=date(2099, 1, 1),
    )  # fmt: skip
    with pytest.raises(CapsExceededError), transaction.atomic():  # the view covers one, not two
        answer_complaint(third, by=binh, answer="Đúng.", grade="excellent")
    answer_complaint(third, by=binh, answer="Chưa đạt.")
