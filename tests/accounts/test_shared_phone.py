"""Two people with one telephone: neither signs in by it, and nobody learns that there are two."""

from datetime import date

import pytest
from django.db import IntegrityError

from sodoan.access.actions import issue_slips
from sodoan.accounts.models import User
from sodoan.common.clock import today
from sodoan.people.actions import admit, merge_persons, update_person
from sodoan.people.models import Person
from tests.cast import enlist
from tests.factories.accounts import PASSWORD

pytestmark = pytest.mark.django_db
PHONE = "0908214637"


@pytest.fixture
def member(units):
    def add(name):
        return enlist(name, units.a1, account=False, phone=PHONE)

    return add


def opened(person, scope):
    """An account in use with the usual password."""
    issue_slips([person.pk], by=scope)
    user = Person.objects.select_related("user").get(pk=person.pk).user
    user.set_password(PASSWORD)
    user.save()
    return user


def signs_in(client, name):
    answer = client.post("/dang-nhap/", {"login": name, "password": PASSWORD})
    client.logout()
    return answer


def errors(page):
    return page.context["form"].errors


@pytest.mark.parametrize("together", [True, False])
def test_neither_of_two_signs_in_by_the_phone_and_each_by_the_code(
    client, an, scope, member, together
):
    by = scope(an)
    one = member("Ngô Khánh Duy")
    if together:
        other = member("Ngô Khánh Linh")
        users = [opened(person, by) for person in (one, other)]
    else:
        first = opened(one, by)
        assert signs_in(client, PHONE).status_code == 302  # so far the phone tells one person
        users = [first, opened(member("Ngô Khánh Linh"), by)]
    refused = signs_in(client, PHONE)
    assert refused.status_code == 422
    assert [signs_in(client, user.code).status_code for user in users] == [302, 302]
    assert not User.objects.filter(phone=PHONE).exists()
    assert "bạn dùng mã tài khoản hoặc thư điện tử" in str(errors(refused))
    assert errors(refused) == errors(signs_in(client, "0900000000"))


def test_a_third_does_not_get_the_phone_the_two_lost(an, scope, member):
    for name in ("Ngô Khánh Duy", "Ngô Khánh Linh", "Ngô Khánh Vy"):
        opened(member(name), scope(an))
    assert not User.objects.filter(phone=PHONE).exists()


def test_a_file_merged_away_does_not_share_the_phone(an, scope, member):
    gone, kept = member("Ngô Khánh Duy"), member("Ngô Khánh Duy")
    gone.memberships.all().delete()
    Person.objects.filter(pk=gone.pk).update(merged_into=kept)
    assert opened(kept, scope(an)).phone == PHONE


def test_wrong_passwords_for_a_shared_phone_lock_neither(client, an, scope, member):
    users = [opened(member(name), scope(an)) for name in ("Ngô Khánh Duy", "Ngô Khánh Linh")]
    for _ in range(6):
        client.post("/dang-nhap/", {"login": PHONE, "password": "sai"})
    assert [signs_in(client, user.code).status_code for user in users] == [302, 302]


def test_the_activation_page_says_what_to_type_instead(client):
    assert "nhập mã tài khoản in trên phiếu" in client.get("/kich-hoat/").content.decode()


def phones(*users):
    return [User.objects.get(pk=user.pk).phone for user in users]


def test_a_corrected_number_gives_the_phone_back_to_the_other(an, scope, member):
    one, other = member("Ngô Khánh Duy"), member("Ngô Khánh Linh")
    users = [opened(person, scope(an)) for person in (one, other)]
    assert phones(*users) == [None, None]
    update_person(other, by=scope(an), changes={"phone": "0911000222"})
    assert phones(*users) == [PHONE, "0911000222"]
    update_person(other, by=scope(an), changes={"phone": PHONE})
    assert phones(*users) == [None, None]
    update_person(other, by=scope(an), changes={"phone": ""})
    assert phones(*users) == [PHONE, None]


def test_a_merge_gives_the_phone_back(an, scope, member):
    kept, gone = member("Ngô Khánh Duy"), member("Ngô Khánh Duy")
    user = opened(kept, scope(an))
    merge_persons(kept, gone, by=scope(an))
    assert phones(user) == [PHONE]


def test_phones_of_an_old_pair_are_settled_with_the_next_slips(an, scope, member):
    one, other = member("Ngô Khánh Duy"), member("Ngô Khánh Linh")
    users = [opened(person, scope(an)) for person in (one, other)]
    User.objects.filter(pk=users[0].pk).update(phone=PHONE)
    opened(other, scope(an))
    assert phones(*users) == [None, None]
    Person.objects.filter(pk=other.pk).update(phone="0911000222")  # as nobody but SQL writes
    opened(one, scope(an))
    assert phones(*users) == [PHONE, None]


def test_swapped_phones_are_settled_and_an_account_without_a_file_keeps_its_own(
    an, quan, scope, member
):
    one, other = member("Ngô Khánh Duy"), member("Ngô Khánh Linh")
    Person.objects.filter(pk=other.pk).update(phone="0911000222")
    users = [opened(person, scope(an)) for person in (one, other)]
    Person.objects.filter(pk=one.pk).update(phone="0911000222")
    Person.objects.filter(pk=other.pk).update(phone=PHONE)
    issue_slips([one.pk, other.pk], by=scope(an))
    assert phones(*users) == ["0911000222", PHONE]
    User.objects.filter(pk=quan.pk).update(phone="0922000333")
    update_person(one, by=scope(an), changes={"phone": "0922000333"})
    assert phones(quan, users[0]) == ["0922000333", None]


def test_somebody_admitted_with_the_phone_of_another_shares_it(an, scope, units, member):
    user = opened(member("Ngô Khánh Duy"), scope(an))
    facts = {"full_name": "Ngô Khánh Linh", "sex": "female", "born_on": date(2006, 5, 17)}
    person = Person.objects.get(user=user)
    admit(
        by=scope(an), unit=units.a1, facts=facts | {"phone": "+84 908 214 637"}, since=today(),
        others=[person.pk],
    )  # fmt: skip
    assert phones(user) == [None]


def test_a_name_and_a_phone_changed_together_reach_the_account(an, scope, member):
    person = member("Ngô Khánh Duy")
    user = opened(person, scope(an))
    changes = {"full_name": "Ngô Khánh Du", "phone": "0911000222"}
    update_person(person, by=scope(an), changes=changes)
    user.refresh_from_db()
    assert (user.full_name, user.phone) == ("Ngô Khánh Du", "0911000222")


def test_database_refuses_two_accounts_of_one_phone(an, binh):
    User.objects.filter(pk=an.pk).update(phone=PHONE)
    with pytest.raises(IntegrityError, match="one_account_per_phone"):
        User.objects.filter(pk=binh.pk).update(phone=PHONE)
