"""One programme down the line: no second root below an issued one, no second sheet of a year."""

from types import SimpleNamespace

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import DatabaseError, transaction

from sodoan.cli.pack import load as load_by_command
from sodoan.packs import S0
from sodoan.programmes.actions import plans as actions
from sodoan.programmes.actions.registration import open_enrolments
from sodoan.programmes.engine.calendars import same_days
from sodoan.programmes.models import Enrolment, Plan, Programme
from tests.programmes import above
from tests.programmes import world as w

pytestmark = pytest.mark.django_db

TAKE_UP = "Đoàn tỉnh Thử Nghiệm đã ban hành “Chương trình Rèn luyện đoàn viên năm 2026”"


def load(who, unit, year=2026, pack=None):
    return actions.load_programme(pack or w.s0(), by=w.scope(who), unit=unit, year=year)


def asked(unit, year=2026):
    return SimpleNamespace(file=str(S0), unit=unit.code, year=year)


@pytest.fixture
def early(world):
    """The commune's own programme of 2026, issued before the province's."""
    return above.issue(load(world.binh, world.commune), world.binh)


def test_branch_starts_no_programme_of_its_own(world):
    with pytest.raises(PermissionDenied):
        load(world.an, world.branch)
    with pytest.raises(ValidationError, match="do đoàn cơ sở và cấp trên lập"):
        load_by_command(asked(world.branch))
    assert not Programme.objects.filter(owner=world.branch).exists()


def test_branch_is_not_offered_the_page_to_start_one(world, an):
    assert an.get("/chuong-trinh/nap/").status_code == 403
    assert "Lập chương trình mới" not in an.get("/chuong-trinh/").content.decode()
    page = above.account(world, "binh").get("/chuong-trinh/").content.decode()
    assert "Lập chương trình mới" in page


def test_loading_below_an_issued_programme_points_to_taking_it_up(world, issued):
    with pytest.raises(ValidationError, match=TAKE_UP):
        load(world.binh, world.commune)
    with pytest.raises(ValidationError, match=TAKE_UP):
        load_by_command(asked(world.commune))
    data = above.SHIPPED | {"year": 2026, "unit": world.commune.pk}
    answer = above.account(world, "binh").post("/chuong-trinh/nap/", data)
    assert answer.status_code == 422
    assert "Lập kế hoạch của đơn vị" in answer.content.decode()
    assert not Programme.objects.filter(owner=world.commune, year=2026).exists()


def test_loading_for_another_year_or_beside_a_mere_draft_is_allowed(world, root):
    assert load(world.binh, world.commune).state == "draft"
    assert load(world.binh, world.commune, 2027).state == "draft"


def test_days_of_the_year_issued_above_cannot_be_moved_into_another_years_programme(world, issued):
    plan = load(world.binh, world.commune, 2027)
    moved = {
        f"calendars.other.result.{edge}": f"2026-0{m}-01" for edge, m in (("start", 2), ("end", 8))
    }
    plan = actions.revise_definition(plan, moved, by=w.scope(world.binh))
    with pytest.raises(ValidationError, match=TAKE_UP):
        above.issue(plan, world.binh)


def test_refusal_names_the_programme_of_the_same_year_first(world, em, issued):
    former = load(em, world.province, 2025)
    by = w.scope(em)
    moved = {
        f"calendars.other.result.{edge}": f"2026-0{m}-01" for edge, m in (("start", 1), ("end", 5))
    }
    above.issue(actions.revise_definition(former, moved, by=by), em)
    with pytest.raises(ValidationError, match=TAKE_UP):
        load(world.binh, world.commune)


@pytest.mark.parametrize(
    ("start", "end", "together"),
    [
        ("2027-01-01", "2027-09-30", False),
        ("2026-10-01", "2027-09-30", False),
        ("2026-09-30", "2027-09-30", True),
    ],
)
def test_programmes_share_days_from_the_last_day_of_one_on(start, end, together):
    data = w.s0().model_dump(mode="json")
    data["calendars"][1]["result"] = {"start": start, "end": end}
    other = type(w.s0()).model_validate(data)
    first, second = (w.s0(), 2026), (other, 2027)
    assert same_days(first, second, {"other"}) is together
    assert same_days(second, first, {"school", "other"}) is together
    assert not same_days(first, second, {"school"})


def test_draft_begun_before_is_not_issued_below_the_new_programme(world, em, root):
    draft = load(world.binh, world.commune)
    above.issue(root, em)
    with pytest.raises(ValidationError, match=TAKE_UP):
        above.issue(draft, world.binh)
    page = above.account(world, "binh").get(f"/chuong-trinh/{draft.pk}/ban-hanh/").content.decode()
    assert TAKE_UP in page
    draft.refresh_from_db()
    assert draft.state == "draft"


