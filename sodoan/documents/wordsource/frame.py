"""The frame of every official paper, after 29-HD/TWĐTN-VP (2013): page, fonts, blocks.

Sizes in points, lengths in millimetres.
"""

import io
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from docx import Document
from docx.enum.section import WD_ORIENT
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from sodoan.documents.rendering.archive import freeze

FONT = "Times New Roman"
SIZE = 14
PAGE = (210, 297)
TOP, BOTTOM, LEFT, RIGHT = 20, 20, 30, 20
_CENTER = WD_ALIGN_PARAGRAPH.CENTER
_WRITTEN_AT = datetime(2026, 11, 1)  # noqa: DTZ001 - document properties carry no zone


class Page:
    """A Word template being built; every method adds to its end."""

    def __init__(self, title: str, *, landscape: bool = False, numbered: bool = True) -> None:
        self.word: Any = Document()
        self.width = (PAGE[1] if landscape else PAGE[0]) - LEFT - RIGHT
        self._set_page(landscape=landscape)
        self._set_styles()
        if numbered:
            self._number_pages()
        properties = self.word.core_properties
        properties.title, properties.author, properties.comments = title, "Sổ Đoàn", ""
        properties.language = "vi-VN"
        properties.created = properties.modified = _WRITTEN_AT

    def data(self) -> bytes:
        """Return the finished file; the same source gives the same bytes."""
        written = io.BytesIO()
        self.word.save(written)
        return freeze(written.getvalue())

    # -- text ------------------------------------------------------------------------------------

    def line(self, text: str, *, into: Any = None, **look: Any) -> Any:
        """Add a paragraph without indent; see `dress` for `look`. Returns the paragraph."""
        paragraph = (into or self.word).add_paragraph()
        dress(paragraph, text, **look)
        return paragraph

    def body(self, text: str, *, lead: str = "", bold: bool = False) -> Any:
        """Add a paragraph of running text: justified, first line indented, `lead` in bold."""
        paragraph = self.word.add_paragraph(style="Noi dung")
        if lead:
            paragraph.add_run(f"{lead} ").bold = True
        dress(paragraph, text, bold=bold, after=None)
        return paragraph

    def heading(self, text: str) -> Any:
        """Add a section heading that stays with the text below it."""
        paragraph = self.body(text, bold=True)
        paragraph.paragraph_format.keep_with_next = True
        return paragraph

    def tag(self, text: str, *, into: Any = None) -> None:
        """Add a paragraph that only steers: it vanishes from the result."""
        (into or self.word).add_paragraph(text)

    def each(self, name: str, source: str, text: str) -> None:
        """Add one running paragraph for every item of a list."""
        self.tag(f"{{%p for {name} in {source} %}}")
        self.body(text)
        self.tag("{%p endfor %}")

    def table(self, name: str) -> None:
        """Add the place of a generated table, with a small gap after it."""
        self.tag(f"{{{{p {name} }}}}")
        self.gap()

    def gap(self) -> None:
        """Add a narrow gap that stays with what follows."""
        self.line("", size=6, after=0).paragraph_format.keep_with_next = True

    def title(self, kind: str, *summary: str) -> None:
        """Add the type of paper in capitals, its summary, and the short line below."""
        self.line(kind, bold=True, align=_CENTER, size=15, before=14, after=0)
        for text in summary:
            self.line(text, bold=True, align=_CENTER, after=0)
        self.line("-----", align=_CENTER, after=8)

    # -- blocks ----------------------------------------------------------------------------------

    def columns(self, *widths: float) -> list[Any]:
        """Add a borderless row that stays on one page; fill each of the returned, empty cells."""
        table = self.word.add_table(rows=1, cols=len(widths))
        table.alignment, table.autofit = WD_TABLE_ALIGNMENT.CENTER, False
        _no_cell_margins(table)
        table.rows[0]._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))  # noqa: SLF001
        cells: list[Any] = list(table.rows[0].cells)
        for cell, column, width in zip(cells, table.columns, widths, strict=True):
            cell.width = column.width = Mm(width)
            cell._tc.remove(cell.paragraphs[0]._p)  # noqa: SLF001 - a new cell holds an empty line
        return cells

    def head(self, heading: str = "heading") -> list[Any]:
        """Add the heading block: issuing body left, the organisation's title and the date right.

        Returns both cells.
        """
        half = self.width / 2 + 4  # a little into the margins, which the centred text leaves free
        left, right = self.columns(half, half)
        self.tag(f"{{%p if {heading}.upper_unit %}}", into=left)
        self.line(f"{{{{ {heading}.upper_unit }}}}", into=left, align=_CENTER, after=0)
        self.tag("{%p endif %}", into=left)
        self.line(f"{{{{ {heading}.issuer }}}}", into=left, bold=True, align=_CENTER, after=0)
        self.line("***", into=left, align=_CENTER, after=0)
        self.line(f"{{{{ {heading}.number_line }}}}", into=left, align=_CENTER, after=0)
        self.organisation(right)
        date = f"{{{{ {heading}.date_line }}}}"
        self.line(date, into=right, size=13, italic=True, align=_CENTER, before=6, after=0)
        return [left, right]

    def organisation(self, cell: Any) -> None:
        """Add "ĐOÀN TNCS HỒ CHÍ MINH" with the rule below it."""
        text = "ĐOÀN TNCS HỒ CHÍ MINH"
        paragraph = self.line(text, into=cell, size=15, bold=True, align=_CENTER, after=0)
        side = Mm(max((cell.width.mm - 69) / 2, 0))
        paragraph.paragraph_format.left_indent = paragraph.paragraph_format.right_indent = side
        _rule_below(paragraph)

    def foot(self) -> None:
        """Add the recipients on the left and the signature on the right.

        The last paragraph goes with them: nobody signs a page without a text.
        """
        self.word.paragraphs[-1].paragraph_format.keep_with_next = True
        self.gap()
        left, right = self.columns(self.width * 0.45, self.width * 0.55)
        self.recipients(left)
        self.sign(right, "signature")

    def recipients(self, cell: Any) -> None:
        """Add “Nơi nhận” into a cell."""
        self.line("Nơi nhận:", into=cell, size=13, bold=True, italic=True, after=0)
        self.tag("{%p for recipient in recipients %}", into=cell)
        text = "- {{ recipient }}{% if loop.last %}.{% else %};{% endif %}"
        listed = self.line(text, into=cell, size=12, after=0)
        listed.paragraph_format.left_indent = Mm(2.5)
        listed.paragraph_format.first_line_indent = Mm(-2.5)
        self.tag("{%p endfor %}", into=cell)
        self.line("", into=cell, size=12, after=0)

    def sign(self, cell: Any, signature: str, *, below: str = "") -> None:
        """Add a signature into a cell: the lines, room to sign and stamp, the name.

        `below` the lines stands what is to be done there, in italics.
        """
        self.tag(f"{{%p for line in {signature}.lines %}}", into=cell)
        self.line("{{ line }}", into=cell, bold=True, align=_CENTER, after=0)
        self.tag("{%p endfor %}", into=cell)
        if below:
            self.line(below, into=cell, italic=True, align=_CENTER, after=0)
        self.room(cell)
        name = f"{{{{ {signature}.name }}}}"
        self.line(name, into=cell, bold=True, align=_CENTER, after=0)

    def room(self, cell: Any) -> None:
        """Leave room to sign and stamp."""
        for _ in range(4):
            self.line("", into=cell, size=13, after=0)

    def signs(self, *people: tuple[Sequence[str], str]) -> list[Any]:
        """Add signatures side by side: for each, the lines above and the name (or field).

        Returns their cells.
        """
        self.gap()
        cells = self.columns(*[self.width / len(people)] * len(people))
        most = max(len(lines) for lines, _ in people)
        for cell, (lines, name) in zip(cells, people, strict=True):
            for text in (*lines, *[""] * (most - len(lines))):  # names stand on one line
                self.line(text, into=cell, size=13, bold=True, align=_CENTER, after=0)
            self.room(cell)
            self.line(name, into=cell, size=13, bold=True, align=_CENTER, after=0)
        return cells

    # -- set-up ----------------------------------------------------------------------------------

    def _set_page(self, *, landscape: bool) -> None:
        section = self.word.sections[0]
        short, long = Mm(PAGE[0]), Mm(PAGE[1])
        if landscape:
            section.orientation = WD_ORIENT.LANDSCAPE
            short, long = long, short
        section.page_width, section.page_height = short, long
        section.top_margin, section.bottom_margin = Mm(TOP), Mm(BOTTOM)
        section.left_margin, section.right_margin = Mm(LEFT), Mm(RIGHT)
        section.header_distance = section.footer_distance = Mm(10)

    def _set_styles(self) -> None:
        normal = self.word.styles["Normal"]
        _set_font(normal)
        normal.paragraph_format.space_after = Pt(0)
        normal.paragraph_format.line_spacing = 1.0
        text = self.word.styles.add_style("Noi dung", 1)
        text.base_style = normal
        text.paragraph_format.alignment = WD_ALIGN_PARAGRAPH.JUSTIFY
        text.paragraph_format.first_line_indent = Mm(10)
        text.paragraph_format.space_before = text.paragraph_format.space_after = Pt(3)
        text.paragraph_format.line_spacing = 1.15
        text.paragraph_format.widow_control = True

    def _number_pages(self) -> None:
        section = self.word.sections[0]
        section.different_first_page_header_footer = True
        paragraph = section.header.paragraphs[0]
        paragraph.alignment = _CENTER
        for kind, text in (("begin", ""), ("", "PAGE"), ("end", "")):
            run = paragraph.add_run()
            run.font.size = Pt(13)
            if kind:
                mark = OxmlElement("w:fldChar")
                mark.set(qn("w:fldCharType"), kind)
            else:
                mark = OxmlElement("w:instrText")
                mark.text = text
            run._r.append(mark)  # noqa: SLF001 - python-docx has no fields


