"""The grade scale of a new programme is chosen on the page, among those the pack carries."""

import pytest
from django.core.exceptions import ValidationError

from sodoan.cli.pack import check
from sodoan.org.models import Unit
from sodoan.packs import S0
from sodoan.programmes.actions import plans as actions
from sodoan.programmes.engine.checks import check_references
from sodoan.programmes.engine.marks import open_marks
from sodoan.programmes.forms.plans import LoadForm
from sodoan.programmes.models import Plan
from sodoan.programmes.packs import pack_of
from sodoan.programmes.queries.plans import read_plan, shipped_packs
from tests.cli.test_pack import asked
from tests.programmes import above
from tests.programmes import world as w

pytestmark = pytest.mark.django_db
LOAD = "/chuong-trinh/nap/"
CLASSIC = {"scale": f"{S0.stem}/classic"}


def sent(world, em, **changed):
    data = above.SHIPPED | {"unit": world.province.pk, "year": 2027} | changed
    return w.browser(em).post(LOAD, data)


@pytest.mark.parametrize("scale", ["", "classic", f"{S0.stem}/khac", "khac/completion"])
def test_scale_the_pack_does_not_carry_is_refused(world, em, scale):
    assert sent(world, em, scale=scale).status_code == 422
    assert not Plan.objects.filter(programme__year=2027).exists()


def test_scale_of_another_pack_is_refused(world):
    units = Unit.objects.filter(pk=world.province.pk)
    data = above.SHIPPED | {"pack": "khac", "unit": world.province.pk, "year": 2027}
    form = LoadForm(data, packs={S0.stem: w.s0(), "khac": w.s0()}, units=units)
    assert form.errors == {
        "scale": ["Thang này của mẫu khác; đồng chí chọn thang của mẫu đã chọn."]
    }


def test_action_refuses_a_scale_the_pack_does_not_carry(world, em):
    with pytest.raises(ValidationError, match="không có thang xếp loại này"):
        actions.load_programme(w.s0(), by=w.scope(em), unit=world.province, year=2027, scale="khac")


def test_page_offers_each_scale_by_its_grades_and_the_one_in_use_is_chosen(em):
    page = w.browser(em).get(LOAD).text
    assert "Xuất sắc – khá – trung bình – yếu: Xuất sắc, Khá, Trung bình, Yếu" in page
    new = page.index(f'value="{S0.stem}/completion"')
    old = page.index(f'value="{S0.stem}/classic"')
    assert "checked" in page[new : new + 200].split(">")[0]
    assert "checked" not in page[old : old + 200].split(">")[0]


@pytest.mark.parametrize(("scale", "values"), [("completion", 33), ("classic", 30)])
def test_as_many_values_to_confirm_are_told_everywhere(world, em, capsys, scale, values):
    told = f"{w.s0().scale_of(scale).title}: {values} giá trị cần xác nhận trước khi ban hành."
    assert told in w.browser(em).get(LOAD).text
    sent(world, em, scale=f"{S0.stem}/{scale}")
    plan = Plan.objects.get(programme__year=2027)
    assert len(read_plan(plan).marks) == len(open_marks(pack_of(plan))) == values
    assert f"còn {values} giá trị" in w.browser(em).get(f"/chuong-trinh/{plan.pk}/").text
    assert check(asked()) == 0
    assert "33 giá trị cần xác nhận trước khi ban hành." in capsys.readouterr().out


def test_draft_follows_the_chosen_scale_with_its_rules_and_caps(world, em):
    assert sent(world, em, **CLASSIC).status_code == 302
    plan = Plan.objects.get(programme__year=2027)
    old = w.s0().scale_of("classic")
    assert pack_of(plan).active_scale == old
    page = w.browser(em).get(f"/chuong-trinh/{plan.pk}/").text
    view = read_plan(plan)
    assert [row.grade for row in view.grades] == list(old.grades)
    assert len(view.caps) == len(old.caps)
    for word in (*(grade.short for grade in old.grades), *view.caps):
        assert word in page
    assert "Không hoàn thành" not in page
    assert above.issue(plan, em).state == "published"


def test_loading_again_on_another_scale_replaces_the_draft(world, em):
    sent(world, em, **CLASSIC)
    sent(world, em)
    assert pack_of(Plan.objects.get(programme__year=2027)).scale == "completion"


def test_every_shipped_pack_fits_together_on_each_of_its_scales():
    for pack in shipped_packs().values():
        for scale in pack.scales:
            assert check_references(pack.on_scale(scale.key)) == []