def test_database_refuses_a_second_root_below_an_issued_one(world, em, root):
    draft = load(world.binh, world.commune)
    above.issue(root, em)
    with pytest.raises(DatabaseError, match="issued above already"), transaction.atomic():
        Plan.objects.filter(pk=draft.pk).update(state="published")
    with pytest.raises(DatabaseError, match="issued above already"), transaction.atomic():
        w.plan_of(world.branch, 2026)
    assert w.plan_of(world.branch, 2030).state == "published"


def test_earlier_programme_below_gets_no_new_version_and_both_pages_say_so(world, em, early, root):
    browser = w.browser(em)
    before = browser.get(f"/chuong-trinh/{root.pk}/ban-hanh/").content.decode()
    assert "Đã có chương trình riêng năm 2026: Đoàn xã An Hòa" in before
    above.issue(root, em)
    with pytest.raises(ValidationError, match=TAKE_UP):
        actions.new_version(early, by=w.scope(world.binh))
    page = above.account(world, "binh").get(f"/chuong-trinh/{early.pk}/").content.decode()
    assert "không mở thêm phiếu thứ hai" in page
    assert f"/chuong-trinh/{early.pk}/phien-ban/" not in page
    there = browser.get(f"/chuong-trinh/{root.pk}/").content.decode()
    assert "Đã có chương trình riêng năm 2026: Đoàn xã An Hòa" in there


def test_who_has_a_sheet_of_the_earlier_programme_gets_no_second_one(world, em, early, root):
    here = open_enrolments(early.programme, by=w.scope(world.binh), unit=world.commune)
    plan = above.issue(root, em)
    browser = w.browser(em)
    page = browser.get(f"/chuong-trinh/{plan.pk}/mo-phieu/").content.decode()
    assert "Mở 2 phiếu" in page
    assert f"{here} người đã có phiếu cùng loại năm 2026" in page
    assert open_enrolments(plan.programme, by=w.scope(em), unit=world.province) == 2
    people = list(Enrolment.objects.filter(programme__year=2026).values_list("person", flat=True))
    assert len(people) == len(set(people)) == here + 2
    again = browser.get(f"/chuong-trinh/{plan.pk}/mo-phieu/").content.decode()
    assert f"{here} người đã có phiếu cùng loại năm 2026" in again


def test_branch_is_told_whose_sheet_is_elsewhere(world, an, em, early, root):
    w.enrol(world.dung, early, state="draft", pledges=0)
    plan = above.issue(root, em)
    url = f"/ren-luyen/chi-doan/{world.branch.pk}/mo-phieu/?chuong_trinh={plan.programme_id}"
    page = an.get(url).content.decode()
    assert "Mở 2 phiếu" in page
    assert "1 người đã có phiếu cùng loại năm 2026" in page
    an.post(url)
    assert set(
        Enrolment.objects.filter(programme=plan.programme).values_list(
            "person__full_name", flat=True
        )
    ) == {"Trần Quốc An", "Đỗ Mỹ Hoa"}
    page = an.get(url).content.decode()
    assert "1 người có phiếu cùng loại năm 2026" in page


def test_database_refuses_a_second_sheet_of_a_pack_and_year(world, em, early, root):
    w.enrol(world.dung, early, state="draft", pledges=0)
    plan = above.issue(root, em)
    with pytest.raises(DatabaseError, match="sheet of this pack"), transaction.atomic():
        w.enrol(world.dung, plan, state="draft", pledges=0)
    assert w.enrol(world.hoa, plan, state="draft", pledges=0).pk


def test_two_criteria_a_content_stay_two_in_a_programme_of_ones_own(world, early):
    by = w.scope(world.binh)
    draft = actions.new_version(early, by=by)
    with pytest.raises(ValidationError, match="ít nhất 2 tiêu chí, không hạ xuống 1 được"):
        actions.revise_definition(draft, {"groups.health.minimum": 1}, by=by)
    answer = above.account(world, "binh").post(
        f"/chuong-trinh/{draft.pk}/bo-sung/",
        {
            "phan": "so-tieu-chi",
            **{f"so-tieu-chi-groups.{g.key}.minimum": 1 for g in w.s0().groups},
        },
    )
    assert answer.status_code == 422
    assert "không hạ xuống 1 được" in answer.content.decode()
    raised = actions.revise_definition(draft, {"groups.health.minimum": 3}, by=by)
    assert '"minimum":3' in raised.effective
