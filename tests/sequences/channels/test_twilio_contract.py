"""Our request to Twilio, held to Twilio's own specification; and requests that it must refuse."""

from __future__ import annotations

import base64
import json
import re
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

import jsonschema  # type: ignore[import-untyped]
import pytest
from django.utils import timezone
from pytest_django.fixtures import Settings
from pytest_httpserver import HTTPServer
from werkzeug import Request

from sequences.channels.outcome import Outcome
from sequences.channels.twilio import TwilioChannel
from sequences.rendering import Mail

SPEC = Path(__file__).resolve().parents[4] / "shared/data/contracts/twilio/twilio_api_v2010.json"
ACCOUNT = "AC0123456789abcdef0123456789abcdef"
PATH = "/2010-04-01/Accounts/{AccountSid}/Messages.json"
# What Twilio means by a phone number; in its specification that is only a name.
NUMBER = re.compile(r"\+[1-9][0-9]{6,14}")
pytestmark = pytest.mark.skipif(not SPEC.exists(), reason="the specification is not at hand")


def violations(path: str, headers: dict[str, str], form: dict[str, str]) -> list[str]:
    """What the specification has against a request, unknown fields included."""
    known = json.loads(SPEC.read_text())
    operation = known["paths"][PATH]["post"]
    account = operation["parameters"][0]["schema"]["pattern"].strip("^$")
    whole = re.escape(PATH).replace(re.escape("{AccountSid}"), f"({account})")
    found = [] if re.fullmatch(whole, path) else [f"there is no {path}"]
    login = f"Basic {base64.b64encode(f'{ACCOUNT}:secret'.encode()).decode()}"
    found += [] if headers.get("Authorization") == login else ["not signed in"]
    (kind,) = operation["requestBody"]["content"]
    found += [] if headers.get("Content-Type") == kind else [f"not {kind}"]
    schema: dict[str, Any] = operation["requestBody"]["content"][kind]["schema"]
    strict = schema | {"additionalProperties": False, "components": known["components"]}
    formats = jsonschema.FormatChecker(())
    formats.checks("phone-number")(lambda text: bool(NUMBER.fullmatch(str(text))))
    formats.checks("uri")(lambda text: str(text).startswith(("https://", "http://")))
    checker = jsonschema.Draft202012Validator(strict, format_checker=formats)
    return found + [error.message for error in checker.iter_errors(form)]


def asked(request: Request) -> tuple[str, dict[str, str], dict[str, str]]:
    body = request.get_data(as_text=True)
    form = dict(parse_qsl(body, keep_blank_values=True, strict_parsing=True))
    return request.path, dict(request.headers), form


@pytest.fixture
def sent(settings: Settings, httpserver: HTTPServer) -> tuple[str, dict[str, str], dict[str, str]]:
    """One request as our channel makes it, answered as the specification says."""
    base = httpserver.url_for("").rstrip("/")
    settings.TWILIO = {"sid": ACCOUNT, "token": "secret", "from": "+15005550006", "url": base}
    answer = {"sid": "SM0123456789abcdef0123456789abcdef", "status": "queued"}
    httpserver.expect_request(re.compile(".*")).respond_with_json(answer, status=201)
    mail = Mail(
        sender="+15005550006",
        to="+4915112345678",
        subject="",
        body="Grüße – passt Freitag? 100 % & mehr\n+Maya 🙂",
    )
    came = TwilioChannel().send(
        mail, message_id="<1.ab@ours.example>", date=timezone.now(), before_dot=lambda: True
    )
    assert came == Outcome("accepted", provider_id=answer["sid"])
    ((request, _),) = httpserver.log
    path, headers, form = asked(request)
    assert form["Body"] == mail.body  # exactly the approved words
    return path, headers, form


def test_our_request_is_one_that_twilio_specifies(
    sent: tuple[str, dict[str, str], dict[str, str]],
) -> None:
    assert violations(*sent) == []


@pytest.mark.parametrize(
    "wrong",
    [
        {"To": None},
        {"To": "0151 12345678"},
        {"From": "Maya"},
        {"StatusCallback": "javascript:alert(1)"},
        {"MessagingServiceSid": "MG1"},
        {"Text": "not a field of theirs"},
    ],
    ids=str,
)
def test_the_specification_refuses_what_is_wrong(
    wrong: dict[str, str | None], sent: tuple[str, dict[str, str], dict[str, str]]
) -> None:
    path, headers, form = sent
    changed = {name: value for name, value in (form | wrong).items() if value is not None}
    assert violations(path, headers, changed)


def test_the_specification_refuses_another_address_sign_in_or_kind_of_body(
    sent: tuple[str, dict[str, str], dict[str, str]],
) -> None:
    path, headers, form = sent
    for other in (path.replace("AC0", "XX0"), path + "/", path.replace("2010-04-01", "2011")):
        assert violations(other, headers, form)
    assert violations(path, headers | {"Authorization": "Bearer secret"}, form)
    assert violations(path, headers | {"Content-Type": "application/json"}, form)
