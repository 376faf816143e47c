"""Sheets that reach too far are refused however they are written: the parser would take gigabytes.

Some of these end the whole process when the parser sees them, so each is refused before.
"""

import re
import zipfile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sodoan.imports.reader.container import windows
from sodoan.imports.reader.errors import UnusableFileError
from sodoan.imports.reader.extent import _ODD, usual_rows
from sodoan.imports.reader.limits import Limits
from sodoan.imports.reader.tables import find_tables
from sodoan.imports.reader.workbook import open_workbook
from tests.imports.reader_files import NATIONAL_MERGES, member, national_rows, rezip, write_book

SMALL = Limits(rows=1000, columns=60, cells=60_000)
TIGHT = Limits(rows=40, columns=40, cells=1_600)
USUAL = Limits(columns=64, cells=100_000 * 64)  # the tightest that sheets are only glanced at for


@pytest.fixture(scope="module")
def book(tmp_path_factory):
    rows = national_rows([member(i) for i in range(1, 6)])
    path = tmp_path_factory.mktemp("books") / "ds.xlsx"
    return write_book(path, {"DSDV": rows}, NATIONAL_MERGES)


@pytest.fixture
def changed(book, tmp_path):
    """A function: the workbook with one part changed."""

    def change(part, how):
        return rezip(book, tmp_path / "b.xlsx", lambda n, c: how(c) if n == part else c)

    return change


@pytest.fixture
def with_rows(changed):
    """A function: the workbook with more XML at the end of its sheet."""
    end = b"</sheetData>"
    return lambda more: changed("xl/worksheets/sheet1.xml", lambda c: c.replace(end, more + end))


def refusal(path, limits):
    with pytest.raises(UnusableFileError) as caught:
        open_workbook(path, limits)
    return caught.value.code


def people(path):
    with open_workbook(path) as opened:
        return [len(list(t.rows())) for sheet in opened.sheets() for t in find_tables(sheet)]


@pytest.mark.parametrize("limits", [Limits(), SMALL])
@pytest.mark.parametrize(
    "cells",
    [
        b"<c><v>1</v></c>" * 301,
        b'<c s="1"><v>1</v></c>' * 301,
        b"<c/>" * 300 + b"<c><v>1</v></c>",
        b'<c r="KN12"/><c><v>1</v></c>',
        b'<c r="KN12"><v>1</v></c>' + b"<c><v>1</v></c>",
        b'<c t="n" x=">" r="XFD12"><v>1</v></c>',
        b"<c x='\"' r='XFD12'><v>1</v></c>",
        b'<c r = "XFD12"><v>1</v></c>',
        b'<y:c r="XFD12"><v>1</v></y:c>',
        b'<c r="XFD12" t="inlineStr"><is><t>1</t></is></c>',
        b'<c><v>1</v></c><!--<c r="A1"/>-->' * 301,
        b"<c><v>1</v></c><!--</row>-->" * 301,
        b'<c><v>1</v></c><![CDATA[<c r="A1"/>]]>' * 301,
        b'<c><v>1</v></c><?x <c r="A1"/> ?>' * 301,
        b'<c><v>1</v></c><a:b:c r="A1"/>' * 301,
    ],
)
def test_a_cell_far_right_is_refused_wherever_it_says_it_stands(with_rows, cells, limits):
    row = b'<row r="12">' + cells + b"</row>"
    assert refusal(with_rows(row), limits) == "too_many_columns"


@pytest.mark.parametrize("limits", [Limits(), SMALL])
@pytest.mark.parametrize(
    "rows",
    [
        b'<row r="120000"><c r="A12"><v>1</v></c></row><row><c><v>1</v></c></row>',
        b'<row x=">" r="120001"><c><v>1</v></c></row>',
        b'<y:row r="120001"><y:c><v>1</v></y:c></y:row>',
        b'<row r="12"><y:c r="A120001"><v>1</v></y:c></row>',
        b"<row r='120000'/><row/><row><c><v>1</v></c></row>",
        b'<row r="12"><c r="A120001"><v>1</v></c></row>',
        b'<row r="12"/>' * 120_000,
    ],
)
def test_a_cell_far_below_is_refused_wherever_it_says_it_stands(with_rows, rows, limits):
    assert refusal(with_rows(rows), limits) == "too_many_rows"


