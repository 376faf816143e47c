"""Taking an import back: exactly, but for what was changed since."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from sodoan.audit.models import FileOpening, SensitiveRead
from sodoan.imports.actions.apply import apply
from sodoan.imports.actions.batches import begin_apply
from sodoan.imports.actions.review import set_filling
from sodoan.imports.actions.undo import begin_undo, undo
from sodoan.imports.choices import BatchState
from sodoan.imports.models import Batch
from sodoan.imports.queries.undo import kept_of, staying_of
from sodoan.org.models import Appointment
from sodoan.people.models import Distinction, Membership, Person, SensitiveProfile
from tests.factories.accounts import UserFactory
from tests.factories.people import MembershipFactory
from tests.imports.reader_files import member

A1 = "Chi đoàn Khu phố 1"
REFILLED = "ô đã bổ sung nay có nội dung khác"


@pytest.fixture
def taken_back(boss):
    def take(batch):
        begin_undo(batch, by=boss)
        return undo(batch.pk, by=boss)

    return take


def test_undo_by_somebody_else_is_refused(units, chi, scope, imported):
    with pytest.raises(PermissionDenied):
        begin_undo(imported(units.a, [member(1, A1)]), by=scope(chi))


@pytest.mark.parametrize(("hours", "refused"), [(71.9, False), (72.1, True)])
def test_undo_after_the_window_is_refused(units, boss, imported, hours, refused):
    batch = imported(units.a, [member(1, A1)])
    Batch.objects.filter(pk=batch.pk).update(applied_at=timezone.now() - timedelta(hours=hours))
    if refused:
        with pytest.raises(ValidationError, match="72 giờ"):
            begin_undo(batch, by=boss)
    else:
        assert begin_undo(batch, by=boss).state == BatchState.UNDOING


def test_undo_of_a_batch_that_was_not_applied_is_refused(units, boss, staged):
    with pytest.raises(ValidationError):
        begin_undo(staged(units.a, [member(1, A1)]), by=boss)


def test_undo_restores_the_former_state_exactly(units, binh, an, imported, taken_back, contents):
    imported(units.a, [member(9, A1)])
    before = contents()
    rows = [member(n, A1, c27="Ủy viên BCH" if n == 3 else "") for n in range(1, 8)]
    batch = imported(units.a, rows)
    assert contents() != before
    made = sorted(batch.links.values_list("person_id", flat=True))
    for person in made:  # to look is not to change, nor to tell two people apart
        FileOpening.objects.create(user=binh, person_id=person)
    Distinction.objects.create(first_id=made[0], second_id=made[1])
    assert taken_back(batch).state == BatchState.UNDONE
    assert contents() == before
    assert kept_of(batch) == []


def test_undo_empties_what_was_filled(units, boss, imported, staged, taken_back, contents):
    empty = {f"c{n}": "" for n in (5, 6, 7, 9, 10, 11, 17, 30)}
    imported(units.a, [member(1, A1, **empty)])
    before = contents()
    batch = staged(units.a, [member(1, A1, c10="2021", c20="2023")])
    set_filling(batch, by=boss, fills_empty=True)
    apply(begin_apply(batch, by=boss).pk, by=boss)
    person = Person.objects.get()
    assert (person.home_town, person.home_province) == ("Bình Dương", "79")
    assert person.email == "dv1@example.vn"
    facts = SensitiveProfile.objects.get()
    assert (facts.party_joined_precision, facts.id_issued_precision) == ("year", "year")
    taken_back(batch)
    assert contents() == before


def test_filling_never_overwrites(units, boss, imported, staged):
    imported(units.a, [member(1, A1, c30="")])
    batch = staged(units.a, [member(1, A1, c7="Bến Tre")])
    set_filling(batch, by=boss, fills_empty=True)
    apply(begin_apply(batch, by=boss).pk, by=boss)
    person = Person.objects.get()
    assert (person.home_town, person.home_province) == ("Bình Dương", "79")
    assert person.email == "dv1@example.vn"


def edit_person(person):
    Person.objects.filter(pk=person.pk).update(address="Nhà mới")


def edit_facts(person):
    SensitiveProfile.objects.filter(pk=person.pk).update(religion="Cao Đài")


def edit_membership(person):
    Membership.objects.filter(person=person).update(decision_no="12-QĐ/ĐTN")


def give_account(person):
    Person.objects.filter(pk=person.pk).update(user=UserFactory())


def add_membership(person):
    other = MembershipFactory(kind="temporary").unit
    MembershipFactory(person=person, unit=other, kind="temporary")


def read_facts(person):
    SensitiveRead.objects.create(user=UserFactory(), person=person, reason="Kiểm tra hồ sơ")


@pytest.mark.parametrize(
    ("change", "because"),
    [
        (edit_person, "hồ sơ đã được sửa"),
        (edit_facts, "thông tin nhạy cảm đã được sửa"),
        (edit_membership, "sinh hoạt đã thay đổi"),
        (give_account, "hồ sơ đã được sửa"),
        (add_membership, "đã có sinh hoạt đoàn"),
        (read_facts, "đã có lượt xem thông tin nhạy cảm"),
    ],
)
def test_what_was_changed_since_stays_and_is_listed(
    units, boss, imported, taken_back, change, because
):
    batch = imported(units.a, [member(1, A1), member(2, A1)])
    person = Person.objects.get(phone="0900000001")
    change(person)
    [warned] = staying_of(batch, by=boss)
    taken_back(batch)
    [kept] = kept_of(batch)
    assert (kept.number, kept.person_id, kept.because.lower()) == (7, person.pk, because)
    assert warned.because == kept.because
    assert Person.objects.filter(pk=person.pk).exists()
    assert not Person.objects.filter(phone="0900000002").exists()


def test_filled_field_that_was_changed_since_stays(units, boss, imported, staged, taken_back):
    imported(units.a, [member(1, A1, c30="")])
    batch = staged(units.a, [member(1, A1)])
    set_filling(batch, by=boss, fills_empty=True)
    apply(begin_apply(batch, by=boss).pk, by=boss)
    Person.objects.update(email="khac@example.vn")
    taken_back(batch)
    assert Person.objects.get().email == "khac@example.vn"
    assert [kept.because for kept in kept_of(batch)] == [REFILLED]


@pytest.mark.parametrize(
    ("model", "column", "cell"),
    [
        (Person, "joined", "c17"),
        (SensitiveProfile, "id_issued", "c10"),
        (SensitiveProfile, "party_joined", "c20"),
    ],
)
def test_filled_date_made_more_exact_since_stays(
    units, boss, imported, staged, taken_back, contents, model, column, cell
):
    imported(units.a, [member(1, A1, **{cell: ""})])
    batch = staged(units.a, [member(1, A1, **{cell: "05/2022"})])
    set_filling(batch, by=boss, fills_empty=True)
    apply(begin_apply(batch, by=boss).pk, by=boss)
    assert staying_of(batch, by=boss) == []
    model.objects.update(**{f"{column}_precision": "day"})  # the first of May, which it was
    before = contents()
    assert [kept.because for kept in staying_of(batch, by=boss)] == [REFILLED]
    taken_back(batch)
    assert contents() == before
    assert [kept.because for kept in kept_of(batch)] == [REFILLED]


def test_undoing_the_filling_lets_the_first_import_be_undone(
    units, boss, imported, staged, taken_back, contents
):
    before = contents()
    first = imported(units.a, [member(1, A1, c30="")])
    second = staged(units.a, [member(1, A1)])
    set_filling(second, by=boss, fills_empty=True)
    apply(begin_apply(second, by=boss).pk, by=boss)
    taken_back(second)
    taken_back(first)
    assert contents() == before


def test_import_again_after_undo_takes_everybody(units, imported, taken_back):
    batch = imported(units.a, [member(1, A1), member(2, A1)])
    taken_back(batch)
    assert imported(units.a, [member(1, A1), member(2, A1)]).counts["accepted"] == 2
    assert Person.objects.count() == 2


def test_second_import_of_the_same_file_adds_nobody(units, imported, contents):
    rows = [member(n, A1) for n in range(1, 20)]
    imported(units.a, rows)
    before = contents()
    batch = imported(units.a, rows)
    assert (batch.counts["existing"], batch.done) == (19, 0)
    assert contents() == before


def test_history_names_who_and_which_batch(units, an, scope, imported, boss, taken_back):
    from pghistory.models import Context

    batch = imported(units.a1, [member(1, A1)], by=scope(an))
    event = Person.objects.get(phone="0900000001").events.get()
    facts = Context.objects.get(pk=event.pgh_context_id).metadata
    assert (facts["user"], facts["batch"]) == (an.pk, f"imports:{batch.pk}")


def test_apply_that_stopped_before_its_end_still_knows_its_own_posts(
    units, boss, staged, taken_back, contents, monkeypatch
):
    before = contents()
    batch = begin_apply(staged(units.a, [member(1, A1, c27="Bí thư"), member(2, A1)]), by=boss)
    with monkeypatch.context() as patch:
        patch.setattr("sodoan.imports.actions.apply.counts_of", _killed)
        with pytest.raises(KeyboardInterrupt):
            apply(batch.pk, by=boss)
    assert Appointment.objects.count() == 1
    batch = apply(batch.pk, by=boss)
    assert (batch.state, batch.counts["accepted"]) == (BatchState.APPLIED, 2)
    assert taken_back(batch).state == BatchState.UNDONE
    assert contents() == before
    assert kept_of(batch) == []


def _killed(_batch):
    raise KeyboardInterrupt
