"""Faults of the YAML itself and of “a number or all”: one Vietnamese sentence, at its line."""

import pytest

from sodoan.common.datafiles import DataFileError
from sodoan.packs import FOLDER
from sodoan.programmes.engine.packfile import parse_pack

TEXT = (FOLDER / "s0-ren-luyen-doan-vien.yaml").read_text()


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("  form_heading", "\tform_heading", "không dùng phím Tab"),
        ("title: Đăng ký\n", "title: Đăng ký: bước 1\n", "dấu hai chấm ở chỗ không đúng"),
        ("subject: member", "subject member", "thiếu dấu hai chấm"),
        ("blocks: [school]", "blocks: [school", "thiếu dấu phẩy hoặc"),
        ("    title: Khối trường học", "   title: Khối trường học", "không thẳng hàng"),
    ],
)
def test_broken_yaml_is_told_in_vietnamese(old, new, words):
    assert old in TEXT
    with pytest.raises(DataFileError) as error:
        parse_pack(TEXT.replace(old, new, 1))
    (fault,) = error.value.faults
    assert words in fault.sentence
    assert abs(fault.line - (TEXT[: TEXT.index(old)].count("\n") + 1)) <= 1


def test_minimum_that_is_no_number_is_one_fault():
    with pytest.raises(DataFileError) as error:
        parse_pack(TEXT.replace("minimum: 2", "minimum: hai", 1))
    (fault,) = error.value.faults
    assert (fault.path, fault.sentence) == ("groups.0.minimum", "Cần một số nguyên, hoặc all.")
