"""Questions before the first delivery, and content that is opened after it."""

from __future__ import annotations

import base64
import hmac
import json
import os

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
)

from followup.lib.webhooks import Refused, graph_answer, zoom_answer
from followup.lib.webhooks.graph import opened
from tests.lib.webhooks.signing import mac, rsa_key


def question(token: object) -> bytes:
    event = {"event": "endpoint.url_validation", "payload": {"plainToken": token}}
    return json.dumps(event).encode()


def test_zoom_question_is_answered_with_the_keyed_hash_of_its_token() -> None:
    proof = mac("our-secret", b"Ab3_-x==").hex()
    answer = zoom_answer(question("Ab3_-x=="), secret="our-secret")
    assert answer == {"plainToken": "Ab3_-x==", "encryptedToken": proof}


def test_zoom_event_of_another_kind_is_no_question() -> None:
    assert zoom_answer(b'{"event": "recording.completed"}', secret="s") is None
    assert zoom_answer(b"[]", secret="s") is None


@pytest.mark.parametrize("token", ["v0:1795266520:{}", "", "a" * 129, "a b", "a\n", 3, None, ["a"]])
def test_zoom_answer_never_signs_what_could_be_a_delivery(token: object) -> None:
    with pytest.raises(Refused):
        zoom_answer(question(token), secret="our-secret")


def test_zoom_answer_needs_json_and_a_secret() -> None:
    for body, secret in ((b"\xff", "s"), (b"[" * 100_000, "s"), (question("a"), "")):
        with pytest.raises(Refused):
            zoom_answer(body, secret=secret)


def test_graph_question_is_answered_with_its_decoded_token() -> None:
    assert graph_answer("https://a.example/h?validationToken=Validation%3A+%3Cb%3E") == (
        "Validation: <b>"
    )
    assert graph_answer("https://a.example/h?x=1") is None


@pytest.mark.parametrize(
    "query", ["validationToken=a&validationToken=b", "validationToken=" + "a" * 3000, "a=1&" * 50]
)
def test_graph_question_without_sense_is_refused(query: str) -> None:
    with pytest.raises(Refused):
        graph_answer(f"https://a.example/h?{query}")


def sealed(resource: bytes) -> dict[str, str]:
    """What Graph sends, made by the rules of its documentation."""
    inner = os.urandom(32)
    fill = 16 - len(resource) % 16
    encryptor = Cipher(algorithms.AES(inner), modes.CBC(inner[:16])).encryptor()
    data = encryptor.update(resource + bytes([fill]) * fill) + encryptor.finalize()
    wrapping = padding.OAEP(padding.MGF1(hashes.SHA1()), hashes.SHA1(), None)
    parts = {
        "data": data,
        "dataKey": rsa_key().public_key().encrypt(inner, wrapping),
        "dataSignature": hmac.new(inner, data, "sha256").digest(),
    }
    return {name: base64.b64encode(raw).decode() for name, raw in parts.items()}


def private_pem() -> str:
    form = PrivateFormat.PKCS8
    return rsa_key().private_bytes(Encoding.PEM, form, NoEncryption()).decode()


@pytest.mark.parametrize("resource", [b"", b"{}", "Zoë said".encode() * 500])
def test_graph_content_is_opened(resource: bytes) -> None:
    assert opened(sealed(resource), private_key=private_pem()) == resource


@pytest.mark.parametrize("name", ["data", "dataKey", "dataSignature"])
def test_graph_content_that_was_touched_is_refused(name: str) -> None:
    good = sealed(b'{"id": 1}')
    raw = bytearray(base64.b64decode(good[name]))
    raw[3] ^= 1
    touched = good | {name: base64.b64encode(raw).decode()}
    missing = {other: value for other, value in good.items() if other != name}
    for bad in (touched, missing, good | {name: "%"}, good | {name: ""}):
        with pytest.raises(Refused):
            opened(bad, private_key=private_pem())
