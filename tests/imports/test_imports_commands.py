"""`sodoan import-units`, `import-members`, `import-undo`: what they print, write and return."""

import json
import stat
from datetime import date

import pytest
from psycopg.errors import CheckViolation
from python_calamine import CalamineWorkbook

from sodoan.cli import import_members, import_undo, import_units
from sodoan.cli.errors import Refusal, explain
from sodoan.cli.parser import Parser
from sodoan.common.clock import today
from sodoan.imports.actions.batches import begin_apply, upload
from sodoan.imports.actions.stage import stage
from sodoan.imports.choices import BatchState
from sodoan.imports.models import Batch, Decision, StagedRow
from sodoan.org.models import Placement, Unit
from sodoan.people.models import Person
from tests.imports.reader_files import member, national_rows, write_book
from tests.imports.test_imports_stopped import refusing

A1 = "Chi đoàn Khu phố 1"
HEADER = ["Mã đơn vị", "Tên đơn vị", "Loại đơn vị", "Mã đơn vị cấp trên", "Khối", "Ngày thành lập"]


@pytest.fixture
def sodoan(capsys):
    """`sodoan("import-units", …)`: exit code, what was printed, what went to stderr."""

    def call(*words):
        parser = Parser(prog="sodoan")
        subparsers = parser.add_subparsers(dest="command")
        for module in (import_units, import_members, import_undo):
            module.register(subparsers)
        args = parser.parse_args([str(word) for word in words])
        try:
            code = args.run(args)
        except Refusal as refusal:
            out = capsys.readouterr()
            return refusal.exit_code, out.out, out.err + explain(refusal)
        out = capsys.readouterr()
        return code, out.out, out.err

    return call


@pytest.fixture
def unit_file(tmp_path):
    def write(*rows):
        return write_book(tmp_path / "units.xlsx", {"Đơn vị": [HEADER, *rows]})

    return write


TREE = (
    ["CD1", "Chi đoàn Lớp 1", "Chi đoàn", "DCS", "Trường học", "01/07/2025"],
    ["TINH", "Tỉnh đoàn Mẫu", "Đoàn cấp tỉnh", "", "Địa bàn dân cư", "26/03/1997"],
    ["DCS", "Đoàn Trường Mẫu", "Đoàn cơ sở", "TINH", "Trường học", "01/07/2025"],
)
HAMLET = ("AP1", "Chi đoàn Ấp 1", "Chi đoàn", "DCS")


def test_units_are_founded_in_any_order_and_once(db, sodoan, unit_file):
    path = unit_file(*TREE)
    code, out, _ = sodoan("import-units", path, "--json")
    assert (code, json.loads(out)["created"]) == (0, 3)
    unit = Unit.objects.get(code="CD1")
    assert (unit.parent.code, unit.sector, unit.block) == ("DCS", "school", "school")
    assert Placement.objects.count() == 3
    code, out, _ = sodoan("import-units", path, "--json")
    assert json.loads(out) == {
        "rows": 3, "created": 0, "unchanged": 3, "different": 0, "withheld": 0,
        "rejected": 0,
    }  # fmt: skip


def test_known_unit_is_never_renamed_silently(db, sodoan, unit_file):
    sodoan("import-units", unit_file(*TREE))
    renamed = [*TREE[0][:1], "Chi đoàn Tên Mới", *TREE[0][2:]]
    code, out, err = sodoan("import-units", unit_file(renamed), "--json")
    assert (code, json.loads(out)["different"]) == (0, 1)
    assert "Chi đoàn Tên Mới" in err
    assert Unit.objects.get(code="CD1").name == "Chi đoàn Lớp 1"


