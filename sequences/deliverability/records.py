"""SPF, DKIM, DMARC, MX and PTR of a sending domain, read and explained.

RFC 7208, 6376, 7489; what Gmail and Microsoft ask of every sender since 2024. Each finding says
what is there, what it means and what to do. Nothing is fetched here but by the resolver given.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Literal

from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.serialization import load_der_public_key

from sequences.deliverability.lookup import Resolver, Unanswered

Level = Literal["good", "look", "bad", "unknown"]
MOST_LOOKUPS = 10  # RFC 7208, 4.6.4: beyond them every receiver reads an error
# Where the large providers keep their keys; a domain's own come first.
USUAL_SELECTORS = (
    "google", "selector1", "selector2", "k1", "k2", "k3", "s1", "s2", "mx", "mail", "default",
    "smtp", "resend", "pm", "mte1", "brevo1", "fm1", "zoho", "dkim",
)  # fmt: skip
# Never real (RFC 2606, 6761): samples and tests, not something to hold mail for.
RESERVED = (
    *(".example", ".test", ".invalid", ".localhost"),
    *("example.com", "example.net", "example.org"),
)


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing about a domain: what was found, in words, and what to do about it."""

    what: str
    level: Level
    says: str
    mend: str = ""
    record: str = ""

    def as_json(self) -> dict[str, str]:
        return asdict(self)


def is_reserved(domain: str) -> bool:
    """Whether it is a domain for examples, which has no records and sends nothing."""
    return domain == "localhost" or ("." + domain).endswith(
        tuple("." + r.lstrip(".") for r in RESERVED)
    )


def examine(
    domain: str, *, selectors: Sequence[str] = (), host: str = "", ask: Resolver
) -> list[Finding]:
    """Everything about one domain. `host`: our own mail server; its address should have a name."""
    found = [
        _guarded("SPF", lambda: spf(domain, ask=ask)),
        _guarded("DKIM", lambda: dkim(domain, selectors=selectors, ask=ask)),
        _guarded("DMARC", lambda: dmarc(domain, ask=ask)),
        _guarded("MX", lambda: mx(domain, ask=ask)),
    ]
    if host:
        found.append(_guarded("PTR", lambda: ptr(host, ask=ask)))
    return found


def why_held(findings: Sequence[Finding]) -> str:
    """Why mail of this domain should wait, or '': large providers refuse what proves nothing."""
    level = {f.what: f.level for f in findings}
    if level.get("SPF") == "bad" and level.get("DKIM") == "bad":
        return "Neither SPF nor DKIM proves that its mail is genuine, so large providers refuse it."
    worst = next((f for f in findings if f.what == "SPF" and "+all" in f.record), None)
    return worst.says if worst else ""


def _guarded(what: str, look: object) -> Finding:
    assert callable(look)
    try:
        found = look()
        assert isinstance(found, Finding)
        return found
    except Unanswered as error:
        return Finding(
            what, "unknown", f"Nobody answered the question: {error}", "Look again later."
        )


def spf(domain: str, *, ask: Resolver) -> Finding:
    """Which servers may send for the domain."""
    records = [t for t in ask.texts(domain) if re.match(r"v=spf1(\s|$)", t, re.IGNORECASE)]
    if not records:
        return Finding(
            "SPF",
            "bad",
            "There is no SPF record, so anybody’s server may claim to send for it.",
            f"Publish a TXT record at {domain} that names your provider, such as “v=spf1 include:"
            "_spf.google.com ~all”.",
        )
    record = records[0]
    if len(records) > 1:
        return Finding(
            "SPF",
            "bad",
            f"There are {len(records)} SPF records. Receivers read that as an error.",
            "Join them into one.",
            record,
        )
    lookups = _lookups(record, ask=ask, seen={domain})
    if lookups > MOST_LOOKUPS:
        return Finding(
            "SPF",
            "bad",
            f"The record leads to {lookups} further lookups; after "
            f"{MOST_LOOKUPS} receivers stop and read an error.",
            "Take out what you no longer use.",
            record,
        )
    end = re.search(r"(?:^|\s)([-~?+]?)all(?:\s|$)", record, re.IGNORECASE)
    if end and end[1] in ("", "+"):
        return Finding(
            "SPF",
            "bad",
            "The record ends in “+all”: it allows every server in the world.",
            "End it in “~all” or “-all”.",
            record.replace(" all", " +all"),
        )
    if end is None and "redirect=" not in record.lower():
        return Finding(
            "SPF",
            "look",
            "The record does not say what to do with other servers.",
            "End it in “~all” or “-all”.",
            record,
        )
    if end and end[1] == "?":
        return Finding(
            "SPF",
            "look",
            "The record says nothing about other servers (“?all”).",
            "End it in “~all” or “-all”.",
            record,
        )
    return Finding(
        "SPF", "good", f"One record, {lookups} further lookups of {MOST_LOOKUPS}.", "", record
    )


