"""Files that are not what they seem: always a clear sentence, never another exception."""

import contextlib
import os
import zipfile

import pytest
import xlsxwriter
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sodoan.imports.reader.errors import UnusableFileError
from sodoan.imports.reader.limits import Limits
from sodoan.imports.reader.tables import find_tables
from sodoan.imports.reader.workbook import open_workbook
from tests.imports.reader_files import NATIONAL_MERGES, member, national_rows, rezip, write_book

SMALL = Limits(rows=1000, columns=60, cells=60_000, cell_chars=200, sheets=3)


@pytest.fixture
def book(tmp_path):
    rows = national_rows([member(i) for i in range(1, 6)])
    return write_book(tmp_path / "ds.xlsx", {"DSDV": rows}, NATIONAL_MERGES)


def read_all(path, limits=SMALL):
    with open_workbook(path, limits) as workbook:
        return [
            [row for table in find_tables(sheet) for row in table.rows()]
            for sheet in workbook.sheets()
        ]


def refusal(path, limits=SMALL):
    with pytest.raises(UnusableFileError) as caught:
        read_all(path, limits)
    assert caught.value.message.endswith(".")
    return caught.value.code


def test_good_workbook_is_read(book):
    assert [len(rows) for rows in read_all(book)] == [5]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "empty"),
        (bytes.fromhex("D0CF11E0A1B11AE1") + "Workbook".encode("utf-16-le"), "old_xls"),
        (bytes.fromhex("D0CF11E0A1B11AE1") + "EncryptedPackage".encode("utf-16-le"), "encrypted"),
        (bytes.fromhex("D0CF11E0A1B11AE1") + b"WordDocument", "wrong_format"),
        (b"%PDF-1.7 ...", "pdf"),
        (b"<html><table><tr><td>x</td></tr></table></html>", "html"),
        (b"\xef\xbb\xbf<!DOCTYPE html><body></body>", "html"),
        ("STT\tHọ và tên\n1\tLê An".encode("utf-16"), "csv"),
        ("STT\tHọ và tên\n1\tLê An".encode("utf-16-le"), "csv"),
        ("STT;Họ và tên\r\n1;Lê An".encode("utf-16-be"), "csv"),
        ("STT,Họ và tên\n1,Lê An".encode(), "csv"),
        ("STT;Họ và tên\n1;Lê An".encode("utf-8-sig"), "csv"),
        (b'<?xml version="1.0"?><Workbook/>', "xml"),
        (b"{\\rtf1 x}", "rtf"),
        (b"Rar!\x1a\x07", "archive"),
        (b"\x89PNG\r\n", "image"),
        (b"xin chao", "wrong_format"),
        (b"PK\x03\x04 not a zip at all", "corrupt"),
    ],
)
def test_other_formats_are_named(tmp_path, content, code):
    path = tmp_path / "ds.xlsx"
    path.write_bytes(content)
    assert refusal(path) == code


def test_missing_file_is_unreadable(tmp_path):
    assert refusal(tmp_path / "none.xlsx") == "unreadable"


@pytest.mark.parametrize(
    ("part", "code"),
    [("a.txt", "archive"), ("word/document.xml", "wrong_format"), ("content.xml", "wrong_format"),
     ("xl/workbook.bin", "wrong_format")],
)  # fmt: skip
def test_other_zip_files_are_named(tmp_path, part, code):
    path = tmp_path / "ds.xlsx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(part, "x")
    assert refusal(path) == code


@pytest.mark.parametrize("keep", [0.1, 0.5, 0.9, 0.99])
def test_truncated_workbook_is_corrupt(book, keep):
    content = book.read_bytes()
    book.write_bytes(content[: int(len(content) * keep)])
    assert refusal(book) == "corrupt"


