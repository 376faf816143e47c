"""An address is proven by who reads its mail and is signed in; then one chooses what is mailed."""

import secrets
from datetime import timedelta
from typing import Final

from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.mail import EmailMessage
from django.db import transaction
from django.utils import timezone

from sodoan.accounts.models import User
from sodoan.audit.history import acting, deed
from sodoan.common.scoping import Actor
from sodoan.mails.choices import Rhythm
from sodoan.mails.links import PROOF_HOURS, read_proof
from sodoan.mails.models import MailChoice
from sodoan.mails.queries.letters import proof_letter

AGAIN_AFTER: Final = timedelta(minutes=10)
_OLD_LINK: Final = (
    f"Liên kết này đã dùng hoặc quá {PROOF_HOURS} giờ. Bấm Gửi thư xác nhận để lấy liên kết mới."
)


@transaction.atomic
@deed("Xin xác nhận thư điện tử")
def ask_proof(*, by: Actor) -> MailChoice:
    """Note that the address of the account is to be proven; the worker sends the link.

    An earlier link is dead. Raises `ValidationError` when the server sends no mail, the account
    has no address, it is proven already, or a mail went out less than ten minutes ago.
    """
    user = _account(by)
    if not settings.MAIL_IS_ON:
        raise ValidationError("Máy chủ này chưa gửi thư.")
    if not user.email:
        raise ValidationError("Tài khoản chưa có thư điện tử.")
    choice, _ = MailChoice.objects.select_for_update().get_or_create(user=user)
    if choice.address == user.email:
        raise ValidationError("Thư điện tử này đã được xác nhận.")
    now = timezone.now()
    is_new = choice.asked_address != user.email
    if choice.asked_at and now - choice.asked_at < AGAIN_AFTER and not is_new:
        raise ValidationError("Thư xác nhận vừa được gửi. Sau 10 phút mới gửi lại được.")
    choice.asked_address, choice.asked_at = user.email, now
    choice.nonce = secrets.token_urlsafe(32)
    choice.save()
    return choice


def send_proof(pk: int) -> bool:
    """Send the link that is out, unless it was used meanwhile; whether it was sent."""
    choice = MailChoice.objects.get(pk=pk)
    if not choice.nonce:
        return False
    letter = proof_letter(choice)
    EmailMessage(
        letter.subject,
        letter.text,
        to=[choice.asked_address],
        headers={"Auto-Submitted": "auto-generated"},
    ).send()
    return True


@transaction.atomic
@deed("Xác nhận thư điện tử")
def prove(token: str, *, by: Actor) -> MailChoice:
    """Take the address as proven; the link is used up.

    Raises `PermissionDenied` for a link of another account or a forged one, `ValidationError` for
    one that is used, too old, or of an address the account has no more.
    """
    choice = own_choice(token, by=by, lock=True)
    key = read_proof(token)
    is_out = key is not None and key[2] and secrets.compare_digest(key[1], choice.nonce)
    if not (choice.nonce and is_out) or choice.asked_address != choice.user.email:
        raise ValidationError(_OLD_LINK)
    choice.address, choice.proven_at = choice.asked_address, timezone.now()
    choice.nonce = choice.asked_address = ""
    choice.save()
    return choice


def own_choice(token: str, *, by: Actor, lock: bool = False) -> MailChoice:
    """The choice a proof link is about. Raises `PermissionDenied` unless it is one's own."""
    key = read_proof(token)
    rows = MailChoice.objects.select_related("user").filter(user=_account(by))
    rows = rows.select_for_update(of=("self",)) if lock else rows
    found: MailChoice | None = rows.filter(pk=key[0]).first() if key else None
    if found is None:
        raise PermissionDenied
    return found


@transaction.atomic
@deed("Chọn cách nhận thư")
def choose(rhythm: Rhythm, *, by: Actor) -> MailChoice:
    """Keep how often the account wants the digest. Raises `PermissionDenied` without an account."""
    choice, _ = MailChoice.objects.update_or_create(user=_account(by), defaults={"rhythm": rhythm})
    return choice


@transaction.atomic
def stop(choice: MailChoice) -> None:
    """End the digests of who holds the link of one of them; nothing else is opened by it."""
    with acting(user_id=choice.user_id, reason="Ngừng nhận thư bằng liên kết trong thư"):
        MailChoice.objects.filter(pk=choice.pk).exclude(rhythm=Rhythm.OFF).update(rhythm=Rhythm.OFF)


def _account(by: Actor) -> User:
    if by.user_id is None:
        raise PermissionDenied
    return User.objects.get(pk=by.user_id)
