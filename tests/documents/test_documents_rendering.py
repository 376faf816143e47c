import io
import time
import zipfile
from dataclasses import dataclass

import pytest
from docx import Document
from hypothesis import given, settings
from hypothesis import strategies as st

from sodoan.documents.rendering.archive import check_word_package, freeze
from sodoan.documents.rendering.engine import render_docx, unknown_fields
from sodoan.documents.rendering.errors import TemplateRefusedError
from sodoan.documents.rendering.grammar import known_fields
from sodoan.documents.rendering.tables import Cell, Column, table_xml


def word(*paragraphs: str, header: str = "") -> bytes:
    document = Document()
    for text in paragraphs:
        document.add_paragraph(text)
    if header:
        document.sections[0].header.paragraphs[0].text = header
    written = io.BytesIO()
    document.save(written)
    return written.getvalue()


def text_of(data: bytes) -> str:
    document = Document(io.BytesIO(data))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([paragraph.text for paragraph in document.paragraphs] + cells)


def with_entry(data: bytes, name: str, content: bytes) -> bytes:
    changed = io.BytesIO(data)
    with zipfile.ZipFile(changed, "a", zipfile.ZIP_DEFLATED) as package:
        package.writestr(name, content)
    return changed.getvalue()


@pytest.mark.parametrize(
    "source",
    [
        "{{ 7 * 7 }}",
        "{{ name.upper() }}",
        "{{ name.__class__ }}{{ ''.__class__.__mro__ }}{{ f() }}",
        "{% set x = 1 %}",
        "{% for i in range(9) %}{% endfor %}",
        "{{ name|center(100000000) }}",
        "{{ name ~ name }}",
        "{% macro f() %}{% endmacro %}",
        "{% include 'x' %}",
        "{% for a in l %}" * 4 + "{% endfor %}" * 4,
        "{% if name is divisibleby 3 %}{% endif %}",
        "{{ name",
        "{% for a in l %}",
    ],
)
def test_template_that_leaves_the_small_language_is_refused(source):
    with pytest.raises(TemplateRefusedError):
        render_docx(word(source), {"name": "A", "l": [1]})


def test_underscored_attributes_give_nothing_away():
    with pytest.raises(TemplateRefusedError):
        render_docx(word("{{ name.__class__ }}"), {"name": "A"})


def test_missing_field_is_refused_and_named():
    with pytest.raises(TemplateRefusedError, match="missing"):
        render_docx(word("{{ missing }}"), {})


def test_missing_field_is_refused_behind_dots_too():
    with pytest.raises(TemplateRefusedError, match="missing"):
        render_docx(word("{{ missing|dots }}"), {})


def test_printing_a_whole_group_is_refused():
    with pytest.raises(TemplateRefusedError, match="nhóm"):
        render_docx(word("{{ people }}"), {"people": ["A"]})


@pytest.mark.parametrize(
    "hostile",
    [
        "{{ 7*7 }}",
        "{_{ 7*7 }_}",
        "{% for x in y %}",
        "</w:t></w:r><w:r><w:t>x",
        "&lt;b&gt; & <w:br/>",
        "=HYPERLINK(1)",
    ],
)
def test_hostile_text_comes_out_as_typed(hostile):
    table = table_xml([Column("Tên", 50)], [[hostile]])
    data = render_docx(word("Tên: {{ name }}", "{{p table }}"), {"name": hostile, "table": table})
    assert text_of(data) == f"Tên: {hostile}\nTên\n{hostile}"


