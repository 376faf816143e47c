"""Phones that a list brings: settled once with the batch, and again when it is taken back."""

import pytest

from sodoan.access.actions import issue_slips
from sodoan.accounts.models import User
from sodoan.imports.actions.apply import apply
from sodoan.imports.actions.batches import begin_apply
from sodoan.imports.actions.phones import settle_phones_of
from sodoan.imports.actions.review import set_filling
from sodoan.imports.actions.undo import begin_undo, undo
from sodoan.people.models import Person
from tests.cast import enlist
from tests.imports.reader_files import member

A1 = "Chi đoàn Khu phố 1"
PHONE = "0908214637"


def account(person, by):
    issue_slips([person.pk], by=by)
    return Person.objects.get(pk=person.pk).user


def phone(user):
    return User.objects.get(pk=user.pk).phone


def take_back(batch, boss):
    return undo(begin_undo(batch, by=boss).pk, by=boss)


@pytest.mark.django_db
def test_phone_that_a_list_repeats_opens_nobody_until_the_list_is_taken_back(units, boss, imported):
    user = account(enlist("Ngô Khánh Duy", units.a1, account=False, phone=PHONE), boss)
    assert phone(user) == PHONE
    batch = imported(units.a, [member(1, A1, c31=PHONE)])
    assert phone(user) is None
    take_back(batch, boss)
    assert phone(user) == PHONE


@pytest.mark.django_db
def test_phone_filled_in_opens_the_account_until_it_is_emptied(units, boss, imported, staged):
    imported(units.a, [member(1, A1, c31="")])
    user = account(Person.objects.latest("pk"), boss)
    assert phone(user) is None
    batch = staged(units.a, [member(1, A1, c31=PHONE)])
    set_filling(batch, by=boss, fills_empty=True)
    batch = apply(begin_apply(batch, by=boss).pk, by=boss)
    assert phone(user) == PHONE
    take_back(batch, boss)
    assert phone(user) is None


@pytest.mark.django_db
def test_row_left_out_leaves_the_phone_alone(units, boss, imported):
    user = account(enlist("Ngô Khánh Duy", units.a1, account=False, phone=PHONE), boss)
    imported(units.a, [member(1, "Chi đoàn không có", c31=PHONE), member(2, A1)])
    assert phone(user) == PHONE


@pytest.mark.django_db
@pytest.mark.parametrize("count", [3, 60])
def test_ending_a_list_costs_the_same(units, boss, imported, count, django_assert_num_queries):
    batch = imported(units.a, [member(n, A1) for n in range(1, count + 1)])
    with django_assert_num_queries(3):
        settle_phones_of(batch)
