"""Pure checks: ages, names, numbers."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from sodoan.people.ages import age_on
from sodoan.people.idnumbers import decrypt, encrypt, masked, match_hash
from sodoan.people.validators import check_id_number, clean_id_number, clean_name, clean_phone

days = st.dates(date(1940, 1, 1), date(2030, 12, 31))
digits = st.text("0123456789", min_size=9, max_size=9) | st.text(
    "0123456789", min_size=12, max_size=12
)


@given(days, st.integers(0, 20_000))
def test_age_grows_by_one_on_the_birthday_only(born_on, lived):
    day = born_on + timedelta(days=lived)
    before, after = age_on(born_on, day), age_on(born_on, day + timedelta(days=1))
    assert after - before in (0, 1)
    tomorrow = day + timedelta(days=1)
    is_birthday = (tomorrow.month, tomorrow.day) == (born_on.month, born_on.day)
    late = (born_on.month, born_on.day) == (2, 29) and (tomorrow.month, tomorrow.day) == (3, 1)
    if after > before:
        assert is_birthday or late


@pytest.mark.parametrize(("day", "age"), [(date(2026, 2, 28), 17), (date(2026, 3, 1), 18)])
def test_age_of_leap_day_child(day, age):
    assert age_on(date(2008, 2, 29), day) == age


@given(digits)
def test_number_survives_encryption_and_is_never_stored_plain(number):
    stored = encrypt(number)
    assert decrypt(stored) == number
    assert number.encode() not in stored
    assert encrypt(number) != stored
    assert match_hash(number) == match_hash(number)
    assert masked(number)[:-3] == "•" * (len(number) - 3)


@given(st.text("0123456789 .-", min_size=1, max_size=20))
def test_id_number_is_nine_or_twelve_digits_or_refused(text):
    try:
        number = clean_id_number(text)
    except ValidationError:
        assert sum(char.isdigit() for char in text) not in (9, 12)
    else:
        assert number == "" or len(number) in (9, 12)


@pytest.mark.parametrize(
    ("number", "sex", "year"),
    [("079099000001", "male", 1999), ("079199000001", "female", 1999),
     ("079205000001", "male", 2005), ("079305000001", "female", 2005), ("123456789", "male", 2005)],
)  # fmt: skip
def test_id_number_that_agrees_is_taken(number, sex, year):
    check_id_number(number, sex=sex, born_on=date(year, 6, 1))


@pytest.mark.parametrize(
    ("number", "sex", "year"),
    [
        ("079099000001", "female", 1999),
        ("079199000001", "male", 1999),
        ("079205000001", "male", 2006),
    ],
)
def test_id_number_that_contradicts_is_refused(number, sex, year):
    with pytest.raises(ValidationError):
        check_id_number(number, sex=sex, born_on=date(year, 6, 1))


@pytest.mark.parametrize(
    ("typed", "kept"),
    [("0908 552 317", "0908552317"), ("+84 908.552.317", "0908552317"), ("", ""),
     ("02838 222 333", "02838222333")],
)  # fmt: skip
def test_phone_is_kept_in_one_spelling(typed, kept):
    assert clean_phone(typed) == kept


@pytest.mark.parametrize("name", ["Y Moan Êban", "H'Hen Niê", "Nguyễn Lê Ẫ Ễ Ỗ", "Đỗ Thị Mai-Anh"])
def test_names_of_all_peoples_are_taken(name):
    assert clean_name(name) == name


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("NGUYỄN VĂN  ĐỨC", "Nguyễn Văn Đức"),
        ("nguyễn thị ánh", "Nguyễn Thị Ánh"),
        ("H'HEN NIÊ", "H'Hen Niê"),
        ("ĐỖ THỊ MAI-ANH", "Đỗ Thị Mai-Anh"),
        ("Nguyễn văn ĐỨC", "Nguyễn văn ĐỨC"),
    ],
)
def test_name_all_in_capitals_or_all_small_gets_its_initials(typed, stored):
    assert clean_name(typed) == stored


@pytest.mark.parametrize("name", ["", "12C1", "Lan <b>", "=A1"])
def test_strange_names_are_refused(name):
    with pytest.raises(ValidationError):
        clean_name(name)
