"""Tables of a Word paper as generated XML: one pass, linear, thousands of rows in seconds.

The result goes into a template with `{{p name }}`. Header rows repeat on every page; rows are
not split between pages, save in tables of long rows.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from markupsafe import Markup, escape

from sodoan.documents.rendering.text import plain

Align = Literal["left", "center", "right"]
_TWIPS_PER_MM = 56.6929
_KEPT_ROWS = 2  # a signature never stands on a page without the end of its list
_EDGES = ("top", "left", "bottom", "right", "insideH", "insideV")


@dataclass(frozen=True)
class Column:
    """A column: heading, width in millimetres, where its cells stand."""

    title: str
    width: float
    align: Align = "left"


@dataclass(frozen=True)
class Cell:
    """A cell that is more than a value: wider, bold, or joined with the one above."""

    value: object = ""
    span: int = 1
    bold: bool = False
    align: Align | None = None
    joined: Literal["", "start", "on"] = ""


Row = Sequence[object]


def table_xml(  # noqa: PLR0913 - what a table is made of
    columns: Sequence[Column],
    rows: Iterable[Row],
    *,
    size: float = 12,
    groups: Sequence[tuple[str, int]] = (),
    kept_rows: int = _KEPT_ROWS,
    long_rows: bool = False,
) -> Markup:
    """Return a bordered table.

    `rows` hold plain values or `Cell`s; `groups` is an upper header row of (title, columns
    covered), where an empty title leaves the column heading two rows high; `size` in points;
    `kept_rows` at the end stay with what follows: as many as fit on a page beside a signature.
    `long_rows` go on over the page, their cells begin at the top.
    Raises ValueError when a row does not fill the columns.
    """
    widths = [round(column.width * _TWIPS_PER_MM) for column in columns]
    frame = _Frame(columns, widths, size, long_rows)
    body = list(rows)
    last = len(body) - kept_rows
    parts = [_opening(frame.widths)]
    parts += [_row(cells, frame, heading=True) for cells in _head(columns, groups)]
    parts += [_row(cells, frame, kept=at >= last) for at, cells in enumerate(body)]
    parts.append("</w:tbl>")
    return Markup("".join(parts))  # noqa: S704 - every value below went through escape()


@dataclass(frozen=True)
class _Frame:
    columns: Sequence[Column]
    widths: Sequence[int]  # in twips
    size: float
    long_rows: bool


def _opening(widths: Sequence[int]) -> str:
    line = 'w:val="single" w:sz="4" w:space="0" w:color="000000"'
    borders = "".join(f"<w:{edge} {line}/>" for edge in _EDGES)
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    return (
        f'<w:tbl><w:tblPr><w:tblW w:w="{sum(widths)}" w:type="dxa"/><w:jc w:val="center"/>'
        f'<w:tblBorders>{borders}</w:tblBorders><w:tblLayout w:type="fixed"/>'
        '<w:tblCellMar><w:left w:w="70" w:type="dxa"/><w:right w:w="70" w:type="dxa"/>'
        f"</w:tblCellMar></w:tblPr><w:tblGrid>{grid}</w:tblGrid>"
    )


def _head(columns: Sequence[Column], groups: Sequence[tuple[str, int]]) -> list[list[Cell]]:
    if not groups:
        return [[Cell(column.title) for column in columns]]
    upper: list[Cell] = []
    lower: list[Cell] = []
    for title, covered in groups:
        below = columns[len(lower) : len(lower) + covered]
        if title:
            upper.append(Cell(title, span=covered))
            lower += [Cell(column.title) for column in below]
        else:
            upper += [Cell(column.title, joined="start") for column in below]
            lower += [Cell(joined="on") for _ in below]
    return [upper, lower]


def _row(cells: Row, frame: _Frame, *, heading: bool = False, kept: bool = False) -> str:
    long = frame.long_rows and not (heading or kept)  # what a signature follows stays whole
    whole, repeated = "" if long else "<w:cantSplit/>", "<w:tblHeader/>" if heading else ""
    parts = [f"<w:tr><w:trPr>{whole}{repeated}</w:trPr>"]
    at, end = 0, len(frame.columns)
    joins = any(isinstance(item, Cell) and item.joined == "start" for item in cells)
    for item in cells:
        cell = item if isinstance(item, Cell) else Cell(item)
        if at + cell.span > end:
            raise ValueError("a row has more cells than the table has columns")
        look = _Look(
            align="center" if heading else cell.align or frame.columns[at].align,
            size=frame.size,
            bold=heading or cell.bold,
            # neither a section line nor the first of joined rows ends a page
            kept=heading or kept or cell.span == end or joins,
            stands="top" if frame.long_rows and not heading else "center",
        )
        parts.append(_cell(cell, sum(frame.widths[at : at + cell.span]), look))
        at += cell.span
    if at != end:
        raise ValueError("a row has fewer cells than the table has columns")
    parts.append("</w:tr>")
    return "".join(parts)


@dataclass(frozen=True)
class _Look:
    align: Align
    size: float
    bold: bool
    kept: bool  # on one page with what follows
    stands: str  # where in the height of the row


def _cell(cell: Cell, width: int, look: _Look) -> str:
    span = f'<w:gridSpan w:val="{cell.span}"/>' if cell.span > 1 else ""
    merge = {"": "", "start": '<w:vMerge w:val="restart"/>', "on": "<w:vMerge/>"}[cell.joined]
    half_points = round(look.size * 2)
    style = (
        f'<w:rPr>{"<w:b/>" if look.bold else ""}<w:sz w:val="{half_points}"/>'
        f'<w:szCs w:val="{half_points}"/></w:rPr>'
    )
    text = escape(plain(cell.value))
    run = f'<w:r>{style}<w:t xml:space="preserve">{text}</w:t></w:r>' if text else ""
    return (
        f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{span}{merge}'
        f'<w:vAlign w:val="{look.stands}"/></w:tcPr><w:p><w:pPr>'
        f"{'<w:keepNext/>' if look.kept else ''}"
        '<w:spacing w:before="40" w:after="40" w:line="240" w:lineRule="auto"/>'
        f'<w:jc w:val="{look.align}"/></w:pPr>{run}</w:p></w:tc>'
    )
