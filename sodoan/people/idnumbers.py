"""Citizen numbers: encrypted at rest, matched by a keyed hash, shown masked."""

import base64
import hmac
import os
from collections.abc import Iterable, Sequence
from functools import cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

_NONCE = 12
_VISIBLE = 3


class UndecryptableError(Exception):
    """No configured key opens this value."""


@cache
def _ciphers(keys: tuple[str, ...]) -> tuple[AESGCM, ...]:
    return tuple(AESGCM(base64.urlsafe_b64decode(key)) for key in keys)


def encrypt(number: str) -> bytes:
    """The number under the newest key: nonce, then AES-256-GCM text and tag."""
    return encrypt_all([number])[0]


def encrypt_all(numbers: Sequence[str]) -> list[bytes]:
    """The numbers under the newest key, as ``encrypt`` does it."""
    seal = _ciphers(settings.ID_NUMBER_KEYS)[0].encrypt
    chance = os.urandom(_NONCE * len(numbers))
    nonces = [chance[start : start + _NONCE] for start in range(0, len(chance), _NONCE)]
    pairs = zip(nonces, numbers, strict=True)
    return [nonce + seal(nonce, number.encode(), None) for nonce, number in pairs]


def decrypt(stored: bytes | memoryview) -> str:
    """The number again; tries the keys newest first, so keys can be rotated."""
    raw = bytes(stored)
    for cipher in _ciphers(settings.ID_NUMBER_KEYS):
        try:
            return cipher.decrypt(raw[:_NONCE], raw[_NONCE:], None).decode()
        except InvalidTag:
            continue
    raise UndecryptableError


@cache
def _keyed(key: str) -> hmac.HMAC:
    return hmac.new(key.encode(), digestmod="sha256")


def match_hash(number: str) -> str:
    """Keyed hash by which equal numbers are found; useless without the key."""
    return match_hashes([number])[0]


def match_hashes(numbers: Iterable[str]) -> list[str]:
    """The hashes of the numbers, as ``match_hash`` makes them."""
    keyed = _keyed(settings.ID_NUMBER_HASH_KEY)
    hashes = []
    for number in numbers:
        begun = keyed.copy()
        begun.update(number.encode())
        hashes.append(begun.hexdigest())
    return hashes


def masked(number: str) -> str:
    """The number with only its last three digits shown."""
    return "•" * (len(number) - _VISIBLE) + number[-_VISIBLE:]
