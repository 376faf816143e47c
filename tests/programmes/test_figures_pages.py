"""Figure pages: who may see them, from a percentage down to a name, the spreadsheet."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from sodoan.org.models import Unit
from sodoan.people.models import Person
from sodoan.programmes.engine.cascade import merge
from sodoan.programmes.engine.changes import Delta, MoveDate
from sodoan.programmes.engine.schema import Level, Origin
from sodoan.programmes.models import Complaint, Enrolment, Plan, Result
from tests.factories.people import MembershipFactory
from tests.programmes import above
from tests.programmes import world as w

pytestmark = pytest.mark.django_db
TABLE = "/ren-luyen/so-lieu/"
PEOPLE = "/ren-luyen/so-lieu/danh-sach/"
EXPORT = "/ren-luyen/so-lieu/xuat/"


@pytest.fixture
def world():
    made = w.build()
    above.sheets(made.plan, made.branch, 3)
    above.sheets(made.plan, made.branch, 1, state="draft")
    return made


@pytest.mark.parametrize("page", ["/ren-luyen/", TABLE, PEOPLE, EXPORT])
def test_figures_are_refused_to_members(world, page):
    assert above.account(world, "dung").get(page).status_code == 403


@pytest.mark.parametrize("page", [TABLE, PEOPLE, EXPORT])
def test_figures_of_another_commune_are_not_found(world, page):
    data = {"don-vi": world.stranger_branch.pk, "chi-so": "da-dang-ky"}
    assert above.account(world, "binh").get(page, data).status_code == 404


def test_figures_of_an_unknown_number_are_not_found(world):
    data = {"don-vi": world.commune.pk, "chi-so": "khong-co"}
    assert above.account(world, "binh").get(PEOPLE, data).status_code == 404


def test_figures_of_a_programme_of_elsewhere_are_not_found(world):
    other = w.plan_of(world.stranger_branch.parent, 2025)
    data = {"chuong-trinh": other.programme_id}
    assert above.account(world, "binh").get(TABLE, data).status_code == 404


def test_page_without_any_programme_says_so(binh):
    page = w.browser(binh).get("/ren-luyen/")
    assert "Chưa có chương trình nào" in page.content.decode()


def test_province_officer_drills_from_a_percentage_to_a_name(world):
    MembershipFactory(person=Person.objects.get(full_name="Nguyễn Văn Lớn 1"), unit=world.branch)
    em = w.browser(above.province_officer(world))
    page = em.get("/ren-luyen/").content.decode()
    assert "33,3 %" in page.replace("\N{NO-BREAK SPACE}", " ")
    down = link(page, "Đoàn xã An Hòa")
    page = em.get(down).content.decode()
    down = link(page, "Chi đoàn Khu phố 1")
    page = em.get(down).content.decode()
    number = re.search(r'href="([^"]*chi-so=da-dang-ky[^"]*)">3<', page)
    names = em.get(unescape(number[1])).content.decode()
    assert "Nguyễn Văn Lớn 0" in names
    gone, here = link(names, "Nguyễn Văn Lớn 0"), link(names, "Nguyễn Văn Lớn 1")
    assert gone.startswith("/ren-luyen/phieu/"), "the file went with the person, the sheet did not"
    assert here.startswith("/doan-vien/")
    assert {em.get(page).status_code for page in (gone, here)} == {200}


def test_branch_itself_is_shown_when_nothing_is_below(world):
    page = above.account(world, "an").get(TABLE).content.decode()
    assert "Số liệu: Chi đoàn Khu phố 1" in page
    assert "Chưa mở" in page


def test_table_is_sorted_by_a_rate(world):
    above.sheets(world.plan, world.sister, 4)
    binh = above.account(world, "binh")
    low = binh.get(TABLE, {"xep": "da-dang-ky"}).content.decode()
    high = binh.get(TABLE, {"xep": "-da-dang-ky"}).content.decode()
    assert low.index("Khu phố 1</a>") < low.index("Khu phố 2</a>")
    assert high.index("Khu phố 2</a>") < high.index("Khu phố 1</a>")


def test_search_that_finds_no_unit_leads_back_to_the_same_table(world):
    data = {"don-vi": world.commune.pk, "q": "khong co", "xep": "-ten"}
    page = above.account(world, "binh").get(TABLE, data).content.decode()
    assert "Không có đơn vị nào khớp" in page
    assert f'<a class="btn btn-out" href="?don-vi={world.commune.pk}"' in page


@pytest.mark.parametrize(
    ("asked", "shown"),
    [
        ({"q": "pho 2 khu"}, "2"),
        ({"loc": "chua-dang-ky"}, "1"),
        ({"loc": "chua-cong-bo"}, "1"),
        ({"loc": "da-cong-bo"}, "2"),
        ({"loc": "khieu-nai"}, "2"),
        ({"loc": "da-cong-bo", "q": "pho 1"}, ""),
    ],
)
def test_units_are_found_and_filtered_while_the_sum_stays_that_of_all(world, asked, shown):
    above.sent_round(
        world, world.sister, world.commune, ["good"], state="published", result="published"
    )
    for user in (world.binh, world.lan):
        w.enrol(user, world.plan)
    Complaint.objects.create(
        result=Result.objects.get(), text="Thiếu một việc.", due_on="2099-01-01", old_grade="good"
    )
    binh = above.account(world, "binh")
    page = binh.get(TABLE, asked)
    names = [f"Chi đoàn Khu phố {number}" for number in shown]
    assert [line["row"].unit.name for line in page.context["lines"]] == names
    words = "của cả 2 đơn vị, không chỉ những đơn vị đang lọc"
    assert (words in page.content.decode()) is bool(names)
    assert page.context["total"][0][0] == 10
    rows = above.cells(binh.get(page.context["list"].export_url))
    assert [row[1] for row in rows if isinstance(row[0], float)] == names
    total = next(row for row in rows if str(row[1]).startswith("Tổng cộng"))
    assert total[1:3] == [f"Tổng cộng {words}", 10.0]


@pytest.mark.parametrize(("chip", "shown"), [("chua-cong-bo", 1), ("da-cong-bo", 0)])
def test_commune_with_a_branch_that_has_not_started_has_not_published_all(world, chip, shown):
    above.sent_round(world, world.branch, world.commune, ["good"], state="published")
    em = w.browser(above.province_officer(world))
    page = em.get(TABLE, {"don-vi": world.province.pk, "loc": chip})
    assert [row.unit for row in page.context["list"].rows] == [world.commune] * shown
    assert "kể cả chi đoàn chưa mở phiếu" in page.text


def test_units_are_sorted_by_who_has_published(world):
    above.sent_round(world, world.sister, world.commune, ["good"], state="published")
    page = above.account(world, "binh").get(TABLE, {"xep": "-cong-bo"})
    assert [row.unit for row in page.context["list"].rows] == [world.sister, world.branch]


def test_sum_below_one_page_of_many_units_is_that_of_all_pages(world):
    _branches_with_a_sheet(world, 30)
    page = above.account(world, "binh").get(TABLE, {"trang": 2})
    assert len(page.context["lines"]) == 32 - 25
    assert page.context["total"][0][0] == 39
    assert "của cả 32 đơn vị" in page.content.decode()
    assert "đang lọc" not in page.content.decode()


def test_list_is_searched_without_accents(world):
    data = {"chi-so": "thuoc-dien", "q": "van lon 2"}
    page = above.account(world, "binh").get(PEOPLE, data).content.decode()
    assert "Nguyễn Văn Lớn 2" in page
    assert "Nguyễn Văn Lớn 1" not in page


def test_export_is_the_table_with_the_columns_of_the_usual_report(world):
    rows = above.cells(above.account(world, "binh").get(EXPORT))
    flat = [cell for row in rows for cell in row]
    assert {"Đoàn viên ưu tú", "Giới thiệu Đảng", "Ghi chú", "Tổng cộng"} <= set(flat)
    line = next(row for row in rows if row[1] == "Chi đoàn Khu phố 1")
    assert line[2:7] == [7.0, 4.0, 0.571, 3.0, 0.429]
    published = next(row.index("Chi đoàn đã công bố") for row in rows if "Ghi chú" in row)
    total = next(row for row in rows if row[1] == "Tổng cộng")
    assert (line[published], total[published]) == ("0/1", "0/2")
    idle = next(row for row in rows if row[1] == "Chi đoàn Khu phố 2")
    assert idle[published] == "0/1"
    assert idle[2:7] == [2.0, 0.0, 0.0, 0.0, 0.0]


@pytest.mark.parametrize("count", [3, 300])
@pytest.mark.parametrize(("page", "expected"), [(TABLE, 13), (PEOPLE, 11), ("/ren-luyen/", 15)])
def test_pages_take_as_many_queries_at_3_rows_as_at_300(world, page, expected, count):
    binh = above.account(world, "binh")
    _branches_with_a_sheet(world, count)
    with CaptureQueriesContext(connection) as queries:
        answer = binh.get(page, {"chi-so": "thuoc-dien", "co": 200})
    assert len(answer.context["list"].rows) == min(200, count + (4 if page == PEOPLE else 2))
    assert len(queries) == expected


def test_number_of_members_leads_to_those_without_a_sheet_too(world):
    binh = above.account(world, "binh")
    page = binh.get(TABLE).text
    number = re.search(rf'href="([^"]*don-vi={world.branch.pk}&amp;chi-so=doan-vien)">7<', page)
    people = binh.get(unescape(number[1]))
    assert people.context["list"].total == 7
    assert "Chưa mở phiếu" in people.text
    assert link(people.text, "Hồ Gia Dung") == f"/doan-vien/{world.dung.person.pk}/"
    data = {"chi-so": "doan-vien", "don-vi": world.branch.pk, "loc": "chua-mo", "q": "gia dung"}
    found = binh.get(PEOPLE, data)
    assert [row.full_name for row in found.context["list"].rows] == ["Hồ Gia Dung"]
    rows = above.cells(binh.get(PEOPLE, data | {"xuat": "xlsx"}))
    assert rows[-1][1:] == [
        "Hồ Gia Dung", world.branch.name, world.commune.name, "Công nhân, lao động",
        "Chưa mở phiếu",
    ]  # fmt: skip


@pytest.mark.parametrize("count", [3, 300])
def test_list_of_members_takes_as_many_queries_at_3_rows_as_at_300(world, count):
    binh = above.account(world, "binh")
    for person in above.members(world.branch, count, "Trần Thị Nhỏ"):
        MembershipFactory(person=person, unit=world.branch)
    with CaptureQueriesContext(connection) as queries:
        answer = binh.get(PEOPLE, {"chi-so": "doan-vien", "co": 200})
    assert len(answer.context["list"].rows) == min(200, count + 9)
    assert len(queries) == 11


def test_overview_shows_the_dates_of_the_plan_the_unit_follows(world):
    an = above.account(world, "an")
    before = an.get("/ren-luyen/").content.decode()
    assert f"28/02/{w.PAST}" in before
    assert "Khối trường học" not in before
    earlier = MoveDate(calendar="other", phase="register", edge="end", day="Y-01-31")
    origin = Origin(level=Level.BRANCH, unit=world.branch.name)
    merged = merge(w.s0(), Delta.of(origin, earlier))
    Plan.objects.create(
        programme=world.programme,
        parent=world.plan,
        unit=world.branch,
        state="published",
        effective=merged.pack.model_dump_json(),
        published_at=world.plan.published_at,
        issued_on=world.plan.issued_on,
    )
    after = an.get("/ren-luyen/").content.decode()
    assert f"31/01/{w.PAST}" in after
    assert f"28/02/{w.PAST}" not in after
    assert "kế hoạch của Chi đoàn Khu phố 1" in after


def test_overview_shows_the_other_calendar_when_a_member_follows_it(world):
    above.sheets(world.plan, world.branch, 1, block="school")
    page = above.account(world, "an").get("/ren-luyen/").content.decode()
    assert "Khối trường học" in page
    assert "Các khối còn lại" in page


def _branches_with_a_sheet(world, count):
    """That many branches of the commune with one member each."""
    units = Unit.objects.bulk_create(
        Unit(
            code=f"SO{number:05}", type=world.branch.type, parent=world.commune,
            name=f"Chi đoàn Số {number}", sort_key=f"{number:05}",
            search_key=f"chi doan so {number}", opened_on="2015-01-01",
        )
        for number in range(count)
    )  # fmt: skip
    people = above.members(world.branch, count, "Trần Thị Nhỏ")
    Enrolment.objects.bulk_create(
        Enrolment(
            programme=world.programme, plan=world.plan, person=person, unit=unit,
            category="worker", state="accepted", block=unit.block,
        )
        for person, unit in zip(people, units, strict=True)
    )  # fmt: skip


def link(page, text):
    found = re.search(rf'href="([^"]+)">{re.escape(text)}<', page)
    assert found, text
    return unescape(found[1])


def unescape(url):
    return url.replace("&amp;", "&")
