"""The reference of report forms and the command that checks one."""

import pytest

from sodoan.cli.main import main
from sodoan.indicators.registry import INDICATORS
from sodoan.packs import REPORTS
from sodoan.programmes.engine.reference import DOCUMENT
from sodoan.reports.packfile import shipped_reports
from sodoan.reports.reference import rewrite, tables


def test_the_reference_is_as_generated():
    written = DOCUMENT.read_text("utf-8")
    assert rewrite(written) == written, "see sodoan/reports/reference.py"
    assert all(key in tables() for key in INDICATORS)


@pytest.mark.parametrize("path", sorted(REPORTS.glob("*.yaml")), ids=lambda path: path.stem)
def test_shipped_forms_pass_the_check(path, capsys):
    assert main(["pack", "check", str(path)]) == 0
    assert "không có lỗi: biểu mẫu" in capsys.readouterr().out


def test_a_faulty_form_is_told_line_by_line(tmp_path, capsys):
    path = tmp_path / "sai.yaml"
    text = (REPORTS / "bc-thang.yaml").read_text("utf-8")
    path.write_text(text.replace("metric: people.members", "metric: people.nobody"), "utf-8")
    assert main(["pack", "check", str(path)]) == 2
    assert "Không có số liệu “people.nobody”" in capsys.readouterr().err


def test_every_shipped_form_of_s2_is_there():
    forms = shipped_reports()
    assert {"s2_registration", "s2_weekly", "s2_monthly"} <= set(forms)
    assert forms["s2_weekly"].met_by.least == 1
