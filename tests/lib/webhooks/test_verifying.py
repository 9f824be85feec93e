"""What every sender's scheme must hold: whole, from who it says, fresh, once."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from followup.lib.webhooks import SCHEMES, Refused
from tests.lib.webhooks.signing import (
    BODY,
    EVERY,
    NOW,
    TIMED,
    TOKENS,
    WHOLE,
    Sent,
    Sign,
    pem,
    rsa_key,
)

ALIASES = {"brevo": "basic", "pipedrive": "basic", "postmark": "basic", "svix": "resend"}
every = pytest.mark.parametrize("sign", EVERY)
whole = pytest.mark.parametrize("sign", WHOLE)
timed = pytest.mark.parametrize("sign", TIMED)
HOSTILE = [
    "",
    " ",
    "\0",
    "v1,",
    "t=,v1=",
    "t=1",
    "=" * 50_000,
    ",v1=a" * 9_000,
    "é",
    "\ud800",
    "1" * 99,
]


def refusal(sent: Sent, **others: Any) -> str:
    with pytest.raises(Refused) as refused:
        sent.verified(**others)
    assert refused.value.reason
    return refused.value.code


def test_every_scheme_has_a_sender_in_these_tests() -> None:
    signed = {sign(BODY, NOW).scheme for sign in EVERY}
    assert signed | set(ALIASES) == set(SCHEMES)
    assert all(SCHEMES[alias] == SCHEMES[same] for alias, same in ALIASES.items())


@every
@pytest.mark.parametrize("body", [BODY, b"", b"{}"])
def test_honest_delivery_is_believed(sign: Sign, body: bytes) -> None:
    found = sign(body, NOW).verified()
    assert found.secret == 0
    assert (found.covers == "token") == (sign in TOKENS)
    assert found.sent_at == (NOW.timestamp() if sign in TIMED else None)


@whole
@pytest.mark.parametrize(
    "body", [b"\xff\xfe\x00", "日本語\r\n".encode("shift_jis"), b"x" * 300_000]
)
def test_bytes_that_are_not_text_are_signed_as_they_are(sign: Sign, body: bytes) -> None:
    assert sign(body, NOW).verified().covers == "body"


@every
def test_header_names_have_no_case(sign: Sign) -> None:
    sent = sign(BODY, NOW)
    sent.verified(headers={name.upper(): value for name, value in sent.headers})


@every
def test_secret_of_somebody_else_is_refused(sign: Sign) -> None:
    sent = sign(BODY, NOW)
    near = pem(rsa_key(1)) if "BEGIN" in sent.secret else sent.secret + "x"
    for secret in (near, "other", sent.secret[:-30], "é" * 40):
        assert refusal(sent, secrets=[secret]) in {"forged", "unconfigured"}


@every
def test_no_secret_means_no_delivery(sign: Sign) -> None:
    sent = sign(BODY, NOW)
    assert refusal(sent, secrets=[]) == "unconfigured"
    assert refusal(sent, secrets=[sent.secret, ""]) == "unconfigured"


@every
def test_rotated_secret_still_holds_and_is_named(sign: Sign) -> None:
    sent = sign(BODY, NOW)
    assert sent.verified(secrets=["the-new-one", sent.secret]).secret == 1


@every
def test_missing_or_doubled_header_is_refused(sign: Sign) -> None:
    sent = sign(BODY, NOW)
    for place, (name, value) in enumerate(sent.headers):
        rest = (*sent.headers[:place], *sent.headers[place + 1 :])
        if name != "X-HubSpot-Signature-Version":  # the scheme is chosen by us, not by the sender
            assert refusal(sent.but(headers=rest)) == "missing"
        for again in (value, "0"):
            assert refusal(sent.but(headers=(*sent.headers, (name.lower(), again)))) == "duplicate"
        assert refusal(sent.but(headers=(*rest, (name, f"{value},{value}"))))


@every
@pytest.mark.parametrize("value", HOSTILE)
def test_hostile_header_is_refused(sign: Sign, value: str) -> None:
    sent = sign(BODY, NOW)
    for place, (name, _) in enumerate(sent.headers):
        others = (*sent.headers[:place], *sent.headers[place + 1 :])
        assert refusal(sent.but(headers=(*others, (name, value))))


@every
@pytest.mark.parametrize(
    "body", [b"", b"[", b"null", b"[" * 100_000, b"\xff", b"{}", b"a=1&" * 9_000]
)
def test_another_body_is_refused(sign: Sign, body: bytes) -> None:
    sent = sign(BODY, NOW).but(body=body)
    if sign(BODY, NOW).body == BODY and sign in TOKENS:
        assert sent.verified().covers == "token"
    else:
        assert refusal(sent) in {"forged", "malformed"}


@whole
def test_body_written_anew_is_refused(sign: Sign) -> None:
    for anew in (json.dumps(json.loads(BODY)), json.dumps(json.loads(BODY), ensure_ascii=False)):
        assert refusal(sign(BODY, NOW).but(body=anew.replace("1.0", "1").encode())) == "forged"
    assert refusal(sign(BODY, NOW).but(body=BODY + b"\n")) == "forged"
    assert refusal(sign(BODY, NOW).but(body=BODY.decode().encode("utf-8-sig"))) == "forged"


@timed
def test_time_is_kept_to_the_tolerance_and_not_beyond(sign: Sign) -> None:
    sent = sign(BODY, NOW)
    usual = SCHEMES[sent.scheme][1]
    second = timedelta(seconds=1)
    sent.verified(now=NOW - usual)
    assert refusal(sent, now=NOW + usual + second) == "stale"
    assert refusal(sent, now=NOW - usual - second) == "future"
    assert refusal(sent, now=NOW + 2 * second, tolerance=second) == "stale"


@every
def test_replay_has_the_same_fingerprint_and_news_another(sign: Sign) -> None:
    first, again = sign(BODY, NOW).verified(), sign(BODY, NOW).verified()
    later = sign(BODY + b" ", NOW + timedelta(seconds=2)).verified()
    assert first.fingerprint == again.fingerprint != later.fingerprint


def test_unknown_scheme_is_refused() -> None:
    assert refusal(EVERY[0](BODY, NOW), scheme="none") == "unknown_scheme"


@settings(max_examples=200, deadline=None, derandomize=True)
@given(st.data())
def test_whatever_arrives_is_refused_in_words_and_nothing_breaks(data: st.DataObject) -> None:
    sent = data.draw(st.sampled_from(EVERY))(BODY, NOW)
    values = st.one_of(st.text(max_size=80), st.sampled_from(HOSTILE))
    junk = tuple((name, data.draw(values)) for name, _ in sent.headers)
    body = data.draw(st.one_of(st.just(sent.body), st.binary(max_size=80), st.just(b"[" * 99_999)))
    urls = st.one_of(st.just(sent.url), st.text(max_size=40), st.just("https://["))
    sent = sent.but(headers=junk, body=body, url=data.draw(urls))
    if junk or body != sent.body:
        assert refusal(sent)


@settings(max_examples=300, deadline=None, derandomize=True)
@given(st.data())
def test_one_flipped_bit_is_always_refused(data: st.DataObject) -> None:
    sent = data.draw(st.sampled_from(WHOLE))(data.draw(st.binary(min_size=1, max_size=60)), NOW)
    place = data.draw(st.integers(-1, len(sent.headers) - 1))
    bit = 1 << data.draw(st.integers(0, 7))
    if place < 0:
        at = data.draw(st.integers(0, len(sent.body) - 1))
        body = bytearray(sent.body)
        body[at] ^= bit
        assert refusal(sent.but(body=bytes(body)))
        return
    name, value = sent.headers[place]
    # The word before the token may be written Bearer or bearer; everything else is exact.
    at = data.draw(st.integers(value.find(" ") + 1, len(value) - 1))
    flipped = value[:at] + chr(ord(value[at]) ^ bit) + value[at + 1 :]
    headers = (*sent.headers[:place], (name, flipped), *sent.headers[place + 1 :])
    assert refusal(sent.but(headers=headers))
