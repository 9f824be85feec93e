"""Senders that sign a time and the raw body: Calendly, Stripe's form, Slack, Zoom, Close."""

from __future__ import annotations

import re

from followup.lib.webhooks.claims import HEX, Claim, hmac_check
from followup.lib.webhooks.delivery import Delivery, Refused, moment, one_match

MOST_SIGNATURES = 16  # each one costs a comparison; nobody rotates through more
_V0 = re.compile("v0=([0-9a-f]{64})")
_CLOSE = hmac_check(key=bytes.fromhex)


def calendly(delivery: Delivery) -> Claim:
    """`t=…,v1=…` with exactly one of each, over time, full stop and body."""
    return _list(delivery, "Calendly-Webhook-Signature", several=False)


def stripe(delivery: Delivery) -> Claim:
    """The same list with several `v1=` while a secret is being rotated."""
    return _list(delivery, "Stripe-Signature", several=True)


def slack(delivery: Delivery) -> Claim:
    """`v0=…` over `v0:time:body`."""
    return _v0(delivery, time="X-Slack-Request-Timestamp", signature="X-Slack-Signature")


def zoom(delivery: Delivery) -> Claim:
    """`v0=…` over `v0:time:body`, the raw body."""
    return _v0(delivery, time="x-zm-request-timestamp", signature="x-zm-signature")


def close(delivery: Delivery) -> Claim:
    """Time and body without anything between, under a key written in hexadecimal."""
    time = delivery.header("close-sig-timestamp")
    return Claim(
        presented=(delivery.header("close-sig-hash"),),
        contents=(time.encode() + delivery.body,),
        holds=_CLOSE,
        sent_at=moment(time, per_second=1),
    )


def _v0(delivery: Delivery, *, time: str, signature: str) -> Claim:
    stamp = delivery.header(time)
    return Claim(
        presented=(one_match(_V0, delivery.header(signature), name=signature),),
        contents=(b"v0:" + stamp.encode() + b":" + delivery.body,),
        holds=HEX,
        sent_at=moment(stamp),
    )


def _list(delivery: Delivery, name: str, *, several: bool) -> Claim:
    pairs = [part.partition("=") for part in delivery.header(name).split(",")]
    times = [value for key, _, value in pairs if key == "t"]
    presented = tuple(value for key, _, value in pairs if key == "v1")
    if len(times) > 1 or (len(presented) > 1 and not several) or len(presented) > MOST_SIGNATURES:
        raise Refused("duplicate", f"header {name} carries more than one time or signature")
    if not times or not presented:
        raise Refused("malformed", f"header {name} carries no time or no signature")
    return Claim(
        presented=presented,
        contents=(times[0].encode() + b"." + delivery.body,),
        holds=HEX,
        sent_at=moment(times[0]),
    )
