"""A branch that comes under another unit: who decides on its results, and what stays decided."""

import io
from datetime import date
from importlib import import_module

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from docx import Document

from sodoan.common.clock import today
from sodoan.documents.actions import void_document
from sodoan.documents.models import RegisterEntry
from sodoan.notices.models import Notice
from sodoan.org.actions import move_unit
from sodoan.programmes.actions import approval, rounds
from sodoan.programmes.actions.issuing import (
    answer_with_decision,
    publish_with_decision,
    replace_decision,
)
from sodoan.programmes.models import Complaint, Meeting, Round
from sodoan.programmes.queries.closing import holding_of
from sodoan.programmes.queries.evaluation import caps_of
from sodoan.programmes.queries.issued import decision_paper
from sodoan.programmes.queries.record import book_of
from sodoan.programmes.queries.todos import todos
from tests.cast import enlist
from tests.programmes import above
from tests.programmes import world as w
from tests.programmes.crowd import settled, three_voted

pytestmark = pytest.mark.django_db
HEAD = {"issued_on": date(2026, 1, 5), "issuer_code": "ĐTN"}


@pytest.fixture
def other(world):
    """The commune to which the branch comes."""
    return world.stranger_branch.parent


@pytest.fixture
def tu(world, other):
    """Its secretary."""
    return enlist("Lý Văn Tư", world.stranger_branch, "bi-thu", post_in=other)


@pytest.fixture
def move(world, em):
    def hang(parent, unit=None):
        return move_unit(unit or world.branch, by=w.scope(em), parent=parent, since=today())

    return hang


def sent(world, unit=None, **facts):
    return above.sent_round(world, unit or world.branch, world.commune, ["good"] * 2, **facts)


def approved(world, unit=None):
    return sent(world, unit, state="approved", result="approved")


def published(world, *units):
    """Published by the commune under one decision: the branch, and these."""
    found = [approved(world, unit) for unit in (world.branch, *units)]
    return publish_with_decision(found, by=w.scope(world.binh), **HEAD)


def contested(round_, **facts):
    result = round_.results.order_by("pk").first()
    return Complaint.objects.create(
        result=result, text="Chưa đúng.", due_on=date(2099, 1, 1), old_grade="good", **facts
    )


def titles(user):
    return [one.title for one in todos(w.scope(user))]


def fresh(round_):
    return Round.objects.select_related("unit", "approver").get(pk=round_.pk)


def text_of(paper):
    return "\n".join(one.text for one in Document(io.BytesIO(paper)).paragraphs)


@pytest.mark.parametrize("who", ["an", "binh", "chi", "em"])
def test_nobody_but_the_new_approver_decides(world, other, tu, em, move, who):
    round_ = sent(world)
    move(other)
    by = w.scope(em if who == "em" else getattr(world, who))
    for act in (
        lambda: approval.approve_results(fresh(round_), by=by),
        lambda: approval.return_round(fresh(round_), by=by, note="Xem lại"),
    ):
        with pytest.raises(PermissionDenied):
            act()


def test_old_approver_with_an_old_page_is_refused_and_takes_nothing_back(world, other, move):
    round_, by = fresh(sent(world)), w.scope(world.binh)
    move(other)
    for act in (
        lambda: approval.approve_results(round_, by=by),
        lambda: approval.return_round(round_, by=by, note="Xem lại"),
    ):
        with pytest.raises(PermissionDenied):
            act()
    assert (fresh(round_).approver, fresh(round_).state) == (other, "sent")


def test_new_approver_is_told_approves_and_publishes_under_its_own_number(world, other, tu, move):
    round_ = sent(world)
    move(other)
    assert fresh(round_).approver == other
    page = reverse("programmes:approve_round", args=[round_.pk])
    assert Notice.objects.get(user=tu).url == page
    assert f"Duyệt xếp loại: {world.branch.name}" in titles(tu)
    assert f"Duyệt xếp loại: {world.branch.name}" not in titles(world.binh)
    assert w.browser(tu).post(page, {"tat-ca": "1"}).status_code == 302
    entry = publish_with_decision([fresh(round_)], by=w.scope(tu), **HEAD)
    assert (entry.unit, fresh(round_).issuer) == (other, None)
    assert "BÌNH MINH" in text_of(decision_paper(fresh(round_), today())).upper()


def test_history_says_why_another_unit_decides(world, other, em, move):
    round_ = sent(world)
    move(other)
    change = round_.events.latest("pgh_id")
    assert change.approver == other
    assert change.pgh_context.metadata["user"] == em.pk
    why = "Đoàn xã Bình Minh duyệt, vì đơn vị cấp trên của chi đoàn thay đổi"
    assert change.pgh_context.metadata["reason"] == why


