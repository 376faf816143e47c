"""Over new year a decision of admission asks about the register of its own year."""

from datetime import date

import pytest
from django.urls import reverse

from sodoan.common.clock import today
from sodoan.documents.models import RegisterCounter, RegisterEntry
from tests.people.test_admission_decision import posted

pytestmark = pytest.mark.django_db


@pytest.fixture
def years():
    """This year, and the one before: a decision of its last days is entered in January."""
    return today().year, today().year - 1


@pytest.fixture
def begun(units):
    def write(year, number):
        RegisterCounter.objects.create(unit=units.a, kind="QĐ", year=year, last_number=number)

    return write


@pytest.fixture
def send(login, binh, units):
    client = login(binh)

    def post(year=None, **more):
        """Send the page; a decision of 30/12 for a year other than this one."""
        day = {"decided_on": f"30/12/{year}"} if year else {}
        address = reverse("people:admit_many", args=[units.a.pk])
        return client.post(address, posted(units, **day, **more))

    return post


def hidden(year):
    return f'name="asked_year" value="{year}"'


def test_page_names_the_year_it_asks_about(login, binh, units, years, begun):
    address = reverse("people:admit_many", args=[units.a.pk])
    page = login(binh).get(address).text
    assert f"Sổ giấy năm {years[0]} đã đến số" in page
    assert f"Bỏ trống nếu năm {years[0]} chưa cấp số nào." in page
    assert hidden(years[0]) in page
    begun(years[0], 4)
    assert "Sổ giấy" not in login(binh).get(address).text


@pytest.mark.parametrize("more", [{}, {"asked_year": 0}, {"asked_year": 0, "last_number": "7"}])
def test_day_of_a_year_the_page_did_not_ask_about_is_asked_first(send, years, begun, more):
    """Neither silence nor a number said for another year counts; what was typed stays."""
    now, before = years
    begun(now, 1)
    more = more | ({"asked_year": str(now)} if more else {})
    asked = send(before, **more)
    assert asked.status_code == 422
    assert f"giấy năm {before}" in asked.context["form"].errors["last_number"][0]
    assert f"Sổ giấy năm {before} đã đến số" in asked.text
    assert hidden(before) in asked.text
    assert f'value="30/12/{before}"' in asked.text
    assert "Đỗ Minh Khôi" in asked.text
    assert not RegisterEntry.objects.exists()


@pytest.mark.parametrize(
    ("number", "code"), [("11", "12-QĐ/ĐTN"), ("0", "01-QĐ/ĐTN"), ("", "01-QĐ/ĐTN")]
)
def test_answer_for_the_year_of_the_decision_is_taken(send, years, number, code):
    before = years[1]
    assert send(before, asked_year=str(before), last_number=number).status_code == 302
    entry = RegisterEntry.objects.get()
    assert (entry.code, entry.issued_on) == (code, date(before, 12, 30))


def test_year_that_has_numbers_is_not_asked_about(send, years, begun):
    begun(years[1], 41)
    assert send(years[1], asked_year=str(years[0]), last_number="").status_code == 302
    assert RegisterEntry.objects.get().code == "42-QĐ/ĐTN"


def test_answer_for_a_year_that_has_numbers_is_refused_below_its_field(send, years, begun):
    begun(years[1], 41)
    refused = send(years[1], asked_year=str(years[0]), last_number="12")
    assert refused.status_code == 422
    told = refused.context["form"].errors["last_number"][0]
    assert told == (
        f"Sổ quyết định năm {years[1]} của đơn vị đã có số, không đặt lại được. "
        "Đồng chí bỏ trống ô này."
    )
    assert 'value="12"' in refused.text
    assert not RegisterEntry.objects.exists()


def test_page_left_open_over_new_year_asks_about_the_new_one(send, years, begun):
    begun(years[1], 41)
    assert send(asked_year=str(years[1])).status_code == 422
    assert not RegisterEntry.objects.exists()


def test_same_list_with_its_number_sent_twice_is_one_decision(send, years):
    more = {"asked_year": str(years[1]), "last_number": "11"}
    assert [send(years[1], **more).status_code for _ in range(2)] == [302, 302]
    assert RegisterEntry.objects.get().code == "12-QĐ/ĐTN"
