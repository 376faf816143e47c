"""`sodoan pack`: faults with their lines, a draft for a unit, never over a published one."""

from datetime import date
from types import SimpleNamespace

import pytest
from django.core.exceptions import ValidationError

from sodoan import packs
from sodoan.activities.models import Scheme
from sodoan.cli.errors import Refusal
from sodoan.cli.main import build_parser
from sodoan.cli.pack import check, load
from sodoan.common.clock import today
from sodoan.programmes.actions import plans as actions
from sodoan.programmes.models import Plan
from tests.factories.org import UnitFactory, UnitTypeFactory

S0 = str(packs.S0)


def asked(**facts):
    return SimpleNamespace(**({"file": S0, "unit": "T1", "year": 2026} | facts))


@pytest.fixture
def province(reference):
    return UnitFactory(type=UnitTypeFactory(key="tinh"), name="Đoàn tỉnh Thử Nghiệm", code="T1")


def test_faulty_file_is_refused_with_lines(tmp_path):
    bad = tmp_path / "bad.yaml"
    bad.write_text("format: 1\nkey: x\ntitle: Thử\ncolour: đỏ\n", encoding="utf-8")
    with pytest.raises(Refusal, match="Dòng 4") as refusal:
        check(asked(file=str(bad)))
    assert refusal.value.exit_code == 2


def test_missing_file_is_refused():
    with pytest.raises(OSError, match="khong-co"):
        check(asked(file="khong-co.yaml"))


def test_shipped_pack_passes(capsys):
    assert check(asked()) == 0
    said = capsys.readouterr().out
    assert "Chương trình Rèn luyện đoàn viên" in said
    assert "giá trị cần xác nhận" in said


def test_pack_that_is_not_carried_out_yet_is_said_so_and_not_loaded(province, tmp_path, capsys):
    other = tmp_path / "peers.yaml"
    text = packs.S0.read_text("utf-8").replace("actor: collective", "actor: peers")
    other.write_text(text, encoding="utf-8")
    assert check(asked(file=str(other))) == 0
    assert "chưa nạp được:\n  Bước “" in capsys.readouterr().out
    with pytest.raises(ValidationError, match="chưa có chỗ thực hiện"):
        load(asked(file=str(other)))
    assert not Plan.objects.exists()


def test_loading_for_an_unknown_unit_is_refused(province):
    with pytest.raises(Refusal, match="“X9”"):
        load(asked(unit="X9"))
    assert not Plan.objects.exists()


@pytest.mark.parametrize("year", [-1, 0, 1, 1999, 2101, 32767, 99999])
def test_loading_for_a_year_no_programme_is_of_is_refused(province, year):
    with pytest.raises(ValidationError, match=f"Năm {year} không dùng được"):
        load(asked(year=year))
    assert not Plan.objects.exists()


@pytest.mark.parametrize("year", [None, 2000, 2100])
def test_loading_without_a_year_is_for_this_one_and_the_range_is_whole(province, year):
    assert load(asked(year=year)) == 0
    assert Plan.objects.get().programme.year == (year or today().year)


def test_loading_makes_a_draft_and_loading_again_replaces_it(province, capsys):
    assert load(asked()) == 0
    assert load(asked()) == 0
    plan = Plan.objects.get()
    assert (plan.state, plan.unit, plan.programme.year) == ("draft", province, 2026)
    assert f"/chuong-trinh/{plan.pk}/" in capsys.readouterr().out


def test_loading_over_a_published_programme_is_refused(province):
    load(asked())
    Plan.objects.update(state="published")
    with pytest.raises(ValidationError, match="phiên bản mới"):
        load(asked())


def test_loaded_by_command_is_edited_by_the_officer(province, scope):
    from tests.cast import enlist

    load(asked())
    branch = UnitFactory(type=UnitTypeFactory(key="chi-doan"), parent=province)
    officer = enlist("Võ Hoài Em", branch, "bi-thu", post_in=province)
    plan = actions.revise_definition(
        Plan.objects.get(), {"groups.health.minimum": 3}, by=scope(officer)
    )
    assert '"minimum":3' in plan.effective.replace(" ", "")


SCHEME = str(packs.SCHEMES / "s2-30-phut-hanh-dong.yaml")


def test_shipped_scheme_passes_and_is_launched_once(province, tmp_path, capsys):
    assert check(asked(file=SCHEME)) == 0
    assert "6 nhóm nội dung, 1 hoạt động mỗi tuần" in capsys.readouterr().out
    bad = tmp_path / "bad.yaml"
    bad.write_text("kind: scheme\nkey: x\n", encoding="utf-8")
    with pytest.raises(Refusal, match="Thiếu khóa bắt buộc"):
        load(asked(file=str(bad)))
    assert load(asked(file=SCHEME)) == 0
    made = Scheme.objects.get()
    assert (made.unit, made.during.lower, made.register_by) == (
        province, date(2026, 4, 1), date(2026, 4, 15),
    )  # fmt: skip
    with pytest.raises(ValidationError, match="đã phát động"):
        load(asked(file=SCHEME))


def test_command_line_knows_the_two_words():
    parser = build_parser()
    args = parser.parse_args(["pack", "load", S0, "--unit", "T1", "--year", "2026"])
    assert (args.run, args.needs_database) == (load, True)
    args = parser.parse_args(["pack", "check", S0])
    assert (args.run, args.needs_database) == (check, False)
