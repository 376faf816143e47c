"""Fixed words of the job centre."""

from django.db import models


class JobState(models.TextChoices):
    """Where a job stands: waiting → running → done, failed or cancelled."""

    WAITING = "waiting", "Đang chờ"
    RUNNING = "running", "Đang chạy"
    DONE = "done", "Đã xong"
    FAILED = "failed", "Không làm được"
    CANCELLED = "cancelled", "Đã dừng"


AT_WORK = (JobState.WAITING, JobState.RUNNING)
