"""Files that get, lose and swap phones at the same moment, each on a connection of its own."""

import threading
from datetime import date

import pytest
from django.db import connection, transaction

from sodoan.access.actions import issue_slips, settle_phones
from sodoan.accounts.models import ActivationSlip, User
from sodoan.common.clock import today
from sodoan.people.actions import admit, merge_persons, update_person
from sodoan.people.models import Person
from tests.cast import enlist
from tests.race import race

pytestmark = pytest.mark.django_db(transaction=True)
ONE, OTHER = "0908214637", "0911000222"
ROUNDS = 4


@pytest.fixture
def by(an, scope):
    return scope(an)


@pytest.fixture
def two(units, by):
    """Two members with accounts and phones of their own."""
    people = [
        enlist(name, units.a1, account=False, phone=phone)
        for name, phone in (("Ngô Khánh Duy", ONE), ("Ngô Khánh Linh", OTHER))
    ]
    issue_slips([person.pk for person in people], by=by)
    return [Person.objects.get(pk=person.pk) for person in people]


def changing(person, phone, by, **more):
    fresh = Person.objects.get(pk=person.pk)
    return lambda: update_person(fresh, by=by, changes={"phone": phone, **more})


def accounts(people):
    users = dict(User.objects.values_list("pk", "phone"))
    return [users[person.user_id] for person in people]


def test_two_files_that_take_one_phone_at_once_share_it(two, by):
    for number in range(ROUNDS):
        phone = f"09330000{number:02d}"
        acts = [changing(person, phone, by, full_name=f"{person.full_name} Em") for person in two]
        assert race(*acts) == ["done", "done"]
        assert accounts(two) == [None, None]


def test_two_files_that_swap_their_phones_at_once(two, by):
    phones = [ONE, OTHER]
    for _ in range(ROUNDS):
        phones.reverse()
        acts = [changing(person, phone, by) for person, phone in zip(two, phones, strict=True)]
        assert race(*acts) == ["done", "done"]
        assert accounts(two) == phones


def test_slips_an_admission_and_a_merge_with_one_phone_at_once(two, by, units):
    twin = enlist("Ngô Khánh Duy", units.a1, account=False, phone=OTHER)
    facts = {"full_name": "Lê Minh Tú", "sex": "male", "born_on": date(2006, 5, 17)}
    known = list(Person.objects.values_list("pk", flat=True))
    acts = [
        lambda: issue_slips([two[1].pk], by=by),
        lambda: admit(
            by=by, unit=units.a1, facts=facts | {"phone": ONE}, since=today(), others=known
        ),
        lambda: merge_persons(two[0], twin, by=by),
    ]
    assert race(*acts) == ["done"] * 3
    assert accounts(two) == [None, OTHER]


def test_a_phone_is_handed_on_while_another_transaction_names_the_account(two, an):
    """Who has named an account in a row and then waits for the phones stops nobody."""
    named, handed = threading.Event(), threading.Event()
    outcome = []

    def name_and_settle():
        try:
            with transaction.atomic():
                slip = ActivationSlip.objects.filter(user=two[1].user_id).get()
                slip.pk, slip.user_id, slip.issued_by_id = None, an.pk, two[0].user_id
                slip.save(force_insert=True)
                named.set()
                assert handed.wait(30)
                settle_phones([ONE])
            outcome.append("done")
        finally:
            connection.close()

    thread = threading.Thread(target=name_and_settle)
    thread.start()
    assert named.wait(30)
    with transaction.atomic():
        connection.cursor().execute("SET LOCAL lock_timeout = '5s'")
        Person.objects.filter(pk=two[1].pk).update(phone=ONE)
        settle_phones([ONE, OTHER])
    handed.set()
    thread.join(30)
    assert outcome == ["done"]
    assert accounts(two) == [None, None]
