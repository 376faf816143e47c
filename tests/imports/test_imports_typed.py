"""What is typed into the preview is never lost: other buttons, other tabs, refused columns."""

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from sodoan.imports.actions.review import Review, accept_warnings, decide
from sodoan.imports.actions.stage import stage
from sodoan.imports.choices import BatchState, Choice
from sodoan.imports.models import ColumnMemory
from sodoan.people.models import Person
from tests.imports.reader_files import member

A1 = "Chi đoàn Khu phố 1"
BORN = {"cu-0-9-born_on": "31/02/2004", "sua-0-9-born_on": "28/02/2004"}
jobs = pytest.mark.django_db(transaction=True)


def address(name, batch):
    return reverse(f"imports:{name}", args=[batch.pk])


@pytest.fixture
def ready(units, staged, binh, scope):
    """A faultless row (7), two with a telephone to look at (8, 10), one with no real day (9)."""
    rows = [
        member(1, A1),
        member(2, A1, c31="09123"),
        member(3, A1, c4="31/02/2004"),
        member(4, A1, c31="09124"),
    ]
    return staged(units.a, rows, by=scope(binh))


def row(batch, number):
    return batch.rows.get(number=number)


def test_row_that_is_not_in_the_file_is_refused_and_nothing_is_kept(ready, boss):
    typed = {(0, 9): {"born_on": "28/02/2004"}, (0, 99): {"born_on": "1/1/2004"}}
    with pytest.raises(ValidationError, match="Trang đồng chí gửi đã cũ"):
        decide(ready, Review(fixes=typed), by=boss)
    assert not ready.decisions.exists()


def test_decision_a_row_does_not_offer_is_refused(ready, boss):
    with pytest.raises(ValidationError, match="dòng 7 đã đổi"):
        decide(ready, Review(choices={(0, 7): Choice.NEW}), by=boss)
    assert row(ready, 7).choice == ""


def test_cell_corrected_elsewhere_meanwhile_is_not_overwritten(ready, boss):
    decide(ready, Review(fixes={(0, 9): {"born_on": "27/02/2004"}}), by=boss)
    stage(ready.pk)
    old = Review(
        fixes={(0, 9): {"born_on": "28/02/2004"}}, seen={(0, 9): {"born_on": "31/02/2004"}}
    )
    with pytest.raises(ValidationError, match="vừa được sửa thành “27/02/2004”"):
        decide(ready, old, by=boss)
    assert ready.decisions.get().fixes == {"born_on": "27/02/2004"}


def test_rows_typed_anew_are_not_accepted_unseen(ready, boss):
    assert accept_warnings(ready, by=boss, but={(0, 8)}) == 1
    assert (row(ready, 8).choice, row(ready, 10).choice) == ("", "accept")


@jobs
def test_importing_checks_what_was_typed_first_and_says_so(ready, binh, login, run_jobs):
    client = login(binh)
    response = client.post(address("apply", ready), BORN)
    ready.refresh_from_db()
    assert ready.state == BatchState.CHECKING
    run_jobs()
    assert row(ready, 9).verdict == "accepted"
    assert "Chưa nhập." in client.get(response.url).content.decode()
    assert not Person.objects.filter(born_on="2004-02-28").exists()
    client.post(address("apply", ready))
    run_jobs()
    assert Person.objects.filter(born_on="2004-02-28").exists()


@jobs
def test_importing_with_nothing_changed_imports(ready, binh, login, run_jobs):
    boxes = {"cu-0-9-born_on": " 31/02/2004", "sua-0-9-born_on": "31/02/2004", "sua-0-9-sex": ""}
    login(binh).post(address("apply", ready), boxes)
    run_jobs()
    ready.refresh_from_db()
    assert ready.state == BatchState.APPLIED


def test_enter_in_a_box_is_not_the_button_that_imports(ready, binh, login):
    page = login(binh).get(address("batch", ready), follow=True).content.decode()
    form = page[page.index('id="xu-ly"') :]
    assert form.index('name="luu"') < form.index(f'formaction="{address("apply", ready)}"')


@jobs
def test_accepting_all_keeps_what_was_typed(ready, binh, login, run_jobs):
    typed = {"accept-all": "1", "cu-0-8-phone": "09123", "sua-0-8-phone": "0912345678", **BORN}
    login(binh).post(address("decide", ready), typed)
    run_jobs()
    assert (row(ready, 8).phone, row(ready, 8).choice) == ("0912345678", "")
    assert row(ready, 9).verdict == "accepted"
    assert row(ready, 10).choice == "accept"


@jobs
def test_filling_all_keeps_what_was_typed(ready, binh, login, run_jobs):
    login(binh).post(address("decide", ready), {"fill-all": "1", **BORN})
    run_jobs()
    ready.refresh_from_db()
    assert ready.fills_empty
    assert row(ready, 9).verdict == "accepted"


@jobs
def test_second_tab_keeps_its_corrections_after_the_rows_were_checked_anew(
    ready, binh, login, run_jobs
):
    client = login(binh)
    client.post(address("decide", ready), BORN)
    run_jobs()
    other = {"cu-0-8-phone": "09123", "sua-0-8-phone": "0912345678"}
    client.post(address("decide", ready), other)
    run_jobs()
    assert row(ready, 9).verdict == "accepted"
    assert row(ready, 8).phone == "0912345678"


@pytest.mark.parametrize("where", ["decide", "apply"])
def test_what_cannot_be_kept_is_shown_as_it_was_typed(ready, binh, login, where):
    client = login(binh)
    client.post(address("decide", ready), {**BORN, "sua-0-9-born_on": "27/02/2004"})
    response = client.post(address(where, ready), BORN)
    page = response.content.decode()
    assert response.status_code == 422
    assert "không còn chờ quyết định" in page  # it is being checked
    assert "28/02/2004" in page
    assert "Ngày sinh" in page


def test_refused_columns_stay_as_chosen(ready, binh, login):
    client = login(binh)
    columns = client.get(address("batch", ready), follow=True).context["columns"]
    place = {column.header: n for n, column in enumerate(columns)}
    chosen = {f"cot-{place['Khen thưởng']}": "phone", f"cot-{place['Tin học']}": ""}
    response = client.post(address("remap", ready), chosen)
    assert response.status_code == 422
    assert "Hai cột cùng nhập vào Điện thoại" in response.content.decode()
    fields = {column.header: column.field for column in response.context["columns"]}
    assert (fields["Khen thưởng"], fields["Tin học"]) == ("phone", "")
    assert not ColumnMemory.objects.exists()
