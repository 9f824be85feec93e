"""Twilio: an address with its sorted form fields, or an address that names the body's hash."""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Iterable
from urllib.parse import parse_qsl, urlsplit, urlunsplit

from followup.lib.webhooks.claims import Claim, hmac_check
from followup.lib.webhooks.delivery import Delivery, Refused

MOST_FIELDS = 1000
_PORTS = {"https": 443, "http": 80}


def claim(delivery: Delivery) -> Claim:
    """HMAC-SHA1 over address and fields. There is no time in it: replays look the same."""
    addresses = spellings(delivery.url)
    hashes = [v for n, v in _pairs(urlsplit(delivery.url).query) if n == "bodySHA256"]
    text = "" if hashes else fields(_pairs(delivery.body.decode()))
    if hashes and not _is_hash_of(delivery.body, hashes):
        raise Refused("forged", "the body is not the one whose hash was signed")
    return Claim(
        presented=(delivery.header("X-Twilio-Signature"),),
        contents=tuple((address + text).encode() for address in addresses),
        holds=hmac_check(algorithm="sha1", spelled=base64.b64encode),
    )


def fields(pairs: Iterable[tuple[str, str]]) -> str:
    """Names and values run together, sorted, each pair once."""
    return "".join(name + value for name, value in sorted(set(pairs)))


def spellings(url: str) -> tuple[str, ...]:
    """The address as given, and with the port left out or the usual one written out.

    Twilio signs it one way or the other. ValueError when it is no address.
    """
    parts = urlsplit(url)
    if parts.hostname is None or parts.scheme not in _PORTS:
        raise ValueError("not a web address")
    bare = parts.netloc if parts.port is None else parts.netloc.rpartition(":")[0]
    full = parts.netloc if parts.port is not None else f"{bare}:{_PORTS[parts.scheme]}"
    given = (urlunsplit(parts._replace(netloc=netloc)) for netloc in (bare, full))
    return tuple(dict.fromkeys((url, *given)))


def _pairs(text: str) -> list[tuple[str, str]]:
    return parse_qsl(text, keep_blank_values=True, errors="strict", max_num_fields=MOST_FIELDS)


def _is_hash_of(body: bytes, hashes: list[str]) -> bool:
    found = hashlib.sha256(body).hexdigest()
    return len(hashes) == 1 and hmac.compare_digest(found.encode(), hashes[0].encode())
