"""An e-mail opens the account of the one person whose file names it, whenever it got there."""

from datetime import date
from importlib import import_module

import pytest
from django.db import IntegrityError, connection

from sodoan.access.actions import issue_slips
from sodoan.accounts.actions import create_admin
from sodoan.accounts.models import User
from sodoan.common.clock import today
from sodoan.people.actions import admit, merge_persons, update_person
from sodoan.people.models import Person
from tests.cast import enlist
from tests.factories.accounts import PASSWORD

pytestmark = pytest.mark.django_db
MAIL, OTHER = "ha@example.vn", "linh@example.vn"


@pytest.fixture
def by(an, scope):
    return scope(an)


@pytest.fixture
def member(units):
    def add(name, email=""):
        return enlist(name, units.a1, account=False, email=email)

    return add


def opened(by, *people):
    """Their accounts, from one printing, in use with the usual password."""
    issue_slips([person.pk for person in people], by=by)
    users = [Person.objects.select_related("user").get(pk=one.pk).user for one in people]
    for user in users:
        user.set_password(PASSWORD)
        user.save(update_fields=["password"])
    return users


def written(person, email, by):
    update_person(Person.objects.get(pk=person.pk), by=by, changes={"email": email})


def whose(client, name):
    """The account that signs in by this name; None when nobody does."""
    answer = client.post("/dang-nhap/", {"login": name, "password": PASSWORD})
    user = answer.wsgi_request.user
    client.logout()
    return user if answer.status_code == 302 else None


def emails(*users):
    return [User.objects.get(pk=user.pk).email for user in users]


def test_two_of_one_printing_with_one_address_sign_in_by_it_when_one_file_is_corrected(
    client, by, member
):
    one, other = member("Ngô Thu Hà", MAIL), member("Ngô Khánh Linh", MAIL)
    users = opened(by, one, other)
    assert whose(client, MAIL) is None
    written(other, OTHER, by)
    assert [whose(client, name) for name in (MAIL, OTHER)] == users
    written(other, MAIL, by)
    assert whose(client, MAIL) is whose(client, OTHER) is None
    assert emails(*users) == [None, None]
    written(other, "", by)
    assert emails(*users) == [MAIL, None]


def test_somebody_elses_address_opens_its_owner_once_the_file_is_corrected(client, by, member):
    one, other = member("Ngô Khánh Duy", MAIL), member("Ngô Thu Hà")
    [first] = opened(by, one)
    assert whose(client, MAIL) == first
    written(other, MAIL, by)
    [second] = opened(by, other)
    assert whose(client, MAIL) is None  # two files name it
    written(one, "", by)
    assert whose(client, MAIL) == second
    assert emails(first, second) == [None, MAIL]


def test_an_address_no_file_names_any_more_opens_nobody(client, by, member):
    person = member("Ngô Khánh Duy", MAIL)
    [user] = opened(by, person)
    written(person, OTHER, by)
    assert whose(client, MAIL) is None
    assert whose(client, OTHER) == user


def test_an_address_written_after_the_slip_signs_in_and_stands_on_the_account_page(
    client, by, member
):
    person = member("Ngô Thu Hà")
    [user] = opened(by, person)
    written(person, " HA@example.vn ", by)
    assert whose(client, MAIL) == user
    client.force_login(user)
    assert f"<dt>Thư điện tử</dt><dd>{MAIL}</dd>" in client.get("/tai-khoan/").text


def test_the_address_of_a_file_merged_away_opens_the_account_that_stays(client, by, member):
    kept, gone = member("Ngô Thu Hà"), member("Ngô Thu Hà", MAIL)
    users = opened(by, kept, gone)
    assert emails(*users) == [None, MAIL]
    merge_persons(kept, gone, by=by)
    assert emails(*users) == [MAIL, None]
    assert whose(client, MAIL) == users[0]


def test_an_address_of_two_files_of_one_person_opens_the_account_once_they_are_merged(by, member):
    kept, gone = member("Ngô Thu Hà", MAIL), member("Ngô Thu Hà", MAIL)
    [user] = opened(by, kept)
    assert emails(user) == [None]
    merge_persons(kept, gone, by=by)
    assert emails(user) == [MAIL]


def test_somebody_admitted_with_the_address_of_another_shares_it(by, units, member):
    person = member("Ngô Khánh Duy", MAIL)
    [user] = opened(by, person)
    facts = {"full_name": "Ngô Thu Hà", "sex": "female", "born_on": date(2006, 5, 17)}
    admit(by=by, unit=units.a1, facts=facts | {"email": MAIL}, since=today())
    assert emails(user) == [None]


def test_an_administrator_keeps_the_address_a_file_names_and_names_no_more(by, member):
    admin, _ = create_admin(full_name="Quản trị", email=MAIL)
    person = member("Ngô Khánh Duy", MAIL)
    [user] = opened(by, person)
    assert emails(admin, user) == [MAIL, None]
    written(person, "", by)
    assert emails(admin, user) == [MAIL, None]


@pytest.mark.parametrize(("field", "value"), [("email", MAIL), ("phone", "0908214637")])
def test_an_administrator_keeps_what_two_files_name_and_none_of_them_gets_it(
    by, member, field, value
):
    admin, _ = create_admin(full_name="Quản trị", **{field: value})
    people = [member("Ngô Khánh Duy"), member("Ngô Thu Hà")]
    users = [*opened(by, *people), admin]

    def named(*values):
        for person, text in zip(people, values, strict=True):
            update_person(Person.objects.get(pk=person.pk), by=by, changes={field: text})
        return [getattr(User.objects.get(pk=user.pk), field) for user in users]

    assert named(value, value) == [None, None, value]
    assert named(value, "") == [None, None, value]
    assert named("", "") == [None, None, value]


def test_addresses_of_an_old_pair_are_settled_with_the_next_slips(by, member):
    one, other = member("Ngô Khánh Duy", MAIL), member("Ngô Thu Hà")
    users = opened(by, one, other)
    Person.objects.filter(pk=one.pk).update(email="")  # as nobody but SQL writes
    Person.objects.filter(pk=other.pk).update(email=MAIL)
    opened(by, one)
    assert emails(*users) == [None, MAIL]


def test_accounts_of_before_get_and_lose_their_addresses_by_the_files(by, member):
    people = [member("Ngô Khánh Duy", MAIL), member("Ngô Thu Hà"), member("Ngô Khánh Linh", OTHER)]
    twice = [member("Hồ Gia Bảo", "chung@example.vn"), member("Hồ Gia Hân", "chung@example.vn")]
    admin, _ = create_admin(full_name="Quản trị", email="qt@example.vn")
    users = [*opened(by, *people, *twice), admin]
    wrong = [None, MAIL, "cu@example.vn", "chung@example.vn", None, "qt@example.vn"]
    for user, email in zip(users, wrong, strict=True):
        User.objects.filter(pk=user.pk).update(email=email)
    step = import_module("sodoan.people.migrations.0007_emails_of_accounts")
    with connection.cursor() as cursor:
        cursor.execute(step._TAKE)
        cursor.execute(step._GIVE)
    assert emails(*users) == [MAIL, None, OTHER, None, None, "qt@example.vn"]


def test_database_refuses_two_accounts_of_one_address(an, binh):
    User.objects.filter(pk=an.pk).update(email=MAIL)
    with pytest.raises(IntegrityError, match="one_account_per_email"):
        User.objects.filter(pk=binh.pk).update(email=MAIL)
