"""The member list: scope, search, chips, pages, export, query counts."""

import io
from datetime import date

import pytest
from django.db import connection
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext
from python_calamine import CalamineWorkbook

from sodoan.access.scopes import scope_of
from sodoan.common.clock import today
from sodoan.common.periods import period
from sodoan.people import listing
from sodoan.people.choices import Category
from sodoan.people.listing import member_listing
from sodoan.people.models import Membership
from tests.cast import enlist
from tests.factories.org import UnitFactory
from tests.factories.people import MembershipFactory, PersonFactory

pytestmark = pytest.mark.django_db
LIST = "/doan-vien/"
NAMES = ("Nguyễn Văn Đức", "Đặng Thị Ánh", "Trần Ngọc Ân", "Lê Hoàng Anh", "Phạm Minh Đào")


def names(response):
    return [person.full_name for person in response.context["list"].rows]


def fill(unit, count, start=0):
    for number in range(start, start + count):
        MembershipFactory(unit=unit, person=PersonFactory(full_name=f"Mẫu Thị Số{number:03}"))


@pytest.fixture
def folk(units):
    return {name: enlist(name, units.a1, account=False) for name in NAMES}


def test_list_for_people_without_post_is_refused(login, dung, quan):
    assert login(dung).get(LIST).status_code == 403
    assert login(quan).get(LIST).status_code == 403


def test_list_before_sign_in_leads_to_sign_in(login):
    assert login(None).get(LIST).status_code == 302


def test_list_shows_own_branch_only(login, an, binh, chi, folk):
    assert "Lê Thị Kim Chi" not in names(login(an).get(LIST))
    assert names(login(chi).get(LIST)) == ["Lê Thị Kim Chi"]
    assert "Phạm Ngọc Bình" in names(login(binh).get(LIST))


def test_list_is_sorted_by_given_name_in_vietnamese(login, an, folk):
    shown = names(login(an).get(LIST))
    assert [n for n in shown if n in NAMES] == [
        "Lê Hoàng Anh", "Đặng Thị Ánh", "Trần Ngọc Ân", "Phạm Minh Đào", "Nguyễn Văn Đức",
    ]  # fmt: skip
    assert names(login(an).get(LIST, {"xep": "-ten"})) == shown[::-1]


@pytest.mark.parametrize("text", ["nguyen van duc", "duc nguyen", "ĐỨC", "Đức  văn", "du ng"])
def test_search_ignores_marks_case_and_order(login, an, folk, text):
    assert names(login(an).get(LIST, {"q": text})) == ["Nguyễn Văn Đức"]


def test_search_begins_at_words(login, an, folk):
    assert names(login(an).get(LIST, {"q": "uc"})) == []


def test_search_by_whole_phone(login, an, folk):
    person = folk["Lê Hoàng Anh"]
    type(person).objects.filter(pk=person.pk).update(phone="0908552317")
    assert names(login(an).get(LIST, {"q": "0908 552 317"})) == ["Lê Hoàng Anh"]
    assert names(login(an).get(LIST, {"q": "0908"})) == []


def test_chips_count_people_not_memberships(login, binh, units, folk):
    twice = folk["Trần Ngọc Ân"]
    MembershipFactory(
        person=twice, unit=units.a2, kind="temporary", during=period(date(2026, 1, 1))
    )
    MembershipFactory(
        person=twice,
        unit=units.a2,
        kind="temporary",
        during=period(date(2020, 1, 1), date(2021, 1, 1)),
    )
    guest = PersonFactory(full_name="Khách Phương Xa", category=Category.WORKER)
    MembershipFactory(person=guest, unit=units.a1, kind="temporary")
    MembershipFactory(person=guest, unit=units.a2, kind="temporary")
    response = login(binh).get(LIST)
    chips = {chip.label: chip.count for chip in response.context["list"].chips}
    assert chips["Tất cả"] == 7  # five, the guest, and binh
    assert chips["Đoàn viên chính thức"] == 6
    assert chips["Sinh hoạt tạm"] == 2
    assert chips["Công nhân, lao động"] == 1
    assert chips["Chưa có tài khoản"] == 6
    for chip in response.context["list"].chips:
        assert len(names(login(binh).get(LIST + chip.url))) == chip.count


def test_unit_filter_outside_scope_is_not_found(login, an, units):
    assert login(an).get(LIST, {"don_vi": units.a2.pk}).status_code == 404


def test_unit_filter_narrows(login, binh, an, units, folk):
    assert names(login(binh).get(LIST, {"don_vi": units.a2.pk})) == ["Phạm Ngọc Bình"]


def test_member_of_tomorrow_is_not_listed_today(login, an, units):
    later = date.fromordinal(today().toordinal() + 1)
    MembershipFactory(
        unit=units.a1, person=PersonFactory(full_name="Ngày Mai"), during=period(later)
    )
    MembershipFactory(
        unit=units.a1, person=PersonFactory(full_name="Hôm Nay"), during=period(today())
    )
    shown = names(login(an).get(LIST))
    assert "Ngày Mai" not in shown
    assert "Hôm Nay" in shown


