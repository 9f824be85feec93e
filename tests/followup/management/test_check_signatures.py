"""The command for support: a list of deliveries in, who may be believed out."""

from __future__ import annotations

import io
import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from followup.management.commands.check_signatures import EPOCH, answer
from tests.lib.webhooks import signing
from tests.lib.webhooks.signing import BODY, NOW, Sent, stamp

SHARED = Path(__file__).parents[4] / "shared/data/contracts/signature_vectors.json"


def vector(sent: Sent, **changes: Any) -> dict[str, Any]:
    """A delivery as the list writes it, its own moment counting as now."""
    moment = stamp(NOW, per_second=1000 if sent.scheme == "hubspot-v3" else 1)
    told: dict[str, Any] = {**vars(sent), "id": sent.scheme, "timestamp": moment}
    return told | {"body": sent.body.decode(), "headers": dict(sent.headers)} | changes


def run(path: Path) -> list[dict[str, Any]]:
    out = io.StringIO()
    call_command("check_signatures", str(path), stdout=out)
    found: list[dict[str, Any]] = json.loads(out.getvalue())
    return found


def test_list_is_answered_entry_by_entry_and_in_order(tmp_path: Path) -> None:
    good = [vector(sign(BODY, NOW)) for sign in signing.EVERY]
    bad = [entry | {"body": entry["body"] + " x", "secret": "no"} for entry in good]
    odd: list[Any] = [{"id": "nothing"}, None, {"id": 7, "scheme": "zoom", "headers": 3}]
    path = tmp_path / "list.json"
    path.write_text(json.dumps([*good, *bad, *odd]))
    answers = run(path)
    assert [entry["id"] for entry in answers[: len(good)]] == [entry["id"] for entry in good]
    assert [entry["valid"] for entry in answers] == [True] * len(good) + [False] * len(bad + odd)
    assert set(answers[0]) == {"id", "valid"}


def test_list_comes_from_standard_input_too(monkeypatch: pytest.MonkeyPatch) -> None:
    text = json.dumps([vector(signing.zoom(BODY, NOW))]).encode()
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(text)))
    out = io.StringIO()
    call_command("check_signatures", "--reasons", stdout=out)
    assert json.loads(out.getvalue()) == [{"id": "zoom", "valid": True, "reason": ""}]


@pytest.mark.parametrize("text", ["{}", "no", "[" * 100_000])
def test_file_that_is_no_list_is_explained(text: str, tmp_path: Path) -> None:
    (tmp_path / "list.json").write_text(text)
    with pytest.raises(CommandError):
        run(tmp_path / "list.json")


@pytest.mark.parametrize("moment", [stamp(NOW), stamp(NOW, per_second=1000), NOW.isoformat()])
def test_moment_of_the_entry_counts_as_now(moment: str) -> None:
    assert answer(vector(signing.zoom(BODY, NOW), timestamp=moment))["valid"]


def test_early_moment_of_a_sender_in_milliseconds_is_read_in_its_unit() -> None:
    at = EPOCH + timedelta(hours=4)
    assert answer(vector(signing.hubspot_v3(BODY, at), timestamp=stamp(at, per_second=1000)))[
        "valid"
    ]


@pytest.mark.parametrize("moment", [stamp(NOW + timedelta(minutes=6)), "soon", "-1", "", "9" * 400])
def test_entry_of_another_or_no_readable_moment_is_refused(moment: str) -> None:
    assert not answer(vector(signing.zoom(BODY, NOW), timestamp=moment))["valid"]


def test_entry_without_a_moment_is_judged_by_its_signature_alone() -> None:
    assert answer(vector(signing.slack(BODY, NOW), timestamp=None))["valid"]
    assert not answer(vector(signing.slack(BODY, NOW), timestamp=None, body="x"))["valid"]


def test_form_may_be_given_as_fields_and_body_as_base64() -> None:
    sent = signing.twilio_form()
    assert answer(vector(sent, form=signing.FORM))["valid"]
    assert answer(vector(sent, body_base64=signing.b64(sent.body)))["valid"]
    assert not answer(vector(sent, form=signing.FORM[1:]))["valid"]


def test_zoom_question_is_judged_by_the_answer_it_expects() -> None:
    body = '{"event": "endpoint.url_validation", "payload": {"plainToken": "abc"}}'
    proof = signing.mac("s", b"abc").hex()
    entry = {"id": 1, "scheme": "zoom-challenge", "secret": "s", "body": body}
    right = {"plainToken": "abc", "encryptedToken": proof}
    assert answer(entry | {"expect_json": right})["valid"]
    assert not answer(entry | {"expect_json": right, "secret": "t"})["valid"]
    assert not answer(entry | {"body": "{}"})["valid"]


@pytest.mark.skipif(not SHARED.exists(), reason="the senders' own examples are not here")
def test_examples_of_the_senders_are_all_believed() -> None:
    assert all(entry["valid"] for entry in run(SHARED))
