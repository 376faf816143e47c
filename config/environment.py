"""Values of the environment, read with a plain word about those that cannot be."""

import os

from django.core.exceptions import ImproperlyConfigured


def whole_number(name: str, default: int) -> int:
    """Return a number from 0; unset or blank means the default."""
    text = os.environ.get(name, "").strip()
    if not text:
        return default
    if not (text.isascii() and text.isdecimal()):
        raise ImproperlyConfigured(f"{name}={text} không phải số. Đặt lại, ví dụ {name}={default}.")
    return int(text)


def listed(name: str) -> list[str]:
    """Return what stands between commas; blanks do not count."""
    return [part.strip() for part in os.environ.get(name, "").split(",") if part.strip()]
