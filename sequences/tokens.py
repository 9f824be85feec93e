"""Numbers that strangers may hand back to us, signed: an address to answer to, a link to leave by.

A token is made of digits and lower-case letters only, because mail systems write addresses in
lower case. The same number and purpose give the same token, so that a mail that carries one can be
drawn twice and stay the same.
"""

from __future__ import annotations

import re

from django.conf import settings
from django.utils.crypto import constant_time_compare, salted_hmac

LENGTH = 24  # hexadecimal digits of the signature: 96 bits
PATTERN = rf"\d{{1,18}}-[0-9a-f]{{{LENGTH}}}"


def sign(purpose: str, number: int) -> str:
    """The token of a row's number for one purpose."""
    return f"{number}-{_signature(purpose, number, settings.SECRET_KEY)}"


def read(purpose: str, token: str) -> int | None:
    """The number in a token that was made here for this purpose; None for anything else."""
    if not re.fullmatch(PATTERN, token):
        return None
    digits, _, given = token.partition("-")
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    made = (_signature(purpose, int(digits), key) for key in keys)
    return int(digits) if any(constant_time_compare(given, one) for one in made) else None


def _signature(purpose: str, number: int, key: str | bytes) -> str:
    salt = f"sequences.tokens.{purpose}"
    return salted_hmac(salt, str(number), secret=key, algorithm="sha256").hexdigest()[:LENGTH]
