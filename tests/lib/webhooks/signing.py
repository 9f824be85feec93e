"""The senders' side, written apart from the code under test: honest deliveries of every scheme."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any
from urllib.parse import urlencode

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from followup.lib.webhooks import Verified, verify

NOW = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)
URL = "https://followup.example/hooks/a1?team=eu%20west"
SECRET = "a-secret-of-our-own-åß"
BODY = '{"event": "étape", "name": "Zoë 😀", "n": 1.0}'.encode()
Pairs = tuple[tuple[str, str], ...]


@dataclass(frozen=True, kw_only=True)
class Sent:
    """What `verify` is told of one delivery."""

    scheme: str
    secret: str
    body: bytes
    headers: Pairs
    url: str = URL
    method: str = "POST"
    expected: dict[str, str] = field(default_factory=dict)

    def verified(self, *, now: datetime = NOW, **others: Any) -> Verified:
        """The answer of the code under test, with anything replaced."""
        told = {**vars(self), "now": now, "secrets": [self.secret]} | others
        told.pop("secret")
        return verify(told.pop("scheme"), **told)

    def but(self, **changes: Any) -> Sent:
        """The same delivery, tampered with."""
        return replace(self, **changes)


def stamp(at: datetime, *, per_second: int = 1) -> str:
    """A sender's clock."""
    return str(round(at.timestamp() * per_second))


def mac(key: str | bytes, message: bytes, algorithm: str = "sha256") -> bytes:
    """A keyed hash, by the long way round."""
    code = hmac.new(key.encode() if isinstance(key, str) else key, digestmod=algorithm)
    code.update(message)
    return code.digest()


def b64(raw: bytes) -> str:
    return base64.standard_b64encode(raw).decode()


def hubspot_v1(body: bytes, at: datetime) -> Sent:
    digest = hashlib.sha256(SECRET.encode() + body).hexdigest()
    headers = (("X-HubSpot-Signature", digest), ("X-HubSpot-Signature-Version", "v1"))
    return Sent(scheme="hubspot-v1", secret=SECRET, body=body, headers=headers)


def hubspot_v2(body: bytes, at: datetime) -> Sent:
    digest = hashlib.sha256(SECRET.encode() + b"POST" + URL.encode() + body).hexdigest()
    headers = (("X-HubSpot-Signature", digest), ("X-HubSpot-Signature-Version", "v2"))
    return Sent(scheme="hubspot-v2", secret=SECRET, body=body, headers=headers)


def hubspot_v3(body: bytes, at: datetime, *, signed_url: str = URL) -> Sent:
    time = stamp(at, per_second=1000)
    proof = b64(mac(SECRET, b"POST" + signed_url.encode() + body + time.encode()))
    headers = (("X-HubSpot-Request-Timestamp", time), ("X-HubSpot-Signature-v3", proof))
    return Sent(scheme="hubspot-v3", secret=SECRET, body=body, headers=headers)


def typeform(body: bytes, at: datetime) -> Sent:
    headers = (("Typeform-Signature", "sha256=" + b64(mac(SECRET, body))),)
    return Sent(scheme="typeform", secret=SECRET, body=body, headers=headers)


def fireflies(body: bytes, at: datetime) -> Sent:
    headers = (("X-Hub-Signature", "sha256=" + mac(SECRET, body).hex()),)
    return Sent(scheme="fireflies", secret=SECRET, body=body, headers=headers)


def calendly(body: bytes, at: datetime) -> Sent:
    proof = mac(SECRET, f"{stamp(at)}.".encode() + body).hex()
    headers = (("Calendly-Webhook-Signature", f"t={stamp(at)},v1={proof}"),)
    return Sent(scheme="calendly", secret=SECRET, body=body, headers=headers)


def stripe(body: bytes, at: datetime) -> Sent:
    proof = mac(SECRET, f"{stamp(at)}.".encode() + body).hex()
    headers = (("Stripe-Signature", f"t={stamp(at)},v1={proof}"),)
    return Sent(scheme="stripe", secret=SECRET, body=body, headers=headers)