def dress(  # noqa: PLR0913 - the look of a paragraph has that many sides
    paragraph: Any,
    text: str,
    *,
    size: float | None = None,
    bold: bool = False,
    italic: bool = False,
    align: Any = None,
    before: float | None = None,
    after: float | None = 4,
) -> None:
    """Put text into a paragraph and set its look; `before` and `after` are gaps in points."""
    run = paragraph.add_run(text)
    run.bold, run.italic = bold or None, italic or None
    if size:
        run.font.size = Pt(size)
        # The paragraph mark has a size of its own; without this an empty line is 14 points high.
        mark = OxmlElement("w:sz")
        mark.set(qn("w:val"), str(round(size * 2)))
        properties = OxmlElement("w:rPr")
        properties.append(mark)
        paragraph._p.get_or_add_pPr().append(properties)  # noqa: SLF001
    paragraph.alignment = align
    if before is not None:
        paragraph.paragraph_format.space_before = Pt(before)
    if after is not None:
        paragraph.paragraph_format.space_after = Pt(after)


def _set_font(style: Any) -> None:
    style.font.name, style.font.size = FONT, Pt(SIZE)
    properties = style.element.get_or_add_rPr()
    fonts = properties.get_or_add_rFonts()
    for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
        fonts.attrib.pop(qn(f"w:{theme}"), None)
    for script in ("ascii", "hAnsi", "eastAsia", "cs"):
        fonts.set(qn(f"w:{script}"), FONT)
    language = OxmlElement("w:lang")
    for script in ("val", "eastAsia", "bidi"):
        language.set(qn(f"w:{script}"), "vi-VN")
    properties.append(language)


def _no_cell_margins(table: Any) -> None:
    margins = OxmlElement("w:tblCellMar")
    for side in ("left", "right"):
        edge = OxmlElement(f"w:{side}")
        edge.set(qn("w:w"), "0")
        edge.set(qn("w:type"), "dxa")
        margins.append(edge)
    table._tbl.tblPr.append(margins)  # noqa: SLF001 - python-docx has no cell margins


def _rule_below(paragraph: Any) -> None:
    borders, rule = OxmlElement("w:pBdr"), OxmlElement("w:bottom")
    for name, value in (("val", "single"), ("sz", "8"), ("space", "1"), ("color", "000000")):
        rule.set(qn(f"w:{name}"), value)
    borders.append(rule)
    # The schema wants borders before spacing, indents and alignment.
    paragraph._p.get_or_add_pPr().insert(0, borders)  # noqa: SLF001
