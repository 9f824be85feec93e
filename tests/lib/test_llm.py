"""What a model server may do wrong, and what Followup makes of it."""

from __future__ import annotations

import logging
import threading
import time
from typing import Any, Literal

import pytest
from pydantic import BaseModel, ConfigDict
from werkzeug import Response

from followup.lib.llm import Completion, Model, ModelError, complete
from tests.llm.fake_server import KEY, FakeServer, failing, failure, page, said
from tests.llm.plugin import fake_server, pauses

__all__ = ["fake_server", "pauses"]


class Answer(BaseModel):
    model_config = ConfigDict(extra="forbid")
    city: str
    people: int | None


GOOD = {"city": "Lyon", "people": 3}


def ask(model: Model) -> Completion[Answer]:
    return complete(model, schema=Answer, system="Read.", user="Lyon, three.", max_tokens=50)


def test_answer_is_parsed_and_comes_with_model_usage_and_fingerprint(
    fake_server: FakeServer,
) -> None:
    fake_server.script(said(GOOD))
    answer = ask(fake_server.model())
    assert answer.parsed == Answer(city="Lyon", people=3)
    assert (answer.model, answer.prompt_tokens, answer.completion_tokens) == ("fake-1-2026", 120, 7)
    assert len(answer.fingerprint) == 64
    (request,) = fake_server.requests
    assert request["response_format"]["type"] == "json_schema"
    assert (request["max_tokens"], request["temperature"]) == (50, 0)


def test_fingerprint_follows_the_words_sent(fake_server: FakeServer) -> None:
    fake_server.script(said(GOOD))
    model = fake_server.model()
    other = complete(model, schema=Answer, system="Read.", user="Lyon, four.", max_tokens=50)
    assert ask(model).fingerprint == ask(model).fingerprint != other.fingerprint


@pytest.mark.parametrize(
    ("reply", "kind", "permanent"),
    [
        (said('{"city": "Ly', finish="length"), "truncated", True),
        (said(None, refusal="I cannot help with that."), "refused", True),
        (said("", finish="content_filter"), "refused", True),
        (said("Lyon, I think."), "invalid", False),
        (said({"city": "Lyon", "people": "many"}), "invalid", False),
        (said(None), "invalid", False),
        (said("[" * 100_000), "invalid", False),
        (page(b"{"), "invalid", False),
        (page(b'{"choices": []}'), "invalid", False),
        (page(b'{"choices": null}'), "invalid", False),
        (page(b'{"choices": [{"message": 3, "finish_reason": "stop"}]}'), "invalid", False),
        (page(b"[" * 100_000), "invalid", False),
        (page(b"<html>welcome</html>", "text/html"), "invalid", False),
        (failing(401), "unauthorized", True),
        (failing(403), "unauthorized", True),
        (failing(429, code="insufficient_quota"), "rate_limited", True),
        (failing(429, retry_after="0"), "rate_limited", False),
        (failing(500), "unavailable", False),
        (failing(503), "unavailable", False),
        (failing(404, "The model `fake-1` does not exist"), "rejected", True),
        (failing(302, location="http://127.0.0.1:9/"), "rejected", True),
        (failing(400, code="context_length_exceeded"), "too_long", True),
        (failing(400, "the request exceeds the available context size"), "too_long", True),
        (failing(413), "too_long", True),
    ],
)
def test_failure_is_named_and_says_whether_to_try_again(
    fake_server: FakeServer, pauses: list[float], reply: Any, kind: str, permanent: bool
) -> None:
    fake_server.script(reply)
    with pytest.raises(ModelError) as caught:
        ask(fake_server.model())
    assert (caught.value.kind, caught.value.permanent) == (kind, permanent)
    assert caught.value.sentence.endswith(".")
    assert len(fake_server.requests) <= 3


def test_busy_server_is_given_the_time_it_asks_for(
    fake_server: FakeServer, pauses: list[float]
) -> None:
    fake_server.script(failing(429, retry_after="7"), said(GOOD))
    assert ask(fake_server.model()).parsed.city == "Lyon"
    assert pauses == [7.0]


def test_long_wait_is_left_to_the_queue(fake_server: FakeServer, pauses: list[float]) -> None:
    fake_server.script(failing(429, retry_after="120"))
    with pytest.raises(ModelError) as caught:
        ask(fake_server.model())
    assert caught.value.retry_after == 120
    assert (len(fake_server.requests), pauses) == (1, [])
    assert caught.value.sentence == "The model is busy. Followup will try again in a minute."


def test_failing_server_is_asked_three_times_with_growing_pauses(
    fake_server: FakeServer, pauses: list[float]
) -> None:
    fake_server.script(failing(500), failing(502), said(GOOD))
    assert ask(fake_server.model()).parsed.people == 3
    assert len(pauses) == 2
    assert 0 < pauses[0] < pauses[1] < 3


def test_unreachable_server_is_unavailable(pauses: list[float]) -> None:
    with pytest.raises(ModelError) as caught:
        ask(Model(api_key=KEY, base_url="http://127.0.0.1:9/v1", attempts=2))
    assert caught.value.kind == "unavailable"
    assert len(pauses) == 1


