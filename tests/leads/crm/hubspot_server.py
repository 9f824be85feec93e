"""Stands for HubSpot: keeps contacts, notes and properties, and holds every request to the
specification of its API (rebuilt from HubSpot's own client), where that is at hand."""

from __future__ import annotations

import json
import re
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import jsonschema  # type: ignore[import-untyped]
from pytest_httpserver import HTTPServer
from werkzeug import Request, Response

SPEC = (
    Path(__file__).resolve().parents[4]
    / "shared/data/contracts/hubspot/openapi-from-sdk/hubspot_merged.json"
)
TOKEN = "pat-eu1-right"
ACCOUNT = "/account-info/v3/details"  # HubSpot's documentation has it, its client has not


@cache
def spec() -> dict[str, Any] | None:
    return json.loads(SPEC.read_text()) if SPEC.exists() else None


def violations(method: str, path: str, query: set[str], body: bytes) -> list[str]:
    """What the specification has against a request; none where it is not at hand."""
    known = spec()
    if known is None or path == ACCOUNT:
        return []
    exact = sorted(known["paths"], key=lambda p: p.count("{"))
    found = next((p for p in exact if re.fullmatch(re.sub(r"\{\w+\}", "[^/]+", p), path)), None)
    if found is None or method.lower() not in known["paths"][found]:
        return [f"there is no {method} {path}"]
    operation = known["paths"][found][method.lower()]
    given = {p["name"] for p in operation["parameters"] if p["in"] == "query"}
    wrong = [f"no parameter {name}" for name in query - given]
    content = (operation.get("requestBody") or {}).get("content")
    if content is None:
        return wrong + (["no body is wanted"] if body else [])
    schema = content["application/json"]["schema"] | {"components": known["components"]}
    checker = jsonschema.Draft202012Validator(schema)
    try:
        told = json.loads(body)
    except ValueError as error:
        return [*wrong, str(error)]
    return wrong + [error.message for error in checker.iter_errors(told)]


class FakeHubSpot:
    """One account. `answers` are statuses for the next requests, before anything is done; with
    `lost`, the request is carried out and this is all that is heard of it."""

    def __init__(self, server: HTTPServer) -> None:
        self.contacts: dict[str, dict[str, str]] = {}
        self.notes: dict[str, dict[str, Any]] = {}
        self.properties: dict[str, dict[str, Any]] = {
            "email": {"name": "email", "type": "string", "hubspotDefined": True, "options": []}
        }
        self.portal = 42
        self.answers: list[int] = []
        self.lost: list[int] = []
        self.asked: list[str] = []
        self.wrong: list[str] = []
        self.retry_after = ""
        self.url = server.url_for("")
        server.expect_request(re.compile(".*")).respond_with_handler(self.handle)

    def contact(self, number: str, email: str, **said: str) -> None:
        self.contacts[number] = {"email": email, **said}

    def notes_on(self, number: str) -> list[str]:
        found = (n for n in self.notes.values() if n["on"] == number)
        return [note["properties"]["hs_note_body"] for note in found]

    def count(self, method: str, path: str) -> int:
        return sum(line.startswith(f"{method} {path}") for line in self.asked)

    def handle(self, request: Request) -> Response:
        path = request.environ["RAW_URI"].partition("?")[0] if "RAW_URI" in request.environ else ""
        path = path or request.path
        self.asked.append(f"{request.method} {path}")
        self.wrong += violations(request.method, path, set(request.args), request.data)
        if request.headers.get("authorization") != f"Bearer {TOKEN}":
            return self.error(401, "Authentication credentials not found.")
        if self.answers:
            return self.error(self.answers.pop(0), "You have reached your secondly limit.")
        answer = self.act(request, [unquote(part) for part in path.strip("/").split("/")])
        return self.error(self.lost.pop(0), "Gateway timeout") if self.lost else answer

    def error(self, status: int, message: str) -> Response:
        told = {"status": "error", "message": message, "correlationId": "c", "category": "X"}
        headers = {"retry-after": self.retry_after} if self.retry_after else {}
        return Response(json.dumps(told), status, headers, content_type="application/json")

    def json(self, told: Any, status: int = 200) -> Response:
        return Response(json.dumps(told), status, content_type="application/json")

    def act(self, request: Request, parts: list[str]) -> Response:
        told = json.loads(request.data) if request.data else {}
        match (request.method, *parts):
            case ("GET", "account-info", "v3", "details"):
                return self.json({"portalId": self.portal, "timeZone": "UTC"})
            case ("GET", "crm", "v3", "objects", "contacts"):
                return self.json({"results": []})
            case ("GET", "crm", "v3", "objects", "contacts", key):
                number = self.number_of(key, by_email=request.args.get("idProperty") == "email")
                return self.of(number)
            case ("PATCH", "crm", "v3", "objects", "contacts", number):
                return self.patch(number, told["properties"])
            case ("POST", "crm", "v3", "objects", "notes"):
                on = told["associations"][0]["to"]["id"]
                if on not in self.contacts:
                    return self.error(404, "Contact not found")
                number = str(9000 + len(self.notes))
                self.notes[number] = {"on": on, "properties": told["properties"]}
                return self.json({"id": number, "properties": told["properties"]}, 201)
            case ("GET", "crm", "v4", "objects", "contacts", on, "associations", "notes"):
                found = [{"toObjectId": int(n)} for n, v in self.notes.items() if v["on"] == on]
                at, many = int(request.args.get("after", 0)), int(request.args["limit"])
                told = {"results": found[at : at + many]}
                if found[at + many :]:
                    told["paging"] = {"next": {"after": str(at + many)}}
                return self.json(told)
            case ("POST", "crm", "v3", "objects", "notes", "batch", "read"):
                ids = [one["id"] for one in told["inputs"]]
                rows = [{"id": n, "properties": self.notes[n]["properties"]} for n in ids]
                return self.json({"results": rows})
            case ("GET", "crm", "v3", "properties", "contacts", name):
                known = self.properties.get(name)
                return self.json(known) if known else self.error(404, "No such property")
            case ("POST", "crm", "v3", "properties", "contacts", "groups"):
                return self.error(409, "Group exists") if self.notes else self.json(told, 201)
            case ("POST", "crm", "v3", "properties", "contacts"):
                self.properties[told["name"]] = told
                return self.json(told, 201)
            case ("GET", "crm", "v3", "owners", number):
                return self.json({"id": number, "firstName": "Olga", "lastName": "Ruiz"})
        return self.error(404, "There is no such thing")

    def number_of(self, key: str, *, by_email: bool) -> str:
        if not by_email:
            return key
        return next((n for n, said in self.contacts.items() if said["email"] == key), "")

    def of(self, number: str) -> Response:
        if number not in self.contacts:
            return self.error(404, "resource not found")
        return self.json({"id": number, "properties": self.contacts[number]})

    def patch(self, number: str, values: dict[str, str]) -> Response:
        if number not in self.contacts:
            return self.error(404, "resource not found")
        if unknown := [name for name in values if name not in self.properties]:
            return self.error(400, f"Property {unknown[0]} does not exist")
        self.contacts[number].update(values)
        return self.of(number)
