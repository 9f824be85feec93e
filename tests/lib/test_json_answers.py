"""Finding the object in what a model wrote around it."""

from __future__ import annotations

import time

import pytest

from followup.lib.json_answers import json_object


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ('{"a": 1}', '{"a": 1}'),
        ('Sure: {"a": {"b": "}"}} and {"c": 2}', '{"a": {"b": "}"}}'),
        ('{"a": "\\"}"}.', '{"a": "\\"}"}'),
        ('<think>{"no": 1}</think>{"a": 1}', '{"a": 1}'),
        ("nothing here", "nothing here"),
        ('{"a": ', '{"a": '),
    ],
)
def test_json_object_is_the_first_whole_one(text: str, found: str) -> None:
    assert json_object(text) == found


def test_json_object_is_linear_on_hostile_text() -> None:
    began = time.perf_counter()
    json_object('{"' * 500_000)
    assert time.perf_counter() - began < 2
