"""What changes between the order and the job: rights of who ordered it, people it would fill."""

from dataclasses import replace

import pytest

from sodoan.common.clock import today
from sodoan.common.periods import period
from sodoan.imports.actions import apply as applying
from sodoan.imports.actions.actor import actor
from sodoan.imports.actions.apply import apply
from sodoan.imports.actions.batches import begin_apply
from sodoan.imports.actions.guard import SupersededError
from sodoan.imports.actions.review import set_filling
from sodoan.imports.actions.undo import begin_undo, undo
from sodoan.imports.choices import STOPPED, BatchState
from sodoan.imports.queries.undo import kept_of
from sodoan.org.models import Appointment
from sodoan.people.models import Membership, Person
from tests.factories.people import PersonFactory
from tests.imports.reader_files import member

A1 = "Chi đoàn Khu phố 1"


def test_job_of_somebody_who_lost_the_post_does_nothing_and_says_so(
    units, binh, boss, scope, staged, contents
):
    batch = begin_apply(staged(units.a, [member(1, A1)]), by=scope(binh))
    Appointment.objects.filter(person__user=binh).delete()
    before = contents()
    batch = apply(batch.pk, by=actor(binh.pk))
    assert (batch.state, batch.error_code) == (BatchState.READY, "right_lost")
    assert "không còn quyền" in batch.error
    assert contents() == before
    batch = apply(begin_apply(batch, by=boss).pk, by=boss)
    assert (batch.state, batch.error) == (BatchState.APPLIED, "")


def test_job_of_a_locked_account_does_nothing(units, binh, scope, staged):
    batch = begin_apply(staged(units.a, [member(1, A1)]), by=scope(binh))
    binh.is_active = False
    binh.save()
    assert apply(batch.pk, by=actor(binh.pk)).state == BatchState.READY


def test_what_has_begun_with_the_right_is_carried_to_its_end(
    units, binh, scope, staged, monkeypatch
):
    monkeypatch.setattr(applying, "CHUNK", 1)
    before = Person.objects.count()
    batch = begin_apply(staged(units.a, [member(n, A1) for n in (1, 2)]), by=scope(binh))
    real = applying._apply_some

    def stop(*args, **kwargs):
        real(*args, **kwargs)
        raise SupersededError

    monkeypatch.setattr(applying, "_apply_some", stop)
    assert apply(batch.pk, by=scope(binh)).state == BatchState.APPLYING
    assert Person.objects.count() == before + 1
    monkeypatch.setattr(applying, "_apply_some", real)
    Appointment.objects.filter(person__user=binh).delete()
    assert apply(batch.pk, by=actor(binh.pk)).state == BatchState.APPLIED
    assert Person.objects.count() == before + 2


def test_undoing_by_somebody_who_lost_the_post_changes_nothing(
    units, binh, scope, imported, contents
):
    batch = begin_undo(imported(units.a, [member(1, A1)]), by=scope(binh))
    Appointment.objects.filter(person__user=binh).delete()
    before = contents()
    batch = undo(batch.pk, by=actor(binh.pk))
    assert (batch.state, batch.error_code) == (BatchState.APPLIED, "right_lost")
    assert contents() == before


def test_undoing_half_a_list_without_the_right_leaves_it_stopped(units, binh, scope, staged):
    batch = begin_apply(staged(units.a, [member(1, A1)]), by=scope(binh))
    batch.error_code = STOPPED
    batch.save()
    begin_undo(batch, by=scope(binh))
    Appointment.objects.filter(person__user=binh).delete()
    batch = undo(batch.pk, by=actor(binh.pk))
    assert (batch.state, batch.has_stopped) == (BatchState.APPLYING, True)
    assert "không còn quyền" in batch.error


def test_undoing_leaves_a_post_its_author_could_not_end(units, an, scope, imported):
    batch = imported(units.a1, [member(1, A1, c27="Ủy viên BCH"), member(2, A1)])
    post = Appointment.objects.get(person__phone="0900000001")
    begin_undo(batch, by=scope(an))
    undo(batch.pk, by=scope(an))
    [kept] = kept_of(batch)
    assert (kept.person_id, "chức danh" in kept.because) == (post.person_id, True)
    assert Appointment.objects.filter(pk=post.pk).exists()
    assert not Person.objects.filter(phone="0900000002").exists()


def leave(person):
    Membership.objects.filter(person=person).update(
        during=period(today().replace(year=today().year - 1), today())
    )


def merge(person):
    Membership.objects.filter(person=person).delete()
    Person.objects.filter(pk=person.pk).update(merged_into=PersonFactory(), id_number_hash=None)


@pytest.mark.parametrize("change", [leave, merge])
def test_who_is_no_longer_here_is_not_filled_and_it_is_told(
    units, boss, imported, staged, verdicts, change
):
    imported(units.a, [member(1, A1, c9="", c30=""), member(2, A1, c30="")])
    batch = staged(units.a, [member(1, A1), member(2, A1)])
    set_filling(batch, by=boss, fills_empty=True)
    begin_apply(batch, by=boss)
    change(Person.objects.get(phone="0900000001"))
    batch = apply(batch.pk, by=boss)
    assert batch.state == BatchState.APPLIED
    assert "not_filled" in verdicts(batch)[7][1]
    assert "not_filled" not in verdicts(batch)[8][1]
    assert Person.objects.get(phone="0900000001").email == ""
    assert Person.objects.get(phone="0900000002").email == "dv2@example.vn"
    assert list(batch.links.values_list("number", flat=True)) == [8]


def test_number_that_is_somebody_elses_by_now_is_not_filled(units, boss, imported, staged):
    imported(units.a, [member(1, A1, c9="", c30="")])
    batch = staged(units.a, [member(1, A1)])
    set_filling(batch, by=boss, fills_empty=True)
    begin_apply(batch, by=boss)
    PersonFactory(id_number_hash=batch.rows.get().id_number_hash)
    assert apply(batch.pk, by=boss).state == BatchState.APPLIED
    filled = Person.objects.get(phone="0900000001")
    assert (filled.email, filled.id_number_hash) == ("dv1@example.vn", None)


def test_actor_of_the_command_line_may_do_everything(units):
    assert replace(actor(None), on=today()).covers("import", units.a.path)
