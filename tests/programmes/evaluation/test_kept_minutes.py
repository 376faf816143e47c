"""Minutes stay as they were sent up; only a further meeting makes further minutes."""

import io
import zipfile

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse
from docx import Document

from sodoan.documents.models import Attachment
from sodoan.jobs.models import Job
from sodoan.programmes.actions import approval, meetings, rounds
from sodoan.programmes.engine.votes import Ballots
from sodoan.programmes.models import Meeting, Round
from tests.cast import enlist
from tests.programmes import world as w
from tests.programmes.crowd import SAID, result_of, seated, settled, three_voted, url
from tests.programmes.proposed import propose_grade, save_comment

pytestmark = pytest.mark.django_db
NEW_WORDS = "Cấp trên ghi khi trả lời khiếu nại."


@pytest.fixture
def met(world):
    """The meeting of the three, all voted good, all proposed so."""
    meeting = three_voted(world, an="good", dung="good", hoa="good")
    settled(world)
    return meeting


def sent(world):
    return rounds.send_round(Round.objects.get(), by=w.scope(world.an), without_self=True)


def page(number=1):
    address = reverse("programmes:paper_minutes", args=[Round.objects.get().pk])
    return f"{address}?lan={number}"


def paper(user, number=1):
    answer = w.browser(user).get(page(number))
    assert answer.status_code == 200
    return answer.content


def words(data):
    body = Document(io.BytesIO(data)).element.body
    return " ".join(node.text or "" for node in body.iter() if node.tag.endswith("}t"))


def again(world, who, grade):
    """The branch meets again and votes on one member."""
    second = meetings.meet_again(Round.objects.get(), by=w.scope(world.an), reason="Trả lại")
    seated(world, second, 3)
    counted = {result_of(who).enrolment_id: Ballots({grade: 3})}
    rounds.save_ballots(second, by=w.scope(world.an), counted=counted)
    settled(world)
    return second


def publish(world):
    round_ = Round.objects.get()
    approval.approve_results(round_, by=w.scope(world.binh))
    approval.publish_round(Round.objects.get(), by=w.scope(world.binh), decision_no="01-QĐ/ĐTN")


def regrade(world):
    complaint = approval.file_complaint(
        result_of(world.dung), by=w.scope(world.dung), text="Xem lại."
    )
    approval.answer_complaint(
        complaint, by=w.scope(world.binh), answer="Đúng.", grade="excellent", comment=NEW_WORDS
    )
    assert result_of(world.dung).comment == NEW_WORDS


@pytest.mark.parametrize("state", ["preparing", "returned"])
def test_minutes_not_sent_up_are_not_read_above(world, met, state):
    number = 1
    if state == "returned":
        sent(world)
        approval.return_result(result_of(world.hoa), by=w.scope(world.binh), note="Xem lại")
        again(world, world.hoa, "completed")
        number = 2
    assert w.browser(world.binh).get(page(number)).status_code == 404
    assert paper(world.an, number), "the branch has its draft"
    above = w.browser(world.binh).get(reverse("programmes:approve_round", args=[met.round_id]))
    assert page(number) not in above.text
    assert (page(1) in above.text) is (state == "returned")
    sent(world)
    assert paper(world.binh, number) == paper(world.an, number)


def test_draft_of_the_minutes_is_read_by_the_committee_of_the_branch(world, met):
    helper = enlist("Lê Ủy Viên", world.branch, "uy-vien-chi-doan", post_in=world.branch)
    assert paper(helper)


def test_looking_at_a_draft_keeps_nothing_and_follows_what_stands(world, met):
    assert SAID in words(paper(world.an))
    save_comment(result_of(world.hoa), by=w.scope(world.an), comment="Viết lại.")
    assert "Viết lại." in words(paper(world.an))
    assert not Attachment.objects.exists()


def test_sent_minutes_are_the_same_after_a_complaint_gave_other_words(world, met):
    sent(world)
    before = paper(world.binh)
    publish(world)
    regrade(world)
    assert paper(world.binh) == paper(world.an) == before
    assert NEW_WORDS not in words(before)
    assert Attachment.objects.count() == 1


def test_minutes_of_the_first_meeting_have_no_word_written_after_the_second(world, met):
    again(world, world.hoa, "completed")
    first = paper(world.an)
    save_comment(result_of(world.hoa), by=w.scope(world.an), comment="Sau họp lần hai.")
    sent(world)
    assert paper(world.binh) == first
    assert "Sau họp lần hai." in words(paper(world.binh, 2))


