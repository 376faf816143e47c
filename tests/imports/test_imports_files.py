"""Workbooks out (error file, national list), and files that go when they are not needed."""

import io
import os
import stat
from datetime import date, timedelta

import pytest
import xlsxwriter
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone
from python_calamine import CalamineWorkbook

from sodoan.audit.models import SensitiveRead
from sodoan.imports.actions.apply import apply
from sodoan.imports.actions.batches import begin_apply, upload
from sodoan.imports.actions.exporting import note_sensitive_export
from sodoan.imports.actions.purge import purge_batches
from sodoan.imports.actions.stage import stage
from sodoan.imports.choices import BatchState
from sodoan.imports.exports import write_error_file, write_national_list
from sodoan.imports.models import Batch, RowLink
from sodoan.people.models import Person, SensitiveProfile
from tests.imports.reader_files import member, national_rows, rezip, write_book

A1 = "Chi đoàn Khu phố 1"


def sheet_of(content, name=0):
    book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    sheet = book.get_sheet_by_index(name) if isinstance(name, int) else book.get_sheet_by_name(name)
    return sheet.to_python(skip_empty_area=False)


@pytest.fixture
def error_file():
    def write(batch):
        stream = io.BytesIO()
        told = write_error_file(batch, stream)
        return told, stream.getvalue()

    return write


def test_error_file_is_the_sheet_with_one_more_column(units, staged, error_file):
    rows = [member(1, A1), member(2, A1, c31="09123"), member(3, A1, c4="31/02/2004")]
    told, content = error_file(staged(units.a, rows))
    sheet = sheet_of(content)
    assert (told, len(sheet), {len(row) for row in sheet}) == (2, 9, {34})
    assert sheet[4][33] == "Lỗi / cảnh báo"
    assert sheet[6] == [*rows[0], ""]
    assert sheet[7][33].startswith("Cảnh báo: Điện thoại “09123” có 5 chữ số")
    assert sheet[8][33].startswith("Bị loại: Ngày sinh “31/02/2004” không có thật")


def test_error_file_holds_what_is_no_number(units, boss, error_file, tmp_path):
    rows = national_rows([member(1, A1, c21=7)])
    path = write_book(tmp_path / "a.xlsx", {"DS": rows}, [(4, 3, 4, 4)])

    def broken(name, content):
        return content.replace(b"<v>7</v>", b"<v>NaN</v>") if "sheet1" in name else content

    broken_file = rezip(path, tmp_path / "b.xlsx", broken)
    batch = upload([broken_file.read_bytes()], by=boss, unit=units.a, name="b.xlsx")
    _, content = error_file(stage(batch.pk))
    assert sheet_of(content)[6][21] == "nan"


def test_error_file_says_once_what_a_row_repeats(units, imported, staged, error_file):
    imported(units.a, [member(1, A1)])
    _, content = error_file(staged(units.a, [member(1, A1), member(2, A1), member(2, A1)]))
    told = [row[33] for row in sheet_of(content)[6:]]
    assert told[0].startswith("Đã có hồ sơ: cùng số CMND/CCCD")
    assert told[1:] == ["", "Trùng với dòng 8: cùng số CMND/CCCD."]


def test_error_file_keeps_formula_like_text_harmless(units, staged, error_file):
    _, content = error_file(staged(units.a, [member(1, A1, c8="=1+1", c7="@SUM(A1)")]))
    assert sheet_of(content)[6][7:9] == ["'@SUM(A1)", "'=1+1"]


def test_error_file_keeps_numbers_and_sheets(units, boss, tmp_path, error_file):
    rows = national_rows([member(1, A1, c9=79304000001, c0=1)])
    path = write_book(tmp_path / "x.xlsx", {"Một": rows, "Ghi chú": [["abc"]], "Hai": rows})
    batch = stage(upload([path.read_bytes()], by=boss, unit=units.a, name="x.xlsx").pk)
    told, content = error_file(batch)
    assert told == 2
    assert sheet_of(content, "Một")[6][9] == 79304000001
    assert "Trùng với dòng 7 trang “Một”" in sheet_of(content, "Hai")[6][33]


