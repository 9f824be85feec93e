"""JSON Web Tokens in the Authorization header, RS256 only: Google's push and Gong's webhooks."""

from __future__ import annotations

import base64
import hashlib
import json
from typing import Any

from followup.lib.webhooks.claims import Claim, Covers
from followup.lib.webhooks.delivery import Delivery, Refused
from followup.lib.webhooks.keys import rsa_sha256

LONGEST = 8192
_GOOGLE = ("https://accounts.google.com", "accounts.google.com")
_FROM_URLSAFE = str.maketrans("-_", "+/")


def google(delivery: Delivery) -> Claim:
    """Pub/Sub push. The secrets are Google's certificates; `expected["email"]` is the account.

    `expected["audience"]` is the webhook's address when not given. The account is required:
    anybody with a project at Google gets tokens for any audience.
    """
    token, said = _bearer(delivery)
    audience = delivery.expected.get("audience") or delivery.url
    good = {
        "issuer": said.get("iss") in _GOOGLE,
        "audience": bool(audience) and said.get("aud") == audience,
        "account": said.get("email") == delivery.wants("email"),
        "proof of the account": said.get("email_verified") is True,
    }
    return _claim(delivery, token, said, good, covers="token", dated=True)


def gong(delivery: Delivery) -> Claim:
    """Gong's signed header names the webhook's address and the hash of the body.

    The secrets are the public keys of its settings page. Times in the token are kept to if there.
    """
    token, said = _bearer(delivery)
    good = {
        "address": bool(delivery.url) and said.get("webhook_url") == delivery.url,
        "body": said.get("body_sha256") == hashlib.sha256(delivery.body).hexdigest(),
    }
    return _claim(delivery, token, said, good, covers="body", dated=False)


def _claim(
    delivery: Delivery,
    token: str,
    said: dict[str, Any],
    good: dict[str, bool],
    *,
    covers: Covers,
    dated: bool,
) -> Claim:
    if wrong := [name for name, holds in good.items() if not holds]:
        raise Refused("forged", f"the token is for another {wrong[0]}")
    content, _, signature = token.rpartition(".")
    padded = signature.translate(_FROM_URLSAFE) + "=" * (-len(signature) % 4)
    return Claim(
        presented=(padded,),
        contents=(content.encode(),),
        holds=rsa_sha256,
        sent_at=_seconds(said, "iat", needed=dated),
        expires_at=_seconds(said, "exp", needed=dated),
        covers=covers,
        identity=delivery.body if covers == "token" else None,
    )


def _bearer(delivery: Delivery) -> tuple[str, dict[str, Any]]:
    given = delivery.header("Authorization")
    kind, _, token = given.partition(" ")
    kind, token = (kind, token) if token else ("bearer", kind)
    parts = token.split(".")
    if kind.lower() != "bearer" or len(parts) != 3 or len(token) > LONGEST or not token.isascii():
        raise Refused("malformed", "the Authorization header holds no token")
    # "none" and HS256 would let the sender choose how its own signature is checked.
    if _part(parts[0]).get("alg") != "RS256":
        raise Refused("malformed", "the token is not signed with RS256")
    return token, _part(parts[1])


def _part(text: str) -> dict[str, Any]:
    found = json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
    if not isinstance(found, dict):
        raise Refused("malformed", "the token is not an object")
    return found


def _seconds(said: dict[str, Any], name: str, *, needed: bool) -> float | None:
    value = said.get(name)
    if value is None and not needed:
        return None
    if not isinstance(value, int | float) or isinstance(value, bool) or not 0 <= value < 1e11:
        raise Refused("malformed", f"the token's {name} is not a time")
    return float(value)
