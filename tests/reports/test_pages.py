"""Pages of reports: who sees what, wrong input, and how many queries they cost."""

import pytest
from django.core.files.base import ContentFile
from django.urls import reverse

from sodoan.reports.actions.handing import accept_report
from sodoan.reports.models import Annex, Obligation
from tests.cast import enlist
from tests.factories.org import UnitFactory, UnitTypeFactory

PAGE = "reports:report"


def page_of(obligation):
    return reverse(PAGE, args=[obligation.pk])


@pytest.fixture
def hand_in(login):
    """`hand_in(who, obligation, money="1,5")` as the page does."""

    def post(who, obligation, **figures):
        data = {f"o-{key}": value for key, value in ({"money": "1,5"} | figures).items()}
        return login(who).post(page_of(obligation), data | {"viec": "nop", "version": "0"})

    return post


def test_elsewhere_it_is_not_there(owed, units, chi, dung, login):
    assert login(chi).get(page_of(owed(units.a1))).status_code == 404
    assert login(dung).get(page_of(owed(units.a1))).status_code == 404


def test_whoever_only_looks_gets_no_form(owed, units, binh, an, login):
    answer = login(binh).get(page_of(owed(units.a1)))
    assert "reports/read.html" in [one.name for one in answer.templates]
    assert login(binh).post(page_of(owed(units.a1)), {"viec": "nop"}).status_code == 403


def test_wrong_figures_come_back_as_they_were_typed(owed, units, an, hand_in):
    answer = hand_in(an, owed(units.a1), money="mười", blood="3")
    assert answer.status_code == 422
    text = answer.content.decode()
    assert "“mười” chưa phải là một số." in text
    assert 'value="mười"' in text
    assert 'value="3"' in text
    assert not owed(units.a1).submissions.exists()


def test_it_saves_itself_but_for_what_cannot_be_read(owed, units, an, login):
    mine = owed(units.a1)
    client, data = login(an), {"o-money": "mười", "o-blood": "3", "version": "0"}
    answer = client.post(page_of(mine), data, headers={"X-Autosave": "1"})
    assert answer.status_code == 422
    assert 'data-refused="o-money"' in answer.content.decode()
    assert set(mine.draft.cells) == {"blood"}
    data["o-money"] = "10"
    assert client.post(page_of(mine), data, headers={"X-Autosave": "1"}).status_code == 204
    mine.refresh_from_db()
    assert owed(units.a1).draft.cells["money"]["value"] == "10"


def test_what_somebody_else_saved_meanwhile_is_shown_beside(owed, units, an, login):
    mine = owed(units.a1)
    deputy = enlist("Ngô Minh Phó", units.a1, "pho-bi-thu-chi-doan")
    login(deputy).post(page_of(mine), {"o-money": "4", "version": "0"})
    data = {"o-money": "7", "version": "0"}
    answer = login(an).post(page_of(mine), data)
    assert answer.status_code == 422
    text = answer.content.decode()
    assert "Bản vừa lưu: 4,0" in text
    assert 'value="7"' in text
    assert "Ngô Minh Phó" in text
    auto = login(an).post(page_of(mine), data, headers={"X-Autosave": "1"})
    assert (auto.status_code, "Ngô Minh Phó" in auto.content.decode()) == (409, True)


def test_the_figure_of_the_system_can_be_taken_again(owed, units, an, login):
    mine, client = owed(units.a1), login(an)
    client.post(page_of(mine), {"o-members": "9", "l-members": "Vì", "version": "0"})
    assert "members" in mine.draft.cells
    client.post(page_of(mine), {"o-members": "9", "lai": "members", "version": "1"})
    assert "members" not in owed(units.a1).draft.cells


def test_a_settled_report_is_corrected_on_a_page_of_its_own(
    owed, units, an, binh, hand_in, login, scope
):
    hand_in(an, owed(units.a1))
    assert b"to-bao-cao" not in login(an).get(page_of(owed(units.a1))).content
    accept_report(owed(units.a1), by=scope(binh))
    answer = login(an).get(page_of(owed(units.a1)), {"sua": "1"})
    assert "Lý do sửa" in answer.content.decode()
    data = {"o-money": "2", "viec": "nop", "version": "1", "note": "Ghi nhầm."}
    assert login(an).post(page_of(owed(units.a1)), data).status_code == 302
    text = login(binh).get(page_of(owed(units.a1))).content.decode()
    assert "1,5 → 2,0" in text
    assert "Ghi nhầm." in text


def test_a_sum_says_what_changed_after_it_was_handed_in(
    owed, units, an, binh, em, hand_in, login, scope
):
    hand_in(an, owed(units.a1))
    accept_report(owed(units.a1), by=scope(binh))
    hand_in(binh, owed(units.a), money="")
    assert "Đã thay đổi sau khi ký" not in login(em).get(page_of(owed(units.a))).content.decode()
    data = {"o-money": "2", "viec": "nop", "version": "1", "note": "Ghi nhầm."}
    login(an).post(page_of(owed(units.a1)), data)
    text = login(em).get(page_of(owed(units.a))).content.decode()
    assert "Đã thay đổi sau khi ký" in text
    assert "Chi đoàn Khu phố 1" in text


def test_files_go_with_a_report_until_it_is_handed_in(owed, units, an, binh, hand_in, login):
    mine, client = owed(units.a1), login(an)
    add = reverse("reports:annex_add", args=[mine.pk])
    pdf = ContentFile(b"%PDF-1.4\n%%EOF\n", "danh-sach.pdf")
    assert client.post(add, {"file": ContentFile(b"MZ", "ma-doc.exe")}).status_code == 422
    assert client.post(add, {"file": pdf}).status_code == 302
    kept = Annex.objects.get()
    shown = login(binh).get(reverse("reports:annex", args=[kept.pk]))
    assert b"".join(shown.streaming_content).startswith(b"%PDF")
    hand_in(an, mine)
    client.post(reverse("reports:annex_drop", args=[kept.pk]))
    assert Annex.objects.count() == 1


@pytest.mark.parametrize("branches", [3, 300])
def test_pages_cost_the_same_however_many_units_report(
    units, em, binh, scope, pack, login, branches, django_assert_num_queries
):
    from sodoan.reports.actions.opening import issue_form
    from tests.reports.conftest import JULY

    kind = UnitTypeFactory(key="chi-doan")
    for number in range(branches - 2):
        UnitFactory(type=kind, parent=units.a, name=f"Chi đoàn {number}")
    issue_form(units.t, by=scope(em), pack=pack, start=JULY)
    mine = Obligation.objects.filter(unit=units.a).earliest("due_on")
    client = login(binh)
    client.get(page_of(mine))
    with django_assert_num_queries(15):
        client.get(page_of(mine))
    with django_assert_num_queries(7):
        client.get(reverse("reports:below", args=[mine.pk]))
    with django_assert_num_queries(7):
        client.get(reverse("reports:home"))
