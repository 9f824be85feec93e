"""Senders that sign the raw body and nothing else: Typeform and Fireflies."""

from __future__ import annotations

import re

from followup.lib.webhooks.claims import BASE64, HEX, Check, Claim
from followup.lib.webhooks.delivery import Delivery, one_match

_PREFIXED = re.compile("sha256=(.+)")


def typeform(delivery: Delivery) -> Claim:
    """`Typeform-Signature: sha256=<base64>`."""
    return _claim(delivery, "Typeform-Signature", holds=BASE64)


def fireflies(delivery: Delivery) -> Claim:
    """`X-Hub-Signature: sha256=<hex>`."""
    return _claim(delivery, "X-Hub-Signature", holds=HEX)


def _claim(delivery: Delivery, name: str, *, holds: Check) -> Claim:
    presented = one_match(_PREFIXED, delivery.header(name), name=name)
    return Claim(presented=(presented,), contents=(delivery.body,), holds=holds)
