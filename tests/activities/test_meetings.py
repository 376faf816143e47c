"""Meetings: minutes, what is decided and by whom it is owed, on paper and on the first screen."""

from dataclasses import replace
from datetime import date, time, timedelta
from io import BytesIO

import pytest
import time_machine
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse
from docx import Document

from sodoan.access.scopes import scope_of
from sodoan.activities.actions.meetings import (
    Decided,
    Written,
    decide,
    drop_resolution,
    reopen_resolution,
    settle_resolution,
    write_minutes,
)
from sodoan.activities.actions.planning import Planned, plan_activity
from sodoan.activities.actions.reporting import Present, Report, mark_attendance
from sodoan.activities.models import Activity, AgendaPoint, Minutes, Resolution
from sodoan.activities.queries.papers import meeting_minutes
from sodoan.activities.queries.todos import todos
from tests.activities.conftest import TUESDAY
from tests.cast import enlist
from tests.listed import keeps_its_promises

pytestmark = pytest.mark.django_db
REPORT = Report("Nhà văn hóa", "Sinh hoạt chi đoàn", "Bàn việc.\n\nGóp ý.", "Ra quân.", 2)
DUE = TUESDAY + timedelta(days=7)


@pytest.fixture
def by(an):
    return scope_of(an, TUESDAY)


@pytest.fixture
def meeting(units, by):
    what = Planned(
        TUESDAY, "Sinh hoạt tháng 10", kind="meeting", meeting="branch", starts_at=time(19),
        agenda=("Công tác tháng", "Đoàn phí"),
    )  # fmt: skip
    return plan_activity(units.a1, by=by, what=what)


@pytest.fixture
def written(an, dung):
    return Written(an.person, dung.person, REPORT, time(20, 30))


@pytest.fixture
def ticked(meeting, by, an):
    mark_attendance(meeting, by=by, people={an.person.pk: Present("present")})
    return meeting


@pytest.fixture
def resolution(meeting, by, dung):
    return decide(meeting, by=by, what=Decided("Trồng cây", dung.person, DUE))


def faults(act):
    with pytest.raises(ValidationError) as caught:
        act()
    error = caught.value
    return list(error.message_dict) if hasattr(error, "error_dict") else error.messages


def at(name, *args):
    return reverse(f"activities:{name}", args=args)


def test_minutes_are_written_by_who_reports_and_tell_of_the_meeting(ticked, by, dung, chi, written):
    for user in (dung, chi):
        with pytest.raises(PermissionDenied):
            write_minutes(ticked, by=scope_of(user, TUESDAY), written=written, version=1)
    made = write_minutes(ticked, by=by, written=written, version=1)
    assert (made.state, made.result, made.record.ended_at) == ("reported", "Ra quân.", time(20, 30))
    again = replace(written, chair=dung.person, secretary=written.chair)
    write_minutes(made, by=by, written=again, version=2)
    assert Minutes.objects.get().chair == dung.person


def test_minutes_are_refused_by_field_and_then_nothing_is_kept(units, ticked, by, written, chi, an):
    cases = {
        "result": replace(written, report=replace(REPORT, result=" ")),
        "secretary": replace(written, secretary=an.person),
        "chair": replace(written, chair=chi.person),
        "done": replace(written, report=replace(REPORT, done="")),
    }
    for field, wrong in cases.items():
        assert faults(lambda: write_minutes(ticked, by=by, written=wrong, version=1)) == [field]  # noqa: B023
    assert Activity.objects.get().state == "planned"
    other = plan_activity(units.a1, by=by, what=Planned(TUESDAY, "Vệ sinh", kind="other"))
    assert faults(lambda: write_minutes(other, by=by, written=written, version=1)) == [
        "Chỉ cuộc họp có biên bản."
    ]


def test_minutes_wait_for_somebody_present(meeting, by, written):
    assert "__all__" in faults(lambda: write_minutes(meeting, by=by, written=written, version=1))


def test_decision_is_refused_by_field(meeting, by, dung, chi):
    right = Decided("Trồng cây", dung.person, TUESDAY)
    for field, wrong in {
        "text": replace(right, text=" "),
        "due_on": replace(right, due_on=TUESDAY - timedelta(days=1)),
        "person": replace(right, person=chi.person),
    }.items():
        assert faults(lambda: decide(meeting, by=by, what=wrong)) == [field]  # noqa: B023
    assert decide(meeting, by=by, what=right).due_on == TUESDAY


