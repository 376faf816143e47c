"""Ordering, carrying out, stopping and forgetting jobs; doing what is done once a day."""

import logging
import shutil
from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import DatabaseError, transaction
from django.utils import timezone

from sodoan.access.scopes import scope_of
from sodoan.audit.history import acting
from sodoan.common.permissions import allowed, require
from sodoan.common.scoping import Actor
from sodoan.jobs.choices import AT_WORK, JobState
from sodoan.jobs.daily import DAILIES, Daily, step_of
from sodoan.jobs.kinds import run_of
from sodoan.jobs.models import DayDone, Job
from sodoan.jobs.work import StoppedError, Work
from sodoan.notices.actions import Message, notify

logger = logging.getLogger(__name__)
KEPT = timedelta(days=7)
"""Results are deleted after this."""
GIVEN_UP = timedelta(days=2)
"""A job nobody finished by then has failed."""
MADE_UP_FOR = timedelta(days=7)
"""A machine that was off longer makes up for so many days, no more."""
_UNFORESEEN = "Có lỗi ngoài dự kiến, nhật ký máy chủ đã ghi lại. Đồng chí thử lại sau."
_LOST = "Đồng chí không còn phụ trách phạm vi của việc này, nên việc dừng lại."


@transaction.atomic
def order(  # noqa: PLR0913 - the parts of an order
    kind: str,
    *,
    by: Actor,
    title: str,
    args: Mapping[str, Any],
    capabilities: Iterable[str],
    paths: Iterable[str],
) -> tuple[Job, bool]:
    """Note a job; the same order while one is at work gives that one. Whether it is new.

    Whoever calls puts the new job into the queue (`tasks.start`). Refuses what is out of reach.
    """
    if by.user_id is None:
        raise PermissionDenied
    job = Job(
        owner_id=by.user_id, kind=kind, title=title[:200], args=dict(args),
        capabilities=[str(each) for each in capabilities], paths=list(paths),
    )  # fmt: skip
    require(by, "jobs.use_job", job)
    facts = {"title": job.title, "capabilities": job.capabilities, "paths": job.paths}
    return Job.objects.get_or_create(
        owner_id=by.user_id, kind=kind, args=job.args, state__in=AT_WORK, defaults=facts
    )


def _require_reach(job: Job, by: Actor) -> None:
    if not allowed(by, "jobs.use_job", job):
        raise PermissionDenied(_LOST)


def carry_out(pk: int) -> None:
    """Do the work of a job; harmless to run again, or twice at once.

    Asks first whether the owner still reaches what the job reads. Database errors are raised, so
    that the queue tries again.
    """
    job = Job.objects.select_related("owner__person").get(pk=pk)
    if not job.is_at_work:
        return
    by = scope_of(job.owner)
    try:
        _require_reach(job, by)
        work = Work(job, by)
        work.begin()
        with acting(user_id=job.owner_id, batch=f"job-{pk}"):
            found = run_of(job.kind)(work)
        _end(job, JobState.DONE, words=found.words, file_name=found.file_name, url=found.url)
    except StoppedError:
        shutil.rmtree(job.folder, ignore_errors=True)
    except PermissionDenied as error:
        _end(job, JobState.FAILED, error=str(error) or _LOST)
    except ValidationError as error:
        _end(job, JobState.FAILED, error=" ".join(error.messages)[:300])
    except DatabaseError:
        raise
    except Exception:
        logger.exception("job %s failed", pk)
        _end(job, JobState.FAILED, error=_UNFORESEEN)


@transaction.atomic
def _end(job: Job, state: JobState, **facts: str) -> None:
    """End the job once, and tell its owner once."""
    ended = Job.objects.filter(pk=job.pk, state__in=AT_WORK).update(
        state=state, finished_at=timezone.now(), **facts
    )
    if not ended:
        return
    body = facts.get("error") or (f"Tệp được giữ {KEPT.days} ngày." if facts["file_name"] else "")
    title = facts.get("words") or f"Không làm được: {job.title}"
    url = facts.get("url") or "/viec-nen/"
    notify([job.owner_id], Message(f"job-{job.pk}", title[:200], body, url))


@transaction.atomic
def cancel(job: Job, *, by: Actor) -> bool:
    """Stop a job at its next step; whether it was still at work. Refuses anybody but its owner."""
    if by.user_id != job.owner_id:
        raise PermissionDenied("Chỉ người yêu cầu dừng được việc này.")
    stopped = Job.objects.filter(pk=job.pk, state__in=AT_WORK).update(
        state=JobState.CANCELLED, finished_at=timezone.now()
    )
    return bool(stopped)


def purge() -> int:
    """Delete the files of jobs that ended long ago, and end those given up; returns how many."""
    now = timezone.now()
    for job in Job.objects.filter(state__in=AT_WORK, created_at__lt=now - GIVEN_UP):
        _end(job, JobState.FAILED, error=_UNFORESEEN)
    old = list(Job.objects.filter(finished_at__lt=now - KEPT, purged_at=None))
    for job in old:
        shutil.rmtree(job.folder, ignore_errors=True)
    Job.objects.filter(pk__in=[job.pk for job in old]).update(purged_at=now)
    return len(old)


def catch_up(now: datetime) -> int:
    """Do what is due today by now and not done yet; returns how many steps were done.

    What fails is logged and tried again at the next call; what is registered beside it goes on.
    """
    local = timezone.localtime(now)
    return sum(_do(one, local.date()) for one in DAILIES.values() if one.at <= local.time())


def _do(daily: Daily, day: date) -> int:
    """The steps of a day in their order, up to one that fails; those done before are passed."""
    done = 0
    for path in daily.steps:
        try:
            done += do_step(path, day)
        except Exception:
            logger.exception("step %s of %s failed", path, day)
            break
    return done


@transaction.atomic
def do_step(path: str, day: date) -> bool:
    """Do one step of a day once, its row in the same transaction; whether it was done now.

    The unique row is the lock: whoever comes second waits for the first to end, and does the work
    only if that one was killed or failed.
    """
    days = DayDone.objects.filter(step=path, day__lt=day).order_by("-day")
    last = days.values_list("day", flat=True).first() or day - timedelta(days=1)
    _, is_new = DayDone.objects.get_or_create(step=path, day=day)
    if is_new:
        step_of(path)(day, max(last, day - MADE_UP_FOR))
    return is_new
