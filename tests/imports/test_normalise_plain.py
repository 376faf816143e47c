"""What is told quickly of a cell is what its reader would have said."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sodoan.imports.normalise.block import Block
from sodoan.imports.normalise.cell import Cell
from sodoan.imports.normalise.context import PLAIN, RowContext
from sodoan.imports.normalise.names import _FAULTLESS, _at_a_glance, normalise_name
from sodoan.imports.normalise.units import UnitMatcher

CONTEXT = RowContext(today=dt.date(2026, 11, 30), units=UnitMatcher([], lambda code, names: False))


@pytest.mark.parametrize(
    ("key", "cells"),
    [
        (
            "phone",
            ["0123456789", "090123456", "09012345678", "\uff10901234567", "0901234567 ", 901234567],
        ),
        ("id_number", ["000000000", "111111111111", "07920400123", "0792040012345", 79204001234]),
        ("email", ["An@example.vn", "a@b.c", "'-an@example.vn", f"{'a' * 250}@b.vn", "an@example"]),
        ("card_no", ["", "chưa có", "123 456", "'12", "1" * 41, "12a", 12, None]),
    ],
)
def test_cells_that_need_a_reader_are_not_plain(key, cells):
    assert not [cell for cell in cells if isinstance(cell, str) and PLAIN[key](cell)]
    block = Block(len(cells))
    block.read(key, cells, CONTEXT.readers[key], PLAIN[key])
    judged = [CONTEXT.readers[key](cell) for cell in cells]
    assert block.values[key] == [cell.value for cell in judged]
    assert set(block.issues) == {place for place, cell in enumerate(judged) if cell.issues}


@pytest.mark.parametrize(
    "cells",
    [["Kinh"] * 3, ["Kinh lai"] * 3, ["?"] * 3, [1, 1.0, True], [None] * 3, ["Kinh", None, "Kinh"]],
)
def test_column_that_repeats_itself_is_judged_like_any_other(cells):
    read = CONTEXT.readers["ethnicity"]
    block, other = Block(len(cells)), Block(len(cells))
    block.read("ethnicity", cells, read)
    other.take("ethnicity", [read(cell) for cell in cells])
    assert (block.values, block.issues) == (other.values, other.issues)


@pytest.mark.parametrize("key", sorted(PLAIN))
@given(data=st.data())
def test_reader_keeps_plain_cells_as_they_are(key, data):
    text = data.draw(st.from_regex(PLAIN[key].__self__, fullmatch=True))
    assert CONTEXT.readers[key](text) == Cell(text)


@pytest.mark.parametrize(
    "name",
    ["Lan", "Lê văn An", "LÊ Văn An", "Lê  Văn An", "Lê Văn An ", "Lê Văn 2", "Anh Đức Thọ",
     "Nguyeãn Vaên An", "Hà Phan", "McDonald Trần", "Lê-Văn An", "Ðỗ Văn An",
     "LAN", "ANH ĐỨC THỌ", "LÊ VĂN AN.", "H'HEN NIÊ", "MÜLLER AN", "NGUYEÃN VAÊN AN"],
)  # fmt: skip
def test_names_that_may_mean_more_are_looked_at_closely(name):
    assert _at_a_glance(name) is None


@given(st.from_regex(_FAULTLESS, fullmatch=True).filter(_at_a_glance))
def test_faultless_name_stays_as_it_is(name):
    the_long_way = f" {name}\u200b"
    assert normalise_name(the_long_way, limit=10_000) == Cell(name)


@given(st.from_regex(_FAULTLESS, fullmatch=True).map(str.upper).filter(_at_a_glance))
def test_name_in_capitals_is_told_at_a_glance_as_the_long_way(name):
    the_long_way = f" {name}\u200b"
    assert _at_a_glance(name) == normalise_name(the_long_way, limit=10_000)
