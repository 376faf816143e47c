"""The command that checks a report form, and the forms that are shipped."""

import pytest

from sodoan.cli.main import main
from sodoan.packs import REPORTS
from sodoan.reports.packfile import shipped_reports


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
