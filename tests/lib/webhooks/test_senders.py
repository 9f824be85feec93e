"""What is peculiar to one sender."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from urllib.parse import quote

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from followup.lib.webhooks import Refused, sns
from tests.lib.webhooks import signing
from tests.lib.webhooks.signing import BODY, FORM, NOW, SECRET, URL, Sent
from tests.lib.webhooks.test_verifying import refusal


def test_hubspot_undoes_exactly_its_own_escapes() -> None:
    marks = ":/?@!$'()*,;"
    public = f"{URL}&q={quote(marks, safe='')}%20%2f%25%2B"
    signed = f"{URL}&q={marks}%20/%25%2B"
    signing.hubspot_v3(BODY, NOW, signed_url=signed).verified(url=public)
    signing.hubspot_v3(BODY, NOW, signed_url=public).verified(url=public)
    wrong = signing.hubspot_v3(BODY, NOW, signed_url=signed.replace("%20", " "))
    assert refusal(wrong, url=public) == "forged"


@pytest.mark.parametrize("sign", [signing.hubspot_v2, signing.hubspot_v3, signing.twilio_json])
def test_delivery_to_another_address_is_refused(sign: signing.Sign) -> None:
    sent = sign(BODY, NOW)
    for url in (sent.url.replace("https", "http"), sent.url.replace("?", "/?"), sent.url + "&a=1"):
        assert refusal(sent, url=url) == "forged"


@pytest.mark.parametrize("sign", [signing.hubspot_v2, signing.hubspot_v3])
def test_hubspot_signs_the_method(sign: signing.Sign) -> None:
    assert refusal(sign(BODY, NOW), method="PUT") == "forged"


def test_hubspot_version_of_another_kind_is_refused() -> None:
    sent = signing.hubspot_v1(BODY, NOW)
    sent.verified(headers=sent.headers[:1])
    assert refusal(sent, headers=(sent.headers[0], ("X-HubSpot-Signature-Version", "v2")))


def test_digits_cannot_wander_between_time_and_body() -> None:
    # Without its first three digits, this moment in milliseconds reads as one of 2026 in seconds.
    at, later = (datetime.fromtimestamp(t, UTC) for t in (1791795266.520, 1795266520))
    sent = signing.hubspot_v3(b"10", at)
    time, proof = sent.headers
    sent.verified(now=at)
    moved = sent.but(body=b"10179", headers=((time[0], time[1][3:]), proof))
    assert refusal(moved, now=later) == "stale"
    zero = sent.but(body=b"1", headers=((time[0], "0" + time[1]), proof))
    assert refusal(zero, now=at) == "malformed"
    for sign in (signing.close, signing.sendgrid):
        longer = sign(b"123{}", NOW)
        stamp, proof = longer.headers
        moved = longer.but(body=b"{}", headers=((stamp[0], stamp[1] + "123"), proof))
        assert refusal(moved) == "future"


def test_calendly_takes_one_signature_and_ignores_other_fields() -> None:
    sent = signing.calendly(BODY, NOW)
    ((name, value),) = sent.headers
    sent.verified(headers={name: value + ",v0=abc"})
    for doubled in (f"{value},v1={'0' * 64}", f"{value},{value[:12]}"):
        assert refusal(sent, headers={name: doubled}) == "duplicate"


def test_stripe_takes_any_of_several_signatures_up_to_an_end() -> None:
    sent = signing.stripe(BODY, NOW)
    ((name, value),) = sent.headers
    sent.verified(headers={name: f"v1={'0' * 64},{value}"})
    assert refusal(sent, headers={name: f"{'v1=0,' * 40}{value}"}) == "duplicate"


def test_standard_list_of_signatures_needs_one_that_holds_and_has_an_end() -> None:
    sent = signing.standard(BODY, NOW)
    *first, (name, value) = sent.headers
    sent.verified(headers=(*first, (name, f"v1a,abc v1,{'A' * 43}= {value}")))
    assert refusal(sent, headers=(*first, (name, "v1,x " * 40 + value))) == "malformed"
    assert refusal(sent, headers=(*first, (name, value.replace("v1,", "v2,")))) == "malformed"


def test_standard_secret_that_is_no_key_is_named_as_such() -> None:
    assert refusal(signing.standard(BODY, NOW), secrets=["whsec_é", "whsec_"]) == "unconfigured"


@pytest.mark.parametrize(
    ("public", "signed"),
    [
        ("https://a.example/s?x=1", "https://a.example:443/s?x=1"),
        ("http://a.example/s", "http://a.example:80/s"),
        ("https://a.example:8443/s", "https://a.example/s"),
        ("https://u:p@[::1]:8443/s", "https://u:p@[::1]/s"),
    ],
)
def test_twilio_port_may_be_written_or_not(public: str, signed: str) -> None:
    signing.twilio_form(public, signed_url=signed).verified()
    assert refusal(signing.twilio_form(public, signed_url=signed + "/")) == "forged"


@pytest.mark.parametrize("url", ["", "ftp://a.example/", "https://a.example:99999/", "https://["])
def test_twilio_address_that_is_none_is_refused(url: str) -> None:
    assert refusal(signing.twilio_form(), url=url) == "malformed"


def test_twilio_form_with_a_changed_or_added_field_is_refused() -> None:
    sent = signing.twilio_form()
    for body in (b"", sent.body + b"&a=b", sent.body.replace(b"SMS", b"SMs"), b"To=%FF"):
        assert refusal(sent, body=body) in {"forged", "malformed"}
    assert len(FORM) == 4


def test_twilio_hash_in_the_address_must_be_the_bodys_and_stand_once() -> None:
    sent = signing.twilio_json(BODY, NOW)
    assert refusal(sent, body=b"") == "forged"
    doubled = sent.url + "&bodySHA256=" + "0" * 64
    assert refusal(sent, url=doubled) == "forged"


def test_mailgun_form_is_read_like_json_and_doubled_names_are_refused() -> None:
    said = json.loads(signing.mailgun(BODY, NOW).body)["signature"]
    form = "&".join(f"{name}={value}" for name, value in said.items())
    sent = Sent(scheme="mailgun", secret=SECRET, body=form.encode(), headers=())
    assert sent.verified().covers == "token"
    assert refusal(sent, body=(form + "&token=other").encode()) == "malformed"
    twice = '{"signature": {}, ' + signing.mailgun(BODY, NOW).body.decode()[1:]
    assert refusal(sent, body=twice.encode()) == "malformed"


def test_mailgun_token_used_again_for_other_words_has_the_same_fingerprint() -> None:
    one, other = signing.mailgun(BODY, NOW), signing.mailgun(b"other", NOW)
    assert one.body != other.body
    assert one.verified().fingerprint == other.verified().fingerprint


def test_basic_word_has_no_case_and_the_password_may_hold_a_colon() -> None:
    sent = signing.basic(BODY, NOW)
    sent.verified(headers={"authorization": sent.headers[0][1].replace("Basic", "basic")})
    assert refusal(sent, headers={"authorization": "Bearer hook:p:w"}) == "malformed"


def test_salesforce_needs_its_organisation_and_the_secret_path() -> None:
    sent = signing.salesforce(b"", NOW)
    assert refusal(sent, url="https://followup.example/hooks/guess") == "forged"
    assert refusal(sent, body=sent.body.replace(b"00D", b"00E")) == "forged"
    assert refusal(sent, body=sent.body + sent.body.replace(b"00D", b"00E")) == "malformed"
    assert refusal(sent, secrets=["00D000000000001AAA:"]) == "unconfigured"


@pytest.mark.parametrize(
    "changes",
    [
        {"aud": "https://other.example/"},
        {"iss": "https://accounts.evil.example"},
        {"email": "attacker@project.example"},
        {"email_verified": "true"},
        {"exp": "soon"},
        {"exp": round(NOW.timestamp())},
        {"iat": None},
        {"iat": 1e300},
    ],
)
def test_google_token_for_another_purpose_is_refused(changes: dict[str, object]) -> None:
    assert refusal(signing.google(BODY, NOW, **changes)) in {"forged", "malformed", "stale"}


def test_google_without_the_account_to_expect_is_refused() -> None:
    assert refusal(signing.google(BODY, NOW), expected={}) == "unconfigured"


def test_token_that_chooses_its_own_algorithm_is_refused() -> None:
    sent = signing.gong(BODY, NOW)
    for algorithm in ("none", "HS256", "RS1"):
        said = {"webhook_url": URL, "body_sha256": ""}
        headers = {"Authorization": signing.token(said, algorithm=algorithm)}
        assert refusal(sent, headers=headers) == "malformed"


def test_gong_key_may_be_given_as_its_page_shows_it() -> None:
    secret = "".join(signing.pem(signing.rsa_key()).splitlines()[1:-1])
    assert signing.gong(BODY, NOW).verified(secrets=[secret]).secret == 0


def test_certificate_serves_as_well_as_its_key() -> None:
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "sender.example")])
    certificate = (
        x509.CertificateBuilder(name, name, signing.rsa_key().public_key(), 1)
        .not_valid_before(NOW - timedelta(days=1))
        .not_valid_after(NOW + timedelta(days=1))
        .sign(signing.rsa_key(), hashes.SHA256())
    )
    secret = certificate.public_bytes(Encoding.PEM).decode()
    assert signing.gong(BODY, NOW).verified(secrets=[secret]).secret == 0


def test_short_or_foreign_keys_are_named_as_unusable() -> None:
    short = rsa.generate_private_key(public_exponent=65537, key_size=1024)
    assert refusal(signing.gong(BODY, NOW), secrets=[signing.pem(short)]) == "unconfigured"
    wrong_kind = signing.pem(signing.rsa_key())
    assert refusal(signing.sendgrid(BODY, NOW), secrets=[wrong_kind]) == "unconfigured"
    foreign = ec.generate_private_key(ec.SECP256R1()).public_key()
    form = Encoding.PEM, PublicFormat.SubjectPublicKeyInfo
    secret = foreign.public_bytes(*form).decode()
    assert refusal(signing.sendgrid(BODY, NOW), secrets=[secret]) == "forged"


def test_sns_message_of_another_topic_or_with_changed_words_is_refused() -> None:
    sent = signing.sns(BODY, NOW)
    assert refusal(sent, expected={"topic": "arn:theirs"}) == "forged"
    assert refusal(sent, expected={}) == "unconfigured"
    for changes in ({"Message": "other"}, {"Subject": "added"}, {"MessageId": "2"}):
        assert refusal(signing.sns(BODY, NOW, **changes)) == "forged"
    for changes in ({"SignatureVersion": "3"}, {"Type": "X"}, {"Timestamp": "now"}):
        assert refusal(signing.sns(BODY, NOW, **changes)) == "malformed"


def test_sns_certificate_is_fetched_from_amazon_only() -> None:
    good = "https://sns.eu-west-1.amazonaws.com/SimpleNotificationService-0ab1.pem"
    assert sns.certificate_address(signing.sns(BODY, NOW, SigningCertURL=good).body) == good
    for bad in (
        good.replace("https", "http"),
        good.replace("sns.eu-west-1", "bucket.s3"),
        good.replace(".com/", ".com.evil.example/"),
        good.replace("https://", "https://sns.eu-west-1.amazonaws.com@evil.example/"),
        good.replace(".com/", ".com:8443/"),
        good + "?x",
        "",
    ):
        with pytest.raises(Refused):
            sns.certificate_address(signing.sns(BODY, NOW, SigningCertURL=bad).body)


@pytest.mark.parametrize("batch", ["[]", '[{"clientState": "x"}]', "[{}]", '{"a": 1}', "[null]"])
def test_graph_batch_without_our_state_is_refused(batch: str) -> None:
    sent = signing.msgraph(BODY, NOW)
    assert refusal(sent, body=f'{{"value": {batch}}}'.encode()) in {"forged", "malformed"}


def test_graph_batch_with_one_foreign_state_is_refused() -> None:
    batch = {"value": [{"clientState": "our-state"}, {"clientState": "x"}]}
    assert refusal(signing.msgraph(BODY, NOW), body=json.dumps(batch).encode()) == "forged"
