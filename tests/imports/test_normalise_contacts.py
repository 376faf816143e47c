"""Telephone numbers and addresses of mail of single cells."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sodoan.imports.normalise.cell import Severity, text_of
from sodoan.imports.normalise.contacts import normalise_email, normalise_phone
from tests.imports.test_normalise_cells import RAW, codes


@pytest.mark.parametrize(
    ("raw", "value", "issues"),
    [
        ("0901234567", "0901234567", []),
        ("+84 901 234 567", "0901234567", []),
        ("(+84)901234567", "0901234567", []),
        ("84901234567", "0901234567", []),
        ("0084901234567", "0901234567", []),
        ("0901.234.567", "0901234567", []),
        ("090 1234-567", "0901234567", []),
        ("ĐT: 0901234567", "0901234567", []),
        (901234567.0, "0901234567", ["phone_zero_restored"]),
        ("901234567", "0901234567", ["phone_zero_restored"]),
        ("01651234567", "0351234567", ["phone_old_prefix"]),
        ("01201234567", "0701234567", ["phone_old_prefix"]),
        ("01991234567", "0591234567", ["phone_old_prefix"]),
        ("0901234567 / 0912345678", "0901234567", ["phone_several"]),
        ("02438251234", "02438251234", []),
        ("0901234567 0912345678", "0901234567", ["phone_several"]),
        ("901234567.0", "0901234567", ["phone_zero_restored"]),
        ("09123", None, ["phone_invalid"]),
        ("090123456789", None, ["phone_invalid"]),
        ("0123456789", None, ["phone_invalid"]),
        ("0241234567", None, ["phone_invalid"]),
        ("241234567", None, ["phone_invalid"]),
        ("+84 24 1234567", None, ["phone_invalid"]),
        ("024382512345", None, ["phone_invalid"]),
        ("0611234567", None, ["phone_invalid"]),
        ("090\u0661\u0662\u0663\u0664\u0665\u0666\u0667", None, ["phone_invalid"]),
        ("\uff10\uff19\uff101234567", "0901234567", []),
        (2438251234.0, "02438251234", ["phone_zero_restored"]),
        ("không có", None, []),
        ("", None, []),
        (None, None, []),
    ],
)
def test_phone(raw, value, issues):
    cell = normalise_phone(raw)
    assert (cell.value, codes(cell)) == (value, issues)
    assert all(issue.severity is Severity.WARNING for issue in cell.issues)


def test_phone_that_is_too_short_is_quoted():
    assert "“09123”" in normalise_phone("09123").issues[0].message


def test_landline_is_told_how_many_digits_it_needs():
    message = normalise_phone("0241234567").issues[0].message
    assert "có 10 chữ số, số cố định cần 11" in message


@given(RAW | st.from_regex(r"0?[1-9][0-9]{7,10}", fullmatch=True))
def test_phone_is_a_number_of_today_or_nothing(raw):
    cell = normalise_phone(raw)
    assert cell.value is None or re.fullmatch(r"0[35789][0-9]{8}|02[0-9]{9}", cell.value)
    assert cell.issues or cell.value or not any(map(str.isdecimal, text_of(raw)))


@pytest.mark.parametrize(
    ("raw", "value"),
    [("a b@c.vn", "ab@c.vn"), ("an.le @ example.vn", "an.le@example.vn"),
     ("mailto:a\u00a0b@c.vn", "ab@c.vn")],
)  # fmt: skip
def test_blanks_within_an_address_are_told(raw, value):
    cell = normalise_email(raw)
    assert (cell.value, codes(cell)) == (value, ["email_spaces"])
    assert f"Sẽ lưu là {value}." in cell.issues[0].message


@given(st.text("ab@.vn \u00a0", max_size=20))
def test_address_is_changed_within_only_with_a_word(raw):
    cell = normalise_email(raw)
    told = {issue.code for issue in cell.issues}
    assert cell.value is None or ("email_spaces" in told) == (cell.value not in raw)


@pytest.mark.parametrize(
    ("raw", "value"),
    [("An.Le@Example.VN ", "an.le@example.vn"), ("mailto:an@example.vn", "an@example.vn"),
     ("an@example.vn;", "an@example.vn"), ("an@", None), ("an.example.vn", None),
     ("đoàn@example.vn", None), ("a" * 250 + "@x.vn", None), ("a..b@example.vn", None)],
)  # fmt: skip
def test_email(raw, value):
    cell = normalise_email(raw)
    assert cell.value == value
    assert codes(cell) == ([] if value else ["email_invalid"])
