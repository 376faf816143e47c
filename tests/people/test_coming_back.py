"""Somebody known who left comes back as what the page says, and what was typed is not lost."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError

from sodoan.common.clock import today
from sodoan.common.periods import period
from sodoan.people.actions import readmit, update_sensitive
from sodoan.people.choices import MembershipEnd, MembershipKind
from sodoan.people.idnumbers import decrypt, match_hash
from sodoan.people.models import Membership, Person
from tests.factories.people import MembershipFactory, PersonFactory
from tests.people.test_pages import admission

pytestmark = pytest.mark.django_db
NUMBER = "079307001234"
PAGE = "/doan-vien/them/"


@pytest.fixture
def gone(units):
    """Her official membership of branch A2 ended as maturity."""
    person = PersonFactory(
        full_name="Lý Hải Yến", sex="female", born_on=date(2007, 9, 5), category="student",
        address="Ấp 1", phone="", email="", joined_on=None,
    )  # fmt: skip
    ended = period(date(2023, 3, 26), date(2025, 3, 26))
    MembershipFactory(person=person, unit=units.a2, during=ended, ended_by=MembershipEnd.MATURITY)
    return person


@pytest.fixture
def send(login, an, units):
    client = login(an)

    def post(**changes):
        return client.post(PAGE, admission(units.a1, **changes), follow=True)

    return post


def now(person):
    rows = Membership.objects.on(today()).filter(person=person)
    return list(rows.values_list("unit__name", "kind"))


@pytest.mark.parametrize(
    ("kind", "button", "told"),
    [
        (
            "honorary", "Đúng, ghi là đoàn viên danh dự",
            "Đã ghi Lý Hải Yến là đoàn viên danh dự của Chi đoàn Khu phố 1.",
        ),
        (
            "official", "Đúng, ghi sinh hoạt trở lại",
            "Đã ghi Lý Hải Yến sinh hoạt trở lại ở Chi đoàn Khu phố 1.",
        ),
    ],
)  # fmt: skip
def test_known_file_takes_the_kind_chosen_and_the_page_says_so(send, gone, kind, button, told):
    asked = send(kind=kind)
    assert asked.status_code == 422
    assert button in asked.text
    for _ in range(2):  # a double click
        done = send(kind=kind, known=gone.pk)
        assert told in done.text
        assert "Đã thêm" not in done.text
    assert now(gone) == [("Chi đoàn Khu phố 1", kind)]
    assert Person.objects.filter(full_name="Lý Hải Yến").count() == 1


def test_typed_facts_fill_what_the_file_does_not_know(send, gone):
    done = send(
        kind="honorary", known=gone.pk, phone="0908 552 317", email="Yen@vidu.vn",
        joined_on="3/2023", id_number=NUMBER,
    )  # fmt: skip
    gone.refresh_from_db()
    assert (gone.phone, gone.email) == ("0908552317", "yen@vidu.vn")
    assert (gone.joined_on, gone.joined_precision) == (date(2023, 3, 1), "month")
    assert gone.id_number_hash == match_hash(NUMBER)
    assert decrypt(bytes(gone.sensitive.id_number)) == NUMBER
    assert "giữ nguyên" not in done.text


def test_typed_facts_the_file_says_otherwise_are_named_and_not_taken(send, gone, binh, scope):
    Person.objects.filter(pk=gone.pk).update(phone="0912345678")
    readmitted = {"unit": gone.memberships.get().unit, "since": date(2025, 3, 26)}
    row = readmit(gone, by=scope(binh), **readmitted)
    update_sensitive(gone, by=scope(binh), changes={"id_number": NUMBER})
    row.delete()
    done = send(
        known=gone.pk, phone="0908552317", address="Ấp 2", category="worker",
        id_number="079307009999",
    )  # fmt: skip
    told = "giữ nguyên: địa chỉ thường trú, đối tượng đoàn viên, điện thoại, số CMND/CCCD."
    assert told in done.text
    gone.refresh_from_db()
    assert (gone.phone, gone.address, gone.category) == ("0912345678", "Ấp 1", "student")
    assert gone.id_number_hash == match_hash(NUMBER)


def test_facts_that_cannot_be_bring_nobody_back(send, gone):
    refused = send(kind="honorary", known=gone.pk, phone="0908552317", id_number="079107001234")
    assert refused.status_code == 422
    assert now(gone) == []
    gone.refresh_from_db()
    assert gone.phone == ""


def test_expelled_are_honoured_by_the_level_above_only(gone, an, binh, scope, units):
    gone.memberships.update(ended_by=MembershipEnd.EXPELLED)
    facts = {"unit": units.a1, "since": today(), "kind": MembershipKind.HONORARY}
    with pytest.raises(ValidationError, match=r"bị khai trừ.*Đoàn xã An Hòa"):
        readmit(gone, by=scope(an), **facts)
    assert readmit(gone, by=scope(binh), **facts).kind == MembershipKind.HONORARY


def test_member_elsewhere_is_honoured_there(send, gone, an, scope, units):
    facts = {"unit": units.a1, "since": today(), "kind": MembershipKind.HONORARY}
    MembershipFactory(person=gone, unit=units.b1, during=period(date(2025, 4, 1)))
    with pytest.raises(ValidationError, match=r"Chi đoàn Ấp Bắc .* ghi đoàn viên danh dự"):
        readmit(gone, by=scope(an), **facts)
    asked = send(kind="honorary")
    assert "đề nghị đơn vị ấy ghi đoàn viên danh dự" in asked.text
    assert 'name="known"' not in asked.text
