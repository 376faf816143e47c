"""Files that get, lose and swap phones and e-mails at once, each on a connection of its own."""

import threading
from datetime import date

import pytest
from django.db import connection, transaction

from sodoan.access.actions import issue_slips, settle_contacts
from sodoan.accounts.models import ActivationSlip, User
from sodoan.common.clock import today
from sodoan.people.actions import admit, merge_persons, update_person
from sodoan.people.models import Person
from tests.cast import enlist
from tests.race import race

pytestmark = pytest.mark.django_db(transaction=True)
ONE, OTHER = "0908214637", "0911000222"
MINE, THEIRS = "duy@example.vn", "linh@example.vn"
FIELDS = {"phone": [ONE, OTHER], "email": [MINE, THEIRS]}
ROUNDS = 4


@pytest.fixture
def by(an, scope):
    return scope(an)


@pytest.fixture
def two(units, by):
    """Two members with accounts, phones and e-mails of their own."""
    people = [
        enlist(name, units.a1, account=False, phone=phone, email=email)
        for name, phone, email in (("Ngô Khánh Duy", ONE, MINE), ("Ngô Khánh Linh", OTHER, THEIRS))
    ]
    issue_slips([person.pk for person in people], by=by)
    return [Person.objects.get(pk=person.pk) for person in people]


def changing(person, by, **changes):
    fresh = Person.objects.get(pk=person.pk)
    return lambda: update_person(fresh, by=by, changes=changes)


def accounts(people, field="phone"):
    users = dict(User.objects.values_list("pk", field))
    return [users[person.user_id] for person in people]


@pytest.mark.parametrize("field", FIELDS)
def test_two_files_that_take_one_phone_or_email_at_once_share_it(two, by, field):
    for number in range(ROUNDS):
        new = {"phone": f"09330000{number:02d}", "email": f"chung{number}@example.vn"}[field]
        acts = [
            changing(person, by, **{field: new}, full_name=f"{person.full_name} Em")
            for person in two
        ]
        assert race(*acts) == ["done", "done"]
        assert accounts(two, field) == [None, None]


@pytest.mark.parametrize("field", FIELDS)
def test_two_files_that_swap_their_phones_or_emails_at_once(two, by, field):
    values = list(FIELDS[field])
    for _ in range(ROUNDS):
        values.reverse()
        acts = [
            changing(person, by, **{field: value})
            for person, value in zip(two, values, strict=True)
        ]
        assert race(*acts) == ["done", "done"]
        assert accounts(two, field) == values


def test_slips_for_a_newcomer_and_a_file_that_gives_the_address_up_at_once(two, by, units):
    for number in range(ROUNDS):
        email = accounts(two, "email")[0]
        new = enlist(f"Hồ Gia Bảo {number}", units.a1, account=False, email=email)
        acts = [
            lambda pk=new.pk: issue_slips([pk], by=by),
            changing(two[0], by, email=f"duy{number}@example.vn"),
        ]
        assert race(*acts) == ["done", "done"]
        new.refresh_from_db()
        assert accounts([new, two[0]], "email") == [email, f"duy{number}@example.vn"]


@pytest.mark.parametrize("field", FIELDS)
def test_slips_an_admission_and_a_merge_with_one_phone_or_email_at_once(two, by, units, field):
    one, other = FIELDS[field]
    twin = enlist("Ngô Khánh Duy", units.a1, account=False, **{field: other})
    facts = {"full_name": "Lê Minh Tú", "sex": "male", "born_on": date(2006, 5, 17)}
    known = list(Person.objects.values_list("pk", flat=True))
    acts = [
        lambda: issue_slips([two[1].pk], by=by),
        lambda: admit(
            by=by, unit=units.a1, facts=facts | {field: one}, since=today(), others=known
        ),
        lambda: merge_persons(two[0], twin, by=by),
    ]
    assert race(*acts) == ["done"] * 3
    assert accounts(two, field) == [None, other]


@pytest.mark.parametrize("field", FIELDS)
def test_a_phone_or_email_is_handed_on_while_another_transaction_names_the_account(two, an, field):
    """Who has named an account in a row and then waits for the lock stops nobody."""
    one, other = FIELDS[field]
    named, handed = threading.Event(), threading.Event()
    outcome = []

    def name_and_settle():
        try:
            with transaction.atomic():
                slip = ActivationSlip.objects.filter(user=two[1].user_id).get()
                slip.pk, slip.user_id, slip.issued_by_id = None, an.pk, two[0].user_id
                slip.save(force_insert=True)
                connection.cursor().execute("SET CONSTRAINTS ALL IMMEDIATE")  # not at the end only
                named.set()
                assert handed.wait(30)
                settle_contacts([one])
            outcome.append("done")
        finally:
            connection.close()

    thread = threading.Thread(target=name_and_settle)
    thread.start()
    assert named.wait(30)
    with transaction.atomic():
        connection.cursor().execute("SET LOCAL lock_timeout = '5s'")
        Person.objects.filter(pk=two[1].pk).update(**{field: one})
        settle_contacts([one, other])
    handed.set()
    thread.join(30)
    assert outcome == ["done"]
    assert accounts(two, field) == [None, None]