@pytest.mark.parametrize(
    ("sector", "founded", "said"),
    [
        ("Trường học", "", ("khối", "Địa bàn dân cư", "Trường học")),
        ("", "02/07/2025", ("ngày thành lập", "01/07/2025", "02/07/2025")),
        ("dân cư", "01/07/2025", ()),
        ("Ngư dân", "2024", ()),
    ],
)
def test_sector_and_founding_day_of_a_known_unit_are_told_where_the_file_states_others(
    db, sodoan, unit_file, sector, founded, said
):
    sodoan("import-units", unit_file(*TREE, [*HAMLET, "", "01/07/2025"]))
    code, out, err = sodoan("import-units", unit_file([*HAMLET, sector, founded]), "--json")
    assert (code, json.loads(out)["different"]) == (0, 1 if said else 0)
    told = "{} trong hệ thống là “{}”, trong tệp là “{}”".format(*said) if said else ""
    assert err == (f"Đơn vị, dòng 2: Đơn vị AP1 đã có và giữ nguyên: {told}.\n" if said else "")
    unit = Unit.objects.get(code="AP1")
    assert (unit.sector, unit.opened_on) == ("residential", date(2025, 7, 1))


@pytest.mark.parametrize(
    ("sector", "founded", "said"),
    [
        ("Ngư dân", "01/07/2025", "Không có khối “Ngư dân”, ghi là “Khác”."),
        ("Khác", "", f"Không có ngày thành lập, ghi là hôm nay, {today():%d/%m/%Y}."),
        ("Trường học", "2026", "Ngày thành lập chỉ có 2026, ghi là 01/01/2026."),
        ("", "01/07/2025", ""),
    ],
)
def test_what_is_guessed_of_a_new_unit_is_told(db, sodoan, unit_file, sector, founded, said):
    sodoan("import-units", unit_file(*TREE))
    path = unit_file(["CD2", "Chi đoàn Lớp 2", "Chi đoàn", "DCS", sector, founded])
    code, out, err = sodoan("import-units", path, "--json")
    assert (code, json.loads(out)["created"]) == (0, 1)
    assert err == (f"Đơn vị, dòng 2: {said}\n" if said else "")
    assert sodoan("import-units", path, "--json")[2] == ""


@pytest.mark.parametrize(
    ("bad", "word"),
    [
        (["X1", "Chi đoàn X", "Chi đoàn", "KHONGCO"], "KHONGCO"),
        (["X1", "Chi đoàn X", "Câu lạc bộ", "TINH"], "Câu lạc bộ"),
        (["X1", "", "Chi đoàn", "TINH"], "tên"),
        (["TINH", "Tỉnh đoàn Hai", "Đoàn cấp tỉnh", ""], "đã có ở dòng"),
        (["X1", "Chi đoàn X", "Chi đoàn", "TINH"], "trực thuộc"),
        (["X1", "Chi đoàn X", "Chi đoàn", "DCS", "", "31/02/2020"], "không có thật"),
    ],
)
def test_one_bad_unit_keeps_the_whole_tree_out(db, sodoan, unit_file, bad, word):
    code, out, err = sodoan("import-units", unit_file(*TREE, bad), "--json")
    assert code == 1
    assert word in err
    assert "để trống" not in err
    counts = json.loads(out)
    assert (counts["created"], counts["withheld"], counts["rejected"]) == (0, len(TREE), 1)
    assert counts.pop("rows") == sum(counts.values())
    assert not Unit.objects.exists()


