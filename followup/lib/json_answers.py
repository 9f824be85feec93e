"""JSON from a model not held to it: how to ask, find it in prose, say what was wrong."""

from __future__ import annotations

import json
import re

from pydantic import BaseModel, ValidationError


def spelled_out(schema: type[BaseModel]) -> str:
    """The schema as words of a prompt, for servers that cannot enforce it."""
    return (
        "Answer with one JSON object and nothing else. It must fit this JSON schema:\n"
        + json.dumps(schema.model_json_schema(), ensure_ascii=False, separators=(",", ":"))
    )


def json_object(text: str) -> str:
    """The first whole {...} in `text`, however it is wrapped; `text` itself when there is none.

    Linear in the length of `text`. Anything before a closing `</think>` is the model talking
    to itself.
    """
    text = text.rpartition("</think>")[2]
    start, depth, quoted = text.find("{"), 0, False
    if start < 0:
        return text
    for mark in re.finditer(r'\\.|["{}]', text[start:], re.DOTALL):
        match mark.group():
            case '"':
                quoted = not quoted
            case "{" if not quoted:
                depth += 1
            case "}" if not quoted:
                depth -= 1
                if depth == 0:
                    return text[start : start + mark.end()]
    return text


def remark(error: Exception) -> str:
    """What was wrong with the last answer, without repeating it."""
    if not isinstance(error, ValidationError):
        return ""
    problems = error.errors(include_url=False, include_input=False, include_context=False)[:3]
    said = "; ".join(f"{'.'.join(map(str, p['loc']))}: {p['msg'][:200]}" for p in problems)
    return f"\n\nYour last answer did not fit the schema ({said[:600]}). Answer again."