def test_silent_server_times_out(fake_server: FakeServer) -> None:
    gone = threading.Event()

    def silent(body: dict[str, Any]) -> Response:
        gone.wait(10)
        return failure(500, "late")

    fake_server.script(silent)
    with pytest.raises(ModelError) as caught:
        ask(fake_server.model(timeout=0.2, attempts=1))
    gone.set()
    assert caught.value.kind == "timeout"


def test_dripping_server_times_out_as_a_whole(fake_server: FakeServer) -> None:
    pace = threading.Event()

    def drip(body: dict[str, Any]) -> Response:
        return Response((b" " for _ in range(200) if not pace.wait(0.05)), mimetype="text/plain")

    fake_server.script(drip)
    began = time.monotonic()
    with pytest.raises(ModelError) as caught:
        ask(fake_server.model(timeout=0.3, attempts=1))
    pace.set()
    assert caught.value.kind == "timeout"
    assert time.monotonic() - began < 5


def test_ten_megabyte_answer_is_not_read(fake_server: FakeServer) -> None:
    fake_server.script(said({"city": "L" * 10_000_000, "people": 1}))
    with pytest.raises(ModelError) as caught:
        ask(fake_server.model(attempts=1))
    assert caught.value.kind == "invalid"


def test_compressed_answer_is_not_unfolded(fake_server: FakeServer) -> None:
    fake_server.script(lambda body: Response(b"\x1f\x8b", headers={"Content-Encoding": "gzip"}))
    with pytest.raises(ModelError) as caught:
        ask(fake_server.model(attempts=1))
    assert caught.value.kind == "invalid"


def test_answer_outside_the_schema_is_asked_for_once_more_with_the_reason(
    fake_server: FakeServer,
) -> None:
    fake_server.script(said({"city": "Lyon", "people": "many"}), said(GOOD))
    assert ask(fake_server.model()).parsed.people == 3
    remark = fake_server.requests[1]["messages"][1]["content"]
    assert "did not fit the schema (people: " in remark
    assert "many" not in remark


@pytest.mark.parametrize("status", [400, 422, 500])
def test_server_without_json_schema_is_asked_in_json_mode_then_in_words(
    fake_server: FakeServer, status: int
) -> None:
    def picky(body: dict[str, Any]) -> Response:
        if "response_format" in body:
            return failure(status, "response_format.type must be 'text'")
        return said(f"<think>{{hm}}</think>Sure!\n```json\n{GOOD}```".replace("'", '"'))(body)

    fake_server.script(picky)
    model = fake_server.model()
    assert ask(model).parsed.city == "Lyon"
    asked = [r.get("response_format", {}).get("type") for r in fake_server.requests]
    assert asked == ["json_schema", "json_object", None]
    assert '"city"' in fake_server.requests[2]["messages"][0]["content"]
    assert ask(model).parsed.city == "Lyon"
    assert len(fake_server.requests) == 4  # what it refuses was remembered


def test_server_that_ignores_the_schema_is_asked_in_json_mode(fake_server: FakeServer) -> None:
    fake_server.script(said("Lyon!"), said(GOOD))
    assert ask(fake_server.model()).parsed.city == "Lyon"
    assert fake_server.requests[1]["response_format"] == {"type": "json_object"}


def test_wider_form_is_enough_where_no_schema_is_enforced(fake_server: FakeServer) -> None:
    class Narrow(Answer):
        people: Literal[7]

    fake_server.script(failing(400, "json_schema not supported"), said(GOOD))
    answer = complete(
        fake_server.model(), schema=Narrow, accept=Answer, system="", user="", max_tokens=50
    )
    assert answer.parsed.people == 3


def test_truncation_is_seen_in_json_mode_too(fake_server: FakeServer) -> None:
    fake_server.script(failing(400, "json_schema not supported"), said("{", finish="length"))
    with pytest.raises(ModelError) as caught:
        ask(fake_server.model())
    assert caught.value.kind == "truncated"


def test_refused_parameters_are_left_out(fake_server: FakeServer) -> None:
    fake_server.script(
        failing(400, "Unsupported parameter: 'max_tokens'. Use 'max_completion_tokens'."),
        failing(400, "Unsupported value: 'temperature' does not support 0."),
        said(GOOD),
    )
    assert ask(fake_server.model()).parsed.city == "Lyon"
    assert "temperature" not in fake_server.requests[2]
    assert fake_server.requests[2]["max_completion_tokens"] >= 50  # with room to think


def test_key_and_record_reach_neither_log_nor_error(
    fake_server: FakeServer, pauses: list[float], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    fake_server.script(failing(500, f"key {KEY} about Lyon, three."))
    with pytest.raises(ModelError) as caught:
        ask(fake_server.model())
    told = f"{caught.value!r} {caught.value.__cause__} {fake_server.model()!r} {caplog.text}"
    assert "unavailable" in caplog.text
    assert KEY not in told
    assert "Lyon" not in told
