"""Secrets: from the environment, else from a file in the data folder made at the first start.

The file is readable by its owner only. Production sets the environment variables
`SODOAN_SECRET_KEY`, `SODOAN_ID_KEYS` (comma-separated base64 of 32 random bytes, newest first) and
`SODOAN_ID_HASH_KEY`, so that nothing secret lies beside the database.
"""

import base64
import contextlib
import json
import os
import secrets
from dataclasses import dataclass
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

from config.environment import listed

KEY_BYTES = 32


@dataclass(frozen=True)
class Secrets:
    """`signing` for sessions and links; `id_numbers` encrypt, `id_hash` matches citizen numbers."""

    signing: str
    id_numbers: tuple[str, ...]
    id_hash: str


def load_secrets(data: Path) -> Secrets:
    """Secrets of this installation; creates `secrets.json` in `data` when nothing is set."""
    env = os.environ
    if env.get("SODOAN_SECRET_KEY") and env.get("SODOAN_ID_KEYS") and env.get("SODOAN_ID_HASH_KEY"):
        keys = tuple(listed("SODOAN_ID_KEYS"))
        if not keys or not all(_is_key(key) for key in keys):
            raise ImproperlyConfigured(
                "SODOAN_ID_KEYS không dùng được: mỗi khóa là 32 byte viết bằng base64, cách nhau "
                "dấu phẩy. Tạo khóa mới: openssl rand -base64 32."
            )
        return Secrets(env["SODOAN_SECRET_KEY"], keys, env["SODOAN_ID_HASH_KEY"])
    path = data / "secrets.json"
    if not path.exists():
        _create(path)
    stored = json.loads(path.read_text())
    return Secrets(stored["signing"], tuple(stored["id_numbers"]), stored["id_hash"])


def _is_key(text: str) -> bool:
    try:
        return len(base64.urlsafe_b64decode(text)) == KEY_BYTES
    except ValueError:
        return False


def _create(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = {
        "signing": secrets.token_urlsafe(48),
        "id_numbers": [base64.urlsafe_b64encode(secrets.token_bytes(KEY_BYTES)).decode()],
        "id_hash": secrets.token_urlsafe(32),
    }
    draft = path.with_name(f".secrets.{os.getpid()}.{secrets.token_hex(4)}")
    draft.touch(mode=0o600)
    draft.write_text(json.dumps(fresh))
    with contextlib.suppress(FileExistsError):
        os.link(draft, path)  # atomic: of two processes starting at once, the first wins
    draft.unlink()
