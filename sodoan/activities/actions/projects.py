"""Projects: planned, changed, brought forward to their end."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction

from sodoan.activities.actions.reporting import MOST_PHOTOS
from sodoan.activities.choices import PROJECT_MOVES, ProjectState
from sodoan.activities.models import Project, ProjectLead, ProjectPhoto
from sodoan.activities.models.project import MOST_VALUE
from sodoan.activities.queries.duties import may_take
from sodoan.audit.history import deed
from sodoan.common.permissions import require
from sodoan.common.scoping import Actor
from sodoan.common.text import search_key
from sodoan.common.words import full_date, number
from sodoan.documents.actions import NamedFile, store_attachment
from sodoan.documents.choices import IMAGES
from sodoan.org.models import Unit
from sodoan.people.models import Person

_WHOLE = 100


@dataclass(frozen=True)
class Intended:
    """What a project is to be."""

    title: str
    kind: str
    scale: str
    starts_on: date
    ends_on: date
    place: str = ""
    value: int = 0
    leads: Sequence[Person] = ()


@dataclass(frozen=True)
class Progress:
    """How a project stands: `on` is the day it was finished, `reason` why it stopped."""

    state: str
    percent: int = 0
    on: date | None = None
    result: str = ""
    reason: str = ""
    photo: NamedFile | None = None


@transaction.atomic
@deed("Lập công trình, phần việc thanh niên")
def plan_project(unit: Unit, *, by: Actor, what: Intended) -> Project:
    """Plan a project of a unit.

    Raises `ValidationError` by field: without a title, an end before the start, a day on which the
    unit is not there, a value out of this world, nobody in charge or somebody not of the unit.
    """
    require(by, "activities.plan", unit)
    project = Project(unit=unit)
    _write(project, what, by.on)
    return project


@transaction.atomic
@deed("Sửa công trình, phần việc thanh niên")
def change_project(project: Project, *, by: Actor, what: Intended) -> Project:
    """Change what a project is to be; how it stands is not touched. Raises as `plan_project`.

    Also `ValidationError` once it is done or stopped.
    """
    held = _hold(project, by)
    if not held.is_open:
        raise ValidationError("Công trình đã hoàn thành hoặc đã dừng nên không sửa kế hoạch.")
    _write(held, what, by.on)
    return held


@transaction.atomic
@deed("Ghi tiến độ công trình, phần việc thanh niên")
def move_project(project: Project, *, by: Actor, progress: Progress) -> Project:
    """Say how far it is, that it is done, stopped, or goes on after all; a picture may be added.

    Raises `ValidationError` by field: a move that may not be; done without a day from its start to
    today or without words on the result; stopped without a reason; a share that is none; a picture
    that is none, or one too many.
    """
    held = _hold(project, by)
    _refuse_progress(held, progress, by.on)
    held.state = progress.state
    is_done = progress.state == ProjectState.DONE
    held.percent = _WHOLE if is_done else progress.percent
    held.finished_on = progress.on if is_done else None
    held.result = progress.result.strip()
    is_stopped = progress.state == ProjectState.STOPPED
    held.stop_reason = progress.reason.strip() if is_stopped else ""
    held.save()
    if progress.photo:
        _add_photo(held, progress.photo, by)
    return held


def _refuse_progress(held: Project, progress: Progress, today: date) -> None:
    faults = {}
    if progress.state not in PROJECT_MOVES[ProjectState(held.state)]:
        now = held.get_state_display().lower()
        faults["state"] = f"Công trình {now} nên chưa chuyển được sang trạng thái này."
    if progress.state == ProjectState.DONE:
        if progress.on is None or not held.starts_on <= progress.on <= today:
            faults["on"] = (
                f"Ngày hoàn thành từ ngày bắt đầu {full_date(held.starts_on)} đến hôm nay."
            )
        if not progress.result.strip():
            faults["result"] = "Đồng chí ghi kết quả."
    elif not 0 <= progress.percent < _WHOLE:
        faults["percent"] = "Đồng chí ghi từ 0 đến 99; làm xong thì chọn “Đã hoàn thành”."
    if progress.state == ProjectState.STOPPED and not progress.reason.strip():
        faults["reason"] = "Đồng chí ghi lý do dừng."
    if faults:
        raise ValidationError(faults)


def _hold(project: Project, by: Actor) -> Project:
    rows = Project.objects.select_for_update(of=("self",)).select_related("unit__type")
    held: Project = rows.get(pk=project.pk)
    require(by, "activities.keep_project", held)
    return held


def _write(project: Project, what: Intended, today: date) -> None:
    _refuse(project, what, today)
    project.title = what.title.strip()
    project.search_key = search_key(project.title)[:200]
    project.kind, project.scale = what.kind, what.scale
    project.starts_on, project.ends_on = what.starts_on, what.ends_on
    project.place, project.value = what.place.strip(), what.value
    project.save()
    wanted = {person.pk for person in what.leads}
    project.leads.exclude(person__in=wanted).delete()
    ProjectLead.objects.bulk_create(
        [ProjectLead(project=project, person_id=key) for key in sorted(wanted)],
        ignore_conflicts=True,
    )


def _refuse(project: Project, what: Intended, today: date) -> None:
    unit = project.unit
    faults = {}
    if not what.title.strip():
        faults["title"] = "Đồng chí ghi tên công trình, phần việc."
    if what.starts_on < unit.opened_on or (unit.closed_on and what.starts_on >= unit.closed_on):
        faults["starts_on"] = f"{unit.name} không hoạt động vào ngày {full_date(what.starts_on)}."
    if what.ends_on < what.starts_on:
        faults["ends_on"] = "Ngày dự kiến hoàn thành trước ngày bắt đầu."
    if not 0 <= what.value <= MOST_VALUE:
        faults["value"] = f"Giá trị từ 0 đến {number(MOST_VALUE)} đồng."
    kept = set(project.leads.values_list("person_id", flat=True)) if project.pk else set()
    there = set(may_take(unit, today).values_list("pk", flat=True)) | kept
    if not what.leads:
        faults["leads"] = "Đồng chí chọn ít nhất một người phụ trách."
    elif strangers := [person for person in what.leads if person.pk not in there]:
        faults["leads"] = f"Đồng chí {strangers[0]} không sinh hoạt ở {unit.name}."
    if faults:
        raise ValidationError(faults)


def _add_photo(project: Project, picture: NamedFile, by: Actor) -> None:
    """Keep a picture; the same one again is already there."""
    stored = store_attachment(picture, by=by, unit=project.unit)
    if stored.media_type not in IMAGES:
        raise ValidationError({"photo": "Tệp này không phải ảnh. Đồng chí chọn ảnh chụp."})
    if project.photos.filter(attachment__sha256=stored.sha256).exists():
        return
    if project.photos.count() >= MOST_PHOTOS:
        raise ValidationError({"photo": f"Mỗi công trình giữ nhiều nhất {MOST_PHOTOS} ảnh."})
    ProjectPhoto.objects.create(project=project, attachment=stored)