def test_who_left_stands_under_a_chip_of_its_own(login, an, binh, units, folk):
    former = ("Trần Ngọc Ân", "Lê Hoàng Anh")
    for name in former:
        folk[name].memberships.update(
            during=period(date(2020, 9, 1), date(2026, 3, 1)), ended_by="maturity"
        )
    MembershipFactory(person=folk["Lê Hoàng Anh"], unit=units.b1, during=period(date(2026, 3, 1)))
    assert set(names(login(an).get(LIST))).isdisjoint(former)
    page = login(an).get(LIST, {"loc": "da-thoi", "q": "tran"})
    assert names(page) == ["Trần Ngọc Ân"]
    assert "Trưởng thành Đoàn, 01/03/2026" in page.content.decode()
    chips = {chip.label: chip.count for chip in page.context["list"].chips}
    assert (chips["Tất cả"], chips["Đã thôi sinh hoạt"]) == (1, 1)  # an is called Trần too
    assert names(login(binh).get(LIST, {"loc": "da-thoi", "don_vi": units.a2.pk})) == []
    sheet = read_sheet(login(an).get("/doan-vien/xuat/", {"loc": "da-thoi"}))
    head = next(at for at, row in enumerate(sheet) if row[0] == "STT")
    place = [units.a1.name, units.a.name, "Trưởng thành Đoàn, 01/03/2026"]
    assert [[row[1], *row[5:8]] for row in sheet[head + 1 :]] == [["Trần Ngọc Ân", *place]]


def test_export_holds_exactly_what_is_shown(login, an, folk):
    client = login(an)
    shown = names(client.get(LIST, {"q": "n", "xep": "-ten"}))
    response = client.get("/doan-vien/xuat/", {"q": "n", "xep": "-ten"})
    sheet = read_sheet(response)
    head = next(at for at, row in enumerate(sheet) if row[0] == "STT")
    assert [row[1] for row in sheet[head + 1 :]] == shown
    assert len(shown) == 2


@pytest.mark.parametrize("place", ["", "a1", "a2"])
def test_export_of_a_stay_names_both_branches_as_the_list_does(login, binh, units, folk, place):
    MembershipFactory(
        person=folk["Trần Ngọc Ân"], unit=units.a2, kind="temporary", during=period(today())
    )
    chosen = {"loc": "temporary"} | ({"don_vi": getattr(units, place).pk} if place else {})
    page = login(binh).get(LIST, chosen)
    sheet = read_sheet(login(binh).get("/doan-vien/xuat/", chosen))
    head = next(at for at, row in enumerate(sheet) if row[0] == "STT")
    rows = [[row[1], *row[5:8]] for row in sheet[head + 1 :]]
    if place == "a1":  # the stay is elsewhere
        assert names(page) == rows == []
        return
    shown = page.context["list"].rows[0].now
    units_shown = "; ".join(row.unit.name for row in shown)
    above = "; ".join(row.unit.parent.name for row in shown)
    kinds = "Đoàn viên chính thức; Sinh hoạt tạm"
    assert units_shown == f"{units.a1.name}; {units.a2.name}"
    assert rows == [["Trần Ngọc Ân", units_shown, above, kinds]]


def read_sheet(response):
    stream = io.BytesIO(response.getvalue())
    response.close()
    return CalamineWorkbook.from_filelike(stream).get_sheet_by_index(0).to_python()


def queries_of(client, address):
    with CaptureQueriesContext(connection) as queries:
        assert client.get(address).status_code == 200
    return len(queries)


@pytest.mark.parametrize("extra", ["", "?don_vi={a}"])
def test_list_takes_as_many_queries_at_3_rows_as_at_300(login, binh, units, extra):
    client, address = login(binh), LIST + extra.format(a=units.a.pk)
    fill(units.a1, 2)
    few = queries_of(client, address)
    fill(units.a1, 297, start=2)
    assert queries_of(client, address + ("&" if extra else "?") + "co=200") == few
    assert few == (11 if extra else 10)


def test_list_of_who_left_takes_as_many_queries_at_3_rows_as_at_300(login, binh, units):
    client, address = login(binh), LIST + "?loc=da-thoi"
    left = {"during": period(date(2020, 9, 1), date(2026, 3, 1)), "ended_by": "removed"}
    fill(units.a1, 3)
    Membership.objects.filter(unit=units.a1).update(**left)
    few = queries_of(client, address)
    fill(units.a1, 297, start=3)
    Membership.objects.filter(unit=units.a1).update(**left)
    assert queries_of(client, address + "&co=200") == few == 11


def test_unit_list_takes_as_many_queries_at_3_rows_as_at_30(login, binh, units):
    client = login(binh)
    few = queries_of(client, "/don-vi/danh-sach/")
    for _ in range(27):
        UnitFactory(parent=units.a)
    assert queries_of(client, "/don-vi/danh-sach/?co=50") == few
    assert few == 7


def test_long_list_goes_on_behind_the_last_row(monkeypatch, an, units):
    monkeypatch.setattr(listing, "COUNTED", 10)
    fill(units.a1, 60)
    fill(units.a2, 3)
    seen, address, pages = [], "", 0
    for _ in range(9):
        page = _listing(an, address)
        assert page.capped
        assert page.total == 10
        seen += [person.pk for person in page.rows]
        pages += 1
        address = page.next_url
        if not address:
            break
    assert pages == 3
    assert len(seen) == len(set(seen)) == 61
    assert all(chip.count is None for chip in page.chips)


@pytest.mark.parametrize("sort", ["ten", "-ten", "sinh", "-sinh", "-doi-tuong"])
def test_long_list_keeps_its_order_in_every_sort(monkeypatch, an, units, sort):
    fill(units.a1, 40)
    whole = [person.pk for person in _listing(an, f"?xep={sort}&co=50").rows]
    monkeypatch.setattr(listing, "COUNTED", 10)
    first = _listing(an, f"?xep={sort}")
    second = _listing(an, first.next_url)
    assert [person.pk for person in first.rows + second.rows] == whole


def _listing(user, address):
    request = RequestFactory().get(LIST + address)
    request.scope = scope_of(user)
    return member_listing(request, None)
