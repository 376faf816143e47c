"""The sample: drawn by lot, repeatable, kept; inspections opened, concluded, cancelled."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import DatabaseError, IntegrityError, connection, transaction
from hypothesis import given
from hypothesis import strategies as st

from sodoan.inspections.actions.checking import judge_item, raise_finding
from sodoan.inspections.actions.opening import (
    cancel_inspection,
    conclude_inspection,
    open_inspection,
)
from sodoan.inspections.models import Inspection
from sodoan.inspections.queries.lists import drawn_again
from sodoan.inspections.sampling import draw
from sodoan.notices.models import Notice
from tests.inspections.conftest import FIRST, LAST, TODAY, reported, wanted

ROWS = st.lists(st.tuples(st.integers(1, 10**9), st.integers(1, 5)), unique_by=lambda row: row[0])


@given(rows=ROWS, seed=st.text("0123456789abcdef", min_size=1), size=st.integers(1, 9),
       per_unit=st.integers(0, 3))  # fmt: skip
def test_draws_as_many_as_asked_the_same_again_and_some_of_each_unit(rows, seed, size, per_unit):
    taken = draw(rows, seed=seed, size=size, per_unit=per_unit)
    units = dict(rows)
    least = {
        unit: min(per_unit, sum(one == unit for one in units.values())) for unit in units.values()
    }
    assert len(taken) == len(set(taken)) == max(min(size, len(rows)), sum(least.values()))
    assert all(
        sum(units[key] == unit for key in taken) >= least[unit] for unit in set(units.values())
    )
    assert draw(reversed(rows), seed=seed, size=size, per_unit=per_unit) == taken
    only_drawn = [(key, unit) for key, unit in rows if key in taken]
    assert draw(only_drawn, seed=seed, size=size, per_unit=per_unit) == taken


def test_another_seed_draws_others():
    rows = [(key, 1) for key in range(1, 200)]
    assert draw(rows, seed="1", size=9, per_unit=0) != draw(rows, seed="2", size=9, per_unit=0)


@pytest.mark.django_db
class TestOpening:
    """Opening an inspection."""

    @pytest.mark.parametrize("who", ["an", "dung", "chi"])
    def test_is_refused_without_the_capability(self, request, units, held, kiem, scope, who):
        user = request.getfixturevalue(who)
        with pytest.raises(PermissionDenied):
            open_inspection(units.t, by=scope(user), wanted=wanted(units, kiem))

    @pytest.mark.parametrize(
        ("field", "changes"),
        [
            ("title", {"title": "  "}),
            ("last", {"last": FIRST - timedelta(days=1)}),
            ("first", {"first": TODAY + timedelta(days=1), "last": TODAY + timedelta(days=2)}),
            ("first", {"first": LAST + timedelta(days=1), "last": TODAY}),  # nothing reported
            ("ends_on", {"ends_on": TODAY - timedelta(days=1)}),
            ("size", {"size": 0}),
            ("size", {"size": 501}),
            ("per_unit", {"per_unit": 4}),
            ("people", {"people": []}),
        ],
    )
    def test_refuses(self, units, held, kiem, scope, field, changes):
        with pytest.raises(ValidationError) as told:
            open_inspection(units.t, by=scope(kiem), wanted=wanted(units, kiem, **changes))
        assert field in told.value.message_dict
        assert not Inspection.objects.exists()

    def test_refuses_a_target_elsewhere_and_people_without_a_post(
        self, units, held, binh, dung, scope
    ):
        with pytest.raises(ValidationError) as told:
            open_inspection(units.a, by=scope(binh), wanted=wanted(units, dung))
        assert set(told.value.message_dict) == {"target", "people"}

    def test_does_not_look_at_the_unit_itself(self, units, held, binh, scope):
        with pytest.raises(ValidationError) as told:
            open_inspection(units.a, by=scope(binh), wanted=wanted(units, binh, target=units.a))
        assert "first" in told.value.message_dict  # the branches have reported nothing

    def test_draws_once_and_tells_who_is_named(
        self, units, theme, held, em, kiem, scope, django_assert_num_queries
    ):
        reported(units.a, theme, LAST + timedelta(days=1))  # out of the period
        made = open_inspection(units.t, by=scope(em), wanted=wanted(units, kiem))
        assert (made.drawn_from, made.drawn_units, made.sample.count()) == (5, 2, 3)
        assert {one.activity for one in made.sample.all()} < set(held)
        assert Notice.objects.get(user=kiem).title == "Tham gia kiểm tra: Kiểm tra tháng 10"
        with pytest.raises(ValidationError, match="Đã có cuộc kiểm tra tên này"):
            open_inspection(units.t, by=scope(em), wanted=wanted(units, kiem))

    @pytest.mark.parametrize("count", [3, 300])
    def test_costs_the_same(self, units, theme, kiem, scope, count, django_assert_num_queries):
        for place in range(count):
            reported(units.a, theme, FIRST, starts_at=f"{place % 24:02}:00")
        by, what = scope(kiem), wanted(units, kiem, size=count)
        with django_assert_num_queries(11):
            made = open_inspection(units.t, by=by, wanted=what)
        assert made.sample.count() == count

    def test_some_of_each_unit(self, units, held, kiem, scope):
        made = open_inspection(
            units.t, by=scope(kiem), wanted=wanted(units, kiem, size=2, per_unit=1)
        )
        assert {one.activity.unit for one in made.sample.all()} == {units.a, units.b}


@pytest.mark.django_db
def test_can_be_drawn_again_though_more_was_reported_or_corrected(units, theme, inspection, held):
    reported(units.b, theme, LAST)  # its moment lies before the drawing: nobody could have known
    inspection.refresh_from_db()
    later = held[0]
    later.reported_at += timedelta(days=400)  # corrected after the drawing
    later.save()
    drawn = set(inspection.sample.values_list("activity_id", flat=True))
    first = {draw([(one.pk, 1) for one in held], seed=inspection.seed, size=3, per_unit=0)[0]}
    assert first <= drawn
    held[-1].__class__.objects.filter(on=LAST).delete()
    assert drawn_again(inspection)
    outside = next(one for one in held if one.pk not in drawn)
    outside.delete()
    assert drawn_again(inspection)
    inside = next(one for one in held if one.pk in drawn)
    inside.on = LAST + timedelta(days=9)
    inside.save()
    assert not drawn_again(inspection)


@pytest.mark.django_db
def test_is_concluded_once_everything_is_judged(units, inspection, kiem, scope):
    by = scope(kiem)
    with pytest.raises(ValidationError, match="Còn 3 mẫu chưa đối chiếu"):
        conclude_inspection(inspection, by=by, conclusion="Tốt.")
    for item in inspection.sample.all():
        judge_item(item, by=by, verdict="matches")
    with pytest.raises(ValidationError, match="ghi kết luận"):
        conclude_inspection(inspection, by=by, conclusion=" ")
    assert conclude_inspection(inspection, by=by, conclusion="Tốt.").state == "concluded"
    with pytest.raises(ValidationError, match="đã kết luận"):
        judge_item(inspection.sample.first(), by=by, verdict="matches")
    with pytest.raises(ValidationError, match="đã kết luận"):
        cancel_inspection(inspection, by=by, reason="Trùng")


@pytest.mark.django_db
def test_is_cancelled_for_a_reason_and_only_without_findings(units, inspection, kiem, binh, scope):
    with pytest.raises(PermissionDenied):
        cancel_inspection(inspection, by=scope(binh), reason="Trùng")
    with pytest.raises(ValidationError, match="lý do hủy"):
        cancel_inspection(inspection, by=scope(kiem), reason="")
    raise_finding(inspection, by=scope(kiem), unit=units.a, text="Thiếu ảnh", due_on=TODAY)
    with pytest.raises(ValidationError, match="đã có phát hiện"):
        cancel_inspection(inspection, by=scope(kiem), reason="Trùng")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("name", "statement"),
    [
        ("inspection_has_its_days", "UPDATE inspections_inspection SET ends_on = '2020-01-01'"),
        ("concluded_in_words", "UPDATE inspections_inspection SET state = 'concluded'"),
        ("cancelled_for_a_reason", "UPDATE inspections_inspection SET state = 'cancelled'"),
        (
            "one_inspector_per_person",
            (
                "INSERT INTO inspections_inspector (inspection_id, person_id) "
                "SELECT inspection_id, person_id FROM inspections_inspector"
            ),
        ),
        ("judged_has_its_moment", "UPDATE inspections_sampleitem SET verdict = 'matches'"),
        (
            "what_does_not_match_is_said",
            "UPDATE inspections_sampleitem SET verdict = 'differs', judged_at = now()",
        ),
        ("Cannot update", "UPDATE inspections_inspection SET seed = 'chosen'"),
        ("Cannot delete", "DELETE FROM inspections_inspection"),
        ("Cannot update", "UPDATE inspections_sampleitem SET position = position + 9"),
        ("Cannot delete", "DELETE FROM inspections_sampleitem"),
    ],
)
def test_the_database_refuses(inspection, name, statement):
    refused = pytest.raises(DatabaseError, match=name)
    with refused, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("name", "changes"),
    [
        ("inspection_draws_some", {"per_unit": 9}),
        ("inspection_draws_some", {"size": 0}),
        ("inspection_was_drawn", {"drawn_from": 0}),
        ("inspection_was_drawn", {"seed": ""}),
        ("one_inspection_a_title_and_period", {}),
    ],
)
def test_the_database_refuses_an_inspection(inspection, name, changes):
    facts = Inspection.objects.filter(pk=inspection.pk).values().get()
    del facts["id"]
    with pytest.raises(IntegrityError, match=name):
        Inspection.objects.create(**(facts | changes))
