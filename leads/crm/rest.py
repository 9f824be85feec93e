"""Any other CRM, behind an address of the customer's own: JSON, signed as Standard Webhooks says.

What is asked stands in `type`: `connection.test`, `person.find`, `person.write`, `note.create`
(docs/crm.md). The same note comes under the same `webhook-id`, however often it is sent.
"""

from __future__ import annotations

import base64
import hmac
import json
import time
import uuid
from collections.abc import Collection, Mapping
from typing import Any

import httpx2

from followup.lib import outside_http
from leads.crm.asking import (
    LONGEST_NOTE,
    MOST_BYTES,
    SECONDS,
    Field,
    Gone,
    Locked,
    Note,
    NotNow,
    Person,
    Tested,
    json_of,
    judged,
    text,
)


class Rest:
    """One endpoint of the customer's own. `inside`: machines of our own network it may be on."""

    def __init__(self, secret: str, *, address: str, inside: Collection[str] = ()) -> None:
        self._key = base64.b64decode(secret.removeprefix("whsec_"))
        self._address, self._inside = address, inside
        self._who = address.partition("://")[2].partition("/")[0]

    def test(self, fields: list[Field]) -> Tested:
        self._tell("connection.test", {"fields": [f.name for f in fields]})
        return Tested(fields={f.name: "" for f in fields})

    def make(self, fields: list[Field]) -> None:
        """Which fields there are is the endpoint's own matter: it takes what it is sent."""

    def find(self, *, number: str = "", email: str = "") -> Person | None:
        try:
            answer = self._tell("person.find", {"id": number, "email": email})
        except Gone:
            return None
        if not answer.content.strip():
            return Person(number=number or email, email=email)
        said = json_of(answer, who=self._who).get("person")
        told: dict[str, Any] = said if isinstance(said, dict) else {}
        names = ("name", "company", "title", "owner", "stage")
        return Person(
            number=text(told.get("id"), most=100) or number or email,
            email=text(told.get("email"), most=254) or email,
            phone=text(told.get("phone"), most=40),
            **{name: text(told.get(name)) for name in names},
        )

    def write(self, person: Person, values: Mapping[str, str]) -> None:
        self._tell("person.write", {**_whom(person), "fields": dict(values)})

    def written(self, person: Person, mark: str) -> str | None:
        """Not asked: the endpoint knows a repeated note by its `webhook-id`."""
        return None

    def log(self, person: Person, note: Note) -> str:
        data = {
            **_whom(person),
            "title": note.title,
            "text": note.text[:LONGEST_NOTE],
            "at": note.at.isoformat(),
        }
        answer = self._tell("note.create", data, mark=note.mark)
        try:
            return text(json_of(answer, who=self._who).get("id"), most=100)
        except NotNow:
            return ""  # it took the note and has no number for it

    def _tell(self, kind: str, data: Mapping[str, Any], *, mark: str = "") -> httpx2.Response:
        body = json.dumps({"type": kind, "data": data}, ensure_ascii=False).encode()
        headers = {"content-type": "application/json", **self._signed(body, mark=mark)}
        try:
            with outside_http.client(
                most=MOST_BYTES, seconds=SECONDS, inside=self._inside
            ) as client:
                answer = client.post(self._address, content=body, headers=headers)
        except outside_http.NotPublic as error:
            raise Locked(f"{error}. Nothing was sent there.") from error
        except (httpx2.HTTPError, OSError) as error:
            raise NotNow(f"{self._who} could not be asked: {text(str(error))}") from error
        return judged(answer, who=self._who)

    def _signed(self, body: bytes, *, mark: str) -> dict[str, str]:
        number, at = f"msg_{mark or uuid.uuid4()}", str(int(time.time()))
        signed = hmac.digest(self._key, f"{number}.{at}.".encode() + body, "sha256")
        return {
            "webhook-id": number,
            "webhook-timestamp": at,
            "webhook-signature": f"v1,{base64.b64encode(signed).decode()}",
        }


def _whom(person: Person) -> dict[str, Any]:
    return {"id": person.number, "email": person.email}
