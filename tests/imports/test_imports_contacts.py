"""Phones and e-mails that a list brings: settled once with the batch, again when it is undone."""

import pytest

from sodoan.access.actions import issue_slips
from sodoan.accounts.models import User
from sodoan.imports.actions.apply import apply
from sodoan.imports.actions.batches import begin_apply
from sodoan.imports.actions.contacts import settle_contacts_of
from sodoan.imports.actions.review import set_filling
from sodoan.imports.actions.undo import begin_undo, undo
from sodoan.people.models import Person
from tests.cast import enlist
from tests.imports.reader_files import member

A1 = "Chi đoàn Khu phố 1"
VALUES = {"phone": "0908214637", "email": "duy@example.vn"}
COLUMNS = {"phone": "c31", "email": "c30"}
pytestmark = pytest.mark.django_db


@pytest.fixture(params=VALUES)
def field(request):
    return request.param


@pytest.fixture
def duy(units, boss, field):
    """The account of somebody with this phone, or e-mail."""
    return account(enlist("Ngô Khánh Duy", units.a1, account=False, **{field: VALUES[field]}), boss)


def account(person, by):
    issue_slips([person.pk], by=by)
    return Person.objects.get(pk=person.pk).user


def has(user, field):
    return getattr(User.objects.get(pk=user.pk), field)


def cell(field):
    return {COLUMNS[field]: VALUES[field]}


def take_back(batch, boss):
    return undo(begin_undo(batch, by=boss).pk, by=boss)


def test_what_a_list_repeats_opens_nobody_until_the_list_is_taken_back(
    units, boss, imported, duy, field
):
    assert has(duy, field) == VALUES[field]
    batch = imported(units.a, [member(1, A1, **cell(field))])
    assert has(duy, field) is None
    take_back(batch, boss)
    assert has(duy, field) == VALUES[field]


def test_what_is_filled_in_opens_the_account_until_it_is_emptied(
    units, boss, imported, staged, field
):
    imported(units.a, [member(1, A1, **{COLUMNS[field]: ""})])
    user = account(Person.objects.latest("pk"), boss)
    assert has(user, field) is None
    batch = staged(units.a, [member(1, A1, **cell(field))])
    set_filling(batch, by=boss, fills_empty=True)
    batch = apply(begin_apply(batch, by=boss).pk, by=boss)
    assert has(user, field) == VALUES[field]
    take_back(batch, boss)
    assert has(user, field) is None


def test_row_left_out_leaves_the_account_alone(units, imported, duy, field):
    imported(units.a, [member(1, "Chi đoàn không có", **cell(field)), member(2, A1)])
    assert has(duy, field) == VALUES[field]


@pytest.mark.parametrize("count", [3, 60])
def test_ending_a_list_costs_the_same(units, boss, imported, count, django_assert_num_queries):
    batch = imported(units.a, [member(n, A1) for n in range(1, count + 1)])
    with django_assert_num_queries(3):
        settle_contacts_of(batch)
    issue_slips(Person.objects.values_list("pk", flat=True), by=boss)
    User.objects.update(phone=None, email=None)
    with django_assert_num_queries(7):
        settle_contacts_of(batch)
    assert User.objects.exclude(phone=None).exclude(email=None).count() == count
