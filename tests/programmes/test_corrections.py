"""A re-review that changes a grade: the yearly sentence, the decision of correction, a void one."""

import io
from datetime import date
from importlib import import_module

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.urls import reverse
from django.utils import timezone
from docx import Document

from sodoan.documents.actions import register_document, void_document
from sodoan.documents.choices import DocumentKind
from sodoan.documents.models import RegisterEntry
from sodoan.programmes.actions.approval import answer_complaint
from sodoan.programmes.actions.issuing import (
    issue_correction,
    publish_with_decision,
    replace_decision,
)
from sodoan.programmes.models import Complaint, Result, Round
from sodoan.programmes.packs import pack_of
from sodoan.programmes.queries.evaluation import record_sentence
from sodoan.programmes.queries.papers import enrolments_of_branch, registration_sheets
from sodoan.programmes.queries.record import book_of, sign_book
from tests.programmes import above
from tests.programmes import world as w

pytestmark = pytest.mark.django_db
HEAD = {"issued_on": date(2026, 1, 5), "issuer_code": "ĐTN", "last_number": 0}
OWN = "Giúp 2 công nhân mới học nghề."


def ready(key):
    return record_sentence(w.s0().active_scale.grade(key), "năm 2025")


@pytest.fixture
def published(world):
    """Two branches published under decision 01: dung with a ready sentence, lan with own words."""
    rounds = []
    for who, comment in ((world.dung, ready("completed")), (world.lan, OWN)):
        result = w.publish(w.enrol(who, world.plan), "completed", comment=comment)
        rounds.append(result.round)
    day = date(2025, 12, 20)
    entry = register_document(
        world.commune, by=w.scope(world.binh), kind=DocumentKind.DECISION, issued_on=day,
        title="Công nhận kết quả", issuer_code="ĐTN", signer_name="Phạm Ngọc Bình",
    )  # fmt: skip
    Round.objects.update(decision_no=entry.code, decision_on=day)
    return rounds


def contested(who):
    result = Result.objects.get(enrolment__person__user=who)
    return Complaint.objects.create(
        result=result, text="Chưa đúng.", filed_by=who, due_on=date(2099, 1, 1),
        old_grade=result.grade_key,
    )  # fmt: skip


def page(complaint):
    return reverse("programmes:answer_complaint", args=[complaint.pk])


def answer(world, complaint, **facts):
    data = {"answer": "Đã đối chiếu sổ.", "grade": "good", **HEAD, **facts}
    return above.account(world, "binh").post(page(complaint), data)


def void(world, entry):
    return void_document(entry, by=w.scope(world.binh), reason="Ghi nhầm ngày")


def words_of(entry):
    document = Document(io.BytesIO(entry.attachment.path.read_bytes()))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(one.text for one in document.paragraphs), *cells])


def test_published_words_change_with_the_grade_only(world, published):
    result = Result.objects.get(enrolment__person__user=world.dung)
    for facts in ({"comment": "Khác"}, {"comment": "Khác", "grade_key": "good"}):
        with pytest.raises(DatabaseError), transaction.atomic():
            Result.objects.filter(pk=result.pk).update(**facts)
    complaint = contested(world.dung)
    answer_complaint(complaint, by=w.scope(world.binh), answer="Đúng.", grade="good")
    with pytest.raises(DatabaseError), transaction.atomic():
        Result.objects.filter(pk=result.pk).update(comment="Khác")


def test_database_refuses_a_decision_where_nothing_changed(world, published):
    complaint = contested(world.dung)
    with pytest.raises(IntegrityError, match="only_a_change"), transaction.atomic():
        Complaint.objects.filter(pk=complaint.pk).update(decision_no="02-QĐ/ĐTN")


@pytest.mark.parametrize("missing", ["issued_on", "issuer_code"])
def test_correction_without_the_head_of_its_decision_is_refused(world, published, missing):
    complaint = contested(world.dung)
    refused = answer(world, complaint, **{missing: ""})
    assert refused.status_code == 422
    assert "Điều chỉnh mức thì cần ghi" in refused.text
    complaint.refresh_from_db()
    assert (complaint.state, RegisterEntry.objects.count()) == ("open", 1)


def test_own_words_are_decided_on_with_the_grade(world, published):
    complaint = contested(world.lan)
    shown = above.account(world, "binh").get(page(complaint)).text
    assert OWN in shown
    refused = answer(world, complaint)  # says nothing of the comment
    assert refused.status_code == 422
    assert "Nhận xét năm do chi đoàn tự viết" in refused.text
    assert RegisterEntry.objects.count() == 1
    assert answer(world, complaint, comment=f"{OWN} Dự đủ họp.").status_code == 302
    assert Result.objects.get(pk=complaint.result_id).comment == f"{OWN} Dự đủ họp."


