"""Reading the logs that are not row history: sign-ins, sensitive reads."""

from datetime import datetime, timedelta
from typing import Final

from django.db.models import QuerySet

from sodoan.audit.models import SensitiveRead, SignInAttempt

_SHOWN: Final = 10
READS_SHOWN_DAYS: Final = 90


def sign_ins_of(user_id: int, *, limit: int = _SHOWN) -> list[SignInAttempt]:
    """The latest sign-ins to an account, good and bad, newest first."""
    return list(SignInAttempt.objects.filter(user_id=user_id)[:limit])


def sensitive_reads_of(person_id: int, *, until: datetime) -> QuerySet[SensitiveRead]:
    """Who opened a person's sensitive facts in the 90 days before `until`, newest first."""
    since = until - timedelta(days=READS_SHOWN_DAYS)
    return SensitiveRead.objects.filter(person_id=person_id, at__gt=since).select_related("user")