@pytest.mark.parametrize(
    "tag",
    [
        b'<c r="12A">',
        b'<c r="">',
        b'<c s=1 r="A12">',
        b'<c s="1"r="A12">',
        b'<c s="<" r="A12">',
        b'<c r="A12" s="' + b"x" * (9 << 20) + b'">',
        b'<c r="A12" r="XFD12">',
        b'<c r="A12" s="0"r="XFD12">',
        b'<c r="XFD12" s="0" t="n" r="A12">',
        b'<c \x0br="XFD12">',
        b"<c><is><c/></is>",
        b'<c><f><row r="1"/></f>',
        b'<a/b:c r="XFD12"><v/></c><c>',
        b'<=:c r="XFD12"><v/></c><c>',
        b'<a"":c r="XFD12"><v/></c><c>',
        b'<c/></row x="1"><row><c>',
        b"<c/></row></row><row><row><c>",
        b"<!DOCTYPE x><c>",
    ],
)
def test_what_is_no_strict_xml_is_refused(with_rows, tag):
    bad = with_rows(b'<row r="12">' + tag + b"<v>1</v></c></row>")
    assert refusal(bad, Limits(ratio=100_000)) == "corrupt"


def test_a_list_whose_cells_do_not_say_where_they_stand_is_read(tmp_path):
    names = [["Họ và tên", "Ngày sinh", "Giới tính"], ["Lê An", "01/02/2003", "Nam"]]
    said = write_book(tmp_path / "a.xlsx", {"A": [*names, ["Lê Bình", "03/04/2005", "Nữ"]]})
    silent = rezip(said, tmp_path / "b.xlsx", lambda n, c: re.sub(rb' r="[A-Z]?\d+"', b"", c))
    assert people(silent) == people(said) == [2]


def test_a_list_of_another_prefix_is_read(changed):
    def prefixed(sheet):
        return re.sub(rb"<(/?)(row|c|v|sheetData)\b", rb"<\1x:\2", sheet)

    assert people(changed("xl/worksheets/sheet1.xml", prefixed)) == [5]


@pytest.mark.parametrize(
    "count", ['="4000000000"', " = '4000000000'", '="99999999"', '=" +4000000000"']
)
def test_millions_of_texts_that_are_only_announced_are_refused(changed, count):
    """The parser makes room for them at once, and ends the process when there is none."""

    def announce(texts):
        return re.sub(rb'="\d+"(?=>)', count.encode(), texts, count=1)

    bad = changed("xl/sharedStrings.xml", announce)
    assert refusal(bad, Limits()) == "zip_bomb"


@pytest.mark.parametrize(
    ("size", "code"),
    [*(((1 << 20) - less, "zip_bomb") for less in range(56, 92, 5)), (9 << 20, "corrupt")],
)
def test_no_tag_is_torn_between_two_stretches(changed, size, code):
    def announce(texts):
        return texts.replace(b"<sst ", b'<sst x="' + b"x" * size + b'" uniqueCount="4000000000" ')

    bad = changed("xl/sharedStrings.xml", announce)
    assert refusal(bad, Limits(ratio=100_000)) == code


def test_the_parser_sees_nothing_in_a_sheet_of_sixteen_bits(changed):
    """Nor does the check, which looks for bytes."""
    far = b'<row r="12"><c r="XFD12"><v>1</v></c></row></sheetData>'
    wide = changed(
        "xl/worksheets/sheet1.xml",
        lambda c: c.replace(b"</sheetData>", far).decode().encode("utf-16"),
    )
    with open_workbook(wide) as opened:
        (sheet,) = opened.sheets()
        assert (sheet.height, sheet.width) == (0, 0)


@pytest.mark.parametrize("size", [(1 << 20) - 1, (1 << 20) - 3, (2 << 20) - 2])
@pytest.mark.parametrize("end", [b':row r="1000000">', b"<c r='XFD12'>", b":c>"])
def test_no_tag_is_overlooked_between_two_stretches_whatever_the_part_is_called(
    tmp_path, size, end
):
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("xl/worksheets/sheet1.dat", b"<" + b"a" * size + end)
    with zipfile.ZipFile(path) as archive, archive.open("xl/worksheets/sheet1.dat") as part:
        usual = [usual_rows(each, Limits(), is_first=False) for each in windows(part)]
    assert len(usual) > 1
    assert None in usual


