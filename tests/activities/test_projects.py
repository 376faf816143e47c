"""Projects: planned, worked on, done or stopped; who may, what the database keeps, the lists."""

from dataclasses import replace
from datetime import date, timedelta
from io import BytesIO

import pytest
import time_machine
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.urls import reverse
from PIL import Image

from sodoan.access.scopes import scope_of
from sodoan.activities.actions.planning import Planned, plan_activity
from sodoan.activities.actions.projects import (
    Intended,
    Progress,
    change_project,
    move_project,
    plan_project,
)
from sodoan.activities.models import Activity, Project
from sodoan.activities.models.project import MOST_VALUE
from sodoan.activities.queries.projects import workforce_of
from sodoan.activities.queries.todos import todos
from tests.activities.conftest import TUESDAY
from tests.listed import keeps_its_promises

pytestmark = pytest.mark.django_db
END = TUESDAY + timedelta(days=30)


@pytest.fixture
def by(an):
    return scope_of(an, TUESDAY)


@pytest.fixture
def what(dung):
    return Intended(
        "Sân chơi", "work", "branch", TUESDAY, END, "Khu phố", 5_000_000, (dung.person,)
    )


@pytest.fixture
def project(units, by, what):
    return plan_project(units.a1, by=by, what=what)


def faults(act):
    with pytest.raises(ValidationError) as caught:
        act()
    error = caught.value
    return list(error.message_dict) if hasattr(error, "error_dict") else error.messages


def at(name, *args):
    return reverse(f"activities:{name}", args=args)


def picture(color="green"):
    stream = BytesIO()
    Image.new("RGB", (8, 8), color).save(stream, "PNG")
    return ContentFile(stream.getvalue(), "anh.png")


def test_project_is_refused_to_strangers_and_by_field(units, by, what, chi, dung, project):
    for user in (chi, dung):
        with pytest.raises(PermissionDenied):
            plan_project(units.a1, by=scope_of(user), what=what)
        with pytest.raises(PermissionDenied):
            move_project(project, by=scope_of(user), progress=Progress("running"))
    for field, wrong in {
        "title": {"title": " "},
        "ends_on": {"ends_on": TUESDAY - timedelta(days=1)},
        "starts_on": {"starts_on": units.a1.opened_on - timedelta(days=1)},
        "value": {"value": MOST_VALUE + 1},
        "leads": {"leads": ()},
    }.items():
        changed = replace(what, **wrong)
        assert faults(lambda: plan_project(units.a1, by=by, what=changed)) == [field]  # noqa: B023
    stranger = replace(what, leads=(chi.person,))
    assert faults(lambda: change_project(project, by=by, what=stranger)) == ["leads"]
    one_day = replace(what, ends_on=TUESDAY, value=MOST_VALUE)
    assert change_project(project, by=by, what=one_day).ends_on == TUESDAY


@pytest.mark.parametrize(
    "broken",
    [
        {"ends_on": TUESDAY - timedelta(days=1)},
        {"state": "done"},
        {"finished_on": END},
        {"percent": 100},
        {"state": "done", "percent": 100, "finished_on": TUESDAY - timedelta(days=1)},
        {"state": "stopped"},
        {"stop_reason": "Mưa"},
        {"value": MOST_VALUE + 1},
    ],
)
def test_database_refuses_halves(project, broken):
    with pytest.raises(IntegrityError), transaction.atomic():
        Project.objects.filter(pk=project.pk).update(**broken)


