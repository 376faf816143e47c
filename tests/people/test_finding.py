"""Finding somebody, to open a file or to record a post: exact names first, codes whole."""

import pytest
from django.urls import reverse

from sodoan.people.queries import candidates, search
from tests.cast import enlist

pytestmark = pytest.mark.django_db
NAME = "Lê Văn An"


@pytest.fixture
def crowd(units):
    """More people whose names hold the words than an answer has room for."""
    for number in range(30):
        enlist(f"Lê Văn Anh {chr(65 + number % 26)}", units.a1, account=False)
    enlist("Cao Lê Văn An", units.a1, account=False)
    enlist("Lê Vân Ân", units.a1, account=False)
    return enlist(
        NAME, units.a2, account=False, phone="0908214637", email="an.le@example.vn",
        member_code="7926000123", card_no="AB 12345",
    )  # fmt: skip


@pytest.mark.parametrize("find", [search, candidates])
@pytest.mark.parametrize("typed", ["le van an", "Lê Văn An", "  LÊ  VĂN AN "])
def test_exact_name_comes_first_of_many(crowd, binh, scope, find, typed):
    names = [person.full_name for person in find(scope(binh), typed)]
    if typed == "le van an":
        assert set(names[:2]) == {NAME, "Lê Vân Ân"}
    else:
        assert names[:2] == [NAME, "Lê Vân Ân"]
    assert names[2] == "Cao Lê Văn An"
    assert len(names) > 10


@pytest.mark.parametrize(
    "typed",
    [
        "0908 214 637",
        "+84 908.214.637",
        "An.Le@Example.vn",
        "7926000123",
        "7926 000 123",
        "ab 12345",
    ],
)
def test_phone_email_and_codes_are_found_whole(crowd, binh, scope, typed):
    assert candidates(scope(binh), typed) == [crowd]


@pytest.mark.parametrize("typed", ["0908", "an.le@", "792600012", "@"])
def test_a_part_of_them_finds_nobody(crowd, binh, scope, typed):
    assert candidates(scope(binh), typed) == []


def test_people_elsewhere_are_not_found_by_anything(units, crowd, binh, scope):
    enlist(NAME, units.b1, account=False, phone="0908000111", email="xa@example.vn")
    for typed in ("0908000111", "xa@example.vn"):
        assert candidates(scope(binh), typed) == []
    assert [p.memberships.get().unit for p in candidates(scope(binh), NAME)[:1]] == [units.a2]


def test_page_offers_the_exact_one_first(crowd, units, binh, login):
    page = login(binh).get(reverse("people:appoint", args=[units.a1.pk]), {"q": "lê văn an"})
    assert page.context["people"][0] == crowd