@pytest.mark.parametrize(
    ("parents", "said"),
    [
        (("X-1",), ["Đơn vị X-1 ghi chính mình là cấp trên."]),
        (
            ("X-2", "X-3", "X-1", "X-1"),
            [
                "Các đơn vị X-1, X-2, X-3 ghi nhau là cấp trên thành một vòng.",
                "Các đơn vị X-2, X-3, X-1 ghi nhau",
                "Các đơn vị X-3, X-1, X-2 ghi nhau",
                "Đơn vị cấp trên mã X-1 ở dòng 5 không nhập được.",
            ],
        ),
        (("X-9",), ["Không có đơn vị cấp trên mã X-9."]),
    ],
    ids=["itself", "circle", "unknown"],
)
def test_unit_without_a_unit_above_is_told_why(db, sodoan, unit_file, parents, said):
    rows = [
        [f"X-{number}", f"Chi đoàn X {number}", "Chi đoàn", parent]
        for number, parent in enumerate(parents, start=1)
    ]
    code, _, err = sodoan("import-units", unit_file(*TREE, *rows))
    assert code == 1
    told = [line for line in err.splitlines() if line.startswith("Đơn vị, dòng")]
    assert len(told) == len(said)
    for line, words in zip(told, said, strict=True):
        assert words in line
    assert not Unit.objects.exists()


def test_unit_of_a_day_to_come_is_refused(db, sodoan, unit_file):
    later = ["CD2", "Chi đoàn Lớp 2", "Chi đoàn", "DCS", "Trường học", "01/01/2099"]
    code, _, err = sodoan("import-units", unit_file(*TREE, later))
    assert code == 1
    assert "01/01/2099" in err
    assert not Unit.objects.exists()


def test_list_of_units_without_a_row_is_said_to_be_empty(db, sodoan, unit_file):
    code, _, err = sodoan("import-units", unit_file())
    assert code == 2
    assert "chưa có dòng nào" in err


def test_file_that_is_no_list_of_units_is_refused(db, sodoan, tmp_path):
    path = write_book(tmp_path / "x.xlsx", {"A": [["Họ tên"], ["An"]]})
    assert sodoan("import-units", path)[0] == 2


def test_members_contract(units, sodoan, list_file, tmp_path):
    rows = [
        member(1, A1),
        member(2, A1, c17="03/2021", c31="09123"),
        member(3, A1, c1=""),
        member(1, A1),
        member(4, "Chi đoàn không có"),
    ]
    lines, errors = tmp_path / "v.jsonl", tmp_path / "e.xlsx"
    errors.touch(mode=0o644)
    words = (list_file(rows), "--unit", units.a.code.lower(), "--json")
    code, out, _ = sodoan("import-members", *words, "--verdicts", lines, "--errors", errors)
    batch = Batch.objects.get()
    assert code == 0
    assert {stat.S_IMODE(file.stat().st_mode) for file in (lines, errors)} == {0o600}
    assert json.loads(out) == {
        "rows": 5, "accepted": 1, "warning": 1, "rejected": 2, "duplicate": 1, "existing": 0,
        "batch": batch.pk,
    }  # fmt: skip
    found = [json.loads(line) for line in lines.read_text(encoding="utf-8").splitlines()]
    assert [(v["row"], v["verdict"]) for v in found] == [
        (7, "accepted"), (8, "warning"), (9, "rejected"), (10, "duplicate"), (11, "rejected"),
    ]  # fmt: skip
    assert found[0] == {
        "sheet": "DANH SÁCH",
        "row": 7,
        "verdict": "accepted",
        "codes": [],
        "of": None,
        "of_sheet": None,
        "values": {
            "full_name": "Nguyễn Thị Bn",
            "sex": "female",
            "born_on": "2004-03-02",
            "joined": "2021-03-26",
            "id_number": "079304000001",
            "phone": "0900000001",
            "email": "dv1@example.vn",
            "unit_code": units.a1.code,
        },
    }
    assert (found[1]["values"]["joined"], found[1]["values"]["phone"]) == ("2021-03", None)
    assert found[1]["codes"] == ["date_month_only", "phone_invalid"]
    assert (found[3]["of"], found[3]["of_sheet"]) == (7, "DANH SÁCH")
    assert len(CalamineWorkbook.from_path(errors).get_sheet_by_index(0).to_python()) == 11