def test_round_sent_again_without_a_meeting_keeps_its_minutes_and_says_so(world, an, met):
    sent(world)
    before = paper(world.binh)
    approval.return_result(result_of(world.hoa), by=w.scope(world.binh), note="Xem lại")
    told = {"grade": "completed", "reason": "Xét lại", "comment": "Cần cố gắng."}
    propose_grade(result_of(world.hoa), by=w.scope(world.an), **told)
    asked = " ".join(an.get(url(world, "send_round")).text.split())
    assert "Biên bản họp lần 1 giữ nguyên như lần chuyển trước" in asked
    assert "xem kết quả mới của: Đỗ Mỹ Hoa" in asked
    sent(world)
    assert paper(world.binh) == before
    assert Attachment.objects.count() == 1


def test_meeting_after_a_return_has_minutes_of_its_own_and_the_first_keep_theirs(world, met):
    sent(world)
    before = paper(world.binh)
    approval.return_result(result_of(world.hoa), by=w.scope(world.binh), note="Xem lại")
    again(world, world.hoa, "completed")
    assert paper(world.an) == before
    sent(world)
    second = paper(world.binh, 2)
    assert paper(world.binh) == before
    approval.return_result(result_of(world.dung), by=w.scope(world.binh), note="Xem lại")
    told = {"grade": "completed", "reason": "Xét lại", "comment": "Cần cố gắng."}
    propose_grade(result_of(world.dung), by=w.scope(world.an), **told)
    sent(world)
    assert (paper(world.binh), paper(world.binh, 2)) == (before, second)


@pytest.mark.parametrize("write", ["heading", "attendance", "votes"])
def test_meeting_whose_minutes_went_up_is_not_written(world, an, met, write):
    round_ = sent(world)
    approval.return_round(round_, by=w.scope(world.binh), note="Xem lại")
    by, meeting = w.scope(world.an), Meeting.objects.get()
    head = {"chair": meeting.chair, "secretary": meeting.secretary, "held_at": meeting.held_at}
    counted = {result_of(world.hoa).enrolment_id: Ballots({"completed": 3})}
    writes = {
        "heading": lambda: rounds.save_meeting(meeting.round, by=by, place="Nơi khác", **head),
        "attendance": lambda: rounds.save_attendance(meeting, by=by, people={}),
        "votes": lambda: rounds.save_ballots(meeting, by=by, counted=counted),
    }
    with pytest.raises(ValidationError, match="lần 1 đã chuyển lên cấp trên nên giữ nguyên"):
        writes[write]()
    shown = an.get(url(world, "voting")).text
    assert "Biên bản họp lần 1 đã chuyển lên, giữ nguyên." in shown
    assert shown.count("data-vote>") == shown.count("disabled data-vote>") > 0


def test_database_keeps_the_minutes(world, met):
    sent(world)
    for other in (None, Attachment.objects.create(
        sha256="a" * 64, media_type="application/pdf", name="a.pdf", size=1, unit=world.branch
    )):  # fmt: skip
        with pytest.raises(IntegrityError, match="are kept"), transaction.atomic():
            Meeting.objects.update(minutes=other)


@pytest.fixture
def unkept(world, met):
    """A round that was sent up before minutes were kept."""
    Round.objects.update(state="sent")
    met.round.results.update(state="proposed")


def test_reading_keeps_nothing(world, unkept):
    assert paper(world.binh)
    assert Meeting.objects.get().minutes is None


@pytest.mark.parametrize("change", ["returned", "round returned", "regraded"])
def test_round_sent_before_minutes_were_kept_keeps_them_before_it_changes(world, unkept, change):
    by = w.scope(world.binh)
    if change == "returned":
        approval.return_result(result_of(world.hoa), by=by, note="Xem lại")
    elif change == "round returned":
        approval.return_round(Round.objects.get(), by=by, note="Xem lại")
    else:
        publish(world)
        regrade(world)
    assert NEW_WORDS not in words(Meeting.objects.get().minutes.path.read_bytes())


@pytest.mark.django_db(transaction=True)
def test_bundle_holds_the_kept_minutes_and_no_draft_of_the_branch(world, met, run_jobs):
    order = f"/giay-to/don-vi/{world.commune.pk}/{world.programme.pk}/goi/"

    def bundled():
        Job.objects.all().delete()
        w.browser(world.binh).post(order)
        run_jobs()
        with zipfile.ZipFile(Job.objects.get().result) as bundle:
            return [bundle.read(name) for name in bundle.namelist() if "Biên bản" in name]

    assert bundled() == []
    sent(world)
    assert bundled() == [paper(world.binh)]
