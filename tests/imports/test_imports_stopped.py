"""A batch whose job the queue gives up: broken by a constraint that no retry gets past."""

from contextlib import contextmanager

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.urls import reverse

from sodoan.imports.actions import apply as applying
from sodoan.imports.actions import undo as undoing
from sodoan.imports.actions.batches import begin_apply, check_again
from sodoan.imports.actions.stopping import resume
from sodoan.imports.actions.undo import begin_undo
from sodoan.imports.choices import STOPPED, BatchState
from sodoan.imports.models import Batch
from sodoan.org.models import Appointment
from sodoan.people.models import Person
from tests.factories.org import AppointmentFactory, PostFactory
from tests.imports.reader_files import member

A1 = "Chi đoàn Khu phố 1"
ATTEMPTS = 6
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.error_logs]


@contextmanager
def refusing(table, condition):
    """Let the database refuse rows, as any constraint would that nobody thought of."""
    with connection.cursor() as cursor:
        cursor.execute(f"ALTER TABLE {table} ADD CONSTRAINT unforeseen {condition}")
        try:
            yield
        finally:
            cursor.execute(f"ALTER TABLE {table} DROP CONSTRAINT unforeseen")


def refusing_phone(number):
    return refusing("people_person", f"CHECK (phone <> '0900{number:06d}') NOT VALID")


@pytest.fixture
def to_the_end(run_jobs):
    """`to_the_end()`: run the queue until it has given up what fails, without its pauses."""

    def run():
        for _ in range(ATTEMPTS):
            with connection.cursor() as cursor:
                cursor.execute("UPDATE procrastinate_jobs SET scheduled_at = NULL")
            run_jobs()

    return run


@pytest.fixture
def batch(units, binh, scope, staged, monkeypatch):
    monkeypatch.setattr(applying, "CHUNK", 1)
    monkeypatch.setattr(undoing, "CHUNK", 1)
    return staged(units.a, [member(n, A1) for n in range(1, 6)], by=scope(binh))


def address(name, batch):
    return reverse(f"imports:{name}", args=[batch.pk])


def made():
    return Person.objects.filter(phone__startswith="0900").count()


def test_list_that_never_began_waits_again_and_says_that_nothing_was_written(
    batch, binh, login, to_the_end
):
    with refusing_phone(1):
        login(binh).post(address("apply", batch))
        to_the_end()
    batch.refresh_from_db()
    assert (batch.state, batch.error_code, made()) == (BatchState.READY, STOPPED, 0)
    page = login(binh).get(address("batch", batch), follow=True).content.decode()
    assert "Chưa ghi gì: việc nhập gặp lỗi ngoài dự kiến" in page
    login(binh).post(address("apply", batch))
    to_the_end()
    batch.refresh_from_db()
    assert (batch.state, batch.error, made()) == (BatchState.APPLIED, "", 5)


def test_half_a_list_says_how_far_it_came_and_goes_on(batch, binh, login, to_the_end):
    with refusing_phone(4):
        login(binh).post(address("apply", batch))
        to_the_end()
    batch.refresh_from_db()
    assert (batch.state, batch.has_stopped, made()) == (BatchState.APPLYING, True, 3)
    page = login(binh).get(address("batch", batch)).content.decode()
    assert "Dừng giữa chừng" in page
    assert "3 dòng đã nhập xong" in page
    assert "hx-get" not in page.split("<main", 1)[1]
    login(binh).post(address("resume", batch))
    to_the_end()
    batch.refresh_from_db()
    assert (batch.state, batch.error, made()) == (BatchState.APPLIED, "", 5)


def test_half_a_list_goes_on_when_somebody_holds_an_exclusive_post_by_now(
    units, binh, scope, staged, login, to_the_end, monkeypatch, verdicts
):
    monkeypatch.setattr(applying, "CHUNK", 1)
    posts = {1: (units.a2.name, "Bí thư"), 4: (A1, "Bí thư"), 5: (A1, "Ủy viên BCH")}
    places = {n: posts.get(n, (A1, "")) for n in range(1, 6)}
    rows = [member(n, unit, c27=post) for n, (unit, post) in places.items()]
    batch = staged(units.a, rows, by=scope(binh))
    with refusing_phone(3):
        login(binh).post(address("apply", batch))
        to_the_end()
    assert made() == 2
    for key in ("bi-thu-chi-doan", "uv-bch-chi-doan"):
        AppointmentFactory(unit=units.a1, post=PostFactory(key=key))
    login(binh).post(address("resume", batch))
    to_the_end()
    batch.refresh_from_db()
    assert (batch.state, batch.error, made()) == (BatchState.APPLIED, "", 5)
    new = Appointment.objects.filter(person__phone__startswith="0900").order_by("person__phone")
    assert [(held.person.phone[-1], held.post_id) for held in new] == [
        ("1", "bi-thu-chi-doan"), ("5", "uv-bch-chi-doan"),
    ]  # fmt: skip
    assert verdicts(batch)[10] == ("warning", ["post_noted"])
    assert "đã có người giữ" in batch.rows.get(number=10).issues[0]["message"]
    assert "Bí thư chi đoàn" in Person.objects.get(phone="0900000004").note


