"""Uploaded files, kept under the data folder for as long as a batch may need them.

A list holds citizen numbers in plain text, so its file is readable by the owner of the process
only (mode 600 in a folder of mode 700) and is deleted when the batch can no longer be undone or
was never applied (see ``actions.purge``).
"""

import hashlib
import os
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings


@dataclass(frozen=True, slots=True)
class StoredFile:
    """A file taken in: its name in the folder, content hash and size in bytes."""

    stored_as: str
    sha256: str
    size: int


def folder() -> Path:
    """Return the folder of uploaded lists, made on first use."""
    path: Path = settings.SODOAN_DATA / "imports"
    path.mkdir(mode=0o700, parents=True, exist_ok=True)
    return path


def stored_path(stored_as: str) -> Path:
    """Return where a stored file lies."""
    return folder() / stored_as


def keep(chunks: Iterable[bytes]) -> StoredFile:
    """Write the content to a new file of mode 600 and return what is known about it."""
    stored_as = f"{uuid.uuid4().hex}.xlsx"
    digest, size = hashlib.sha256(), 0
    handle = os.open(stored_path(stored_as), os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as file:
        for chunk in chunks:
            digest.update(chunk)
            size += len(chunk)
            file.write(chunk)
    return StoredFile(stored_as, digest.hexdigest(), size)


def remove(stored_as: str) -> None:
    """Delete a stored file; nothing happens when it is gone already."""
    if stored_as:
        stored_path(stored_as).unlink(missing_ok=True)