def test_flipped_byte_is_corrupt(book):
    content = bytearray(book.read_bytes())
    with zipfile.ZipFile(book) as archive:
        sheet = archive.getinfo("xl/worksheets/sheet1.xml")
    content[sheet.header_offset + 60 + sheet.compress_size // 2] ^= 0xFF
    book.write_bytes(content)
    assert refusal(book) == "corrupt"


def test_missing_sheet_part_is_corrupt(book, tmp_path):
    bad = rezip(book, tmp_path / "b.xlsx", lambda n, c: None if "sheet1" in n else c)
    assert refusal(bad) == "corrupt"


def test_broken_xml_is_corrupt(book, tmp_path):
    bad = rezip(
        book, tmp_path / "b.xlsx", lambda n, c: c[: len(c) // 2] if n == "xl/workbook.xml" else c
    )
    assert refusal(bad) == "corrupt"


def test_document_type_is_refused(book, tmp_path):
    entity = b'<!DOCTYPE x [<!ENTITY a "aaaa">]>'
    bad = rezip(
        book,
        tmp_path / "b.xlsx",
        lambda n, c: c.replace(b"?>", b"?>" + entity, 1) if "sheet1" in n else c,
    )
    assert refusal(bad) == "corrupt"


def test_zip_bomb_is_refused(book, tmp_path):
    bad = tmp_path / "bomb.xlsx"
    rezip(book, bad, lambda _, c: c)
    with zipfile.ZipFile(bad, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/media/a.bin", b"\0" * (11 << 20))
    assert refusal(bad) == "zip_bomb"


def test_unzipped_size_is_limited(book):
    assert refusal(book, Limits(unzipped_bytes=5_000)) == "zip_bomb"


def test_file_size_is_limited(book):
    assert refusal(book, Limits(file_bytes=1_000)) == "too_large"


def _with_rows(book, tmp_path, extra):
    return rezip(
        book,
        tmp_path / "b.xlsx",
        lambda n, c: c.replace(b"</sheetData>", extra + b"</sheetData>") if "sheet1" in n else c,
    )


def test_a_million_declared_empty_rows_are_refused(book, tmp_path):
    rows = b"".join(b'<row r="%d"/>' % n for n in range(12, 1_000_012))
    assert refusal(_with_rows(book, tmp_path, rows), Limits()) == "too_many_rows"


@pytest.mark.parametrize(
    "extra",
    [
        b'<row r="1048576"><c r="A1048576"><v>1</v></c></row>',
        b"<row r='1048576'><c r='A1048576'><v>1</v></c></row>",
        b'<row><c r="A1048576"><v>1</v></c></row>',
        b'<row r="12"><c r="A1048576"><v>1</v></c></row>',
    ],
)
def test_a_cell_far_below_is_refused(book, tmp_path, extra):
    assert refusal(_with_rows(book, tmp_path, extra), Limits()) == "too_many_rows"


def test_a_cell_far_right_is_refused(book, tmp_path):
    extra = b'<row r="12"><c r="XFD12"><v>1</v></c></row>'
    assert refusal(_with_rows(book, tmp_path, extra)) == "too_many_columns"


def test_formatted_empty_cells_far_right_are_harmless(book, tmp_path):
    extra = b'<row r="12"><c r="XFD12" s="1"/></row>'
    assert [len(rows) for rows in read_all(_with_rows(book, tmp_path, extra))] == [5]


@pytest.mark.parametrize(
    "cell",
    [b'<c r="XFD12">', b"<c r='XFD12'>", b'<c s="1" r="XFD12">', b'<c\nr="xfd12">'],
)
@pytest.mark.parametrize("limits", [Limits(), SMALL])
def test_a_cell_far_right_is_refused_however_written(book, tmp_path, cell, limits):
    extra = b'<row r="12">' + cell + b"<v>1</v></c></row>"
    assert refusal(_with_rows(book, tmp_path, extra), limits) == "too_many_columns"


def test_a_cell_in_a_usual_column_is_refused_where_the_limit_is_tight(book, tmp_path):
    bad = _with_rows(book, tmp_path, b'<row r="12"><c r="AZ12"><v>1</v></c></row>')
    assert refusal(bad, Limits(columns=51)) == "too_many_columns"
    assert refusal(bad, Limits(rows=1000, cells=600)) == "too_many_columns"
    with open_workbook(bad, Limits(columns=52)) as opened:
        assert opened.sheet_names


def test_a_declared_dimension_of_a_million_rows_is_refused(book, tmp_path):
    bad = rezip(
        book, tmp_path / "b.xlsx", lambda n, c: c.replace(b'ref="A1:AG11"', b'ref="A1:XFD1048576"')
    )
    assert bad.read_bytes() != book.read_bytes()
    assert refusal(bad, Limits()) == "too_many_rows"


def test_rows_with_a_namespace_prefix_are_counted(book, tmp_path):
    def prefix(name, content):
        if "sheet1" not in name:
            return content
        sheet = b"<x:sheetData>" + b"".join(b'<x:row r="%d"/>' % n for n in range(1, 1100))
        return content[: content.index(b"<sheetData>")] + sheet + b"</x:sheetData></worksheet>"

    assert refusal(rezip(book, tmp_path / "b.xlsx", prefix)) == "too_many_rows"


@pytest.mark.parametrize(("count", "is_read"), [(994, True), (995, False)])
def test_row_limit_is_exact(tmp_path, count, is_read):
    rows = national_rows([[str(i), f"Lê An {i}", "x"] for i in range(count)])
    path = write_book(tmp_path / "a.xlsx", {"A": rows})
    if is_read:
        assert len(read_all(path)[0]) == count
    else:
        assert refusal(path) == "too_many_rows"


@pytest.mark.parametrize(("length", "is_read"), [(200, True), (201, False)])
def test_cell_limit_is_exact_and_names_the_cell(tmp_path, length, is_read):
    path = write_book(tmp_path / "a.xlsx", {"A": national_rows([member(1, c8="a" * length)])})
    if is_read:
        assert len(read_all(path)[0]) == 1
        return
    with pytest.raises(UnusableFileError) as caught:
        read_all(path)
    assert caught.value.code == "cell_too_long"
    assert "I7" in caught.value.message


def test_length_of_time_beyond_all_measure_is_refused_with_its_row(tmp_path):
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("DS")
        sheet.write_row(0, 0, ["STT", "Họ và tên", "Số CCCD"])
        sheet.write_number(1, 2, 79309000001, book.add_format({"num_format": "[h]:mm"}))
    with pytest.raises(UnusableFileError) as caught:
        read_all(path)
    assert caught.value.code == "time_too_long"
    assert "“DS”, dòng 2" in caught.value.message


def test_sheet_limit(tmp_path):
    path = write_book(tmp_path / "a.xlsx", {f"S{i}": [["x"]] for i in range(4)})
    assert refusal(path) == "too_many_sheets"


def test_formulas_are_read_as_values_and_noticed(tmp_path):
    path = tmp_path / "f.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("A")
        for place, header in enumerate(["STT", "Họ và tên", "Ngày sinh"]):
            sheet.write(0, place, header)
        sheet.write_row(1, 0, ["1", "Lê An"])
        sheet.write_formula(1, 2, '=TEXT(1,"0")', None, "03/05/2001")
    with open_workbook(path) as workbook:
        sheet = next(workbook.sheets())
        assert sheet.marks.formulas == 1
        table = find_tables(sheet)[0]
        assert [row.cells[2] for row in table.rows()] == ["03/05/2001"]


def test_hidden_sheets_are_left_out(tmp_path):
    path = tmp_path / "h.xlsx"
    with xlsxwriter.Workbook(path) as book:
        book.add_worksheet("A").write(0, 0, "x")
        book.add_worksheet("DATA").hide()
    with open_workbook(path) as workbook:
        assert workbook.sheet_names == ["A"]
        assert workbook.hidden_names == ["DATA"]


def test_cells_keep_their_place_when_the_list_starts_far_in(tmp_path):
    header = ["", "", "STT", "Họ và tên", "Ngày sinh"]
    path = write_book(tmp_path / "a.xlsx", {"A": [[], [], header, ["", "", "1", "Lê An", "x"]]})
    with open_workbook(path) as workbook:
        (table,) = find_tables(next(workbook.sheets()))
        (row,) = table.rows()
    assert (row.number, row.cells) == (4, ["", "", "1", "Lê An", "x"])


_QUIET = settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])


@_QUIET
@given(st.binary(max_size=400), st.sampled_from([b"", b"PK\x03\x04", b"<html", b"\xff\xfe"]))
def test_random_bytes_are_refused_politely(tmp_path, content, start):
    path = tmp_path / "random.xlsx"
    path.write_bytes(start + content)
    assert refusal(path)


@_QUIET
@given(st.data())
def test_damaged_workbooks_are_read_or_refused(book, data):
    content = bytearray(book.read_bytes())
    for _ in range(data.draw(st.integers(1, 5))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    path = book.with_name(f"damaged-{os.getpid()}.xlsx")
    path.write_bytes(content)
    with contextlib.suppress(UnusableFileError):
        assert len(read_all(path)) <= SMALL.sheets