def test_repetition_on_another_sheet_is_told_with_its_sheet(units, sodoan, tmp_path):
    sheets = {name: national_rows([member(1, A1)]) for name in ("Khu phố 1", "Khu phố 2")}
    path, lines = write_book(tmp_path / "x.xlsx", sheets, [(4, 3, 4, 4)]), tmp_path / "v.jsonl"
    words = ("--unit", units.a.code, "--dry-run", "--verdicts", lines)
    sodoan("import-members", path, *words)
    found = json.loads(lines.read_text(encoding="utf-8").splitlines()[1])
    assert (found["sheet"], found["row"]) == ("Khu phố 2", 7)
    assert (found["of_sheet"], found["of"]) == ("Khu phố 1", 7)


def test_second_import_adds_nobody_and_names_the_person(units, sodoan, list_file, tmp_path):
    path, lines = list_file([member(1, A1)]), tmp_path / "v.jsonl"
    sodoan("import-members", path, "--unit", units.a.code)
    _, out, _ = sodoan(
        "import-members", path, "--unit", units.a.code, "--json", "--verdicts", lines
    )
    assert json.loads(out)["existing"] == 1
    assert json.loads(lines.read_text(encoding="utf-8"))["of"] == Person.objects.get().pk
    assert Person.objects.count() == 1


def test_dry_run_leaves_nothing(units, sodoan, list_file, data_folder):
    path = list_file([member(1, A1)])
    code, out, _ = sodoan("import-members", path, "--unit", units.a.code, "--dry-run", "--json")
    assert (code, json.loads(out)["accepted"], json.loads(out)["batch"]) == (0, 1, None)
    assert [model.objects.count() for model in (Person, Batch, StagedRow)] == [0, 0, 0]


def test_dry_run_leaves_nothing_when_its_report_cannot_be_written(
    units, sodoan, list_file, tmp_path
):
    path = list_file([member(1, A1)])
    nowhere = tmp_path / "missing" / "verdicts.jsonl"
    with pytest.raises(FileNotFoundError):
        sodoan("import-members", path, "--unit", units.a.code, "--dry-run", "--verdicts", nowhere)
    assert [model.objects.count() for model in (Person, Batch, StagedRow)] == [0, 0, 0]


@pytest.mark.django_db(transaction=True)
def test_dry_run_leaves_nothing_when_the_database_refuses(units, sodoan, list_file, data_folder):
    path = list_file([member(1, A1)])
    refused = refusing("imports_stagedrow", "CHECK (phone <> '0900000001') NOT VALID")
    with refused, pytest.raises(CheckViolation):
        sodoan("import-members", path, "--unit", units.a.code, "--dry-run")
    assert [model.objects.count() for model in (Person, Batch, StagedRow)] == [0, 0, 0]
    assert list((data_folder / "imports").iterdir()) == []


@pytest.mark.django_db(transaction=True)
def test_dry_run_removes_its_file(units, sodoan, list_file, data_folder):
    path = list_file([member(1, A1)])
    sodoan("import-members", path, "--unit", units.a.code, "--dry-run")
    assert list((data_folder / "imports").iterdir()) == []


@pytest.mark.parametrize("reached", ["checking", "ready", "applying"])
def test_unfinished_import_is_carried_on(units, sodoan, boss, list_file, reached):
    path = list_file([member(1, A1), member(2, A1)])
    batch = upload([path.read_bytes()], by=boss, unit=units.a, name=path.name)
    if reached != "checking":
        stage(batch.pk)
    if reached == "applying":
        begin_apply(batch, by=boss)
    _, out, _ = sodoan("import-members", path, "--unit", units.a.code, "--json")
    assert json.loads(out)["batch"] == batch.pk
    assert Person.objects.count() == 2
    assert Batch.objects.get().state == BatchState.APPLIED


