"""The questions that senders ask before they send: is this address really yours?"""

from __future__ import annotations

import hmac
import json
import re
from urllib.parse import parse_qs, urlsplit

from followup.lib.webhooks.delivery import Refused

LONGEST = 2048
# Without this alphabet the answer would sign anything an attacker asks for: Zoom signs deliveries
# with the same key over `v0:time:body`, so a "token" with colons is a forged delivery.
_ZOOM_TOKEN = re.compile(r"[A-Za-z0-9+/=_-]{1,128}")


def zoom_answer(body: bytes, *, secret: str) -> dict[str, str] | None:
    """The JSON to answer Zoom's `endpoint.url_validation` with, or None for any other event."""
    if not secret:
        raise Refused("unconfigured", "no secret is configured")
    try:
        event = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise Refused("malformed", "the body is not JSON") from error
    if not isinstance(event, dict) or event.get("event") != "endpoint.url_validation":
        return None
    payload = event.get("payload")
    token = payload.get("plainToken") if isinstance(payload, dict) else None
    if not isinstance(token, str) or not _ZOOM_TOKEN.fullmatch(token):
        raise Refused("malformed", "plainToken is not a plain token")
    proof = hmac.digest(secret.encode(), token.encode(), "sha256").hex()
    return {"plainToken": token, "encryptedToken": proof}


def graph_answer(url: str) -> str | None:
    """The text to answer Graph's `?validationToken=` with, or None when it asks nothing.

    Send it as text/plain with `nosniff`: it is the caller's own text and must never be a page.
    """
    try:
        tokens = parse_qs(urlsplit(url).query, max_num_fields=20).get("validationToken", [])
    except ValueError as error:
        raise Refused("malformed", "the address cannot be read") from error
    if not tokens:
        return None
    if len(tokens) > 1 or len(tokens[0]) > LONGEST:
        raise Refused("malformed", "not one validation token of a sensible length")
    return tokens[0]
