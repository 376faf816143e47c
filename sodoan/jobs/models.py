"""A long piece of work somebody started: how far it is, what came out; what of a day is done."""

from collections.abc import Collection
from datetime import timedelta
from pathlib import Path
from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.functional import cached_property

from sodoan.common.pace import time_left
from sodoan.jobs.choices import AT_WORK, JobState
from sodoan.org.models import Unit


class Job(models.Model):
    """Belongs to the account that ordered it.

    `paths` are the units it reads, where they lay when it was ordered, by one of `capabilities`:
    whether these reach `paths_now` is asked again when it runs and when its result is fetched.
    """

    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="jobs", verbose_name="người yêu cầu"
    )
    kind = models.CharField("loại việc", max_length=40)
    title = models.CharField("tên việc", max_length=200)
    args = models.JSONField("yêu cầu", default=dict)
    capabilities = ArrayField(
        models.CharField(max_length=40), verbose_name="quyền cần có", default=list
    )
    paths = ArrayField(models.TextField(), verbose_name="phạm vi", default=list)
    state = models.CharField(
        "trạng thái", max_length=10, choices=JobState, default=JobState.WAITING
    )
    done = models.PositiveIntegerField("đã làm", default=0)
    total = models.PositiveIntegerField("tất cả", default=0)
    words = models.CharField("kết quả", max_length=200, blank=True)
    error = models.CharField("lỗi", max_length=300, blank=True)
    url = models.CharField("liên kết", max_length=200, blank=True)
    file_name = models.CharField("tên tệp", max_length=200, blank=True)
    created_at = models.DateTimeField("yêu cầu lúc", db_default=Now())
    began_at = models.DateTimeField("chạy từ lúc", null=True, blank=True)
    began_done = models.PositiveIntegerField("đã làm khi bắt đầu chạy", default=0)
    finished_at = models.DateTimeField("kết thúc lúc", null=True, blank=True)
    purged_at = models.DateTimeField("xóa tệp lúc", null=True, blank=True)

    class Meta:
        verbose_name = "việc nền"
        verbose_name_plural = "việc nền"
        ordering: ClassVar = ["-created_at", "-pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["owner", "kind", "args"],
                condition=models.Q(state__in=AT_WORK),
                name="one_job_at_work_per_order",
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=AT_WORK, finished_at=None)
                | (~models.Q(state__in=AT_WORK) & models.Q(finished_at__isnull=False)),
                name="job_over_has_a_moment",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_at_work(self) -> bool:
        """Whether it waits or runs."""
        return self.state in AT_WORK

    @property
    def unit_ids(self) -> list[int | None]:
        """The units it reads: the last key of each path; None for all units there are."""
        return [int(path.split(".")[-2]) if path else None for path in self.paths]

    @cached_property
    def paths_now(self) -> list[str]:
        """Where its units lie today; those that are gone are left out. See `locate`."""
        locate([self])
        return self.paths_now  # by now in the instance itself

    @property
    def time_left(self) -> str:
        """How long the run at work still takes, in words; "" while that cannot be told."""
        took = timezone.now() - self.began_at if self.began_at else timedelta()
        return time_left(self.done - self.began_done, self.total - self.began_done, took)

    @property
    def has_file(self) -> bool:
        """Whether there is a result to download."""
        return self.state == JobState.DONE and bool(self.file_name) and self.purged_at is None

    @property
    def folder(self) -> Path:
        """Where its parts and its result lie."""
        root: Path = settings.SODOAN_DATA / "jobs"
        return root / str(self.pk)

    @property
    def result(self) -> Path:
        """The finished file."""
        return self.folder / "result"


class DayDone(models.Model):
    """A step of a day was done: written with its work, so both are there or neither."""

    step = models.CharField("bước", max_length=120)
    day = models.DateField("ngày")
    done_at = models.DateTimeField("xong lúc", db_default=Now())

    class Meta:
        verbose_name = "việc trong ngày đã làm"
        verbose_name_plural = "việc trong ngày đã làm"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["step", "day"], name="step_done_once_a_day"),
        ]

    def __str__(self) -> str:
        return f"{self.step} {self.day:%d/%m/%Y}"


def locate(jobs: Collection[Job]) -> None:
    """Find where the units of these jobs lie today (`paths_now`): one query for all."""
    keys = {key for job in jobs for key in job.unit_ids if key is not None}
    found = Unit.objects.filter(pk__in=keys).values_list("pk", "path")
    paths: dict[int | None, str] = {None: "", **dict(found)}
    for job in jobs:
        job.paths_now = [paths[key] for key in job.unit_ids if key in paths]