def test_corrected_error_file_doubles_nobody(units, boss, imported, error_file, tmp_path):
    batch = imported(units.a, [member(1, A1), member(2, A1, c3="31/02/2004")])
    assert Person.objects.count() == 1
    _, content = error_file(batch)
    rows = sheet_of(content)
    rows[7][3] = "28/02/2004"
    path = write_book(tmp_path / "corrected.xlsx", {"DANH SÁCH": rows}, [(4, 3, 4, 4)])
    again = stage(upload([path.read_bytes()], by=boss, unit=units.a, name="corrected.xlsx").pk)
    assert (again.counts["rows"], again.counts["existing"]) == (2, 1)
    apply(begin_apply(again, by=boss).pk, by=boss)
    assert Person.objects.count() == 2
    assert Person.objects.filter(note__contains="không có thật").count() == 0


@pytest.mark.parametrize("is_1904", [False, True])
def test_error_file_counts_days_from_where_the_list_did(units, boss, error_file, tmp_path, is_1904):
    path = tmp_path / "x.xlsx"
    with xlsxwriter.Workbook(path, {"date_1904": is_1904}) as book:
        page, look = book.add_worksheet("DS"), book.add_format({"num_format": "dd/mm/yyyy"})
        page.write_row(0, 0, ["STT", "Họ và tên", "Ngày sinh", "Giới tính", "Chi đoàn"])
        for row, name in enumerate(("Lê An", "Võ Bình", "Hồ Cúc", "Lý Dũng"), start=1):
            page.write_row(row, 0, [str(row), name, "", "Nam", "?" if row == 4 else A1])
        serial = 34700 if is_1904 else 36162
        page.write_number(1, 2, serial)
        page.write_string(2, 2, str(serial))
        page.write_datetime(3, 2, date(1999, 1, 2), look)
        page.write_number(4, 2, serial)

    def births(batch):
        return [row.born_on for row in batch.rows.order_by("number")]

    batch = stage(upload([path.read_bytes()], by=boss, unit=units.a, name="x.xlsx").pk)
    assert births(batch) == [date(1999, 1, 2)] * 4
    apply(begin_apply(batch, by=boss).pk, by=boss)
    _, content = error_file(batch)
    again = stage(upload([content], by=boss, unit=units.a, name="y.xlsx").pk)
    assert births(again) == births(batch)
    assert [again.counts[key] for key in ("rows", "existing", "rejected")] == [4, 3, 1]


def test_error_file_of_an_error_file_has_one_column_of_remarks(
    units, boss, staged, error_file, tmp_path
):
    rows = [member(1, A1, c31="09123"), member(2, A1, c3="31/02/2004")]
    _, content = error_file(staged(units.a, rows))
    batch = stage(upload([content], by=boss, unit=units.a, name="again.xlsx").pk)
    assert [row[33:] for row in sheet_of(error_file(batch)[1])] == [
        row[33:] for row in sheet_of(content)
    ]


def test_error_file_keeps_columns_without_a_header(units, boss, error_file, tmp_path):
    rows = national_rows([[*member(1, A1, c31="09123"), "", "ghi tay"]])
    path = write_book(tmp_path / "x.xlsx", {"Một": rows})
    _, content = error_file(
        stage(upload([path.read_bytes()], by=boss, unit=units.a, name="x.xlsx").pk)
    )
    assert sheet_of(content)[6][34] == "ghi tay"
    assert sheet_of(content)[6][35].startswith("Cảnh báo")


def test_uploaded_file_is_for_the_owner_only(units, staged, data_folder):
    batch = staged(units.a, [member(1, A1)])
    path = data_folder / "imports" / batch.stored_as
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


def national(unit, day, **words):
    stream = io.BytesIO()
    write_national_list(stream, unit, day, **words)
    return sheet_of(stream.getvalue())


def test_national_list_is_what_was_imported(units, imported):
    rows = [member(n, A1) for n in (1, 2, 3)]
    rows[1][17], rows[2][20] = "2021", "05/2024"
    batch = imported(units.a, rows)
    out = national(units.a, batch.judged_on, with_sensitive=True)
    back = {row[9]: row[:33] for row in out[6:]}
    for row in rows:
        got = back[row[9]]
        assert got[1:11] == row[1:11]
        assert got[11] == "Cục Cảnh sát quản lý hành chính về trật tự xã hội"
        assert got[12:23] == row[12:23]
        assert got[23:25] == ["", ""]  # what the list said is not taken for what is known here
        assert got[25:] == row[25:]


