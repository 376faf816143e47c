import re
from datetime import date

from sodoan.documents.html import qr_svg, record_book
from sodoan.documents.papers.recordbook import RecordBook, RecordEvent, RecordYear


def book(**more) -> RecordBook:
    facts = {
        "full_name": "Nguyễn Thị Thu Hà",
        "born": "08/03/2002",
        "branch": "Chi đoàn Khu phố 3, Đoàn phường An Hòa",
        "category": "Công nhân, lao động",
        "state": "Đang sinh hoạt",
        "verify_url": "https://sodoan.example.vn/xac-minh/?k=abc",
        "printed_on": date(2026, 11, 22),
        "card_no": "AH-2019-0347",
        "years": (
            RecordYear(label="năm 2026", unit="Chi đoàn Khu phố 3"),
            RecordYear(
                label="năm học 2024-2025",
                unit="Chi đoàn Khu phố 3",
                grade="Hoàn thành tốt nhiệm vụ",
                sentence="Hoàn thành tốt chương trình rèn luyện năm 2025.",
                events=(RecordEvent(on=date(2025, 10, 21), title="Chi đoàn nhận xét"),),
            ),
        ),
    }
    return RecordBook(**facts | more)


def test_hostile_name_stays_text():
    page = record_book(book(full_name="<script>alert(1)</script>{{ 7 }}"))
    assert "<script" not in page
    assert "&lt;script&gt;" in page
    assert "{{ 7 }}" in page


def test_page_keeps_to_the_strict_policy():
    html = record_book(book())
    assert not re.search(r"\sstyle=|<style|<script|\son\w+=", html)
    assert "https://" not in re.sub(r"<svg.*?</svg>", "", html, flags=re.DOTALL)


def test_different_addresses_give_different_codes():
    assert qr_svg("https://a.example.vn/1", "x") != qr_svg("https://a.example.vn/2", "x")


def test_record_book_leaves_out_what_is_unknown():
    assert "Số thẻ đoàn" in record_book(book())
    assert "Số thẻ đoàn" not in record_book(book(card_no=""))


def test_record_book_tells_open_years_from_graded_ones():
    html = record_book(book())
    assert html.index("Đang thực hiện") < html.index("Hoàn thành tốt nhiệm vụ")
    assert "Chưa có năm nào" in record_book(book(years=()))
