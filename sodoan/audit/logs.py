"""Reading the logs that are not row history: sign-ins, sensitive reads."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from django.db.models import Count, Max, QuerySet

from sodoan.audit.models import FileOpening, SensitiveRead, SignInAttempt

_SHOWN: Final = 10
READS_SHOWN_DAYS: Final = 90


def sign_ins_of(user_id: int, *, limit: int = _SHOWN) -> list[SignInAttempt]:
    """The latest sign-ins to an account, good and bad, newest first."""
    return list(SignInAttempt.objects.filter(user_id=user_id)[:limit])


def sensitive_reads_of(person_id: int, *, until: datetime) -> QuerySet[SensitiveRead]:
    """Who opened a person's sensitive facts in the 90 days before `until`, newest first."""
    since = until - timedelta(days=READS_SHOWN_DAYS)
    return SensitiveRead.objects.filter(person_id=person_id, at__gt=since).select_related("user")


@dataclass(frozen=True)
class Reader:
    """Somebody who opened the file, on how many days, the last one."""

    full_name: str
    days: int
    last_on: date


def openings_of(person_id: int, *, until: date) -> list[Reader]:
    """Who opened a person's file or book in the 90 days before `until`, the latest first."""
    since = until - timedelta(days=READS_SHOWN_DAYS)
    rows = (
        FileOpening.objects.filter(person_id=person_id, on__gt=since)
        .values_list("user", "user__full_name")
        .annotate(days=Count("pk"), last_on=Max("on"))
        .order_by("-last_on", "user__full_name")
    )
    return [Reader(name, days, last_on) for _, name, days, last_on in rows]
