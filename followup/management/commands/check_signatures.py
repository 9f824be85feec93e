"""`check_signatures [FILE]`: which webhook deliveries of a list would be believed."""

from __future__ import annotations

import base64
import json
import sys
from argparse import ArgumentParser
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from django.core.management.base import BaseCommand, CommandError

from followup.lib import webhooks

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
EVER = timedelta.max  # for a delivery that names no moment of its own


class Command(BaseCommand):
    """Prints `[{"id", "valid"}]`, one entry for each of the list, in its order."""

    help = "Check the signatures of webhook deliveries. Touches no database."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "file", type=Path, nargs="?", help="a JSON list; standard input if none"
        )
        parser.add_argument("--reasons", action="store_true", help="say why one was refused")

    def handle(self, *args: Any, **options: Any) -> None:
        path: Path | None = options["file"]
        try:
            vectors = json.loads(path.read_bytes() if path else sys.stdin.buffer.read())
        except (OSError, ValueError, RecursionError) as error:
            raise CommandError(f"{path or 'standard input'}: {error}") from error
        if not isinstance(vectors, list):
            raise CommandError("A list of deliveries is needed.")
        answers = [answer(v if isinstance(v, dict) else {}) for v in vectors]
        if not options["reasons"]:
            answers = [{"id": a["id"], "valid": a["valid"]} for a in answers]
        self.stdout.write(json.dumps(answers, indent=1))


def answer(vector: Mapping[str, Any]) -> dict[str, Any]:
    """`{"id", "valid", "reason"}` of one delivery; the moment it names counts as now."""
    reason = ""
    try:
        if vector.get("scheme") == "zoom-challenge":
            _check_challenge(vector)
        else:
            _check(vector)
    except webhooks.Refused as refusal:
        reason = f"{refusal.code}: {refusal.reason}"
    except (ValueError, TypeError, AttributeError) as error:
        reason = f"unreadable: {error}"
    return {"id": vector.get("id"), "valid": not reason, "reason": reason}


def _check(vector: Mapping[str, Any]) -> None:
    now = _now(vector)
    webhooks.verify(
        str(vector.get("scheme")),
        secrets=_secrets(vector),
        headers=_headers(vector.get("headers") or {}),
        body=_body(vector),
        url=str(vector.get("url") or ""),
        method=str(vector.get("method") or "POST"),
        now=now or EPOCH,
        tolerance=None if now else EVER,
        expected=vector.get("expected"),
    )


def _check_challenge(vector: Mapping[str, Any]) -> None:
    found = webhooks.zoom_answer(_body(vector), secret=_secrets(vector)[0])
    if found is None or found != vector.get("expect_json", found):
        raise webhooks.Refused("forged", "not the answer that Zoom expects")


def _secrets(vector: Mapping[str, Any]) -> list[str]:
    found = vector.get("secrets") or [vector.get("secret") or ""]
    return [str(secret) for secret in found]


def _headers(found: Any) -> list[tuple[str, str]]:
    pairs = found.items() if isinstance(found, Mapping) else found
    return [
        (str(name), str(value))
        for name, values in pairs
        for value in (values if isinstance(values, list) else [values])
    ]


def _body(vector: Mapping[str, Any]) -> bytes:
    if (encoded := vector.get("body_base64")) is not None:
        return base64.b64decode(encoded, validate=True)
    if (form := vector.get("form")) is not None:
        fields = form.items() if isinstance(form, Mapping) else form
        return urlencode([(name, value) for name, value in fields], doseq=True).encode()
    return str(vector.get("body") or "").encode()


def _now(vector: Mapping[str, Any]) -> datetime | None:
    if (given := vector.get("timestamp")) is None:
        return None
    text = str(given)
    if not text.isdecimal():
        moment = datetime.fromisoformat(text)
        return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    in_milliseconds = vector.get("scheme") == "hubspot-v3" or len(text) > 11
    number = int(text[:14])
    return EPOCH + timedelta(seconds=number / 1000 if in_milliseconds else number)
