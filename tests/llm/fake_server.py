"""A model server that says what a test told it to, and refuses what OpenAI would refuse."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from pytest_httpserver import HTTPServer
from werkzeug import Request, Response

from followup.lib.llm import Model

KEY = "sk-test-0123456789"
Reply = Callable[[dict[str, Any]], Response]


@dataclass
class FakeServer:
    """Answers each request with the next scripted reply, the last one again and again."""

    http: HTTPServer
    replies: list[Reply] = field(default_factory=list)
    requests: list[dict[str, Any]] = field(default_factory=list)

    def script(self, *replies: Reply) -> None:
        self.replies = list(replies)

    def model(self, *, timeout: float = 5.0, attempts: int = 3, key: str = KEY) -> Model:
        return Model(
            api_key=key,
            base_url=self.http.url_for("/v1"),
            name="fake-1",
            timeout=timeout,
            attempts=attempts,
        )

    def handle(self, request: Request) -> Response:
        if request.headers.get("Authorization") != f"Bearer {KEY}":
            return failure(401, "Incorrect API key provided", code="invalid_api_key")
        body = json.loads(request.get_data())
        if problem := contract_problem(body):
            return failure(400, problem)
        self.requests.append(body)
        reply = self.replies.pop(0) if len(self.replies) > 1 else self.replies[0]
        return reply(body)


def contract_problem(body: dict[str, Any]) -> str:
    """What OpenAI would object to in a chat request, or nothing."""
    if not isinstance(body.get("model"), str) or not body.get("messages"):
        return "model and messages are required"
    if any(set(m) != {"role", "content"} for m in body["messages"]):
        return "messages need role and content"
    wanted = body.get("response_format", {"type": "text"})
    if wanted["type"] == "json_object":
        said = " ".join(m["content"] for m in body["messages"])
        return "" if "json" in said.lower() else "messages must contain the word json"
    if wanted["type"] == "json_schema":
        spec = wanted["json_schema"]
        if spec.get("strict") is not True or "name" not in spec:
            return "a strict schema needs strict and name"
        return _strict_problem(spec["schema"])
    return ""


def _strict_problem(schema: Any) -> str:
    if isinstance(schema, list):
        return next(filter(None, map(_strict_problem, schema)), "")
    if not isinstance(schema, dict):
        return ""
    if schema.get("type") == "object":
        if schema.get("additionalProperties") is not False:
            return "Invalid schema: additionalProperties must be false"
        if set(schema.get("required", ())) != set(schema.get("properties", ())):
            return "Invalid schema: every property must be required"
    return next(filter(None, map(_strict_problem, schema.values())), "")


def schema_of(body: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = body["response_format"]["json_schema"]["schema"]
    return found


def said(content: Any, *, finish: str = "stop", refusal: str | None = None) -> Reply:
    """A complete chat answer; anything but a string is sent as JSON."""
    text = content if isinstance(content, str) or content is None else json.dumps(content)
    page = {
        "id": "chatcmpl-1",
        "object": "chat.completion",
        "created": 1_800_000_000,
        "model": "fake-1-2026",
        "choices": [
            {
                "index": 0,
                "finish_reason": finish,
                "logprobs": None,
                "message": {"role": "assistant", "content": text, "refusal": refusal},
            }
        ],
        "usage": {"prompt_tokens": 120, "completion_tokens": 7, "total_tokens": 127},
    }
    return lambda body: Response(json.dumps(page), content_type="application/json")


def failure(status: int, message: str, *, code: str | None = None, **headers: str) -> Response:
    error = {"message": message, "type": "error", "param": None, "code": code}
    return Response(
        json.dumps({"error": error}),
        status=status,
        headers={name.replace("_", "-"): value for name, value in headers.items()},
        content_type="application/json",
    )


def failing(status: int, message: str = "no", *, code: str | None = None, **headers: str) -> Reply:
    return lambda body: failure(status, message, code=code, **headers)


def page(content: bytes, content_type: str = "application/json") -> Reply:
    return lambda body: Response(content, content_type=content_type)