def test_ready_sentence_follows_the_corrected_grade(world, published):
    complaint = contested(world.dung)
    assert 'name="comment"' not in above.account(world, "binh").get(page(complaint)).text
    answer(world, complaint)
    result = Result.objects.get(pk=complaint.result_id)
    assert (result.grade_key, result.comment) == ("good", ready("good"))


def test_upheld_result_takes_no_number(world, published):
    complaint = contested(world.dung)
    assert answer(world, complaint, grade="giu-nguyen", issuer_code="").status_code == 302
    assert RegisterEntry.objects.count() == 1
    with pytest.raises(ValidationError, match="không cần quyết định"):
        issue_correction(complaint, by=w.scope(world.binh), **HEAD)


def test_correction_is_a_numbered_decision_with_its_list(world, published):
    complaint = contested(world.dung)
    assert answer(world, complaint).status_code == 302
    entry = RegisterEntry.objects.get(year=2026)
    complaint.refresh_from_db()
    assert (complaint.decision_no, complaint.decision_on) == (entry.code, date(2026, 1, 5))
    words = words_of(entry)
    assert "Quyết định số 01-QĐ/ĐTN ngày 20/12/2025" in words
    for word in ("Hồ Gia Dung", "Hoàn thành nhiệm vụ", "Hoàn thành tốt nhiệm vụ"):
        assert word in words
    assert "Ngô Thúy Lan" not in words
    paper = reverse("programmes:paper_correction", args=[complaint.pk])
    binh = above.account(world, "binh")
    assert binh.get(paper).content == entry.attachment.path.read_bytes()
    assert paper in binh.get(page(complaint)).text
    assert above.account(world, "an").get(paper).status_code == 404


def test_book_and_verification_cite_the_decision_of_correction(world, published):
    answer(world, contested(world.dung))
    code = RegisterEntry.objects.get(year=2026).code
    dung = w.browser(world.dung)
    token = sign_book(world.dung.person, on_paper=True)
    pages = ("/so-cua-toi/", "/so-cua-toi/?in=1", reverse("programmes:verify", args=[token]))
    for address in pages:
        assert f"Quyết định điều chỉnh {code}" in dung.get(address).text
    void(world, RegisterEntry.objects.get(year=2026))
    for address in pages:
        assert f"Quyết định điều chỉnh {code}" not in dung.get(address).text


def test_void_correction_is_issued_anew(world, published):
    complaint = contested(world.dung)
    answer(world, complaint)
    again = {"issued_on": "2026-02-06", "issuer_code": "ĐTN"}
    binh = above.account(world, "binh")
    assert "Ban hành quyết định điều chỉnh" not in binh.get(page(complaint)).text
    assert binh.post(page(complaint), again).status_code == 422
    void(world, RegisterEntry.objects.get(year=2026))
    assert "Ban hành quyết định điều chỉnh" in binh.get(page(complaint)).text
    assert binh.post(page(complaint), again).status_code == 302
    complaint.refresh_from_db()
    assert (complaint.decision_no, complaint.decision_on) == ("02-QĐ/ĐTN", date(2026, 2, 6))
    assert (
        f"Quyết định điều chỉnh {complaint.decision_no}"
        in w.browser(world.dung).get("/so-cua-toi/").text
    )


def test_decision_that_holds_is_not_replaced(world, published):
    with pytest.raises(PermissionDenied):
        replace_decision(published[0], by=w.scope(world.an), **HEAD)
    with pytest.raises(ValidationError, match="quyết định đã công bố bị hủy"):
        replace_decision(published[0], by=w.scope(world.binh), **HEAD)
    other = w.plan_of(world.commune, 2024)
    sent = above.sent_round(world, world.branch, world.commune, ["good"], plan=other)
    with pytest.raises(ValidationError, match="quyết định đã công bố bị hủy"):
        replace_decision(sent, by=w.scope(world.binh), **HEAD)


