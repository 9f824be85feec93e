"""SendGrid's signed event webhook: ECDSA over time and raw body."""

from __future__ import annotations

from followup.lib.webhooks.claims import Claim
from followup.lib.webhooks.delivery import Delivery, moment
from followup.lib.webhooks.keys import ecdsa_sha256

_NAME = "X-Twilio-Email-Event-Webhook-"


def claim(delivery: Delivery) -> Claim:
    """The secret is the verification key of SendGrid's settings page."""
    time = delivery.header(_NAME + "Timestamp")
    return Claim(
        presented=(delivery.header(_NAME + "Signature"),),
        contents=(time.encode() + delivery.body,),
        holds=ecdsa_sha256,
        sent_at=moment(time, per_second=1),
    )
