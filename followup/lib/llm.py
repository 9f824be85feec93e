"""The one door to a language model: a question goes out, a checked answer comes back.

Any server that speaks the OpenAI chat protocol will do. What it returns is untrusted: it has
to fit the schema it was asked for, within a size and a time, or it becomes a `ModelError` that
says what happened in words for the rep and whether trying again can help.
"""

from __future__ import annotations

import hashlib
import logging
import random
import re
import time
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Generic, Literal, TypeVar, cast
from urllib.parse import urlsplit

from pydantic import BaseModel, ValidationError

from followup.lib.json_answers import json_object, remark, spelled_out
from followup.lib.model_errors import ModelError, Refusal

if TYPE_CHECKING:
    from openai import OpenAI

__all__ = ["Completion", "Model", "ModelError", "complete"]

OPENAI = "https://api.openai.com/v1"
MOST_BYTES = 2_000_000  # an answer of 100,000 tokens is about 400 kB
LONGEST_PAUSE = 20.0  # seconds; a longer wait is the queue's business, not a worker's
# Models that take `max_completion_tokens` may think first, and their thoughts count.
THINKING = 8_000
T = TypeVar("T", bound=BaseModel)
log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Model:
    """Which model, where and how patiently.

    `base_url` is empty for OpenAI itself. `timeout` is seconds for one whole answer. The key
    stays out of `repr`, logs and errors.
    """

    api_key: str = field(repr=False)
    base_url: str = ""
    name: str = "gpt-4o"
    timeout: float = 60.0
    attempts: int = 3


@dataclass(frozen=True, slots=True)
class Completion(Generic[T]):
    """A parsed answer and what has to be kept with it.

    `model` is the name the server gave, `fingerprint` the SHA-256 of the words sent, token
    counts are the server's own and 0 when it gave none.
    """

    parsed: T
    model: str
    fingerprint: str
    prompt_tokens: int = 0
    completion_tokens: int = 0


@dataclass(frozen=True, slots=True)
class _Dialect:
    """What a server understands. Every refusal takes one step down, so stepping ends."""

    answer: Literal["schema", "json", "plain"] = "schema"
    limits: tuple[str, ...] = ("max_tokens", "max_completion_tokens")
    temperature: bool = True


@dataclass(frozen=True, slots=True)
class _Question(Generic[T]):
    schema: type[T]
    accept: type[T]
    system: str
    user: str
    max_tokens: int


# What each server was found to refuse, so that it is asked the wrong way only once a process.
_dialects: dict[tuple[str, str], _Dialect] = {}


def complete(
    model: Model,
    *,
    schema: type[T],
    system: str,
    user: str,
    max_tokens: int,
    accept: type[T] | None = None,
) -> Completion[T]:
    """Ask once and return an answer that fits `schema`; `max_tokens` bounds the answer.

    From a server that cannot enforce a schema, `accept`, where given, is enough: a wider form
    whose reader throws away single wrong parts instead of losing the whole answer.
    Transient failures are tried again up to `model.attempts` times, as the server's
    `retry-after` asks or with growing pauses; an answer outside the schema is asked for once
    more with the reason. Raises `ModelError`.
    """
    dialect = _dialects.get(_key(model), _first_dialect(model))
    question = _Question(schema, accept or schema, system, user, max_tokens)
    asked = 1
    with _client(model) as client:
        while True:
            try:
                return _ask(client, model, dialect, question)
            except _failures() as error:
                if lower := _step_down(dialect, error):
                    dialect = _dialects[_key(model)] = lower
                    continue
                failure = _translate(error)
                log.warning("Model %s: %s, attempt %d", model.name, failure.kind, asked)
                if asked >= _attempts(model, failure):
                    raise failure from None  # the cause may quote the key or the record
                if failure.kind == "invalid":
                    question = replace(question, user=user + remark(error))
                    dialect = replace(
                        dialect, answer="json" if dialect.answer == "schema" else "plain"
                    )
                else:
                    time.sleep(_pause(failure, asked))
                asked += 1


def _key(model: Model) -> tuple[str, str]:
    return model.base_url, model.name


def _first_dialect(model: Model) -> _Dialect:
    """OpenAI's newer models refuse `max_tokens`; many local servers know nothing else."""
    if (urlsplit(model.base_url or OPENAI).hostname or "").endswith("openai.com"):
        return _Dialect(limits=("max_completion_tokens", "max_tokens"))
    return _Dialect()


def _client(model: Model) -> OpenAI:
    from openai import OpenAI  # costs a second, so only where a model is used

    from followup.lib.bounded_http import client

    return OpenAI(
        api_key=model.api_key,
        base_url=model.base_url or OPENAI,
        max_retries=0,
        timeout=model.timeout,
        http_client=client(most=MOST_BYTES, seconds=model.timeout),
    )


