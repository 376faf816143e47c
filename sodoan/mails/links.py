"""Signed links in mails: they name no person and no address."""

from typing import Final

from django.conf import settings
from django.core import signing
from django.urls import reverse

from sodoan.mails.models import MailChoice

PROOF_HOURS: Final = 48
_PROOF: Final = "sodoan.mails.proof"
_STOP: Final = "sodoan.mails.stop"


def absolute(path: str) -> str:
    """The address of a page, as it stands in a mail."""
    return f"{settings.SITE_ADDRESS}{path}"


def proof_token(choice: MailChoice) -> str:
    """Opens the page that proves the address: once, for the account it was made for."""
    return signing.dumps([choice.pk, choice.nonce], salt=_PROOF)


def read_proof(token: str) -> tuple[int, str, bool] | None:
    """Which choice, its nonce, whether the link is still in time; None for a forged one."""
    try:
        key, nonce = signing.loads(token, salt=_PROOF)
    except signing.BadSignature:
        return None
    try:
        signing.loads(token, salt=_PROOF, max_age=PROOF_HOURS * 3600)
    except signing.SignatureExpired:
        return key, nonce, False
    return key, nonce, True


def stop_url(choice: MailChoice) -> str:
    """The address that ends the mails without signing in; it opens nothing else."""
    token = signing.dumps(choice.pk, salt=_STOP)
    return absolute(reverse("mails:stop", args=[token]))


def read_stop(token: str) -> int | None:
    """Whose mails a link ends; None for a forged one."""
    try:
        return int(signing.loads(token, salt=_STOP))
    except signing.BadSignature:
        return None