def test_void_decision_is_replaced_for_all_branches_under_it(world, published):
    binh = above.account(world, "binh")
    address = reverse("programmes:approve_round", args=[published[0].pk])
    assert "Ban hành quyết định thay thế" not in binh.get(address).text
    void(world, RegisterEntry.objects.get())
    assert "Ban hành quyết định thay thế" in binh.get(address).text
    publish = reverse("programmes:publish_round", args=[published[0].pk])
    assert "Quyết định số 01-QĐ/ĐTN đã hủy" in binh.get(publish).text
    assert binh.post(publish, {"issued_on": "", "issuer_code": "ĐTN"}).status_code == 422
    data = {"issued_on": "2026-01-05", "issuer_code": "ĐTN", "last_number": "1"}
    assert binh.post(publish, data).status_code == 302
    assert set(Round.objects.values_list("decision_no", "decision_on")) == {
        ("02-QĐ/ĐTN", date(2026, 1, 5))
    }
    words = words_of(RegisterEntry.objects.get(year=2026))
    assert "thay thế Quyết định số 01-QĐ/ĐTN ngày 20/12/2025 đã hủy" in words
    for name in ("Hồ Gia Dung", "Ngô Thúy Lan"):
        assert name in words
    assert "Quyết định 02-QĐ/ĐTN" in w.browser(world.dung).get("/so-cua-toi/").text
    assert binh.post(publish, data).status_code == 422  # this one holds


def test_day_of_the_decision_is_kept_with_its_number(world):
    round_ = above.sent_round(
        world, world.branch, world.commune, ["good"], state="approved", result="approved"
    )
    publish_with_decision([round_], by=w.scope(world.binh), **HEAD)
    round_.refresh_from_db()
    assert (round_.decision_on, timezone.localdate(round_.published_at)) == (
        date(2026, 1, 5),
        timezone.localdate(),
    )


@pytest.fixture
def corrected(world, published):
    """Lan's own words give way to those of the level above; dung's ready sentence follows."""
    for who, comment in ((world.lan, "Đoàn xã ghi nhận hai sáng kiến."), (world.dung, None)):
        answer_complaint(
            contested(who), by=w.scope(world.binh), answer="Đúng.", grade="good", comment=comment
        )


@pytest.mark.parametrize("name", ["lan", "dung"])
def test_comment_of_the_level_above_is_told_as_its_own_with_the_day(world, corrected, name):
    person = getattr(world, name).person
    said, *others = book_of(person, timezone.localdate()).years[0].events
    complaint = Complaint.objects.get(result__enrolment__person=person)
    assert said.title == "Đoàn xã An Hòa nhận xét"
    assert (said.text, said.at) == (f"“{complaint.comment}”", complaint.decided_at)
    assert "Chi đoàn nhận xét" not in [one.title for one in others]
    sheet = reverse("programmes:sheet", args=[complaint.result.enrolment_id])
    page = w.browser(getattr(world, name)).get(sheet).text
    day = f"{timezone.localdate(complaint.decided_at):%d/%m/%Y}"
    assert f"Đoàn xã An Hòa nhận xét ngày {day}, khi xét khiếu nại:" in page
    assert "Chi đoàn nhận xét" not in page


@pytest.mark.parametrize("name", ["dung", "lan"])
def test_printed_sheet_keeps_what_the_branch_proposed(world, corrected, name):
    result = Result.objects.get(enrolment__person=getattr(world, name).person)
    assert result.grade_key != result.proposed_grade
    scale = pack_of(result.enrolment.plan).active_scale
    rows = enrolments_of_branch(result.enrolment.unit, result.enrolment.programme_id)
    (printed,) = registration_sheets(
        result.enrolment.unit, rows.filter(pk=result.enrolment_id), timezone.localdate()
    )
    assert printed.branch_grade == scale.grade(result.proposed_grade).title
    assert printed.branch_comment == ""  # what is stored now is not the branch's


def test_comment_kept_at_a_re_review_stays_the_branchs(world, published):
    answer_complaint(
        contested(world.lan), by=w.scope(world.binh), answer="Đúng.", grade="good", comment=OWN
    )
    titles = [one.title for one in book_of(world.lan.person, timezone.localdate()).years[0].events]
    assert titles[-1] == "Chi đoàn nhận xét"
    sheet = reverse("programmes:sheet", args=[Complaint.objects.get().result.enrolment_id])
    assert "Chi đoàn nhận xét:" in w.browser(world.lan).get(sheet).text


def test_whose_words_past_answers_brought_is_read_from_the_history(world, corrected):
    told = dict(Complaint.objects.values_list("pk", "comment"))
    assert all(told.values())
    Complaint.objects.update(comment="")
    step = import_module("sodoan.programmes.migrations.0006_comments_of_past_answers")
    with connection.cursor() as cursor:
        cursor.execute(step._TELL)
    assert dict(Complaint.objects.values_list("pk", "comment")) == told
