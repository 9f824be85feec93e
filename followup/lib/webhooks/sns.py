"""Amazon SNS, which carries the events of SES: RSA over named fields of the message."""

from __future__ import annotations

import json
import re
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from followup.lib.webhooks.claims import Claim
from followup.lib.webhooks.delivery import Delivery, Refused
from followup.lib.webhooks.keys import rsa_sha1, rsa_sha256

_NOTICE = ("Message", "MessageId", "Subject", "Timestamp", "TopicArn", "Type")
_HANDSHAKE = ("Message", "MessageId", "SubscribeURL", "Timestamp", "Token", "TopicArn", "Type")
_SIGNED = {
    "Notification": _NOTICE,
    "SubscriptionConfirmation": _HANDSHAKE,
    "UnsubscribeConfirmation": _HANDSHAKE,
}
_CHECKS = {"1": rsa_sha1, "2": rsa_sha256}
_HOST = re.compile(r"sns\.[a-z0-9-]{3,40}\.amazonaws\.com(\.cn)?")
_PEM = re.compile(r"/SimpleNotificationService-[0-9A-Za-z]{1,64}\.pem")


def claim(delivery: Delivery) -> Claim:
    """The secrets are certificates from `certificate_address`; `expected["topic"]` is ours.

    Amazon signs every topic of every customer, so a valid signature alone proves nothing.
    """
    message = _message(delivery.body)
    if message.get("TopicArn") != delivery.wants("topic"):
        raise Refused("forged", "the message is of another topic")
    names, check = _SIGNED.get(message["Type"]), _CHECKS.get(message.get("SignatureVersion", ""))
    if names is None or check is None:
        raise Refused("malformed", "a type or signature version that SNS does not have")
    lines = (f"{name}\n{message[name]}\n" for name in names if name in message)
    return Claim(
        presented=(message.get("Signature", ""),),
        contents=("".join(lines).encode("utf-8", "backslashreplace"),),
        holds=check,
        sent_at=_time(message.get("Timestamp", "")),
    )


def certificate_address(body: bytes) -> str:
    """Where the message says its certificate is. Refused unless that is Amazon's own server."""
    address = _message(body).get("SigningCertURL", "")
    parts = urlsplit(address)
    if parts.scheme != "https" or not _HOST.fullmatch(parts.netloc) or parts.query:
        raise Refused("forged", "the certificate is not on a server of SNS")
    if not _PEM.fullmatch(parts.path):
        raise Refused("forged", "the certificate's address is not in its form")
    return address


def topic(body: bytes) -> str:
    """The topic a message says it is of; empty when it names none. Refused: it cannot be read."""
    return _message(body).get("TopicArn", "")


def kind(body: bytes) -> str:
    """What a message is: Notification, SubscriptionConfirmation or UnsubscribeConfirmation."""
    return _message(body)["Type"]


def _message(body: bytes) -> dict[str, str]:
    try:
        found: Any = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise Refused("malformed", "the body is not JSON") from error
    if not isinstance(found, dict) or not isinstance(found.get("Type"), str):
        raise Refused("malformed", "the body is not a message of SNS")
    return {name: value for name, value in found.items() if isinstance(value, str)}


def _time(text: str) -> float:
    try:
        found = datetime.fromisoformat(text)
    except ValueError as error:
        raise Refused("malformed", "the timestamp is not a moment") from error
    if found.tzinfo is None:
        raise Refused("malformed", "the timestamp names no zone")
    return found.timestamp()
