"""Checks of what is written about a person; shared by forms, actions and later interfaces."""

import re
from datetime import date, timedelta

from django.core.exceptions import ValidationError

from sodoan.common.text import clean
from sodoan.common.words import full_date
from sodoan.people.ages import AgeRules, age_on
from sodoan.people.choices import Sex
from sodoan.people.knowndays import KnownDay

_NOT_DIGITS = re.compile(r"\D")
_PHONE = re.compile(r"0\d{9,10}")
_NAME = re.compile(r"[^\W\d_]+(?:[ '’.-]+[^\W\d_]+)*\.?")
_OLD_NUMBER, _CITIZEN_NUMBER = 9, 12
_LONGEST_AHEAD = timedelta(days=366)
_CENTURY_DIGITS = {19: "01", 20: "23", 21: "45"}  # male, female; Nghị định 137/2015, điều 7


def clean_name(text: str) -> str:
    """Return the full name as stored; one typed all in capitals or all small gets its initials.

    Raises `ValidationError` for digits and stray signs.
    """
    name = clean(text)
    if not name:
        raise ValidationError("Họ và tên còn trống.")
    if not _NAME.fullmatch(name):
        raise ValidationError("Họ và tên chỉ gồm chữ cái. Đồng chí bỏ số và ký hiệu lạ.")
    return name.title() if name.isupper() or name.islower() else name


def clean_phone(text: str) -> str:
    """Return the number as ten or eleven digits from 0; empty stays empty."""
    digits = _NOT_DIGITS.sub("", text)
    if not digits:
        return ""
    if digits.startswith("84"):
        digits = "0" + digits[2:]
    if not _PHONE.fullmatch(digits):
        raise ValidationError(
            f"Số điện thoại “{text.strip()}” chưa đúng. Số có 10 hoặc 11 chữ số, bắt đầu bằng 0."
        )
    return digits


def clean_id_number(text: str) -> str:
    """Return a citizen number as its 9 or 12 digits; empty stays empty."""
    digits = _NOT_DIGITS.sub("", text)
    if not text.strip():
        return ""
    if len(digits) not in (_OLD_NUMBER, _CITIZEN_NUMBER):
        raise ValidationError(
            f"Số CMND/CCCD có 9 hoặc 12 chữ số; số đã nhập có {len(digits)} chữ số."
        )
    return digits


def check_id_number(number: str, *, sex: str, born_on: date) -> None:
    """Refuse a 12-digit number that contradicts sex or birth year.

    The fourth digit tells century and sex, the next two the year of birth.
    """
    if len(number) != _CITIZEN_NUMBER:
        return
    digits = _CENTURY_DIGITS.get(born_on.year // 100, "")
    if not digits:
        return
    if number[3] != digits[0 if sex == Sex.MALE else 1] or number[4:6] != f"{born_on:%y}":
        raise ValidationError(
            "Số CCCD không khớp giới tính hoặc năm sinh đã ghi. "
            "Đồng chí xem lại số, giới tính và ngày sinh."
        )


def check_life_dates(
    rules: AgeRules, *, born_on: date, joined: KnownDay | None, today: date
) -> None:
    """Refuse birth and joining dates that cannot be: to come, or too young to join.

    Of a month or a year of joining its last day counts for the age.
    """
    if born_on >= today:
        raise ValidationError("Ngày sinh ở sau hôm nay. Đồng chí xem lại năm sinh.")
    if joined is None:
        return
    if joined.on > today:
        raise ValidationError("Ngày vào Đoàn ở sau hôm nay. Đồng chí xem lại.")
    age = age_on(born_on, joined.latest)
    if age < rules.joined_from:
        raise ValidationError(
            f"Theo ngày sinh, khi vào Đoàn người này mới {max(age, 0)} tuổi. "
            "Đồng chí xem lại ngày sinh hoặc ngày vào Đoàn."
        )


def check_papers(
    *, born_on: date, issued_on: date | None, party_joined_on: date | None,
    party_official_on: date | None, today: date,
) -> None:  # fmt: skip
    """Refuse days of the identity paper and of the Party that cannot be.

    None lies ahead or before birth; a Party member is probationary before official.
    """
    named = {
        "Ngày cấp": issued_on,
        "Ngày vào Đảng": party_joined_on,
        "Ngày chính thức": party_official_on,
    }
    for label, day in named.items():
        if day is not None and not born_on <= day <= today:
            where = "sau hôm nay" if day > today else "trước ngày sinh"
            raise ValidationError(f"{label} ở {where}. Đồng chí xem lại.")
    if party_joined_on and party_official_on and party_official_on < party_joined_on:
        raise ValidationError("Ngày chính thức ở trước ngày vào Đảng. Đồng chí xem lại.")


def check_near(day: date, today: date) -> None:
    """Refuse a day more than a year ahead: nobody records so early, the year is a typing error."""
    if day > today + _LONGEST_AHEAD:
        raise ValidationError(
            f"Ngày {full_date(day)} còn hơn một năm nữa mới đến. Đồng chí xem lại năm."
        )


def check_admission_age(rules: AgeRules, *, born: KnownDay, on: date) -> None:
    """Refuse an admission outside the bounds, both ends included.

    Of a month or a year of birth the day counts that lets the person in.
    """
    age = age_on(born.on, on)
    if age < rules.admission_from:
        raise ValidationError(
            f"Ngày {full_date(on)} người này mới {age} tuổi, chưa đủ {rules.admission_from} tuổi "
            "để kết nạp. Đồng chí kiểm lại ngày sinh."
        )
    age = age_on(born.latest, on)
    if age > rules.admission_to:
        raise ValidationError(
            f"Ngày {full_date(on)} người này đã {age} tuổi, quá {rules.admission_to} tuổi để kết "
            "nạp. Đồng chí kiểm lại ngày sinh, hoặc ghi ngày vào Đoàn nếu đã là đoàn viên."
        )
