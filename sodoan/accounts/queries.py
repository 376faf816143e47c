"""Finding accounts, their open slips, devices and second factors."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.db.models import Q, QuerySet
from django.utils import timezone

from sodoan.accounts.models import ActivationSlip, User
from sodoan.accounts.validators import read_code, read_phone
from sodoan.audit.agents import device_name, is_phone
from sodoan.common.words import full_date

_SLIPS_SHOWN: Final = 3
_SLIPS_REMEMBERED: Final = 10


@dataclass(frozen=True)
class Device:
    """A browser in which the account is signed in."""

    pk: int
    device: str
    is_phone: bool
    since: datetime
    is_current: bool


def account_by_identifier(identifier: str) -> User | None:
    """The account with this code, e-mail or phone number, however the phone is spaced."""
    text = identifier.strip()
    wanted = Q(code=read_code(text)) | Q(email__iexact=text)
    if phone := read_phone(text):
        wanted |= Q(phone=phone)
    found = User.objects.filter(wanted)[:2]
    return found[0] if len(found) == 1 else None


def waiting_slip(user: User) -> ActivationSlip | None:
    """The slip of the account that is neither used nor revoked; it may have expired."""
    return ActivationSlip.objects.filter(user=user, used_at=None, revoked_at=None).first()


def waiting_slips(user_ids: Iterable[int | None], now: datetime) -> dict[int, str]:
    """What has become of the slip each account waits with, in words; one query."""
    rows = ActivationSlip.objects.filter(user__in=set(user_ids), used_at=None, revoked_at=None)
    return {slip.user_id: _slip_words(slip, now) for slip in rows}


def _slip_words(slip: ActivationSlip, now: datetime) -> str:
    day = full_date(timezone.localdate(slip.expires_at))
    if not slip.tries_left:
        return "phiếu bị khóa, cần cấp lại"
    return f"phiếu dùng đến {day}" if slip.is_open(now) else f"phiếu hết hạn {day}"


def ended_slips(user: User) -> list[ActivationSlip]:
    """The latest slips of the account that were used or revoked."""
    ended = user.slips.filter(Q(used_at__isnull=False) | Q(revoked_at__isnull=False))
    return list(ended.order_by("-issued_at", "-pk")[:_SLIPS_REMEMBERED])


def has_second_factor(user_id: int) -> bool:
    """Whether the account has an authenticator app or a passkey (recovery codes alone: no)."""
    kinds = [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]
    return bool(Authenticator.objects.filter(user_id=user_id, type__in=kinds).exists())


def sessions_of(user: User) -> QuerySet[UserSession]:
    """Rows of the devices where the account signed in."""
    sessions: QuerySet[UserSession] = UserSession.objects.filter(user=user)
    return sessions


def open_sessions(user: User) -> list[Device]:
    """Devices where the account is signed in, the latest first; dead sessions are swept out."""
    found = [
        Device(
            pk=session.pk,
            device=device_name(session.user_agent),
            is_phone=is_phone(session.user_agent),
            since=session.last_seen_at,
            is_current=session.is_current(),
        )
        for session in UserSession.objects.purge_and_list(user)
    ]
    return sorted(found, key=lambda device: device.since, reverse=True)


def newest_slip() -> int:
    """The key of the latest slip of all: what a page says it knew when it was drawn."""
    last = ActivationSlip.objects.order_by("-pk").values_list("pk", flat=True).first()
    return last or 0


def slips_since(known: int, people: Iterable[int], *, by: int) -> QuerySet[ActivationSlip]:
    """Slips that account has issued to these persons since `known` was the latest."""
    return ActivationSlip.objects.filter(
        pk__gt=known, issued_by=by, user__person__in=list(people)
    ).order_by("-pk")


def recent_slips(user: User) -> list[ActivationSlip]:
    """The latest slips issued for the account, with who issued them."""
    return list(user.slips.select_related("issued_by").order_by("-issued_at")[:_SLIPS_SHOWN])
