"""HubSpot's three signatures. Configure v3: the older two carry no time and are not HMACs."""

from __future__ import annotations

import re

from followup.lib.webhooks.claims import BASE64, Claim, sha256_after_secret
from followup.lib.webhooks.delivery import Delivery, Refused, moment

SIGNATURE = "X-HubSpot-Signature"
VERSION = "X-HubSpot-Signature-Version"
# HubSpot signs the address with exactly these escapes undone and every other one kept.
_UNDONE = re.compile("%(3A|2F|3F|40|21|24|27|28|29|2A|2C|3B)", re.IGNORECASE)


def decoded(url: str) -> str:
    """The address as HubSpot v3 signs it."""
    return _UNDONE.sub(lambda escape: chr(int(escape[1], 16)), url)


def v1(delivery: Delivery) -> Claim:
    """Secret and body. Replays cannot be told from the signature."""
    return _unkeyed(delivery, delivery.body, version="v1")


def v2(delivery: Delivery) -> Claim:
    """Secret, method, address and body. Replays cannot be told from the signature."""
    return _unkeyed(delivery, _head(delivery, delivery.url) + delivery.body, version="v2")


def v3(delivery: Delivery) -> Claim:
    """Method, address, body and a time in milliseconds."""
    time = delivery.header("X-HubSpot-Request-Timestamp")
    addresses = dict.fromkeys((decoded(delivery.url), delivery.url))
    return Claim(
        presented=(delivery.header("X-HubSpot-Signature-v3"),),
        contents=tuple(_head(delivery, a) + delivery.body + time.encode() for a in addresses),
        holds=BASE64,
        sent_at=moment(time, per_second=1000),
    )


def _head(delivery: Delivery, url: str) -> bytes:
    return (delivery.method + url).encode()


def _unkeyed(delivery: Delivery, content: bytes, *, version: str) -> Claim:
    if delivery.has(VERSION) and delivery.header(VERSION) != version:
        raise Refused("malformed", f"signed as another version than {version}")
    presented = (delivery.header(SIGNATURE),)
    return Claim(presented=presented, contents=(content,), holds=sha256_after_secret)