def slack(body: bytes, at: datetime) -> Sent:
    proof = "v0=" + mac(SECRET, f"v0:{stamp(at)}:".encode() + body).hex()
    headers = (("X-Slack-Request-Timestamp", stamp(at)), ("X-Slack-Signature", proof))
    return Sent(scheme="slack", secret=SECRET, body=body, headers=headers)


def zoom(body: bytes, at: datetime) -> Sent:
    proof = "v0=" + mac(SECRET, f"v0:{stamp(at)}:".encode() + body).hex()
    headers = (("x-zm-request-timestamp", stamp(at)), ("x-zm-signature", proof))
    return Sent(scheme="zoom", secret=SECRET, body=body, headers=headers)


def close(body: bytes, at: datetime) -> Sent:
    key = hashlib.sha256(b"a key of our own").digest()
    headers = (
        ("close-sig-timestamp", stamp(at)),
        ("close-sig-hash", mac(key, stamp(at).encode() + body).hex()),
    )
    return Sent(scheme="close", secret=key.hex(), body=body, headers=headers)


def standard(body: bytes, at: datetime, *, scheme: str = "standard-webhooks") -> Sent:
    key = hashlib.sha256(b"another key of our own").digest()[:24]
    proof = b64(mac(key, f"msg_1.{stamp(at)}.".encode() + body))
    family = "webhook" if scheme == "standard-webhooks" else "svix"
    headers = (
        (f"{family}-id", "msg_1"),
        (f"{family}-timestamp", stamp(at)),
        (f"{family}-signature", f"v1,{proof}"),
    )
    return Sent(scheme=scheme, secret="whsec_" + b64(key), body=body, headers=headers)


def resend(body: bytes, at: datetime) -> Sent:
    return standard(body, at, scheme="resend")


def twilio_json(body: bytes, at: datetime) -> Sent:
    url = f"{URL}&bodySHA256={hashlib.sha256(body).hexdigest()}"
    headers = (("X-Twilio-Signature", b64(mac(SECRET, url.encode(), "sha1"))),)
    return Sent(scheme="twilio", secret=SECRET, body=body, headers=headers, url=url)


FORM = [
    ("To", "+4915112345678"),
    ("Body", "Bitte keine SMS mehr, Zoë"),
    ("To", "+1"),
    ("Empty", ""),
]


def twilio_form(url: str = URL, *, signed_url: str | None = None) -> Sent:
    text = (signed_url or url) + "BodyBitte keine SMS mehr, ZoëEmptyTo+1To+4915112345678"
    headers = (("X-Twilio-Signature", b64(mac(SECRET, text.encode(), "sha1"))),)
    return Sent(
        scheme="twilio", secret=SECRET, body=urlencode(FORM).encode(), headers=headers, url=url
    )


def mailgun(body: bytes, at: datetime, *, token: str = "0f" * 25) -> Sent:
    proof = mac(SECRET, (stamp(at) + token).encode()).hex()
    signature = {"timestamp": stamp(at), "token": token, "signature": proof}
    whole = {"signature": signature, "event-data": body.decode()}
    return Sent(scheme="mailgun", secret=SECRET, body=json.dumps(whole).encode(), headers=())


@cache
def elliptic() -> ec.EllipticCurvePrivateKey:
    return ec.generate_private_key(ec.SECP256R1())


@cache
def rsa_key(which: int = 0) -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


def pem(key: rsa.RSAPrivateKey) -> str:
    public = key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    return public.decode()


def sendgrid(body: bytes, at: datetime) -> Sent:
    public = elliptic().public_key()
    secret = b64(public.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo))
    proof = elliptic().sign(stamp(at).encode() + body, ec.ECDSA(hashes.SHA256()))
    headers = (
        ("X-Twilio-Email-Event-Webhook-Timestamp", stamp(at)),
        ("X-Twilio-Email-Event-Webhook-Signature", b64(proof)),
    )
    return Sent(scheme="sendgrid", secret=secret, body=body, headers=headers)


