"""Secrets encrypted at rest: Fernet under the first key, readable under any of them."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.db import models


class Unreadable(Exception):
    """The secret was sealed under a key that is gone: it has to be typed in again."""


def seal(text: str, *, keys: Sequence[str]) -> str:
    """Encrypted and signed under the first of `keys`; an empty text stays empty."""
    return _under(keys).encrypt(text.encode()).decode() if text else ""


def unseal(sealed: str, *, keys: Sequence[str]) -> str:
    """The text again, under whichever key it was sealed. Raises Unreadable."""
    if not sealed:
        return ""
    try:
        return _under(keys).decrypt(sealed.encode()).decode()
    except InvalidToken:
        raise Unreadable("A stored secret can no longer be read. Type it in again.") from None


def _under(keys: Sequence[str]) -> MultiFernet:
    """Keys of any length, brought to what Fernet takes; they are random, not passwords."""
    return MultiFernet(
        Fernet(
            base64.urlsafe_b64encode(hashlib.sha256(b"followup mailbox\0" + k.encode()).digest())
        )
        for k in keys
    )


if TYPE_CHECKING:
    _Text = models.TextField[str, str]
else:
    _Text = models.TextField


class SealedField(_Text):
    """Text that is encrypted in the database and plain in Python."""

    def get_prep_value(self, value: Any) -> Any:
        return seal(str(value or ""), keys=settings.MAILBOX_KEYS)

    def from_db_value(self, value: str | None, *_: object) -> str | None:
        return None if value is None else unseal(value, keys=settings.MAILBOX_KEYS)
