"""Creating accounts: the only place that does, and never with a password."""

import secrets
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, TypeVar

from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction

from sodoan.accounts.models import User
from sodoan.accounts.validators import ALPHABET, read_phone
from sodoan.audit.history import acting

_CODE_LENGTH: Final = 7
_ATTEMPTS: Final = 5
_CONTACTS: Final = 7_301_003  # advisory lock: phones and e-mails are handed out one at a time
_FOUNDED: Final = "Lập tài khoản"
_HANDED: Final = {
    "phone": "Số điện thoại đăng nhập theo hồ sơ",
    "email": "Thư điện tử đăng nhập theo hồ sơ",
}
T = TypeVar("T")


@dataclass(frozen=True)
class NewAccount:
    """What is known of a person who is to get an account."""

    full_name: str
    email: str = ""
    phone: str = ""


def random_code(length: int) -> str:
    """An unguessable code that survives being read from paper."""
    return "".join(secrets.choice(ALPHABET) for _ in range(length))


def create_account(
    *, full_name: str, email: str | None = None, phone: str | None = None, is_admin: bool = False
) -> User:
    """A new account without a password: it opens by an activation slip only.

    Raises `ValidationError` when e-mail or phone already belong to another account.
    """

    def save() -> User:
        if phone or email:
            hold_contacts()
        user = _fresh(NewAccount(full_name, email or "", phone or ""))
        user.is_admin = is_admin
        user.save(force_insert=True)
        return user

    try:
        with acting(user_id=None, reason=_FOUNDED):
            return _with_free_code(save)
    except IntegrityError as error:
        raise ValidationError(
            "Thư điện tử hoặc số điện thoại này đã có tài khoản khác dùng."
        ) from error


def create_accounts(rows: Sequence[NewAccount]) -> list[User]:
    """Accounts for many people at once, in order, in a fixed number of statements.

    A phone or e-mail that two people share, or that another account already uses, opens nobody's
    account: these people sign in by their account code.
    """
    emails = _free((row.email.lower() for row in rows), "email")
    phones = _free((read_phone(row.phone) or "" for row in rows), "phone")

    def save() -> list[User]:
        users = [_fresh(row) for row in rows]
        for user in users:
            user.email = user.email if user.email in emails else None
            user.phone = user.phone if user.phone in phones else None
        return User.objects.bulk_create(users)

    with acting(user_id=None, reason=_FOUNDED):
        return _with_free_code(save)


def hold_contacts() -> None:
    """Let nobody else hand phones and e-mails to accounts until the transaction ends.

    Taken behind files (what is written there is read) and before rows of accounts: whoever
    changes an account in the same transaction holds them first, so that nobody waits in a
    circle. Naming an account in another row is no such change (see the constraints of both).
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_CONTACTS])


def hand_contacts(field: str, fresh: Mapping[int, str], *, taken: Collection[str]) -> None:
    """Take phones or e-mails (`field`) from the accounts that have them, then give out others.

    `taken` are those that some account has, `fresh` says which account (key) gets which. The
    caller holds them (`hold_contacts`). The code opens every account as before. Two statements at
    most.
    """
    with acting(user_id=None, reason=_HANDED[field]):
        if taken:
            User.objects.filter(**{f"{field}__in": taken}).update(**{field: None})
        if fresh:
            users = [User(pk=user, **{field: value}) for user, value in sorted(fresh.items())]
            User.objects.bulk_update(users, [field])


def change_password(user: User, *, password: str) -> User:
    """Keep a new password chosen by the owner. Every session of the account ends by it."""
    user.set_password(password)
    with acting(user_id=user.pk, reason="Tự đổi mật khẩu"):
        user.save(update_fields=["password"])
    return user


def _fresh(row: NewAccount) -> User:
    user = User(
        code=random_code(_CODE_LENGTH),
        full_name=row.full_name,
        email=row.email.lower() or None,
        phone=read_phone(row.phone) or row.phone or None,
    )
    user.set_unusable_password()
    return user


def _free(values: Iterable[str], field: str) -> set[str]:
    once = {value for value, count in Counter(values).items() if value and count == 1}
    return once - set(User.objects.filter(**{f"{field}__in": once}).values_list(field, flat=True))


def _with_free_code(save: Callable[[], T]) -> T:
    for attempt in range(_ATTEMPTS):
        try:
            with transaction.atomic():
                return save()
        except IntegrityError as error:
            if "accounts_user_code" not in str(error) or attempt == _ATTEMPTS - 1:
                raise
    raise AssertionError("unreachable")