def _lookups(record: str, *, ask: Resolver, seen: set[str]) -> int:
    """How many questions a receiver has to ask to read the record to its end."""
    count = 0
    for term in record.split()[1:]:
        name = re.sub(r"^[-~?+]", "", term.lower())
        if re.match(r"(a|mx|ptr|exists)([:/]|$)", name):
            count += 1
        elif leads := re.match(r"(?:include:|redirect=)([^\s/%]+)$", name):
            count += 1
            if leads[1] not in seen and count <= 20:
                inner = [t for t in ask.texts(leads[1]) if t.lower().startswith("v=spf1")]
                count += _lookups(inner[0], ask=ask, seen=seen | {leads[1]}) if inner else 0
    return count


def dkim(domain: str, *, selectors: Sequence[str], ask: Resolver) -> Finding:
    """Whether mail can be signed in the domain's name: a key at one of the selectors."""
    weak = ""
    for selector in dict.fromkeys([*selectors, *USUAL_SELECTORS]):
        for record in ask.texts(f"{selector}._domainkey.{domain}"):
            tags = _tags(record)
            if "p" not in tags:
                continue
            bits = _bits(tags)
            if not tags["p"]:
                weak = weak or f"The key of selector “{selector}” was withdrawn."
            elif bits is None:
                weak = weak or f"The key of selector “{selector}” cannot be read."
            elif bits and bits < 1024:
                weak = weak or f"The key of selector “{selector}” has only {bits} bits."
            else:
                level: Level = "look" if bits and bits < 2048 else "good"
                size = f"{bits} bits" if bits else "Ed25519"
                return Finding(
                    "DKIM",
                    level,
                    f"Key at selector “{selector}”, {size}.",
                    "Use a key of 2048 bits." if level == "look" else "",
                    record,
                )
    return Finding(
        "DKIM",
        "bad",
        weak or "No key was found, so nothing proves that a mail was not changed.",
        "Switch DKIM on at your mail provider and publish the record it gives you. If there is "
        "one, write its selector below.",
    )


def _bits(tags: dict[str, str]) -> int | None:
    """Size of an RSA key; 0 for Ed25519, None for what cannot be read."""
    if tags.get("k", "rsa") == "ed25519":
        return 0
    try:
        key = load_der_public_key(base64.b64decode(tags["p"]))
    except (ValueError, TypeError):
        return None
    return key.key_size if isinstance(key, RSAPublicKey) else None


def dmarc(domain: str, *, ask: Resolver) -> Finding:
    """What receivers shall do with mail that proves nothing."""
    above = domain.split(".", 1)[1] if domain.count(".") > 1 else ""
    records = [t for t in ask.texts(f"_dmarc.{domain}") if t.lower().startswith("v=dmarc1")]
    if not records and above:
        records = [t for t in ask.texts(f"_dmarc.{above}") if t.lower().startswith("v=dmarc1")]
    if len(records) != 1:
        says = "There is no DMARC record." if not records else "There are several DMARC records."
        return Finding(
            "DMARC",
            "look",
            f"{says} Senders of more than 5,000 mails a day are refused for it.",
            f"Publish one TXT record at _dmarc.{domain}, to begin with “v=DMARC1; p=none; "
            f"rua=mailto:postmaster@{domain}”.",
        )
    policy = _tags(records[0]).get("p", "").lower()
    if policy not in {"none", "quarantine", "reject"}:
        return Finding(
            "DMARC",
            "look",
            "The record has no policy (p=), so receivers ignore it.",
            "Write p=none, p=quarantine or p=reject.",
            records[0],
        )
    if policy == "none":
        return Finding(
            "DMARC",
            "look",
            "The record only watches (p=none): forged mail gets through.",
            "When its reports show your mail passing, go to p=quarantine.",
            records[0],
        )
    fate = "refused" if policy == "reject" else "put aside"
    return Finding(
        "DMARC", "good", f"Forged mail is asked to be {fate} (p={policy}).", "", records[0]
    )


def mx(domain: str, *, ask: Resolver) -> Finding:
    """Whether answers and bounces can come back."""
    hosts = [h for h in ask.exchangers(domain) if h]
    if not hosts:
        return Finding(
            "MX",
            "bad",
            "No server takes mail for it: answers and bounces get lost.",
            "Publish an MX record, or send from a domain that has one.",
        )
    return Finding("MX", "good", f"Answers go to {', '.join(hosts[:3])}.")


def ptr(host: str, *, ask: Resolver) -> Finding:
    """Whether our mail server's address has a name that leads back to it."""
    addresses = ask.addresses(host)
    if not addresses:
        return Finding(
            "PTR",
            "bad",
            f"The mail server {host} has no address.",
            "Correct its name in the mailbox.",
        )
    for address in addresses:
        names = ask.names(address)
        if not any(address in ask.addresses(name) for name in names):
            return Finding(
                "PTR",
                "look",
                f"{address} of {host} has no name that leads back to it.",
                "If you run that server, have your network provider set its PTR record. "
                "If a provider runs it, the servers it sends from have their own.",
            )
    return Finding("PTR", "good", f"Every address of {host} has a name that leads back to it.")


def _tags(record: str) -> dict[str, str]:
    """`k=v; k=v` as DKIM and DMARC write it; white space does not count."""
    parts = (part.partition("=") for part in record.split(";"))
    return {k.strip().lower(): re.sub(r"\s", "", v) for k, is_pair, v in parts if is_pair}
