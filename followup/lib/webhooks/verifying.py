"""Whether a delivery is from who it says, whole, and fresh: one question for every sender."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from followup.lib.webhooks import (
    bodies,
    credentials,
    graph,
    hubspot,
    mailgun,
    sendgrid,
    sns,
    standard,
    timed,
    tokens,
    twilio,
)
from followup.lib.webhooks.claims import Claim, Covers
from followup.lib.webhooks.delivery import Delivery, Headers, Refused, by_name

MINUTE = timedelta(minutes=1)
USUAL = 5 * MINUTE
Read = Callable[[Delivery], Claim]

# Scheme -> how its claim is read, and how far its clock and ours may be apart.
SCHEMES: Mapping[str, tuple[Read, timedelta]] = {
    "basic": (credentials.basic, USUAL),
    "bearer": (credentials.bearer, USUAL),
    "brevo": (credentials.basic, USUAL),
    "calendly": (timed.calendly, 3 * MINUTE),
    "close": (timed.close, USUAL),
    "fireflies": (bodies.fireflies, USUAL),
    "gong": (tokens.gong, 60 * MINUTE),
    "google": (tokens.google, 60 * MINUTE),  # one token serves an hour of deliveries
    "hubspot-v1": (hubspot.v1, USUAL),
    "hubspot-v2": (hubspot.v2, USUAL),
    "hubspot-v3": (hubspot.v3, USUAL),
    "mailgun": (mailgun.claim, USUAL),
    "msgraph": (graph.claim, USUAL),
    "pipedrive": (credentials.basic, USUAL),
    "postmark": (credentials.basic, USUAL),
    "resend": (standard.claim, USUAL),
    "salesforce": (credentials.salesforce, USUAL),
    "sendgrid": (sendgrid.claim, USUAL),
    "slack": (timed.slack, USUAL),
    "sns": (sns.claim, 60 * MINUTE),  # retries keep the first time
    "standard-webhooks": (standard.claim, USUAL),
    "stripe": (timed.stripe, USUAL),
    "svix": (standard.claim, USUAL),
    "twilio": (twilio.claim, USUAL),
    "typeform": (bodies.typeform, USUAL),
    "zoom": (timed.zoom, USUAL),
}


@dataclass(frozen=True, kw_only=True)
class Verified:
    """A delivery that may be believed.

    `secret` is the place of the secret that held, so that a rotated one can be retired. `sent_at`
    is in Unix seconds, None for senders that sign no time. `fingerprint` is the same for the same
    signed content, whatever the spelling of its signature: keep it unique and a replay is refused.
    `covers` is "token" when the sender proved itself but not the body.
    """

    scheme: str
    secret: int
    sent_at: float | None
    fingerprint: str
    covers: Covers


def verify(
    scheme: str,
    *,
    secrets: Sequence[str],
    headers: Headers,
    body: bytes,
    now: datetime,
    url: str = "",
    method: str = "POST",
    tolerance: timedelta | None = None,
    expected: Mapping[str, str] | None = None,
) -> Verified:
    """Believe the delivery or raise Refused, which says why.

    `secrets` holds every one that is valid now, the newest first. `body` is the raw bytes as
    received; `url` the public address the sender was given, not the one a proxy saw. `tolerance`
    replaces the scheme's own. `expected` is what some schemes need besides a secret (google:
    email, audience; sns: topic).
    """
    if scheme not in SCHEMES:
        raise Refused("unknown_scheme", f"no sender signs as {scheme!r}")
    if not secrets or not all(secrets):
        raise Refused("unconfigured", "no secret is configured")
    read, usual = SCHEMES[scheme]
    delivery = Delivery(
        headers=by_name(headers), body=body, url=url, method=method, expected=expected or {}
    )
    try:
        claim = read(delivery)
    except (ValueError, RecursionError) as error:  # text, JSON, forms and addresses of strangers
        raise Refused("malformed", "the delivery cannot be read") from error
    _is_fresh(claim, now=now.timestamp(), tolerance=usual if tolerance is None else tolerance)
    place, content = _proof(claim, secrets)
    signed = content if claim.identity is None else claim.identity
    return Verified(
        scheme=scheme,
        secret=place,
        sent_at=claim.sent_at,
        fingerprint=hashlib.sha256(scheme.encode() + b"\0" + signed).hexdigest(),
        covers=claim.covers,
    )


def _is_fresh(claim: Claim, *, now: float, tolerance: timedelta) -> None:
    leeway = tolerance.total_seconds()
    if claim.sent_at is not None:
        if now - claim.sent_at > leeway:
            raise Refused("stale", f"sent {now - claim.sent_at:.0f} s ago")
        if claim.sent_at - now > leeway:
            raise Refused("future", f"sent {claim.sent_at - now:.0f} s from now")
    if claim.expires_at is not None and now >= claim.expires_at:
        raise Refused("stale", "the token has expired")


def _proof(claim: Claim, secrets: Sequence[str]) -> tuple[int, bytes]:
    unusable = 0
    for place, secret in enumerate(secrets):
        try:
            for content in claim.contents:
                if any(claim.holds(secret, content, one) for one in claim.presented):
                    return place, content
        except ValueError:
            unusable += 1
    if unusable == len(secrets):
        raise Refused("unconfigured", "no configured secret is in this sender's form")
    raise Refused("forged", "the signature is not of this delivery under any secret")