def test_day_of_a_project_is_of_its_unit(units, by, project):
    day = plan_activity(
        units.a1, by=by, what=Planned(TUESDAY, "Ra quân", kind="project", project=project)
    )
    for broken in ({"project": None}, {"kind": "other"}, {"unit": units.a2}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Activity.objects.filter(pk=day.pk).update(**broken)
    stopped = Progress("stopped", 10, reason="Mưa lũ")
    move_project(project, by=by, progress=stopped)
    project.refresh_from_db()
    again = Planned(TUESDAY, "Ra quân", kind="project", project=project)
    assert faults(lambda: plan_activity(units.a1, by=by, what=again)) == ["project"]


def test_project_moves_on_and_back(by, an, what, project):
    after = scope_of(an, END)

    def refused(**facts):
        return faults(lambda: move_project(project, by=after, progress=Progress(**facts)))

    assert refused(state="planned") == ["state"]
    assert refused(state="running", percent=100) == ["percent"]
    assert refused(state="stopped", reason=" ") == ["reason"]
    assert refused(state="done", result="Xong") == ["on"]
    for day in (TUESDAY - timedelta(days=1), END + timedelta(days=1)):
        assert refused(state="done", on=day, result="Xong") == ["on"]
    assert refused(state="done", on=END) == ["result"]
    done = move_project(project, by=after, progress=Progress("done", on=END, result="Bàn giao"))
    assert (done.percent, done.finished_on) == (100, END)
    assert refused(state="stopped", reason="Mưa") == ["state"]
    assert faults(lambda: change_project(project, by=after, what=what))
    back = move_project(project, by=after, progress=Progress("running", 90))
    assert (back.finished_on, back.percent) == (None, 90)


def test_pictures_are_pictures_kept_once_and_five_at_most(by, project):
    def add(photo):
        move_project(project, by=by, progress=Progress("running", 5, photo=photo))

    assert faults(lambda: add(ContentFile(b"%PDF-1.4\n%%EOF", "a.pdf"))) == ["photo"]
    project.refresh_from_db()
    assert project.state == "planned"
    colors = ("red", "green", "blue", "white", "black")
    for color in (*colors, "red"):
        add(picture(color))
    assert project.photos.count() == 5
    assert faults(lambda: add(picture("yellow"))) == ["photo"]


def test_late_project_is_asked_of_who_keeps_the_unit(project, by, an, dung, chi):
    def shown(user, day):
        return [todo.key for todo in todos(scope_of(user, day)) if todo.key.startswith("project")]

    late = END + timedelta(days=1)
    assert shown(an, END) == []
    assert shown(an, late) == [f"project-{project.pk}"]
    assert shown(dung, late) == shown(chi, late) == []
    move_project(project, by=by, progress=Progress("stopped", reason="Mưa"))
    assert shown(an, late) == []


def test_workforce_tells_people_from_attendances(units, by, project, an, dung):
    for day, people in ((TUESDAY, (an, dung)), (TUESDAY + timedelta(days=1), (dung,))):
        made = Activity.objects.create(
            unit=units.a1, kind="project", project=project, title="Ra quân", on=day, guests=2,
            state="reported", reported_at="2026-10-13T10:00Z",
        )  # fmt: skip
        for user in people:
            made.attendances.create(person=user.person, presence="present")
    found = workforce_of(project)
    assert (found.people, found.attendances, found.guests) == (2, 3, 4)


@pytest.fixture
def _that_tuesday():
    with time_machine.travel(f"{TUESDAY}T05:00:00Z", tick=False):
        yield


@pytest.mark.usefixtures("_that_tuesday")
def test_project_from_form_to_completion(units, an, dung, login):
    client = login(an)
    data = {
        "title": "Sân chơi", "kind": "work", "scale": "branch", "starts_on": "13/10/2026",
        "ends_on": "30/10/2026", "value": "12.500.000", "leads": [dung.person.pk],
    }  # fmt: skip
    address = at("add_project", units.a1.pk)
    for wrong in ({"ends_on": "1/10/2026"}, {"leads": []}, {"value": "nhiều"}):
        assert client.post(address, data | wrong).status_code == 422
    made = client.post(address, data).url
    project = Project.objects.get()
    assert (project.value, project.search_key) == (12_500_000, "san choi")
    assert "12.500.000 đồng" in client.get(made).text
    change = at("change_project", project.pk)
    assert client.get(change).context["form"]["leads"].value() == [dung.person.pk]
    assert client.post(change, data | {"title": "Sân chơi mới"}).url == made
    day = client.get(at("add", units.a1.pk), {"cong_trinh": project.pk}).context["form"]
    assert day["title"].value() == "Sân chơi mới"
    sent = {
        "on": "13/10/2026", "what": "other", "title": "Ra quân", "project": project.pk,
        "minutes": "120",
    }  # fmt: skip
    assert client.post(at("add", units.a1.pk), sent).status_code == 302
    assert Activity.objects.get().project == project
    move = at("move_project", project.pk)
    assert client.post(move, {"state": "done", "on": "13/10/2026"}).status_code == 422
    photo = SimpleUploadedFile("anh.png", picture().read(), "image/png")
    done = {"state": "done", "on": "13/10/2026", "result": "Bàn giao", "photo": photo}
    assert client.post(move, done).url == made
    page = client.get(made).text
    for words in ("Đã hoàn thành", "Bàn giao", "Ra quân", "Sân chơi mới"):
        assert words in page
    answer = client.get(at("project_photo", project.photos.get().pk))
    assert (answer.status_code, answer["Content-Type"]) == (200, "image/png")
    answer.close()


@pytest.mark.parametrize("count", [3, 300])
def test_list_of_projects_keeps_its_promises(
    units, em, dung, project, count, login, django_assert_num_queries
):
    Project.objects.bulk_create(
        Project(
            unit=(units.a1, units.b1)[n % 2], kind="task", scale="commune", title=f"Việc {n:03}",
            search_key=f"viec {n:03}", starts_on=TUESDAY, ends_on=date(2030, 1, 1 + n % 28),
        )
        for n in range(count)
    )  # fmt: skip
    client = login(em)
    if count == 3:
        keeps_its_promises(client, f"{at('projects')}?loc=", 0, lambda one: one.title)
    client.get(at("projects"))
    with django_assert_num_queries(QUERIES_OF_THE_LIST):
        page = client.get(at("projects"), {"co": 200})
    assert len(page.context["list"].rows) == min(count + 1, 200)


QUERIES_OF_THE_LIST = 8


def test_list_shows_ones_own_and_below(units, project, an, binh, chi, dung, login):
    for user, many in ((an, 1), (binh, 1), (chi, 0)):
        assert len(login(user).get(at("projects")).context["list"].rows) == many
    assert login(dung).get(at("projects")).status_code == 403
