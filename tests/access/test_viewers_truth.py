"""“Ai xem được hồ sơ của tôi” says of every post what its holder's own pages really open."""

from datetime import date

import pytest

from sodoan.access.queries import viewers_of
from sodoan.common.clock import today
from sodoan.common.periods import period
from sodoan.people.choices import MembershipKind
from sodoan.people.models import Membership
from tests.factories.org import AppointmentFactory, PostFactory
from tests.factories.people import MembershipFactory
from tests.programmes import world as w

pytestmark = pytest.mark.django_db
SLIP, KEEP, GRADE = "cấp phiếu kích hoạt", "sửa hồ sơ", "duyệt xếp loại"


@pytest.fixture
def world(db):
    return w.build()


def of(user, unit):
    """What officers of the unit see and do, as the person's page says."""
    found = [g for g in viewers_of(user.person.pk, today()) if g.unit_name == unit.name]
    return {words for group in found for words in (*group.sees, *group.does)}


def test_branch_of_a_stay_sees_the_file_but_does_not_keep_it(units, an, binh, chi, dung, login):
    MembershipFactory(person=dung.person, unit=units.b1, kind=MembershipKind.TEMPORARY)
    file = f"/doan-vien/{dung.person.pk}/"
    assert login(chi).get(file).status_code == 200
    assert login(chi).get(f"{file}sua/").status_code == 403
    assert KEEP not in of(dung, units.b1)
    assert "hồ sơ, số điện thoại" in of(dung, units.b1)
    assert KEEP in of(dung, units.a1)
    assert KEEP in of(dung, units.a)


def test_unit_left_last_reads_file_and_history_until_there_is_another(world):
    sheet = w.enrol(world.dung, world.plan)
    here = Membership.objects.filter(person=world.dung.person)
    here.update(during=period(date(2020, 1, 1), today()), ended_by="expelled")
    file = f"/doan-vien/{world.dung.person.pk}/"
    for page in (file, f"{file}lich-su/", f"{file}ren-luyen/"):
        assert w.browser(world.an).get(page).status_code == 200
        assert w.browser(world.chi).get(page).status_code == 404
    for page in (f"{file}sua/", f"{file}nhay-cam/"):
        assert w.browser(world.binh).get(page).status_code == 403
    words = of(world.dung, world.branch)
    sheets = f"phiếu rèn luyện, xếp loại năm {sheet.programme.year}"
    assert words == {"hồ sơ, số điện thoại", "lịch sử thay đổi", sheets}
    (group, *_) = viewers_of(world.dung.person.pk, today())
    assert group.why == f"Trước khi thôi sinh hoạt, bạn ở {world.branch.name}"
    MembershipFactory(person=world.dung.person, unit=world.stranger_branch, during=period(today()))
    assert w.browser(world.an).get(file).status_code == 404
    assert w.browser(world.chi).get(file).status_code == 200
    assert "hồ sơ, số điện thoại" not in of(world.dung, world.branch)


def test_commune_left_last_still_reads_the_sheets_of_its_other_branch(world):
    sheet = w.enrol(world.dung, world.plan)
    moved = date(world.programme.year + 1, 1, 1)
    person = world.dung.person
    Membership.objects.filter(person=person).update(during=period(None, moved), ended_by="transfer")
    MembershipFactory(
        person=person, unit=world.sister, during=period(moved, today()), ended_by="removed"
    )
    assert w.browser(world.binh).get(f"/ren-luyen/phieu/{sheet.pk}/").status_code == 200
    sheets = f"phiếu rèn luyện, xếp loại năm {sheet.programme.year}"
    assert sheets in of(world.dung, world.commune)
    assert "hồ sơ, số điện thoại" in of(world.dung, world.commune)
    assert of(world.dung, world.branch) == {sheets}


def test_histories_of_units_show_administrators_no_sheet(units, quan, dung):
    group = viewers_of(dung.person.pk, today())[-1]
    assert (group.names, group.sees) == ((quan.full_name,), ())


def test_only_the_approving_unit_approves(units, binh, em, dung):
    assert GRADE not in of(dung, units.t)
    assert GRADE in of(dung, units.a)


def test_slips_come_from_those_who_outrank_the_person(units, an, binh, em, dung, login):
    AppointmentFactory(person=dung.person, unit=units.a, post=PostFactory(key="pho-bi-thu"))
    assert SLIP not in of(dung, units.a1)
    assert SLIP in of(dung, units.a)  # its secretary stands above a deputy
    assert SLIP in of(dung, units.t)
    sent = {"person": dung.person.pk}
    assert login(an).post("/tai-khoan/cap-phieu/in/", sent).status_code == 403
    assert login(binh).post("/tai-khoan/cap-phieu/in/", sent).status_code == 200


def test_branch_left_behind_still_reads_the_sheets_of_its_years(world):
    sheet = w.enrol(world.dung, world.plan)
    moved = date(world.programme.year + 1, 1, 1)
    Membership.objects.filter(person=world.dung.person).update(during=period(None, moved))
    MembershipFactory(person=world.dung.person, unit=world.stranger_branch, during=period(moved))
    assert w.browser(world.an).get(f"/doan-vien/{world.dung.person.pk}/").status_code == 404
    assert w.browser(world.an).get(f"/ren-luyen/phieu/{sheet.pk}/").status_code == 200
    left = [
        g for g in viewers_of(world.dung.person.pk, today()) if g.unit_name == world.branch.name
    ]
    year = world.programme.year
    assert [group.sees for group in left] == [(f"phiếu rèn luyện, xếp loại năm {year}",)]
    assert [group.does for group in left] == [()]
    assert left[0].why == f"Năm {year} bạn có phiếu rèn luyện ở {world.branch.name}"
    assert viewers_of(world.dung.person.pk, today()).index(left[0]) > 0  # behind those of today


def test_unit_over_two_branches_left_behind_reads_the_sheets_of_both(world):
    dung = world.dung.person
    year = world.programme.year
    w.enrol(world.dung, world.plan)
    w.enrol(dung, w.plan_of(world.commune, year - 1), unit=world.sister)
    moved = date(year + 1, 1, 1)
    Membership.objects.filter(person=dung).update(during=period(None, moved))
    MembershipFactory(person=dung, unit=world.stranger_branch, during=period(moved))
    found = [one for one in viewers_of(dung.pk, today()) if one.unit_name == world.commune.name]
    words = f"Năm {year - 1}, {year} bạn có phiếu rèn luyện ở các đơn vị trực thuộc"
    assert [group.why for group in found] == [f"{words} {world.commune.name}"]
    assert [group.sees for group in found] == [
        (f"phiếu rèn luyện, xếp loại năm {year - 1}, {year}",)
    ]