def test_nothing_is_decided_before_the_meeting_nor_by_strangers(meeting, an, dung, chi):
    what = Decided("Trồng cây", dung.person, DUE)
    early = scope_of(an, TUESDAY - timedelta(days=1))
    assert "13/10/2026" in faults(lambda: decide(meeting, by=early, what=what))[0]
    for user in (dung, chi):
        with pytest.raises(PermissionDenied):
            decide(meeting, by=scope_of(user, TUESDAY), what=what)
    Activity.objects.filter(pk=meeting.pk).update(state="skipped", skip_reason="Bão")
    assert faults(lambda: decide(meeting, by=scope_of(an, TUESDAY), what=what))


def test_resolution_is_settled_by_who_sees_to_it_or_keeps_it(resolution, an, dung, chi, binh):
    beside = enlist("Vũ Bên Cạnh", resolution.activity.unit)
    for user in (chi, beside):
        with pytest.raises(PermissionDenied):
            settle_resolution(resolution, by=scope_of(user, DUE), done_on=TUESDAY, note="Xong")
    mine = scope_of(dung, DUE)

    def settle(day, note="Trồng 20 cây"):
        return settle_resolution(resolution, by=mine, done_on=day, note=note)

    assert faults(lambda: settle(TUESDAY - timedelta(days=1))) == ["done_on"]
    assert faults(lambda: settle(DUE + timedelta(days=1))) == ["done_on"]
    assert faults(lambda: settle(DUE, " ")) == ["note"]
    assert settle(DUE).done_by_id == dung.pk
    assert "đã xong" in faults(lambda: settle(DUE))[0]
    with pytest.raises(PermissionDenied):
        reopen_resolution(resolution, by=mine)
    assert "giữ lại" in faults(lambda: drop_resolution(resolution, by=scope_of(an)))[0]
    again = reopen_resolution(resolution, by=scope_of(binh))
    assert (again.done_on, again.note) == (None, "")
    assert faults(lambda: reopen_resolution(resolution, by=scope_of(binh)))
    drop_resolution(resolution, by=scope_of(an))
    assert not Resolution.objects.exists()


