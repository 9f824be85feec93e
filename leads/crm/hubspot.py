"""HubSpot, by its CRM API v3 (notes of a person: v4) with the token of a private app."""

from __future__ import annotations

import html
from collections.abc import Mapping
from contextlib import suppress
from typing import Any
from urllib.parse import quote

import httpx2

from followup.lib import bounded_http
from leads.crm.asking import (
    LONGEST_NOTE,
    MOST_BYTES,
    SECONDS,
    Field,
    Gone,
    Note,
    NotNow,
    Person,
    Tested,
    There,
    Trouble,
    json_of,
    judged,
    text,
)

WHO = "HubSpot"
API = "https://api.hubapi.com"
GROUP = "followup_fields"
READ = (
    "email",
    "firstname",
    "lastname",
    "company",
    "jobtitle",
    "phone",
    "hubspot_owner_id",
    "lifecyclestage",
)
NOTE_TO_CONTACT = 202  # HubSpot's own number of this kind of association
MOST_NOTES = 500  # of a person are looked through, the newest first
MOST_PAGES = 20
AT_ONCE = 100  # in one batch
_TYPES = {"number": ("number", "number"), "text": ("string", "textarea")}


class HubSpot:
    """One HubSpot account."""

    def __init__(self, token: str, *, api: str = API) -> None:
        self._token, self._api = token, api.rstrip("/")

    def test(self, fields: list[Field]) -> Tested:
        told = json_of(self._ask("GET", "/account-info/v3/details"), who=WHO)
        portal = text(told.get("portalId"), most=40)
        if not portal.isdigit():
            raise NotNow("HubSpot did not say which account the token is of.")
        self._ask(
            "GET", "/crm/v3/objects/contacts", query={"limit": "1"}
        )  # may we read people at all?
        return Tested(portal=portal, fields={f.name: self._standing(f) for f in fields})

    def make(self, fields: list[Field]) -> None:
        self._create("/crm/v3/properties/contacts/groups", {"name": GROUP, "label": "Followup"})
        for field in fields:
            if self._property(field) is None:
                self._create("/crm/v3/properties/contacts", _definition(field))

    def find(self, *, number: str = "", email: str = "") -> Person | None:
        where = f"/crm/v3/objects/contacts/{quote(number or email, safe='')}"
        by = {"properties": READ} if number else {"properties": READ, "idProperty": "email"}
        try:
            return self._person(json_of(self._ask("GET", where, query=by), who=WHO))
        except Gone:
            return None

    def write(self, person: Person, values: Mapping[str, str]) -> None:
        where = f"/crm/v3/objects/contacts/{quote(person.number, safe='')}"
        self._ask("PATCH", where, {"properties": dict(values)})

    def written(self, person: Person, mark: str) -> str | None:
        """By the notes that hang on the person, not by search: its index lags behind."""
        newest = sorted(self._notes_of(person), key=int, reverse=True)[:MOST_NOTES]
        for at in range(0, len(newest), AT_ONCE):
            body = {
                "inputs": [{"id": one} for one in newest[at : at + AT_ONCE]],
                "properties": ["hs_note_body"],
                "propertiesWithHistory": [],
            }
            read = json_of(self._ask("POST", "/crm/v3/objects/notes/batch/read", body), who=WHO)
            for note in _objects(read.get("results")):
                if mark in str(_of(note, "properties").get("hs_note_body")):
                    return text(note.get("id"), most=100)
        return None

    def _notes_of(self, person: Person) -> list[str]:
        """The numbers of all notes that hang on a person; the oldest come first, in pages."""
        where = f"/crm/v4/objects/contacts/{quote(person.number, safe='')}/associations/notes"
        numbers, query = list[str](), {"limit": str(MOST_NOTES)}
        for _ in range(MOST_PAGES):
            found = json_of(self._ask("GET", where, query=query), who=WHO)
            numbers += [text(o.get("toObjectId"), most=100) for o in _objects(found.get("results"))]
            after = text(_of(_of(found, "paging"), "next").get("after"))
            if not after:
                break
            query = {"limit": str(MOST_NOTES), "after": after}
        return [one for one in numbers if one.isdigit()]

    def log(self, person: Person, note: Note) -> str:
        kind = {"associationCategory": "HUBSPOT_DEFINED", "associationTypeId": NOTE_TO_CONTACT}
        body = {
            "properties": {"hs_timestamp": note.at.isoformat(), "hs_note_body": _body(note)},
            "associations": [{"to": {"id": person.number}, "types": [kind]}],
        }
        made = json_of(self._ask("POST", "/crm/v3/objects/notes", body), who=WHO)
        return text(made.get("id"), most=100)

    def _standing(self, field: Field) -> str:
        """'' for a field we may write; otherwise what stands against it."""
        found = self._property(field)
        if found is None:
            return "It is not there yet."
        if found.get("hubspotDefined") or found.get("calculated"):
            return "It is one of HubSpot’s own fields. Followup writes only to fields made for it."
        if _of(found, "modificationMetadata").get("readOnlyValue"):
            return "HubSpot lets nobody write to it."
        kind, _ = _TYPES.get(field.kind, ("enumeration", ""))
        if found.get("type") not in {kind, "string"}:
            return f"It is of the type {text(found.get('type'))}; {field.label} needs {kind}."
        options = {text(one.get("value")) for one in _objects(found.get("options"))}
        if found.get("type") == "enumeration" and not set(field.options) <= options:
            return f"Its choices lack {', '.join(sorted(set(field.options) - options))}."
        return ""

    def _property(self, field: Field) -> dict[str, Any] | None:
        where = f"/crm/v3/properties/contacts/{quote(field.name, safe='')}"
        try:
            return json_of(self._ask("GET", where), who=WHO)
        except Gone:
            return None

    def _create(self, where: str, body: Mapping[str, Any]) -> None:
        """Another of ours may have made it a moment ago: then it is there."""
        with suppress(There):
            self._ask("POST", where, body)

    def _person(self, found: dict[str, Any]) -> Person:
        said = _of(found, "properties")
        whole = f"{text(said.get('firstname'))} {text(said.get('lastname'))}"
        return Person(
            number=text(found.get("id"), most=100),
            email=text(said.get("email"), most=254),
            name=whole.strip(),
            company=text(said.get("company")),
            title=text(said.get("jobtitle")),
            phone=text(said.get("phone"), most=40),
            owner=self._owner(text(said.get("hubspot_owner_id"), most=40)),
            stage=text(said.get("lifecyclestage")),
        )

    def _owner(self, number: str) -> str:
        """Who that is; only their number where the token may not ask."""
        if not number.isdigit():
            return ""
        try:
            found = json_of(self._ask("GET", f"/crm/v3/owners/{number}"), who=WHO)
        except NotNow:
            raise
        except Trouble:
            return number
        name = f"{text(found.get('firstName'))} {text(found.get('lastName'))}".strip()
        return (name or text(found.get("email")) or number)[:200]

    def _ask(
        self,
        method: str,
        path: str,
        body: Mapping[str, Any] | None = None,
        *,
        query: Mapping[str, Any] | None = None,
    ) -> httpx2.Response:
        headers = {"authorization": f"Bearer {self._token}"}
        given: dict[str, Any] = {"json": body} if body is not None else {}
        try:
            with bounded_http.client(most=MOST_BYTES, seconds=SECONDS) as client:
                answer = client.request(
                    method, self._api + path, headers=headers, params=query, **given
                )
        except (httpx2.HTTPError, OSError) as error:
            raise NotNow(f"HubSpot could not be asked: {text(str(error))}") from error
        return judged(answer, who=WHO)


def _definition(field: Field) -> dict[str, Any]:
    kind, shown = _TYPES.get(field.kind, ("enumeration", "select"))
    made: dict[str, Any] = {
        "name": field.name,
        "label": field.label,
        "type": kind,
        "fieldType": shown,
        "groupName": GROUP,
        "description": "Written by Followup; what is typed in here is written over.",
    }
    if field.options:
        made["options"] = [
            {"label": one.capitalize(), "value": one, "displayOrder": n, "hidden": False}
            for n, one in enumerate(field.options)
        ]
    return made


def _body(note: Note) -> str:
    """HubSpot shows HTML: every letter of ours is escaped, and the mark stands below."""
    lines = html.escape(note.text[:LONGEST_NOTE]).replace("\n", "<br>")
    return f"<strong>{html.escape(note.title)}</strong><br>{lines}<br><br>Followup {note.mark}"


def _of(found: Mapping[str, Any], name: str) -> dict[str, Any]:
    inner = found.get(name)
    return inner if isinstance(inner, dict) else {}


def _objects(found: object) -> list[dict[str, Any]]:
    return [one for one in found if isinstance(one, dict)] if isinstance(found, list) else []