def test_old_approver_is_held_by_nothing(world, other, move):
    sent(world)
    move(other)
    waiting = [one for one in _blockers(world) if "chờ" in one]
    assert waiting == []


def _blockers(world):
    holding = holding_of(world.commune, today(), by=w.scope(world.binh))
    return [one.sentence for one in holding.blockers]


def test_results_returned_in_part_wait_for_the_new_approver(world, other, tu, move):
    round_ = sent(world)
    approval.return_result(round_.results.first(), by=w.scope(world.binh), note="Xem lại")
    move(other)
    assert f"Duyệt xếp loại: {world.branch.name}" in titles(tu)
    assert approval.approve_results(fresh(round_), by=w.scope(tu)) == 1
    assert fresh(round_).state == "returned"


def test_approved_round_is_published_by_the_new_approver_and_a_view_on_a_cap_ends(
    world, other, tu, move
):
    round_ = approved(world)
    Round.objects.update(cap_decision="Đồng ý")
    move(other)
    assert "chờ công bố" in Notice.objects.get(user=tu).title
    assert (fresh(round_).state, fresh(round_).cap_decision) == ("approved", "")
    assert "Công bố kết quả của 1 chi đoàn" in titles(tu)
    publish_with_decision([fresh(round_)], by=w.scope(tu), **HEAD)


def test_minutes_kept_before_name_who_was_to_decide_then(world, other, move):
    three_voted(world, an="good", dung="good", hoa="good")
    settled(world)
    rounds.send_round(Round.objects.get(), by=w.scope(world.an), without_self=True)
    kept = Meeting.objects.get().minutes_id
    move(other)
    meeting = Meeting.objects.get()
    assert meeting.minutes_id == kept
    assert "Đề nghị Đoàn xã An Hòa xem xét" in text_of(meeting.minutes.path.read_bytes())


def test_branch_that_moved_while_it_prepared_sends_to_the_new_approver(world, other, tu, move):
    three_voted(world, an="good", dung="good", hoa="good")
    settled(world)
    page, by = Round.objects.select_related("unit").get(), w.scope(world.an)  # a moment before
    move(other)
    assert fresh(page).approver == other
    assert not Notice.objects.filter(user=tu).exists()
    rounds.send_round(page, by=by, without_self=True)
    assert fresh(page).approver == other
    assert Notice.objects.filter(user=tu).count() == 1


def test_decision_already_issued_stays_what_it_is(world, other, tu, move):
    entry = published(world, world.sister)
    round_ = Round.objects.get(unit=world.branch)
    paper = decision_paper(fresh(round_), today())
    person = round_.results.first().enrolment.person
    events = book_of(person, today()).years[0].events
    caps = caps_of(Round.objects.get(unit=world.sister), w.s0().active_scale)
    move(other)
    round_ = fresh(round_)
    assert (round_.approver, round_.issuer) == (other, world.commune)
    assert decision_paper(round_, today()) == paper == entry.attachment.path.read_bytes()
    assert book_of(person, today()).years[0].events == events
    assert "Đoàn xã An Hòa duyệt xếp loại" in [one.title for one in events]
    assert caps_of(Round.objects.get(unit=world.sister), w.s0().active_scale) == caps
    assert caps_of(round_, w.s0().active_scale) == caps
    name = w.browser(tu).get(reverse("programmes:paper_decision", args=[round_.pk]))
    assert "An%20H%C3%B2a" in name["Content-Disposition"]


def test_branch_that_comes_back_is_decided_on_where_it_was(world, other, move):
    published(world)
    move(other)
    move(world.commune)
    round_ = Round.objects.get()
    assert (round_.approver, round_.decided_in) == (world.commune, world.commune)


def test_open_complaint_is_told_to_the_new_approver_who_corrects(world, other, tu, move):
    entry = published(world)
    round_ = Round.objects.get()
    complaint = contested(round_)
    move(other)
    assert "Khiếu nại kết quả xếp loại" in Notice.objects.get(user=tu).title
    assert any(one.startswith("Trả lời khiếu nại") for one in titles(tu))
    said = {"answer": "Đúng.", "grade": "excellent", "cap_note": "Đồng ý"}
    with pytest.raises(PermissionDenied):
        answer_with_decision(complaint, by=w.scope(world.binh), head=HEAD, **said)
    complaint = Complaint.objects.get()
    answer_with_decision(complaint, by=w.scope(tu), head=HEAD, **said)
    corrected = RegisterEntry.objects.exclude(pk=entry.pk).get()
    assert corrected.unit == other
    words = text_of(corrected.attachment.path.read_bytes())
    assert f"Căn cứ Quyết định số {entry.code} ngày 05/01/2026 của" in words
    assert "xã An Hòa" in words
    book = book_of(complaint.result.enrolment.person, today())
    assert len(book.years[0].decisions) == 2