def test_database_keeps_notes_to_what_is_done_and_agendas_to_meetings(resolution, units, by, an):
    for broken in ({"note": "Xong"}, {"text": ""}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Resolution.objects.filter(pk=resolution.pk).update(**broken)
    other = plan_activity(units.a1, by=by, what=Planned(TUESDAY, "Vệ sinh", kind="other"))
    person = an.person
    for make in (
        lambda: AgendaPoint.objects.create(activity=other, position=1, text="Một"),
        lambda: Minutes.objects.create(activity=other, chair=person, secretary=person),
        lambda: Resolution.objects.filter(pk=resolution.pk).update(activity=other),
        lambda: AgendaPoint.objects.filter(position=1).update(text=""),
        lambda: AgendaPoint.objects.filter(position=2).update(position=1),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            make()


def test_first_screens_ask_who_sees_to_it_and_who_keeps_the_unit(resolution, by, an, dung, chi):
    def shown(user, day=TUESDAY):
        return {todo.title: todo.due for todo in todos(scope_of(user, day))}

    assert shown(dung) == {"Nghị quyết: Trồng cây": DUE}
    assert shown(an)["Nghị quyết: Trồng cây"] == DUE
    assert shown(an)["Ghi biên bản: Sinh hoạt tháng 10"] == TUESDAY + timedelta(days=1)
    assert not shown(chi)
    soon = TUESDAY + timedelta(days=1)
    decide(resolution.activity, by=by, what=Decided("Thu đoàn phí", dung.person, soon))
    decide(resolution.activity, by=by, what=Decided("Viết bài", an.person, DUE))
    assert shown(dung) == {"Nghị quyết: Trồng cây": DUE, "Nghị quyết: Thu đoàn phí": soon}
    late = {todo.title: todo for todo in todos(scope_of(an, DUE))}
    assert late["Nghị quyết: Viết bài"].due == DUE
    both = late["Theo dõi 2 nghị quyết chưa xong"]
    assert (both.due, both.sentence[:15]) == (soon, "1 việc quá hạn.")
    settle_resolution(resolution, by=scope_of(dung), done_on=TUESDAY, note="Xong")
    assert set(shown(dung)) == {"Nghị quyết: Thu đoàn phí"}


@pytest.mark.parametrize("count", [3, 300])
def test_paper_counts_the_roster_and_costs_the_same(
    ticked, by, written, dung, count, django_assert_num_queries
):
    mark_attendance(ticked, by=by, people={dung.person.pk: Present("excused", "Ốm")})
    held = write_minutes(ticked, by=by, written=written, version=1)
    Resolution.objects.bulk_create(
        Resolution(activity=held, text=f"Việc {n}", person=dung.person, due_on=DUE)
        for n in range(count)
    )
    with django_assert_num_queries(QUERIES_OF_THE_PAPER):
        paper = meeting_minutes(held)
    assert (paper.members, paper.present, paper.absent, paper.guests) == (2, 1, 0, 2)
    assert [(one.full_name, one.reason) for one in paper.excused] == [("Hồ Gia Dung", "Ốm")]
    assert (paper.discussion, paper.agenda[0]) == (("Bàn việc.", "Góp ý."), "Công tác tháng")
    assert len(paper.decisions) == count


QUERIES_OF_THE_PAPER = 8


@pytest.fixture
def _that_tuesday():
    with time_machine.travel(f"{TUESDAY}T13:00:00Z", tick=False):
        yield


@pytest.mark.usefixtures("_that_tuesday")
def test_minutes_paper_and_resolutions_on_their_pages(ticked, an, dung, login):
    client = login(an)
    assert client.get(at("report", ticked.pk)).url == at("minutes", ticked.pk)
    data = {
        "place": "Nhà văn hóa", "chair": an.person.pk, "secretary": dung.person.pk,
        "done": "Bàn việc", "result": "Ra quân", "guests": "0", "ended_at": "20h30", "version": 1,
    }  # fmt: skip
    address = at("minutes", ticked.pk)
    assert client.post(address, data | {"secretary": an.person.pk}).status_code == 422
    assert client.post(address, data | {"version": 9}).status_code == 422
    assert client.post(address, data).url == at("meeting", ticked.pk)
    decided = {"text": "Trồng cây", "person": dung.person.pk, "due_on": "20/10/2026"}
    add = at("add_resolution", ticked.pk)
    assert client.post(add, decided | {"due_on": "12/10/2026"}).status_code == 422
    assert client.post(add, decided).status_code == 302
    page = client.get(at("meeting", ticked.pk)).text
    for words in ("Công tác tháng", "Ra quân", "Trồng cây", "Biên bản (.docx)"):
        assert words in page
    answer = client.get(at("minutes_paper", ticked.pk))
    text = "\n".join(p.text for p in Document(BytesIO(answer.content)).paragraphs)
    assert "tổng số 02 đoàn viên; có mặt: 01; vắng có lý do: 00" in text
    made = Resolution.objects.get()
    member = login(dung)
    mine = at("resolution", made.pk)
    assert member.post(mine, {"done_on": "13/10/2026", "note": ""}).status_code == 422
    assert member.post(mine, {"done_on": "13/10/2026", "note": "Trồng 20 cây"}).status_code == 302
    assert "Trồng 20 cây" in member.get(mine).text
    assert member.post(at("reopen", made.pk)).status_code == 404
    client.post(at("reopen", made.pk))
    client.post(at("reopen", made.pk), {"viec": "bo"})
    assert not Resolution.objects.exists()


@pytest.mark.parametrize("count", [3, 300])
def test_list_of_resolutions_keeps_its_promises(
    meeting, an, dung, count, login, django_assert_num_queries
):
    days = date(2026, 10, 20), date(2027, 3, 1)
    Resolution.objects.bulk_create(
        Resolution(
            activity=meeting, text=f"Việc {n:03}", person=dung.person, due_on=days[n % 2],
            done_on=days[0] if n % 3 == 0 else None,
        )
        for n in range(count)
    )  # fmt: skip
    client, address = login(an), at("resolutions", meeting.unit_id)
    if count == 3:
        keeps_its_promises(client, f"{address}?loc=", 0, lambda one: one.text)
    client.get(address)
    with django_assert_num_queries(QUERIES_OF_THE_LIST):
        page = client.get(address, {"co": 200})
    assert len(page.context["list"].rows) == min(count, 200)
    late = client.get(address, {"loc": "qua-han"}).context["list"].rows
    assert {(one.due_on, one.done_on) for one in late} <= {(days[0], None)}


QUERIES_OF_THE_LIST = 7
