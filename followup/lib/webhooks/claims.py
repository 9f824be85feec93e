"""A claim: what a delivery says was signed, with what, and how that is checked."""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

Covers = Literal["body", "token"]
# (secret, content, presented) -> whether it holds. ValueError: the secret itself is unusable.
Check = Callable[[str, bytes, str], bool]


@dataclass(frozen=True, kw_only=True)
class Claim:
    """One of `presented` must hold for one of `contents` under one of the secrets.

    `sent_at` and `expires_at` are Unix seconds. `covers` says whether the proof binds the body or
    only shows that the sender knows a secret. `identity` stands for the delivery where the signed
    content does not.
    """

    presented: tuple[str, ...]
    contents: tuple[bytes, ...]
    holds: Check
    sent_at: float | None = None
    expires_at: float | None = None
    covers: Covers = "body"
    identity: bytes | None = None


def same(expected: bytes, presented: str) -> bool:
    """Compared in constant time, as text: a second spelling of the same digest is refused."""
    return hmac.compare_digest(expected, presented.encode("utf-8", "backslashreplace"))


def plain(secret: str) -> bytes:
    """The key of most senders: the secret's own characters."""
    return secret.encode()


def as_hex(digest: bytes) -> bytes:
    """Lower-case hexadecimal."""
    return digest.hex().encode()


def hmac_check(
    *,
    algorithm: str = "sha256",
    key: Callable[[str], bytes] = plain,
    spelled: Callable[[bytes], bytes] = as_hex,
) -> Check:
    """A check of HMAC(key(secret), content), spelled in hexadecimal or base64."""

    def holds(secret: str, content: bytes, presented: str) -> bool:
        return same(spelled(hmac.digest(key(secret), content, algorithm)), presented)

    return holds


def sha256_after_secret(secret: str, content: bytes, presented: str) -> bool:
    """A check of hex SHA-256 over secret and content (not an HMAC)."""
    return same(as_hex(hashlib.sha256(plain(secret) + content).digest()), presented)


HEX = hmac_check()
BASE64 = hmac_check(spelled=base64.b64encode)
