"""Standard Webhooks: our own generic sender's form, and Svix, Resend and OpenAI."""

from __future__ import annotations

import base64

from followup.lib.webhooks.claims import Claim, hmac_check
from followup.lib.webhooks.delivery import Delivery, Refused, moment
from followup.lib.webhooks.timed import MOST_SIGNATURES

PREFIX = "whsec_"


def key(secret: str) -> bytes:
    """The key inside `whsec_…`. ValueError when it is not base64 or empty."""
    found = base64.b64decode(secret.removeprefix(PREFIX), validate=True)
    if not found:
        raise ValueError("the secret holds no key")
    return found


def claim(delivery: Delivery) -> Claim:
    """`id.time.body` under a list of `v1,<base64>`; headers all named webhook-* or all svix-*."""
    family = "webhook" if delivery.has("webhook-signature") else "svix"
    name, time = (delivery.header(f"{family}-{part}") for part in ("id", "timestamp"))
    listed = delivery.header(f"{family}-signature").split(" ")
    if len(listed) > MOST_SIGNATURES:
        raise Refused("malformed", "too many signatures")
    presented = tuple(one.removeprefix("v1,") for one in listed if one.startswith("v1,"))
    if not presented:
        raise Refused("malformed", "no signature of version 1")
    return Claim(
        presented=presented,
        contents=(f"{name}.{time}.".encode("utf-8", "backslashreplace") + delivery.body,),
        holds=hmac_check(key=key, spelled=base64.b64encode),
        sent_at=moment(time),
    )