def token(said: dict[str, Any], *, algorithm: str = "RS256") -> str:
    def part(raw: bytes) -> str:
        return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()

    head = part(json.dumps({"alg": algorithm, "typ": "JWT", "kid": "1"}).encode())
    content = f"{head}.{part(json.dumps(said).encode())}"
    proof = rsa_key().sign(content.encode(), padding.PKCS1v15(), hashes.SHA256())
    return f"{content}.{part(proof)}"


def google(body: bytes, at: datetime, **changes: Any) -> Sent:
    said = {
        "iss": "https://accounts.google.com",
        "aud": URL,
        "email": "push@project.example",
        "email_verified": True,
        "iat": round(at.timestamp()),
        "exp": round((at + timedelta(hours=1)).timestamp()),
    }
    return Sent(
        scheme="google",
        secret=pem(rsa_key()),
        body=body,
        headers=(("Authorization", f"Bearer {token(said | changes)}"),),
        expected={"email": "push@project.example"},
    )


def gong(body: bytes, at: datetime) -> Sent:
    said = {"webhook_url": URL, "body_sha256": hashlib.sha256(body).hexdigest()}
    headers = (("Authorization", f"Bearer {token(said)}"),)
    return Sent(scheme="gong", secret=pem(rsa_key()), body=body, headers=headers)


def sns(body: bytes, at: datetime, **unsigned: str) -> Sent:
    message = {
        "Type": "Notification",
        "MessageId": "m-1",
        "TopicArn": "arn:ours",
        "Message": body.decode(),
        "Timestamp": at.isoformat(),
    }
    text = "".join(f"{name}\n{message[name]}\n" for name in sorted(message))
    proof = rsa_key().sign(text.encode(), padding.PKCS1v15(), hashes.SHA256())
    whole = message | {"SignatureVersion": "2", "Signature": b64(proof)} | unsigned
    return Sent(
        scheme="sns",
        secret=pem(rsa_key()),
        body=json.dumps(whole).encode(),
        headers=(),
        expected={"topic": "arn:ours"},
    )


def basic(body: bytes, at: datetime) -> Sent:
    headers = (("Authorization", "Basic " + b64(b"hook:p:w")),)
    return Sent(scheme="basic", secret="hook:p:w", body=body, headers=headers)


def bearer(body: bytes, at: datetime) -> Sent:
    headers = (("Authorization", "Bearer a-long-token"),)
    return Sent(scheme="bearer", secret="a-long-token", body=body, headers=headers)


def salesforce(body: bytes, at: datetime) -> Sent:
    text = "<n:Message><OrganizationId>00D000000000001AAA</OrganizationId></n:Message>"
    return Sent(
        scheme="salesforce",
        secret="00D000000000001AAA:path-secret",
        body=text.encode() + body,
        headers=(),
        url="https://followup.example/hooks/path-secret",
    )


def msgraph(body: bytes, at: datetime) -> Sent:
    entries = [
        {"clientState": "our-state", "resource": body.decode()},
        {"clientState": "our-state"},
    ]
    whole = json.dumps({"value": entries}).encode()
    return Sent(scheme="msgraph", secret="our-state", body=whole, headers=())


Sign = Callable[[bytes, datetime], Sent]
# The senders whose proof binds every byte of the body.
WHOLE: list[Sign] = [
    hubspot_v1, hubspot_v2, hubspot_v3, typeform, fireflies, calendly, stripe, slack, zoom, close,
    standard, resend, twilio_json, sendgrid, gong,
]  # fmt: skip
TIMED: list[Sign] = [
    hubspot_v3, calendly, stripe, slack, zoom, close, standard, resend, sendgrid, mailgun, sns, google,
]  # fmt: skip
TOKENS: list[Sign] = [mailgun, google, basic, bearer, salesforce, msgraph]
EVERY: list[Sign] = [*WHOLE, *TOKENS, sns]