def test_national_list_comes_back_without_a_doubled_person(units, imported, boss, tmp_path):
    batch = imported(units.a, [member(n, A1) for n in (1, 2)])
    stream = io.BytesIO()
    write_national_list(stream, units.a, batch.judged_on, with_sensitive=False)
    again = upload([stream.getvalue()], by=boss, unit=units.a, name="x.xlsx")
    assert stage(again.pk).counts["existing"] == 2


def test_national_list_comes_back_with_nothing_changed(units, imported, boss):
    odd = {
        "c3": "03/2004", "c4": "", "c17": "2021", "c20": "12/2023", "c6": "Phật giáo",
        "c7": "Hà Tây", "c8": "=12A, hẻm 3", "c10": "2021", "c25": "Giấy khen",
        "c26": "Khiển trách",
        "c27": "Bí thư chi đoàn", "c29": "",
    }  # fmt: skip
    batch = imported(units.a, [member(1, A1), member(2, A1, **odd), member(3, A1, c29="Có")])
    stream = io.BytesIO()
    write_national_list(stream, units.a, batch.judged_on, with_sensitive=True)
    again = stage(upload([stream.getvalue()], by=boss, unit=units.a, name="x.xlsx").pk)
    assert [(r.verdict, r.differs, r.fills) for r in again.rows.all()] == [("existing", [], [])] * 3
    for row in again.rows.all():
        facts = SensitiveProfile.objects.get(person=row.of_person)
        same = (
            "ethnicity", "religion", "discipline", "id_issued_by", "id_issued_on",
            "id_issued_precision", "party_joined_on",
        )  # fmt: skip
        assert [getattr(row, name) for name in same] == [getattr(facts, name) for name in same]


def test_national_list_without_a_reason_has_no_sensitive_cells(units, imported):
    batch = imported(units.a, [member(1, A1)])
    [row] = national(units.a, batch.judged_on, with_sensitive=False)[6:]
    assert [row[place] for place in (5, 6, 9, 10, 11, 20, 26)] == [""] * 7


def test_sensitive_export_is_refused_without_right_or_reason(units, an, binh, scope):
    with pytest.raises(PermissionDenied):
        note_sensitive_export(units.a1, by=scope(an), reason="Đối chiếu với phần mềm")
    with pytest.raises(ValidationError):
        note_sensitive_export(units.a1, by=scope(binh), reason="xem")
    assert not SensitiveRead.objects.exists()


def test_sensitive_export_leaves_a_trace_at_every_member(units, an, dung, binh, scope):
    assert note_sensitive_export(units.a1, by=scope(binh), reason="Đối chiếu phần mềm") == 2
    read = SensitiveRead.objects.filter(person=dung.person).get()
    assert (read.user, read.reason) == (binh, "Xuất mẫu quốc gia: Đối chiếu phần mềm")


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("column", "age", "goes"),
    [
        ("applied_at", timedelta(hours=71), False),
        ("applied_at", timedelta(hours=73), True),
    ],
)
def test_applied_file_goes_with_the_right_to_undo(units, imported, data_folder, column, age, goes):
    batch = imported(units.a, [member(1, A1)])
    Batch.objects.filter(pk=batch.pk).update(**{column: timezone.now() - age})
    assert purge_batches() == int(goes)
    assert (data_folder / "imports" / batch.stored_as).exists() is not goes
    assert batch.rows.exists() is not goes
    assert RowLink.objects.count() == 1


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("days", "goes"), [(6, False), (8, True)])
def test_forgotten_list_goes_after_a_week(units, staged, data_folder, days, goes):
    batch = staged(units.a, [member(1, A1)])
    Batch.objects.update(touched_at=timezone.now() - timedelta(days=days))
    purge_batches()
    batch.refresh_from_db()
    assert (batch.state == BatchState.CANCELLED) is goes
    assert bool(batch.stored_as) is not goes


def test_stray_file_goes_after_a_day(db, data_folder):
    folder = data_folder / "imports"
    folder.mkdir(parents=True)
    old, new = folder / "a.xlsx", folder / "b.xlsx"
    for path in (old, new):
        path.write_bytes(b"x")
    os.utime(old, (0, 0))
    purge_batches()
    assert list(folder.iterdir()) == [new]
