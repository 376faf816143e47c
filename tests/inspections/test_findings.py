"""Verdicts; findings from raised to closed; who may, who is told, what the database refuses."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.base import ContentFile
from django.db import DatabaseError, connection, transaction

from sodoan.access.scopes import scope_of
from sodoan.inspections.actions.checking import (
    answer_finding,
    close_finding,
    judge_item,
    raise_finding,
    return_finding,
)
from sodoan.inspections.choices import FindingState
from sodoan.inspections.models import Inspector
from sodoan.inspections.queries.todos import todos
from sodoan.notices.models import Notice
from tests.cast import enlist
from tests.factories.org import AppointmentFactory, PostFactory, UnitFactory
from tests.inspections.conftest import TODAY

pytestmark = pytest.mark.django_db
DUE = TODAY + timedelta(days=14)


def proof():
    return ContentFile(b"%PDF-1.4\n%%EOF\n", "minh-chung.pdf")


@pytest.fixture
def finding(units, binh, inspection, kiem, scope):
    """About commune A, of which binh is the secretary."""
    return raise_finding(inspection, by=scope(kiem), unit=units.a, text="Thiếu ảnh.", due_on=DUE)


def test_a_verdict_needs_a_note_unless_all_matches(inspection, kiem, scope):
    item, by = inspection.sample.first(), scope(kiem)
    for verdict, note, field in (
        ("", "", "verdict"),
        ("differs", " ", "note"),
        ("uncheckable", "", "note"),
        ("differs", "x" * 501, "note"),
    ):
        with pytest.raises(ValidationError) as told:
            judge_item(item, by=by, verdict=verdict, note=note)
        assert field in told.value.message_dict
    made = judge_item(item, by=by, verdict="differs", note="Không có ai.", proof=proof())
    assert (made.verdict, made.judged_by, made.proof.name) == ("differs", kiem, "minh-chung.pdf")
    again = judge_item(item, by=by, verdict="matches")
    assert (again.verdict, again.note, again.proof) == ("matches", "", made.proof)


def test_only_inspectors_judge_and_raise(units, inspection, binh, dung, scope):
    for user in (binh, dung):
        with pytest.raises(PermissionDenied):
            judge_item(inspection.sample.first(), by=scope(user), verdict="matches")
        with pytest.raises(PermissionDenied):
            raise_finding(inspection, by=scope(user), unit=units.a, text="Sai", due_on=DUE)


def test_who_is_named_inspects_while_holding_a_post_there(units, inspection, dung, scope):
    staff = enlist("Bùi Thị Chuyên", units.b1, "chuyen-vien", post_in=units.t)
    for user, may in ((staff, True), (dung, False)):
        Inspector.objects.create(inspection=inspection, person=user.person)
        assert bool(todos(scope(user))) == may
        if may:
            judge_item(inspection.sample.first(), by=scope(user), verdict="matches")
        else:
            with pytest.raises(PermissionDenied):
                judge_item(inspection.sample.first(), by=scope(user), verdict="matches")


def test_a_finding_is_refused_out_of_reach(units, inspection, kiem, scope):
    by, item = scope(kiem), inspection.sample.first()
    other = units.a if item.activity.unit == units.b else units.b
    for changes, told in (
        ({"text": " "}, "ghi phát hiện điều gì"),
        ({"text": "x" * 2001}, "dài nhất 2000"),
        ({"due_on": TODAY - timedelta(days=1)}, "từ hôm nay"),
        ({"unit": units.t}, "ngoài phạm vi"),
        ({"unit": other, "item": item}, "không thuộc đơn vị"),
    ):
        facts = {"unit": units.a, "text": "Sai", "due_on": TODAY} | changes
        with pytest.raises(ValidationError, match=told):
            raise_finding(inspection, by=by, **facts)


def test_stays_open_until_closed_with_proof(finding, kiem, binh, scope):
    inspector, lead = scope(kiem), scope(binh)
    assert (
        Notice.objects.get(user=binh, key__startswith="finding").title
        == "Phát hiện qua kiểm tra: Kiểm tra tháng 10"
    )
    assert [one.due for one in todos(lead)] == [DUE]
    with pytest.raises(ValidationError, match="chưa khắc phục"):
        close_finding(finding, by=inspector)
    with pytest.raises(ValidationError) as told:
        answer_finding(finding, by=lead, text=" ", proof=None)
    assert set(told.value.message_dict) == {"text", "proof"}
    answer_finding(finding, by=lead, text="Đã bổ sung ảnh.", proof=proof())
    assert not todos(lead)
    assert "Xác nhận 1 phát hiện đã khắc phục" in {one.title for one in todos(inspector)}
    with pytest.raises(ValidationError, match="chờ xác nhận"):
        answer_finding(finding, by=lead, text="Lần nữa", proof=proof())
    with pytest.raises(ValidationError, match="còn thiếu điều gì"):
        return_finding(finding, by=inspector, reason=" ")
    return_finding(finding, by=inspector, reason="Ảnh mờ.")
    assert [one.title for one in todos(lead)] == ["Bổ sung minh chứng: Thiếu ảnh."]
    answer_finding(finding, by=lead, text="Ảnh rõ hơn.", proof=proof())
    made = close_finding(finding, by=inspector)
    assert (made.state, made.proof.name) == (FindingState.CLOSED, "minh-chung.pdf")
    assert [step.deed for step in made.steps.all()] == [
        "closed", "answered", "returned", "answered", "raised",
    ]  # fmt: skip
    for act in (close_finding, lambda one, by: return_finding(one, by=by, reason="x")):
        with pytest.raises(ValidationError, match="đã khắc phục"):
            act(finding, by=inspector)
    titles = set(Notice.objects.filter(user=binh).values_list("title", flat=True))
    assert {"Trả lại báo cáo khắc phục", "Phát hiện đã khắc phục xong"} < titles


def test_only_the_unit_answers_and_nobody_settles_their_own(
    units, finding, kiem, binh, chi, an, em, scope
):
    for user in (kiem, em, chi, an):
        with pytest.raises(PermissionDenied):
            answer_finding(finding, by=scope(user), text="Xong", proof=proof())
    answer_finding(finding, by=scope(binh), text="Xong", proof=proof())
    for user in (binh, chi, an):
        with pytest.raises(PermissionDenied):
            close_finding(finding, by=scope(user))
    both = enlist("Cao Hai Vai", units.b1, "uv-ubkt", post_in=units.t)
    enlist_in(both, units.a)
    with pytest.raises(PermissionDenied):  # inspects for the province, holds a post in A
        close_finding(finding, by=scope_of(both, only=""))


def enlist_in(user, unit):
    """Let somebody hold a post in the committee of a unit as well."""

    AppointmentFactory(person=user.person, unit=unit, post=PostFactory(key="chuyen-vien"))


@pytest.mark.parametrize(
    ("name", "statement"),
    [
        ("finding_is_said", "UPDATE inspections_finding SET text = ''"),
        ("finding_is_closed_with_proof", "UPDATE inspections_finding SET state = 'answered'"),
        (
            "finding_is_closed_with_proof",
            "UPDATE inspections_finding SET state = 'closed', closed_at = now()",
        ),
        ("closed_finding_has_its_moment", "UPDATE inspections_finding SET closed_at = now()"),
        ("Cannot delete", "DELETE FROM inspections_finding"),
        ("Cannot update", "UPDATE inspections_findingstep SET text = 'khác'"),
        (
            "answers_come_with_proof",
            (
                "INSERT INTO inspections_findingstep (finding_id, deed, text) "
                "SELECT id, 'answered', 'Xong' FROM inspections_finding"
            ),
        ),
        (
            "finding_steps_are_said",
            (
                "INSERT INTO inspections_findingstep (finding_id, deed, text) "
                "SELECT id, 'returned', '' FROM inspections_finding"
            ),
        ),
        (
            "out of the reach",
            (
                "INSERT INTO inspections_finding (inspection_id, unit_id, text, due_on, state) "
                "SELECT f.inspection_id, u.id, 'x', f.due_on, 'open' FROM inspections_finding f, "
                "org_unit u WHERE u.code = 'NGOAI'"
            ),
        ),
    ],
)
def test_the_database_refuses(units, finding, name, statement):

    UnitFactory(code="NGOAI", type=units.t.type)
    refused = pytest.raises(DatabaseError, match=name)
    with refused, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
