"""Senders that sign nothing and only show a secret. The body is as trustworthy as the line."""

from __future__ import annotations

import base64
import re
from collections.abc import Callable
from urllib.parse import urlsplit

from followup.lib.webhooks.claims import Check, Claim, same
from followup.lib.webhooks.delivery import Delivery, Refused

_ORGANISATION = re.compile(rb"<(?:[\w.-]{1,64}:)?OrganizationId>([0-9A-Za-z]{15,18})<")


def basic(delivery: Delivery) -> Claim:
    """HTTP Basic: Pipedrive, Postmark, Brevo. The secret is `user:password`."""
    return _authorization(delivery, "basic", lambda secret: base64.b64encode(secret.encode()))


def bearer(delivery: Delivery) -> Claim:
    """`Authorization: Bearer <secret>`, as Brevo can be told to send."""
    return _authorization(delivery, "bearer", str.encode)


def salesforce(delivery: Delivery) -> Claim:
    """Outbound messages. The secret is `organisation id:last part of the webhook's path`."""
    found = set(_ORGANISATION.findall(delivery.body))
    if len(found) != 1:
        raise Refused("malformed", "the message does not name one organisation")
    presented = f"{found.pop().decode()}:{urlsplit(delivery.url).path.rpartition('/')[2]}"
    return _shown(delivery, presented, holds=_organisation_and_path)


def _organisation_and_path(secret: str, _content: bytes, presented: str) -> bool:
    if not all(secret.partition(":")):
        raise ValueError("the secret needs an organisation and a path")
    return same(secret.encode(), presented)


def _authorization(delivery: Delivery, kind: str, spelled: Callable[[str], bytes]) -> Claim:
    given, _, presented = delivery.header("Authorization").partition(" ")
    if given.lower() != kind or not presented:
        raise Refused("malformed", f"the Authorization header is not {kind}")
    return _shown(delivery, presented, holds=lambda s, _content, p: same(spelled(s), p))


def _shown(delivery: Delivery, presented: str, *, holds: Check) -> Claim:
    return Claim(
        presented=(presented,),
        contents=(b"",),
        holds=holds,
        covers="token",
        identity=delivery.body,
    )