@settings(max_examples=60, deadline=None)
@given(st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Cn", "Co"])))
def test_any_member_text_survives(text):
    data = render_docx(word("[{{ name }}]"), {"name": text})
    assert text_of(data) == f"[{text}]"


def test_control_characters_vanish_and_line_breaks_stay():
    data = render_docx(word("{{ name }}"), {"name": "A\x00\x0bB\x07\x0cC\nD"})
    assert text_of(data) == "ABC\nD"


def test_header_text_is_filled_in():
    data = render_docx(word("x", header="Năm {{ year }}"), {"year": "2026"})
    assert Document(io.BytesIO(data)).sections[0].header.paragraphs[0].text == "Năm 2026"


def test_same_input_gives_same_bytes():
    template = word("{{ name }}")
    first = render_docx(template, {"name": "Lê Thị Hà"})
    with zipfile.ZipFile(io.BytesIO(first)) as package:
        assert {entry.date_time for entry in package.infolist()} == {(1980, 1, 1, 0, 0, 0)}
    assert render_docx(template, {"name": "Lê Thị Hà"}) == first


def test_freeze_twice_changes_nothing():
    once = freeze(word("x"))
    assert freeze(once) == once


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (lambda: b"not a zip", "không phải văn bản Word"),
        (lambda: word("x")[:2000], "không phải văn bản Word"),
        (lambda: with_entry(word("x"), "word/vbaProject.bin", b"m"), "macro"),
        (lambda: with_entry(word("x"), "word/big.xml", b"0" * 63_000_000), "giải nén"),
        (lambda: b"PK" + b"0" * 6_000_000, "5 MB"),
        (
            lambda: with_entry(
                word("x"),
                "word/_rels/settings.xml.rels",
                b'<Relationship Type="x/attachedTemplate" Target="http://a.example.vn" '
                b'TargetMode="External"/>',
            ),
            "nơi khác",
        ),
    ],
)
def test_harmful_package_is_refused(make, said):
    with pytest.raises(TemplateRefusedError, match=said):
        check_word_package(make())


def link(kind: str, mode: str = 'TargetMode="External"', encoding: str = "utf-8") -> bytes:
    """A file of relationships with one link."""
    xml = (
        f'<?xml version="1.0" encoding="{encoding}"?><Relationships><Relationship '
        f'Type="http://x/{kind}" Target="http://a.example.vn/hyperlink" {mode}/></Relationships>'
    )
    return xml.encode(encoding)


def field(*pieces: str) -> bytes:
    """A part with one Word field, its instruction cut into pieces."""
    runs = "".join(f"<w:r><w:instrText>{piece}</w:instrText></w:r>" for piece in pieces)
    return f'<w:ftr xmlns:w="http://w"><w:p>{runs}</w:p></w:ftr>'.encode()


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("word/_rels/settings.xml.rels", link("attachedTemplate")),
        ("word/_rels/settings.xml.rels", link("image", encoding="utf-16")),
        ("word/_rels/settings.xml.rels", link("image", 'TargetMode="Externa&#108;"')),
        ("word/_rels/settings.xml.RELS", link("image")),
        ("word/footer9.xml", field("INCLUDE", "PICTURE &quot;http://a.example.vn/p&quot;")),
        ("word/footer9.xml", field(" DDEAUTO c:\\x ")),
        (
            "word/footer9.xml",
            b'<w:p xmlns:w="http://w"><w:fldSimple w:instr="includetext x"/></w:p>',
        ),
        ("word/footer9.xml", b'<!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>'),
        ("word/footer9.xml", b"<x>"),
    ],
)
def test_part_that_fetches_or_declares_is_refused(name, content):
    with pytest.raises(TemplateRefusedError):
        check_word_package(with_entry(word("x"), name, content))


def test_hyperlinks_and_page_numbers_are_no_harm():
    package = with_entry(word("x"), "word/_rels/footer9.xml.rels", link("hyperlink"))
    check_word_package(with_entry(package, "word/footer9.xml", field(" PAGE ")))


@pytest.mark.parametrize(
    "inner",
    ["l", "l|default(a)", "(a if a else l)", "year.rows"],
    ids=["same", "or", "if", "other"],
)
def test_inner_loop_may_not_multiply_lists(inner):
    """Three loops over a list of 2 000 would be 8 000 000 000 lines."""
    source = f"{{% for a in l %}}{{% for b in {inner} %}}x{{% endfor %}}{{% endfor %}}"
    with pytest.raises(TemplateRefusedError, match="bên ngoài"):
        render_docx(word(source), {"l": ["1"], "year": {"rows": ["1"]}})


def test_inner_loop_walks_down_its_outer_item():
    source = "{% for g in l %}{% for x in g.rows %}{{ x }}{% endfor %}{% endfor %}"
    data = render_docx(word(source), {"l": [{"rows": ["1", "2"]}, {"rows": ["3"]}]})
    assert text_of(data) == "123"