def test_answer_given_before_stays_with_who_gave_it(world, other, move):
    published(world)
    complaint = contested(Round.objects.get())
    said = {"answer": "Đúng.", "grade": "excellent", "cap_note": "Đồng ý"}
    said |= {"comment": "Năng nổ, được tỉnh khen."}
    answer_with_decision(complaint, by=w.scope(world.binh), head=HEAD, **said)
    person = complaint.result.enrolment.person
    book = book_of(person, today()).years[0]
    move(other)
    assert Complaint.objects.get().issuer == world.commune
    again = book_of(person, today()).years[0]
    assert (again.events, again.decisions) == (book.events, book.decisions)
    assert "Đoàn xã An Hòa nhận xét" in [one.title for one in again.events]


def test_void_decision_is_replaced_by_each_for_its_own_branches(world, other, tu, move):
    entry = published(world, world.sister)
    move(other)
    void_document(entry, by=w.scope(world.binh), reason="Ghi nhầm ngày")
    ours, theirs = (Round.objects.get(unit=unit) for unit in (world.sister, world.branch))
    with pytest.raises(PermissionDenied):
        replace_decision(theirs, by=w.scope(world.binh), **HEAD)
    with pytest.raises(PermissionDenied):
        replace_decision(ours, by=w.scope(tu), **HEAD)
    first = replace_decision(ours, by=w.scope(world.binh), **HEAD)
    second = replace_decision(theirs, by=w.scope(tu), **HEAD)
    assert (first.unit, second.unit) == (world.commune, other)
    assert [fresh(one).decision_no for one in (ours, theirs)] == [first.code, second.code]
    assert fresh(theirs).issuer is None
    words = text_of(second.attachment.path.read_bytes())
    assert f"thay thế Quyết định số {entry.code} ngày 05/01/2026 của" in words
    own = text_of(first.attachment.path.read_bytes())
    assert f"thay thế Quyết định số {entry.code} ngày 05/01/2026 đã hủy" in own


def test_branches_below_a_section_that_moves_go_along(world, other, em, move):
    section = w._unit("bo-phan", "Đoàn bộ phận Chợ", world.commune)
    branch = w._unit("chi-doan", "Chi đoàn Chợ", section)
    round_ = sent(world, branch)
    move(other, section)
    assert fresh(round_).approver == other


def test_branches_below_an_approving_unit_that_moves_stay_with_it(world, other, move):
    base = w._unit("doan-co-so", "Đoàn công ty May", world.commune)
    branch = w._unit("chi-doan", "Chi đoàn Tổ 1", base)
    round_ = above.sent_round(world, branch, base, ["good"])
    move(other, base)
    assert fresh(round_).approver == base
    assert not Notice.objects.exists()


@pytest.mark.parametrize("branches", [3, 30])
def test_section_costs_the_same_however_many_branches(world, other, tu, move, branches):
    sections = [w._unit("bo-phan", name, world.commune) for name in ("Trống", "Có kết quả")]
    for number in range(branches):
        sent(world, w._unit("chi-doan", f"Chi đoàn {number}", sections[1]))
    seen = []
    for section in sections:
        with CaptureQueriesContext(connection) as queries:
            move(other, section)
        seen.append(len(queries))
    assert seen[1] - seen[0] == 7
    assert Notice.objects.filter(user=tu).count() == branches


def test_rounds_of_branches_that_moved_before_are_brought_along_once(world, other):
    waiting, done = sent(world), w.publish(w.enrol(world.lan, world.plan)).round
    contested(done, state="changed", new_grade="excellent")
    for unit in (world.branch, world.sister):
        unit.parent = other
        unit.save()  # as when nothing followed a move
    step = import_module("sodoan.programmes.migrations.0009_approvers_of_moved_branches")
    for _ in range(2):
        with connection.cursor() as cursor:
            cursor.execute(step._TODAY)
        kept = Round.objects.order_by("pk").values_list("pk", "approver", "issuer")
        assert list(kept) == [
            (waiting.pk, other.pk, None), (done.pk, other.pk, world.commune.pk),
        ]  # fmt: skip
        assert Complaint.objects.get().issuer == world.commune
