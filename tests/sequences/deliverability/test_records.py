"""Sending domains read from a real name server: what is right, what is wrong, what is unknown."""

from __future__ import annotations

import base64

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from sequences.deliverability import lookup
from sequences.deliverability.lookup import Dns
from sequences.deliverability.records import Finding, examine, is_reserved, why_held
from tests.sequences.deliverability.names import Zone, name_server

DOMAIN = "acme-mail.io"


def key(bits: int) -> str:
    """A DKIM record with a fresh key, in strings of 200 as zones hold them."""
    public = rsa.generate_private_key(public_exponent=65537, key_size=bits).public_key()
    der = public.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    text = f"v=DKIM1; k=rsa; p={base64.b64encode(der).decode()}"
    return " ".join(f'"{text[i : i + 200]}"' for i in range(0, len(text), 200))


KEY = key(2048)
GOOD: Zone = {
    DOMAIN: {
        "TXT": ['"v=spf1 include:_spf.host.net ~all"', '"google-site-verification=x"'],
        "MX": ["20 b.host.net.", "10 a.host.net."],
    },
    "_spf.host.net": {"TXT": ['"v=spf1 ip4:192.0.2.0/24 ~all"']},
    f"google._domainkey.{DOMAIN}": {"TXT": [KEY]},
    f"_dmarc.{DOMAIN}": {"TXT": [f'"v=DMARC1; p=quarantine; rua=mailto:dmarc@{DOMAIN}"']},
    f"smtp.{DOMAIN}": {"A": ["192.0.2.7"]},
    "7.2.0.192.in-addr.arpa": {"PTR": [f"smtp.{DOMAIN}."]},
}


def look(zone: Zone, *, selectors: tuple[str, ...] = (), host: str = "") -> dict[str, Finding]:
    with name_server(zone) as address:
        found = examine(DOMAIN, selectors=selectors, host=host, ask=Dns([address]))
    return {f.what: f for f in found}


def with_text(name: str, *values: str) -> Zone:
    return GOOD | {name: {**GOOD.get(name, {}), "TXT": list(values)}}


def test_domain_that_proves_everything_is_good() -> None:
    found = look(GOOD, host=f"smtp.{DOMAIN}")
    assert {f.level for f in found.values()} == {"good"}
    assert set(found) == {"SPF", "DKIM", "DMARC", "MX", "PTR"}
    assert "2048 bits" in found["DKIM"].says
    assert found["MX"].says == "Answers go to a.host.net, b.host.net."
    assert why_held(list(found.values())) == ""


def test_domain_that_proves_nothing_is_held_and_says_what_to_publish() -> None:
    found = look({DOMAIN: {"A": ["192.0.2.1"]}})
    assert {name: f.level for name, f in found.items()} == {
        "SPF": "bad",
        "DKIM": "bad",
        "DMARC": "look",
        "MX": "bad",
    }
    assert all(f.mend for f in found.values())
    assert "Neither SPF nor DKIM" in why_held(list(found.values()))


@pytest.mark.parametrize("proof", ["SPF", "DKIM"])
def test_one_proof_is_enough_to_send(proof: str) -> None:
    without = DOMAIN if proof == "DKIM" else f"google._domainkey.{DOMAIN}"
    zone = GOOD | {without: {"TXT": ['"nothing"']}}
    assert why_held(list(look(zone).values())) == ""


@pytest.mark.parametrize(
    ("records", "level", "says"),
    [
        (['"v=spf1 a -all"', '"v=spf1 mx -all"'], "bad", "2 SPF records"),
        (['"v=spf1 +all"'], "bad", "every server in the world"),
        (['"v=spf1 mx all"'], "bad", "every server in the world"),
        (['"v=spf1 mx ?all"'], "look", "says nothing"),
        (['"v=spf1 mx"'], "look", "does not say"),
        (['"V=SPF1 MX -ALL"'], "good", "1 further lookups"),
        (['"v=spf1 redirect=_spf.host.net"'], "good", "1 further"),
        (['"v=spf10 -all"'], "bad", "no SPF record"),
    ],
)
def test_spf_is_read(records: list[str], level: str, says: str) -> None:
    spf = look(with_text(DOMAIN, *records))["SPF"]
    assert (spf.level, says in spf.says) == (level, True), spf


def test_spf_that_allows_everybody_holds_the_mail() -> None:
    assert "every server" in why_held(list(look(with_text(DOMAIN, '"v=spf1 +all"')).values()))


def test_spf_with_more_lookups_than_receivers_make_is_an_error() -> None:
    many = " ".join(f"include:s{n}.host.net" for n in range(6))
    zone = with_text(DOMAIN, f'"v=spf1 {many} ~all"')
    zone |= {f"s{n}.host.net": {"TXT": ['"v=spf1 a mx ~all"']} for n in range(6)}
    spf = look(zone)["SPF"]
    assert (spf.level, "18 further lookups" in spf.says) == ("bad", True)


def test_spf_that_includes_itself_ends() -> None:
    assert look(with_text(DOMAIN, f'"v=spf1 include:{DOMAIN} ~all"'))["SPF"].level == "good"


@pytest.mark.parametrize(
    ("record", "level", "says"),
    [
        (key(1024), "look", "1024 bits"),
        ('"v=DKIM1; p="', "bad", "withdrawn"),
        ('"v=DKIM1; p=bm90IGEga2V5"', "bad", "cannot be read"),
        ('"v=DKIM1; k=ed25519; p=11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo="', "good", "Ed25519"),
    ],
    ids=["short-key", "withdrawn", "no-key", "ed25519"],  # the key is another in every process
)
def test_dkim_is_read(record: str, level: str, says: str) -> None:
    dkim = look(with_text(f"google._domainkey.{DOMAIN}", record))["DKIM"]
    assert (dkim.level, says in dkim.says) == (level, True), dkim


def test_dkim_at_a_selector_of_its_own_is_found_when_named() -> None:
    zone = {k: v for k, v in GOOD.items() if "_domainkey" not in k}
    zone[f"acme2026._domainkey.{DOMAIN}"] = {"TXT": [KEY]}
    assert look(zone)["DKIM"].level == "bad"
    assert look(zone, selectors=("acme2026",))["DKIM"].level == "good"


@pytest.mark.parametrize(
    ("record", "level"),
    [
        ('"v=DMARC1; p=reject"', "good"),
        ('"v=DMARC1; p=none"', "look"),
        ('"v=DMARC1; rua=mailto:x@y.io"', "look"),
        ('"v=spf1"', "look"),
    ],
)
def test_dmarc_is_read(record: str, level: str) -> None:
    assert look(with_text(f"_dmarc.{DOMAIN}", record))["DMARC"].level == level


def test_server_whose_address_has_another_name_is_pointed_out() -> None:
    zone = GOOD | {"7.2.0.192.in-addr.arpa": {"PTR": ["dsl-7.isp.net."]}, "dsl-7.isp.net": {"A": ["192.0.2.9"]}}  # fmt: skip
    assert look(zone, host=f"smtp.{DOMAIN}")["PTR"].level == "look"


def test_name_server_that_does_not_answer_holds_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lookup, "SECONDS", 0.3)
    with name_server({}, silent=True) as address:
        found = examine(DOMAIN, ask=Dns([address]))
    assert {f.level for f in found} == {"unknown"}
    assert why_held(found) == ""


@pytest.mark.parametrize("domain", ["ours.example", "a.b.test", "example.com", "localhost"])
def test_domain_for_examples_is_not_looked_up(domain: str) -> None:
    assert is_reserved(domain)
    assert not is_reserved(f"{domain}-inc.io")
