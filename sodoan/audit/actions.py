"""Writing the logs that are not row history."""

from datetime import date

from django.utils.crypto import salted_hmac

from sodoan.audit.models import FileOpening, SignInAttempt

_AGENT_LENGTH = 200


def record_opening(person_id: int, *, user_id: int | None, on: date) -> None:
    """Note that somebody opened a person's file: once a day for each reader, in one statement."""
    if user_id is not None:
        row = FileOpening(person_id=person_id, user_id=user_id, on=on)
        FileOpening.objects.bulk_create([row], ignore_conflicts=True)


def record_sign_in(
    user_id: int | None, *, succeeded: bool, method: str, address: str, agent: str
) -> SignInAttempt:
    """Log a sign-in, good or bad. The network address is kept as a keyed hash only."""
    return SignInAttempt.objects.create(
        user_id=user_id,
        succeeded=succeeded,
        method=method,
        ip_hash=salted_hmac("sodoan.audit.address", address, algorithm="sha256").hexdigest(),
        agent=agent[:_AGENT_LENGTH],
    )
