"""A report in the document register: who gives it a number, when, and what is printed."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse
from docx import Document

from sodoan.documents.actions import register_document, void_document
from sodoan.documents.choices import DocumentKind
from sodoan.documents.models import RegisterCounter, RegisterEntry, attachment_path
from sodoan.reports.actions.handing import accept_report
from sodoan.reports.actions.numbering import number_report
from sodoan.reports.models import Submission
from sodoan.reports.sheet import Typed
from tests.cast import enlist

pytestmark = pytest.mark.django_db
HEAD = {"issuer_code": "ĐTN"}


@pytest.fixture
def handed(owed, units, an, hand_in):
    return hand_in(owed(units.a1), an, money=Typed(Decimal(1)))


def test_only_who_hands_it_in_numbers_it(handed, binh, chi, scope):
    for who in (binh, chi):
        with pytest.raises(PermissionDenied):
            number_report(handed, by=scope(who), issued_on=scope(who).on, **HEAD)
    assert not RegisterCounter.objects.exists()


@pytest.mark.parametrize(
    ("day", "told"), [(date(2026, 6, 30), "sớm hơn ngày đầu của kỳ báo cáo"), (None, "chưa tới")]
)
def test_its_day_lies_between_the_period_and_today(handed, an, scope, day, told):
    by = scope(an)
    with pytest.raises(ValidationError, match=told):
        number_report(handed, by=by, issued_on=day or by.on + timedelta(days=1), **HEAD)
    assert not RegisterCounter.objects.exists()
    number_report(handed, by=by, issued_on=date(2026, 7, 1), **HEAD)


def test_numbers_go_on_from_the_paper_register_without_a_gap(owed, units, an, hand_in, scope):
    by = scope(an)
    entries = [
        number_report(
            hand_in(owed(units.a1, label), an, money=Typed(Decimal(1))),
            by=by,
            issued_on=by.on,
            **HEAD,
            **more,
        )
        for label, more in (("Tháng 7/2026", {"last_number": 11}), ("Tháng 8/2026", {}))
    ]
    assert [one.code for one in entries] == ["12-BC/ĐTN", "13-BC/ĐTN"]
    assert entries[0].title.endswith("tháng 7/2026")
    told = Document(attachment_path(entries[0].attachment.sha256)).tables
    assert any(
        "12-BC/ĐTN" in cell.text for table in told for row in table.rows for cell in row.cells
    )


def test_a_number_that_holds_is_given_once_and_a_void_one_anew(handed, an, scope):
    by = scope(an)
    entry = number_report(handed, by=by, issued_on=by.on, **HEAD)
    with pytest.raises(ValidationError, match=entry.code):
        number_report(handed, by=by, issued_on=by.on, **HEAD)
    RegisterEntry.objects.filter(pk=entry.pk).update(voided_at=handed.at, void_reason="Sai ngày")
    assert number_report(handed, by=by, issued_on=by.on, **HEAD).number == entry.number + 1


def test_an_older_version_gets_no_number_and_a_correction_its_own(
    handed, owed, units, an, binh, hand_in, scope
):
    by, mine = scope(an), owed(units.a1)
    first = number_report(handed, by=by, issued_on=by.on, **HEAD)
    accept_report(mine, by=scope(binh))
    later = hand_in(owed(units.a1), an, note="Cộng nhầm", money=Typed(Decimal(2)))
    with pytest.raises(ValidationError, match="bản mới nhất"):
        number_report(handed, by=by, issued_on=by.on, **HEAD)
    second = number_report(later, by=by, issued_on=by.on, **HEAD)
    assert second.number == first.number + 1
    assert Submission.objects.get(pk=handed.pk).entry == first


def test_staff_that_reports_numbers_and_voids_nothing(owed, units, hand_in, scope):
    staff = enlist("Bùi Thị Chuyên", units.a2, "chuyen-vien", post_in=units.a)
    by = scope(staff)
    entry = number_report(hand_in(owed(units.a), staff), by=by, issued_on=by.on, **HEAD)
    assert entry.unit == units.a
    with pytest.raises(PermissionDenied):
        void_document(entry, by=by, reason="Thử")
    with pytest.raises(PermissionDenied):
        register_document(
            units.a, by=by, kind=DocumentKind.DECISION, issued_on=by.on, title="Khen thưởng",
            signer_name="", **HEAD,
        )  # fmt: skip


def test_from_the_page_of_the_report_to_the_register(handed, owed, units, an, binh, login):
    mine = owed(units.a1)
    page, address = (
        reverse("reports:report", args=[mine.pk]),
        reverse("reports:number", args=[mine.pk]),
    )
    assert address not in login(binh).get(page).content.decode()
    assert login(binh).get(address).status_code == 403
    assert address in login(an).get(page).content.decode()
    wrong = login(an).post(address, {"issued_on": "1/1/2099", "issuer_code": "ĐTN"})
    assert wrong.status_code == 422
    data = {"issued_on": "3/8/2026", "issuer_code": "ĐTN", "asked_year": "2026", "last_number": ""}
    assert login(an).post(address, data).status_code == 302
    told = login(an).get(page).content.decode()
    assert "Số 01-BC/ĐTN" in told
    assert address not in told
    assert "đã vào sổ" in login(an).get(address).content.decode()
    assert "01-BC/ĐTN" in login(an).get(reverse("documents:register")).content.decode()
