"""Mailgun signs a token and a time, not the body: remember `fingerprint` and refuse it twice."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import parse_qsl

from followup.lib.webhooks.claims import HEX, Claim
from followup.lib.webhooks.delivery import Delivery, moment

MOST_FIELDS = 1000
_NAMES = ("timestamp", "token", "signature")


def claim(delivery: Delivery) -> Claim:
    """From the `signature` object of a JSON event or the fields of an urlencoded form.

    Multipart forms (inbound mail with attachments) are refused as malformed here.
    """
    text = delivery.body.decode()
    time, token, signature = _json(text) if text.startswith("{") else _form(text)
    return Claim(
        presented=(signature,),
        contents=((time + token).encode("utf-8", "backslashreplace"),),
        holds=HEX,
        sent_at=moment(time, per_second=1),
        covers="token",
    )


def _json(text: str) -> tuple[str, str, str]:
    found = json.loads(text, object_pairs_hook=_once)
    return _three(found["signature"] if isinstance(found.get("signature"), dict) else {})


def _form(text: str) -> tuple[str, str, str]:
    pairs = parse_qsl(text, keep_blank_values=True, errors="strict", max_num_fields=MOST_FIELDS)
    return _three(_once([pair for pair in pairs if pair[0] in _NAMES]))


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a name stands twice")
    return found


def _three(found: dict[str, Any]) -> tuple[str, str, str]:
    time, token, signature = (str(found.get(name) or "") for name in _NAMES)
    if not (time and token and signature):
        raise ValueError("timestamp, token or signature is missing")
    return time, token, signature