def _failures() -> tuple[type[Exception], ...]:
    """Everything a hostile or broken answer can raise on its way through the client library.

    The library builds its objects without checking them, so a wrong shape shows as a
    TypeError or AttributeError somewhere inside it, a deep one as a RecursionError.
    """
    from openai import OpenAIError

    return (
        ModelError, OpenAIError, ValidationError, ValueError, TypeError, AttributeError,
        LookupError, RecursionError,
    )  # fmt: skip


def _ask(client: OpenAI, model: Model, dialect: _Dialect, question: _Question[T]) -> Completion[T]:
    """One request in one dialect; raises whatever the client library or pydantic raises."""
    system, limit = question.system, dialect.limits[0]
    room = question.max_tokens + (THINKING if limit == "max_completion_tokens" else 0)
    options: dict[str, Any] = {"model": model.name, limit: room}
    if dialect.temperature:
        options["temperature"] = 0
    if dialect.answer != "schema":
        system = f"{system}\n\n{spelled_out(question.schema)}"
    if dialect.answer == "json":
        options["response_format"] = {"type": "json_object"}
    options["messages"] = [
        {"role": "system", "content": system},
        {"role": "user", "content": question.user},
    ]
    if dialect.answer == "schema":
        answer: Any = client.chat.completions.parse(response_format=question.schema, **options)
        parsed: T | None = answer.choices[0].message.parsed
    else:
        answer = client.chat.completions.create(**options)
        parsed = _unenforced(answer.choices[0], question.accept)
    if parsed is None:
        refusal = bool(answer.choices[0].message.refusal)
        raise ModelError("refused" if refusal else "invalid", permanent=refusal)
    sent = f"{system}\0{question.user}".encode("utf-8", "replace")
    return Completion(
        parsed=parsed,
        model=_name(answer.model, model),
        fingerprint=hashlib.sha256(sent).hexdigest(),
        prompt_tokens=_count(answer.usage, "prompt_tokens"),
        completion_tokens=_count(answer.usage, "completion_tokens"),
    )


def _unenforced(choice: Any, accept: type[T]) -> T | None:
    """The answer of a server that was only asked nicely for the schema."""
    if choice.finish_reason == "length":
        raise ModelError("truncated", permanent=True)
    text = choice.message.content
    return accept.model_validate_json(json_object(text)) if isinstance(text, str) else None


def _step_down(dialect: _Dialect, error: Exception) -> _Dialect | None:
    """The dialect to try next when the server refused a part of the request, else None."""
    refusal = _refusal(error)
    if refusal is None:
        return None
    if dialect.temperature and refusal.names("temperature"):
        return replace(dialect, temperature=False)
    if len(dialect.limits) > 1 and refusal.names(dialect.limits[0]):
        return replace(dialect, limits=dialect.limits[1:])
    if dialect.answer != "plain" and refusal.names("response_format", "schema", "json", "grammar"):
        return replace(dialect, answer="json" if dialect.answer == "schema" else "plain")
    return None


def _refusal(error: Exception) -> Refusal | None:
    """What the server's error page says, when it answered with one."""
    import openai

    if not isinstance(error, openai.APIStatusError):
        return None
    said = f"{error.message} {error.code} {error.type} {error.param} {str(error.body)[:4000]}"
    return Refusal(error.status_code, said[:8000].lower(), error.response.headers)


def _translate(error: Exception) -> ModelError:
    """The `ModelError` for whatever was raised on the way."""
    import openai

    from followup.lib.bounded_http import AnswerTooLarge

    if refusal := _refusal(error):
        return refusal.error()
    match error:
        case ModelError():
            return error
        case openai.LengthFinishReasonError():
            return ModelError("truncated", permanent=True)
        case openai.ContentFilterFinishReasonError():
            return ModelError("refused", permanent=True)
        case openai.APITimeoutError():
            return ModelError("timeout")
        case openai.APIConnectionError(__cause__=AnswerTooLarge()):
            return ModelError("invalid")
        case openai.APIConnectionError():
            return ModelError("unavailable")
    return ModelError("invalid")


def _attempts(model: Model, failure: ModelError) -> int:
    if failure.permanent or (failure.retry_after or 0) > LONGEST_PAUSE:
        return 1
    return min(model.attempts, 2) if failure.kind in {"invalid", "timeout"} else model.attempts


def _pause(failure: ModelError, asked: int) -> float:
    if failure.retry_after is not None:
        return failure.retry_after
    return random.uniform(0.25, 0.5) * float(2**asked)  # noqa: S311 - spreads retries, no secret


def _name(given: object, model: Model) -> str:
    """The server's name for the model; local servers answer with the path of a file."""
    short = given.rpartition("/")[2] if isinstance(given, str) and given[:1] == "/" else given
    fits = isinstance(short, str) and re.fullmatch(r"[\w.:/@+-]{1,100}", short)
    return cast("str", short) if fits else model.name


def _count(usage: object, name: str) -> int:
    value = getattr(usage, name, 0)
    return value if isinstance(value, int) and 0 <= value < 2**31 else 0
