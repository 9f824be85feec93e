"""What is Amazon's own about the events of SES: they come over SNS, which signs with a certificate
that has to be fetched, and which asks whether it may send at all.

Every address we call is made here of the region of our own topic. None is taken from a delivery.
"""

from __future__ import annotations

import base64
import json
import re
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx2
from cryptography import x509

from followup.lib import bounded_http
from followup.lib.webhooks import Refused, sns

LARGEST, SECONDS, MOST_CERTIFICATES = 100_000, 5.0, 16
LATE = timedelta(hours=7)  # SNS tries an address that is down for six
TOPIC = re.compile(r"arn:aws(-cn|-us-gov)?:sns:([a-z0-9-]{3,40}):\d{12}:[\w-]{1,256}(\.fifo)?")
TRIED = "Successfully validated SNS topic for Amazon SES event publishing."
_certificates: dict[str, tuple[str, datetime]] = {}  # by address: the text, and until when good


class NotNow(Exception):
    """Amazon could not be asked. What was delivered is asked for again later."""


def server(topic: str) -> str:
    """The server of the region that a topic is in. Refused for what is no topic."""
    if not (found := TOPIC.fullmatch(topic)):
        raise Refused(
            "unconfigured", "the topic is not in the form arn:aws:sns:region:account:name"
        )
    return f"https://sns.{found[2]}.amazonaws.com{'.cn' if found[1] == '-cn' else ''}"


def certificate(body: bytes, *, topics: tuple[str, ...], now: datetime) -> tuple[str, str]:
    """Our topic that the message is of, and the certificate it names, as PEM.

    Raises Refused before anything is fetched when it is of no topic of ours or the certificate is
    not on that topic's own server, NotNow when Amazon does not answer.
    """
    topic = sns.topic(body)
    if topic not in topics:
        raise Refused("forged", "the message is of another topic")
    address = sns.certificate_address(body)
    if not address.startswith(f"{server(topic)}/"):
        raise Refused("forged", "the certificate is not on the server of the topic")
    known, until = _certificates.get(address, ("", now))
    if now >= until:
        known, until = _fetched(address, now=now)
        if len(_certificates) >= MOST_CERTIFICATES:
            _certificates.clear()
        _certificates[address] = known, until
    return topic, known


def is_question(body: bytes) -> bool:
    """Whether SNS asks with this message if it may send here."""
    return sns.kind(body) == "SubscriptionConfirmation"


def agree(body: bytes) -> None:
    """Tell SNS that it may send. Only for a message that was believed. Raises NotNow."""
    message = json.loads(body)
    asked = {
        "Action": "ConfirmSubscription",
        "TopicArn": message["TopicArn"],
        "Token": message["Token"],
    }
    _get(f"{server(message['TopicArn'])}/", asked)


def must_ask(body: bytes) -> bool:
    """Whether Amazon has to be asked something: to agree, or for a mail that lies in S3."""
    if is_question(body):
        return True
    try:
        return bool(_told(body)["receipt"]["action"]["type"] == "S3")
    except (ValueError, LookupError, TypeError):
        return False  # no mail that came, or nothing that can be read; whoever reads it will say


def mail_in(body: bytes) -> bytes | None:
    """The mail as it came that a receipt rule's SNS action carries; None where it is elsewhere."""
    told = _told(body)
    if not isinstance(told, dict) or told["receipt"]["action"]["type"] != "SNS":
        return None
    content = str(told["content"])
    if str(told["receipt"]["action"].get("encoding")).upper() == "BASE64":
        return base64.b64decode(content)
    return content.encode("utf-8", "replace")


def _told(body: bytes) -> Any:
    """What SES says inside; empty for the sentence with which it tries a topic."""
    text = json.loads(body)["Message"]
    return None if text == TRIED else json.loads(text)


def is_lasting(bounce: dict[str, Any]) -> bool:
    """Whether SES itself says that nobody is there; a full mailbox and its like are Transient."""
    return bounce.get("bounceType") == "Permanent" and bounce.get("bounceSubType") in {
        "General",
        "NoEmail",
    }


def _fetched(address: str, *, now: datetime) -> tuple[str, datetime]:
    text = _get(address, {}).decode("ascii", "replace")
    try:
        found = x509.load_pem_x509_certificate(text.encode())
    except ValueError as error:
        raise NotNow("what Amazon sent is no certificate") from error
    begins, ends = found.not_valid_before_utc, found.not_valid_after_utc
    if not begins <= now.astimezone(UTC) < ends:
        raise Refused("stale", "the certificate is not valid today")
    return text, min(ends, now + timedelta(days=1))


def _get(address: str, asked: dict[str, str]) -> bytes:
    try:
        with bounded_http.client(most=LARGEST, seconds=SECONDS) as client:
            answer = client.get(address, params=asked or None)
            answer.raise_for_status()
            return answer.content
    except (httpx2.HTTPError, OSError) as error:
        raise NotNow(f"Amazon did not answer: {error}") from error