def test_list_that_waited_is_judged_again_before_it_is_reported(
    units, sodoan, boss, staged, list_file, imported, tmp_path
):
    path, verdicts = list_file([member(1, A1)]), tmp_path / "verdicts.jsonl"
    stage(upload([path.read_bytes()], by=boss, unit=units.a, name=path.name).pk)
    imported(units.a, [member(1, A1)])
    _, out, _ = sodoan(
        "import-members", path, "--unit", units.a.code, "--json", "--verdicts", verdicts
    )
    assert json.loads(out)["existing"] == 1
    assert json.loads(verdicts.read_text())["verdict"] == "existing"


def test_reports_say_what_became_of_rows_when_they_were_applied(
    units, sodoan, list_file, imported, tmp_path, monkeypatch
):
    path, lines, errors = list_file([member(1, A1)]), tmp_path / "v.jsonl", tmp_path / "e.xlsx"

    def begin(batch, *, by):
        imported(units.a, [member(1, A1)])  # somebody was faster
        return begin_apply(batch, by=by)

    monkeypatch.setattr("sodoan.imports.actions.batches.begin_apply", begin)
    words = ("--unit", units.a.code, "--json", "--verdicts", lines, "--errors", errors)
    _, out, _ = sodoan("import-members", path, *words)
    assert json.loads(out)["existing"] == 1
    assert json.loads(lines.read_text(encoding="utf-8"))["verdict"] == "existing"
    sheet = CalamineWorkbook.from_path(errors).get_sheet_by_index(0).to_python()
    assert "Đã có hồ sơ" in str(sheet[6])


@pytest.mark.parametrize("option", ["--errors", "--verdicts"])
def test_report_is_never_written_over_the_list(units, sodoan, list_file, option):
    path = list_file([member(1, A1)])
    before = path.read_bytes()
    code, _, err = sodoan("import-members", path, "--unit", units.a.code, option, path)
    assert code == 1
    assert "trùng với tệp danh sách" in err
    assert path.read_bytes() == before
    assert not Batch.objects.exists()


@pytest.mark.parametrize("content", [b"", b"<html><table>", "a;b".encode("utf-16"), b"PK\x03\x04x"])
def test_bad_file_is_refused_and_changes_nothing(units, sodoan, tmp_path, content):
    path = tmp_path / "x.xlsx"
    path.write_bytes(content)
    code, out, err = sodoan("import-members", path, "--unit", units.a.code, "--json")
    assert (code, out) == (2, "")
    assert err.endswith(".")
    assert not Batch.objects.exists()


def test_workbook_without_a_list_is_refused(units, sodoan, tmp_path):
    path = write_book(tmp_path / "x.xlsx", {"A": [["Ngày", "Thu", "Chi"], ["1", 2, 3]]})
    code, _, err = sodoan("import-members", path, "--unit", units.a.code)
    assert (code, "Họ và tên" in err) == (2, True)
    assert [model.objects.count() for model in (Batch, StagedRow)] == [0, 0]


@pytest.mark.parametrize(
    ("unit", "words"),
    [("", "--unit đang để trống"), (" ", "để trống"), ("khongco", "mã “KHONGCO”")],
)
def test_blank_or_unknown_unit_is_a_plain_failure(units, sodoan, list_file, unit, words):
    code, _, err = sodoan("import-members", list_file([member(1)]), "--unit", unit)
    assert words in err
    assert code == 1


def test_undo_takes_back_and_refuses_a_second_time(units, sodoan, list_file, contents):
    before = contents()
    sodoan("import-members", list_file([member(1, A1), member(2, A1)]), "--unit", units.a.code)
    batch = Batch.objects.get()
    person = Person.objects.get(phone="0900000002")
    Person.objects.filter(pk=person.pk).update(address="Nhà mới")
    code, out, _ = sodoan("import-undo", batch.pk)
    assert code == 0
    assert f"dòng 8: {person.full_name} (hồ sơ đã được sửa)" in out
    with pytest.raises(Exception, match="không làm bước này"):
        sodoan("import-undo", batch.pk)
    assert sodoan("import-undo", 999)[0] == 1
    assert contents() != before
    assert not Decision.objects.exists()
