"""Days in the words of a pledge: outside the year, and carried to the next one."""

from datetime import date

import pytest

from sodoan.programmes.engine.clarity import judge_text
from sodoan.programmes.engine.dated import carried, day_fault, due_fault, same_day

YEAR = (date(2025, 11, 15), date(2026, 12, 20))
BEFORE = "Ngày 30/04/2025 trước ngày bắt đầu đăng ký 15/11/2025."
AFTER = "Ngày 21/12/2026 sau ngày kết thúc đánh giá 20/12/2026."


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Dự 2 buổi trước 30/04/2025.", BEFORE),
        ("Dự 2 buổi trước 30-4-2025.", BEFORE),
        ("Dự 2 buổi trước 21.12.2026.", AFTER),
        ("Theo Kế hoạch ngày 05/01/2024, dự trước 21/12/2026.", AFTER),
        ("Dự 2 buổi trước 14/11/2025.", "Ngày 14/11/2025 trước"),
        ("Dự 2 buổi trước 15/11/2025.", ""),
        ("Dự 2 buổi trước 20/12/2026.", ""),
        ("Theo Kế hoạch ngày 05/01/2024, dự trước 30/9/2026.", ""),
        ("Dự 2 buổi trước 30/9.", ""),
        ("Dự 2 buổi trước 31/02/2020.", ""),
    ],
)
def test_day_outside_the_programme_year_is_told(text, told):
    assert day_fault(text, YEAR).startswith(told)
    assert bool(day_fault(text, YEAR)) == bool(told)


def test_hint_is_not_green_with_a_day_that_is_over():
    text = "Dự 2 buổi trước 30/04/2025, tính theo điểm danh."
    seen = judge_text(text, between=YEAR)
    assert not seen.clear
    assert seen.sentence.startswith(BEFORE)
    assert judge_text(text).clear


@pytest.mark.parametrize(
    ("due_on", "told"),
    [
        (date(2025, 11, 14), "Ngày 14/11/2025 trước ngày bắt đầu"),
        (date(2025, 11, 15), ""),
        (date(2026, 9, 30), ""),
        (date(2026, 10, 1), "Ngày 01/10/2026 muộn hơn"),
        (None, ""),
    ],
)
def test_due_day_that_cannot_be_is_told(due_on, told):
    fault = due_fault(due_on, YEAR[0], date(2026, 9, 30))
    assert fault.startswith(told)
    assert bool(fault) == bool(told)
    assert due_fault(due_on, None, None) == ""


@pytest.mark.parametrize(
    ("text", "now"),
    [
        ("Dự 2 buổi trước 30/04/2025.", "Dự 2 buổi trước 30/04/2026."),
        ("Xong 5-9-2025 và 01.02.2026", "Xong 05-09-2026 và 01.02.2027"),
        ("Đạt loại khá năm học 2024-2025", "Đạt loại khá năm học 2025-2026"),
        ("Trong quý IV/2025, tháng 9/2025, năm 2025", "Trong quý IV/2026, tháng 9/2026, năm 2026"),
        ("Học Chỉ thị 05 ngày 15/05/2016", "Học Chỉ thị 05 ngày 15/05/2016"),
        ("Gom 2025 chai nhựa trước 30/9", "Gom 2025 chai nhựa trước 30/9"),
        ("Xong 31/02/2025", "Xong 31/02/2025"),
    ],
)
def test_days_of_last_year_move_to_this_one(text, now):
    assert carried(text, cycle=2025, years=1) == now


def test_leap_day_becomes_the_day_before_march():
    assert same_day(date(2028, 2, 29), 1) == date(2029, 2, 28)
    assert carried("Xong 29/02/2028.", cycle=2028, years=1) == "Xong 28/02/2029."