@dataclass(frozen=True)
class _Item:
    name: str


@dataclass(frozen=True)
class _Paper:
    year: str
    items: tuple[_Item, ...]

    @property
    def line(self) -> str:
        return self.year


def test_known_fields_reach_into_lists_and_properties():
    assert known_fields(_Paper) == {"year", "items", "items.name", "line"}


def test_unknown_fields_are_listed_with_their_path():
    template = word(
        "{{ year }} {{ yaer }}",
        "{% for item in items %}{{ loop.index }} {{ item.name }} {{ item.nmae }}{% endfor %}",
        "{{ items[0].name }} {{ (items|first).other }}",
        header="{{ lien }}",
    )
    found = unknown_fields(template, known_fields(_Paper))
    assert found == ["items.nmae", "items.other", "lien", "yaer"]


def test_unknown_fields_of_a_good_template_are_none():
    template = word("{{ line }}{% for item in items %}{{ item.name }}{% endfor %}")
    assert unknown_fields(template, known_fields(_Paper)) == []


@pytest.mark.parametrize("row", [["a"], ["a", "b", "c"], [Cell("a", span=3)]])
def test_table_row_that_does_not_fit_is_refused(row):
    with pytest.raises(ValueError, match="row"):
        table_xml([Column("A", 10), Column("B", 10)], [row])


def test_table_repeats_its_header_and_keeps_rows_whole():
    table = table_xml([Column("A", 10), Column("B", 10)], [["1", "2"]], groups=[("AB", 2)])
    assert table.count("<w:tr>") == 3
    assert table.count("<w:cantSplit/>") == 3
    assert table.count("<w:tblHeader/>") == 2


def test_long_rows_go_on_over_the_page_from_the_top_but_headings_stay_whole():
    columns = [Column("A", 10), Column("B", 10)]
    table = table_xml(columns, [["1", "2"]] * 2, kept_rows=1, long_rows=True)
    heading, row, last = str(table).split("<w:tr>")[1:]
    assert ['"top"/></w:tcPr>' in one for one in (heading, row, last)] == [False, True, True]
    # nor is the last one split: the signature stays with it
    assert ["<w:cantSplit/>" in one for one in (heading, row, last)] == [True, False, True]


def test_table_joins_cells_downwards():
    table = table_xml([Column("A", 10)], [[Cell("1", joined="start")], [Cell(joined="on")]])
    assert table.index('<w:vMerge w:val="restart"/>') < table.index("<w:vMerge/>")


@pytest.mark.parametrize("by_hand", [False, True])
def test_table_of_two_thousand_rows_takes_seconds(by_hand):
    template = word("{{p table }}")
    people = [[str(at), f"Nguyễn Văn {at}", "Chi đoàn 1", "Tốt", "ghi chú"] for at in range(2000)]
    context = {"table": table_xml([Column("x", 30)] * 5, people)}
    if by_hand:  # rows repeated by the officer's own template
        document = Document()
        table = document.add_table(rows=3, cols=5)
        table.cell(0, 0).text = "{%tr for row in people %}"
        for at in range(5):
            table.cell(1, at).text = f"{{{{ row[{at}] }}}}"
        table.cell(2, 0).text = "{%tr endfor %}"
        written = io.BytesIO()
        document.save(written)
        template, context = written.getvalue(), {"people": people}
    started = time.perf_counter()
    data = render_docx(template, context)
    assert time.perf_counter() - started < 5
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        assert package.read("word/document.xml").count(b"<w:tr>") >= 2000


def _kept(rows, **more):
    """Which rows of a table stay with the next one."""
    xml = str(table_xml([Column("A", 20), Column("B", 20)], rows, **more))
    return ["<w:keepNext/>" in row for row in xml.split("<w:tr>")[2:]]


def test_last_rows_stay_with_what_follows():
    rows = [["1", "2"]] * 4
    assert _kept(rows) == [False, False, True, True]
    assert _kept(rows, kept_rows=1) == [False, False, False, True]


def test_first_of_joined_rows_stays_with_the_next():
    joined = [[Cell(1, joined="start"), "An"], [Cell(joined="on"), "Góp ý: tốt"]]
    assert _kept(joined * 2 + [["", ""]] * 2) == [True, False, True, False, True, True]
