"""Mailgun, SendGrid, Postmark, Resend, Brevo and Amazon SES, read by django-anymail, in our own
words."""

from __future__ import annotations

import logging
import warnings
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from anymail.exceptions import AnymailInsecureWebhookWarning
from anymail.inbound import AnymailInboundMessage
from anymail.signals import AnymailTrackingEvent, EventType, RejectReason
from anymail.webhooks import amazon_ses, brevo, mailgun, postmark, resend, sendgrid
from django.db import DatabaseError
from django.test import RequestFactory

from followup.hooks import amazon
from followup.hooks.schemes import Scheme
from followup.lib.webhooks import Verified, verify
from sequences.models import HookDelivery, ReceivedMail
from sequences.receiving import events, keep
from sequences.receiving.reading import act_on

log = logging.getLogger("followup.hooks")
BETWEEN_TRIES = timedelta(minutes=1)
TRIES = 8  # about two hours; then it stands there with its problem

_VIEWS: Mapping[tuple[str, str], tuple[type[Any], dict[str, str]]] = {
    ("mailgun", "inbound"): (mailgun.MailgunInboundWebhookView, {"webhook_signing_key": "-"}),
    ("mailgun", "events"): (mailgun.MailgunTrackingWebhookView, {"webhook_signing_key": "-"}),
    ("sendgrid", "inbound"): (sendgrid.SendGridInboundWebhookView, {}),
    ("sendgrid", "events"): (sendgrid.SendGridTrackingWebhookView, {}),
    ("postmark", "inbound"): (postmark.PostmarkInboundWebhookView, {}),
    ("postmark", "events"): (postmark.PostmarkTrackingWebhookView, {}),
    ("resend", "inbound"): (resend.ResendInboundWebhookView, {}),
    ("resend", "events"): (resend.ResendTrackingWebhookView, {}),
    ("brevo", "inbound"): (brevo.BrevoInboundWebhookView, {}),
    ("brevo", "events"): (brevo.BrevoTrackingWebhookView, {}),
    ("ses", "inbound"): (amazon_ses.AmazonSESInboundWebhookView, {}),
    ("ses", "events"): (amazon_ses.AmazonSESTrackingWebhookView, {}),
}
_KINDS: Mapping[str, events.Kind] = {
    EventType.DELIVERED: "delivered",
    EventType.BOUNCED: "bounced",
    EventType.COMPLAINED: "complained",
    EventType.UNSUBSCRIBED: "unsubscribed",
    EventType.OPENED: "opened",
    EventType.CLICKED: "clicked",
}


def believe(
    scheme: Scheme, *, headers: Mapping[str, str], kind: str, body: bytes, url: str, now: datetime
) -> Verified:
    """Raises `Refused`, and `amazon.NotNow` when what proves it could not be fetched.

    Of Mailgun's form with files, the three signed fields are what counts.
    """
    if scheme.name == "sns":
        topic, pem = amazon.certificate(body, topics=scheme.secrets, now=now)
        return verify(
            "sns",
            secrets=(pem,),
            headers={},
            body=body,
            now=now,
            tolerance=amazon.LATE,
            expected={"topic": topic},
        )
    if scheme.name == "mailgun" and kind.startswith("multipart/"):
        form = _request(kind, body).POST
        names = ("timestamp", "token", "signature")
        body = urlencode([(n, value) for n in names for value in form.getlist(n)]).encode()
    return verify(
        scheme.name, secrets=scheme.secrets, headers=dict(headers), body=body, url=url, now=now
    )


def follow(delivery_id: int, *, now: datetime) -> bool:
    """Act on a kept delivery. False: done before, or it cannot be read, which stands on it."""
    waiting = HookDelivery.objects.filter(pk=delivery_id, followed_at=None)
    delivery = waiting.first()
    if delivery is None:
        return False
    waiting.update(
        attempts=delivery.attempts + 1, retry_at=now + BETWEEN_TRIES * 2**delivery.attempts
    )
    try:
        if delivery.service != "ses" or not _amazons(delivery, bytes(delivery.body), now=now):
            for event in _events(delivery):
                _act(delivery, event, now=now)
    except DatabaseError:
        raise
    except Exception as error:  # a stranger's form: whatever is wrong with it stands on the row
        log.exception("delivery %s cannot be read", delivery.pk)
        is_over = delivery.attempts + 1 >= TRIES
        waiting.update(
            problem=f"{type(error).__name__}: {error}"[:500], followed_at=now if is_over else None
        )
        return False
    return bool(waiting.update(followed_at=now, problem=""))


def _events(delivery: HookDelivery) -> list[Any]:
    view, options = _VIEWS[delivery.service, delivery.about]
    with warnings.catch_warnings():  # the signature was checked before it was kept
        warnings.simplefilter("ignore", AnymailInsecureWebhookWarning)
        found: list[Any] = view(**options).parse_events(
            _request(delivery.content_type, bytes(delivery.body))
        )
    return found


def must_wait(delivery: HookDelivery) -> bool:
    """Whether to read it somebody else has to be asked first, which takes its time."""
    if delivery.service == "ses":
        return amazon.must_ask(bytes(delivery.body))
    return (delivery.service, delivery.about) == ("resend", "inbound")


def _amazons(delivery: HookDelivery, body: bytes, *, now: datetime) -> bool:
    """Whether this was SNS's own question, or a mail that came whole: both are done here."""
    if amazon.is_question(body):
        amazon.agree(body)
        return True
    mail = amazon.mail_in(body) if delivery.about == "inbound" else None
    if mail is not None:
        _keep(delivery, mail, now=now)
    return mail is not None


def _keep(delivery: HookDelivery, raw: bytes, *, now: datetime) -> None:
    mail: ReceivedMail | None = keep(raw, door=delivery.service, now=now)
    if mail is not None:
        act_on(mail, now=now)


def _act(delivery: HookDelivery, event: Any, *, now: datetime) -> None:
    message = getattr(event, "message", None)
    if isinstance(message, AnymailInboundMessage):
        _keep(delivery, message.as_bytes(), now=now)
    elif isinstance(event, AnymailTrackingEvent) and event.event_type in _KINDS:
        events.follow(_told(delivery, event, now=now))


def _told(delivery: HookDelivery, event: AnymailTrackingEvent, *, now: datetime) -> events.Told:
    said = f"{event.mta_response or ''} {event.description or ''}".strip()
    number = str(event.event_id or delivery.fingerprint[:32])
    return events.Told(
        kind=_KINDS[event.event_type],
        source=f"{delivery.service} {event.event_type} {number}",
        message_id=str(event.message_id or ""),
        recipient=str(event.recipient or "").lower(),
        at=min(event.timestamp or now, now),
        said=said,
        is_dead=_is_dead(delivery, event),
        url=str(event.click_url or ""),
        agent=str(event.user_agent or ""),
    )


def _is_dead(delivery: HookDelivery, event: AnymailTrackingEvent) -> bool:
    if delivery.service == "ses":  # anymail calls each of its bounces one
        return amazon.is_lasting(event.esp_event.get("bounce", {}))
    return event.reject_reason in (RejectReason.BOUNCED, RejectReason.INVALID)


def _request(kind: str, body: bytes) -> Any:
    """The delivery as the request it came in, for readers that want one."""
    return RequestFactory().generic("POST", "/", body, content_type=kind or "application/json")