def test_half_a_list_may_be_taken_back(batch, binh, login, to_the_end, contents):
    before = contents()
    with refusing_phone(4):
        login(binh).post(address("apply", batch))
        to_the_end()
        assert "3 người đã thêm" in login(binh).get(address("undo", batch)).content.decode()
        login(binh).post(address("undo", batch))
        to_the_end()
    batch.refresh_from_db()
    assert (batch.state, batch.error) == (BatchState.UNDONE, "")
    assert contents() == before


def test_half_a_list_is_a_task_and_a_chip_of_its_own(batch, binh, login, to_the_end):
    with refusing_phone(4):
        login(binh).post(address("apply", batch))
        to_the_end()
    browser = login(binh)
    assert f"Danh sách “{batch.file_name}” dừng giữa chừng" in browser.get("/").content.decode()
    lists = reverse("imports:batch_list")
    stopped = browser.get(lists, {"loc": "dung"}).content.decode()
    running = browser.get(lists, {"loc": "dang"}).content.decode()
    assert (address("batch", batch) in stopped, address("batch", batch) in running) == (True, False)


def test_half_a_list_whose_undoing_cannot_begin_is_half_a_list_again(
    batch, binh, login, to_the_end, contents
):
    before = contents()
    with refusing_phone(4):
        login(binh).post(address("apply", batch))
        to_the_end()
        with refusing("imports_rowlink", "CHECK (undone_at IS NULL) NOT VALID"):
            login(binh).post(address("undo", batch))
            to_the_end()
    batch.refresh_from_db()
    assert (batch.state, batch.has_stopped) == (BatchState.APPLYING, True)
    assert (batch.done, batch.total, made()) == (3, 5, 3)
    page = login(binh).get(address("batch", batch)).content.decode()
    assert "Chưa gỡ gì: việc hoàn tác gặp lỗi ngoài dự kiến" in page
    login(binh).post(address("undo", batch))
    to_the_end()
    batch.refresh_from_db()
    assert (batch.state, contents()) == (BatchState.UNDONE, before)


def test_list_that_stopped_is_read_anew_without_its_old_error(
    batch, binh, scope, login, to_the_end
):
    with refusing_phone(1):
        login(binh).post(address("apply", batch))
        to_the_end()
    batch.refresh_from_db()
    assert check_again(batch, by=scope(binh)).is_running
    batch.refresh_from_db()
    assert (batch.state, batch.error, batch.error_code) == (BatchState.CHECKING, "", "")


def test_undoing_that_stops_midway_says_so_and_goes_on(batch, binh, login, to_the_end, contents):
    before = contents()
    login(binh).post(address("apply", batch))
    to_the_end()
    held = Person.objects.get(phone="0900000002")
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE unforeseen (person bigint REFERENCES people_person)")
        cursor.execute("INSERT INTO unforeseen VALUES (%s)", [held.pk])
    try:
        login(binh).post(address("undo", batch))
        to_the_end()
    finally:
        with connection.cursor() as cursor:
            cursor.execute("DROP TABLE unforeseen")
    batch.refresh_from_db()
    assert (batch.state, batch.has_stopped, made()) == (BatchState.UNDOING, True, 2)
    page = login(binh).get(address("batch", batch)).content.decode()
    assert "3 dòng đã xử lý xong" in page
    assert address("undo", batch) not in page
    login(binh).post(address("resume", batch))
    to_the_end()
    batch.refresh_from_db()
    assert batch.state == BatchState.UNDONE
    assert contents() == before


def test_list_that_cannot_be_staged_fails(batch, binh, scope, to_the_end, login):
    line = f"0-{batch.rows.order_by('number').first().number}:skip"
    with refusing("imports_stagedrow", "CHECK (phone <> '0900000002') NOT VALID"):
        login(binh).post(address("decide", batch), {"chon": line})
        to_the_end()
    batch.refresh_from_db()
    assert (batch.state, batch.error_code) == (BatchState.FAILED, "unexpected")
    assert not batch.rows.exists()


def test_what_is_at_work_is_neither_resumed_nor_taken_back(batch, binh, scope):
    begin_apply(batch, by=scope(binh))
    for act in (resume, begin_undo):
        with pytest.raises(ValidationError):
            act(Batch.objects.get(pk=batch.pk), by=scope(binh))
