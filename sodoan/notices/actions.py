"""Writing to inboxes."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sodoan.notices.models import Notice


@dataclass(frozen=True)
class Message:
    """A notice before it has a reader."""

    key: str
    title: str
    body: str = ""
    url: str = ""


def notify(user_ids: Iterable[int | None], message: Message) -> None:
    """Put the message in each inbox once; people without an account are passed over."""
    notify_each((user_id, message) for user_id in user_ids)


def notify_each(messages: Iterable[tuple[int | None, Message]]) -> None:
    """Put each reader's own message in their inbox, all with one statement; see `notify`."""
    Notice.objects.bulk_create(
        [
            Notice(
                user_id=user_id,
                key=message.key,
                title=message.title,
                body=message.body,
                url=message.url,
            )
            for user_id, message in dict.fromkeys(messages)
            if user_id is not None
        ],
        ignore_conflicts=True,
    )


def mark_all_read(user_id: int, at: datetime) -> int:
    """Mark every unread notice of the user as read; returns how many there were."""
    return Notice.objects.filter(user_id=user_id, read_at=None).update(read_at=at)