def test_a_picture_may_hold_no_tag_for_long(book, tmp_path):
    path = rezip(book, tmp_path / "b.xlsx", lambda _, c: c)
    with zipfile.ZipFile(path, "a", zipfile.ZIP_STORED) as archive:
        archive.writestr("xl/media/image1.bmp", b"BM<" + b"\xff" * (10 << 20))
    assert people(path) == [5]


def test_relations_of_a_megabyte_are_not_read(changed):
    more = b"<Relationship/>" * 80_000 + b"</Relationships>"
    odd = changed("xl/_rels/workbook.xml.rels", lambda c: c.replace(b"</Relationships>", more))
    with open_workbook(odd) as opened:
        (sheet,) = opened.sheets()
        assert sheet.marks.formulas == 0
        assert opened.sheet_names == ["DSDV"]


_TORN = ["<row", "<c", "<", " ", ">", "/>", ":", "c ", "row ", ' r="A1"', ' r="9"', ' t="s"']
_WHOLE = ['<row r="12" spans="1:3">', '<c r="B99999" s="1" t="s">', '<c r="B199999"/>', "</row>"]


@settings(max_examples=500)
@given(pieces=st.lists(st.sampled_from([*_TORN, *_WHOLE, "<v>17</v></c>", "<x:row>"]), max_size=25))
def test_rows_alike_looked_at_once_tell_what_all_of_them_tell(pieces):
    window = "".join(pieces).encode()
    rows = usual_rows(window, Limits(), is_first=False)
    assert (rows is None) == any(odd.search(window) for odd in _ODD)
    assert rows is None or rows >= window.count(b"<row ")


def _row(number, cells, written):
    name = written.rstrip(" '>")
    said = {"": f'r="{number}"', "'": f"r='{number}'", ">": f's=">" r="{number}"', " ": ""}
    return f"<{name}row {said[written[len(name) :]]}>{''.join(cells)}</{name}row>"


def _cell(column, row, written, body):
    letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
    name = (letters[column // 26 - 1] if column >= 26 else "") + letters[column % 26]
    prefix = written.rstrip(" '>")
    place = f"{name}{row}"
    said = {"": f'r="{place}"', "'": f"r='{place}'", ">": f's=">" r="{place}"', " ": ""}
    return f"<{prefix}c {said[written[len(prefix) :]]}>{body}</{prefix}c>"


_WRITTEN = st.sampled_from(["", "", "'", ">", " ", "y:", "y: "])
_COLUMNS = st.integers(0, 70)


def _cells(rows):
    return st.lists(
        st.builds(_cell, _COLUMNS, rows, _WRITTEN, st.sampled_from(["<v>1</v>", "<v>1</v>", ""])),
        max_size=5,
    )


def _sheets(rows):
    return st.lists(st.builds(_row, rows, _cells(rows), _WRITTEN), max_size=6).map("".join)


@pytest.mark.parametrize(
    ("limits", "rows"),
    [
        (TIGHT, st.integers(1, 45)),
        (USUAL, st.one_of(st.integers(1, 45), st.integers(99_990, 100_010))),
    ],
    ids=["tight", "usual"],
)
def test_what_is_let_through_is_never_larger_than_allowed(tmp_path, book, limits, rows):
    @settings(max_examples=150, deadline=None)
    @given(xml=_sheets(rows))
    def check(xml):
        start, end = b"<sheetData>", b"</sheetData>"

        def replace(name, content):
            if name != "xl/worksheets/sheet1.xml":
                return content
            head, _, rest = content.partition(start)
            return head + start + xml.encode() + end + rest.partition(end)[2]

        try:
            opened = open_workbook(rezip(book, tmp_path / "b.xlsx", replace), limits)
            (sheet,) = opened.sheets()
        except UnusableFileError:
            return
        assert sheet.height <= limits.rows
        assert sheet.width <= limits.columns
        assert sheet.height * sheet.width <= limits.cells

    check()
