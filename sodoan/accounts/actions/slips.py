"""One-time codes on paper: issuing, trying, spending.

Who may issue for whom is decided above, in `sodoan.access` (it needs units and posts); this is
the mechanism. Only a keyed hash of a code is stored.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.crypto import constant_time_compare, salted_hmac

from sodoan.accounts.actions.accounts import create_account, random_code
from sodoan.accounts.choices import SlipPurpose
from sodoan.accounts.models import ActivationSlip, User
from sodoan.accounts.queries import account_by_identifier, ended_slips, waiting_slip
from sodoan.accounts.validators import SLIP_LENGTH, misread_hint, one_spelling, read_code
from sodoan.audit.history import acting
from sodoan.common.words import full_date

_ASK_AGAIN = "Bạn nhắn bí thư chi đoàn cấp mã mới."


@dataclass(frozen=True)
class IssuedCode:
    """A slip with its code in plain text: exists only between issuing and printing."""

    user: User
    code: str
    purpose: str
    expires_at: datetime


@transaction.atomic
def issue_codes(
    users: Sequence[User], *, issued_by_id: int | None, recover: bool = False
) -> list[IssuedCode]:
    """A fresh code for each account; codes issued earlier stop working.

    Accounts in use get a code to choose a new password; the old one works until the code is used.
    `recover`: the code also takes the second factor away, for people who lost the device.
    A code works to the end of the day printed on the slip.
    """
    again = SlipPurpose.RECOVER if recover else SlipPurpose.RESET
    now = timezone.now()
    last = timezone.localdate(now) + timedelta(days=settings.SLIP_DAYS)
    expires_at = datetime.combine(last, time.max, timezone.get_current_timezone())
    issued = [
        IssuedCode(
            user=user,
            code=random_code(SLIP_LENGTH),
            purpose=again if user.activated_at else SlipPurpose.ACTIVATE,
            expires_at=expires_at,
        )
        for user in users
    ]
    rows = [
        ActivationSlip(
            user=slip.user,
            purpose=slip.purpose,
            code_hash=_hash(slip.user.pk, slip.code),
            issued_by_id=issued_by_id,
            expires_at=expires_at,
            tries_left=settings.SLIP_TRIES,
        )
        for slip in issued
    ]
    with acting(user_id=issued_by_id, reason="Cấp phiếu"):
        earlier = ActivationSlip.objects.filter(user__in=users, used_at=None, revoked_at=None)
        earlier.update(revoked_at=now)
        ActivationSlip.objects.bulk_create(rows)
    return issued


@transaction.atomic
def create_admin(
    *, full_name: str, email: str | None = None, phone: str | None = None
) -> tuple[User, str]:
    """A system administrator's account and the one-time code that opens it (for the console).

    Raises `ValidationError` when e-mail or phone already belong to another account.
    """
    user = create_account(full_name=full_name, email=email, phone=phone, is_admin=True)
    return user, issue_codes([user], issued_by_id=None)[0].code


def try_code(identifier: str, code: str) -> ActivationSlip:
    """The open slip that identifier and code name together.

    A wrong code costs one of the tries. Raises `ValidationError` in words; an identifier nobody
    has is answered like a wrong code, so that nobody learns who has an account. Who types a code
    that was used or replaced had the paper in hand, is told so, and loses no try.
    """
    code = read_code(code)
    user = account_by_identifier(identifier)
    slip = waiting_slip(user) if user is not None and user.is_active else None
    if user is not None and user.is_active:
        _refuse_old(user, code, has_newer=slip is not None)
    if slip is None:
        name = f"account {user.pk}" if user is not None else one_spelling(identifier)
        raise _refusal(code, _count_down(name))
    with transaction.atomic():
        slip = ActivationSlip.objects.select_for_update().get(pk=slip.pk)
        right = constant_time_compare(slip.code_hash, _hash(slip.user_id, code))
        if not right and slip.tries_left:
            slip.tries_left -= 1
            with acting(user_id=None, reason="Nhập sai mã trên phiếu"):
                slip.save(update_fields=["tries_left"])
    if not right or not slip.tries_left:
        raise _refusal(code, slip.tries_left)
    if timezone.now() >= slip.expires_at:
        ended = full_date(timezone.localdate(slip.expires_at))
        raise ValidationError(f"Mã này hết hạn ngày {ended}. {_ASK_AGAIN}", code="expired")
    return slip


def revoke_slips(user_id: int | None, *, but_by: int | None) -> None:
    """Take back the open slips of an account that somebody else than `but_by` has issued."""
    waiting = ActivationSlip.objects.filter(user=user_id or 0, used_at=None, revoked_at=None)
    with acting(user_id=but_by, reason="Thu hồi phiếu cấp trước khi giữ chức danh"):
        waiting.exclude(issued_by=but_by or 0).update(revoked_at=timezone.now())


@transaction.atomic
def redeem_slip(slip_id: int, *, password: str) -> User:
    """Spend the slip: the account is open with this password; its other sessions end.

    Raises `ValidationError` when the slip was used, revoked or ran out in the meantime.
    """
    now = timezone.now()
    slip = ActivationSlip.objects.select_for_update().get(pk=slip_id)
    if not slip.is_open(now):
        raise ValidationError(f"Mã này không còn dùng được. {_ASK_AGAIN}")
    user = slip.user
    user.set_password(password)
    user.activated_at = user.activated_at or now
    slip.used_at = now
    with acting(user_id=user.pk, reason=f"{SlipPurpose(slip.purpose).label} bằng phiếu"):
        user.save(update_fields=["password", "activated_at"])
        if slip.purpose == SlipPurpose.RECOVER:
            Authenticator.objects.filter(user=user).delete()
        slip.save(update_fields=["used_at"])
    return user


def _hash(user_id: int, code: str) -> str:
    return salted_hmac("sodoan.accounts.slip", f"{user_id}:{code}", algorithm="sha256").hexdigest()


def _refuse_old(user: User, code: str, *, has_newer: bool) -> None:
    digest = _hash(user.pk, code)
    old = next(
        (one for one in ended_slips(user) if constant_time_compare(one.code_hash, digest)), None
    )
    if old is None:
        return
    if old.used_at is not None:
        used = full_date(timezone.localdate(old.used_at))
        raise ValidationError(
            f"Mã này đã dùng ngày {used}. Bạn đăng nhập bằng mật khẩu đã đặt; "
            "quên mật khẩu thì nhắn bí thư chi đoàn cấp phiếu mới.",
            code="used",
        )
    if has_newer:
        raise ValidationError(
            "Mã này đã có phiếu cấp sau thay thế. Bạn nhập mã trên phiếu mới nhất.", code="replaced"
        )
    raise ValidationError(f"Mã này đã thu hồi. {_ASK_AGAIN}", code="replaced")


def _count_down(name: str) -> int:
    """Tries left at a slip that does not exist, counted so that it looks like one that does."""
    digest = salted_hmac("sodoan.accounts.no-slip", name).hexdigest()
    key = f"no-slip:{digest}"
    left = max(0, int(cache.get(key, settings.SLIP_TRIES)) - 1)
    cache.set(key, left, timeout=settings.SLIP_DAYS * 86_400)
    return left


def _refusal(code: str, tries_left: int) -> ValidationError:
    if not tries_left:
        return ValidationError(
            f"Mã này đã khóa vì nhập sai {settings.SLIP_TRIES} lần. {_ASK_AGAIN}", code="locked"
        )
    parts = ["Mã này chưa đúng.", misread_hint(code), f"Còn {tries_left} lần thử."]
    return ValidationError(" ".join(part for part in parts if part), code="wrong")
