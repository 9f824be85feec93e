from __future__ import annotations

import time
from datetime import datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from followup.lib.dates import deadline, find
from followup.lib.dates.languages import LANGUAGES
from tests.lib.dates.phrases import WEDNESDAY

_WORDS = sorted(LANGUAGES["en"].aliases)
_NUMBERS = ["3", "15", "31st", "2026", "10:30", "5/6", "3/5/27", "2026-02-30", "Q3", "'87", "9999"]
_MARKS = [",", "-", "/", ".", "the", "a", "of", "contract", "pm", "\n"]
_texts = st.lists(st.sampled_from(_WORDS + _NUMBERS + _MARKS), max_size=14).map(" ".join)
_references = st.datetimes(datetime(1970, 1, 1), datetime(2200, 1, 1))  # noqa: DTZ001 (wall clock)
_languages = st.sampled_from(["en", "de", "fr", "es"])


@settings(max_examples=400, deadline=None)
@given(st.one_of(st.text(max_size=80), _texts), _references, _languages)
def test_any_text_is_read_and_every_phrase_is_a_slice_of_it(
    text: str, reference: datetime, language: str
) -> None:
    found = find(text, reference=reference, language=language, timezone="Europe/Paris")
    ends = [0]
    for item in found:
        assert item.text == text[item.start : item.end] != ""
        assert item.start >= ends[-1]
        ends.append(item.end)
        deadline(item)


@settings(max_examples=150, deadline=None)
@given(
    st.sampled_from(["next Thursday", "by the end of March", "in two weeks", "Friday at 3 pm"]),
    st.sampled_from(["", "Sure. ", "we ship the contract ", "Anna: perhaps "]),
    st.sampled_from(["", ".", " with Priya", ", if legal agrees"]),
    _references,
)
def test_a_phrase_does_not_depend_on_the_words_around_it(
    phrase: str, before: str, after: str, reference: datetime
) -> None:
    alone = [item.value for item in find(phrase, reference=reference)]
    assert [item.value for item in find(before + phrase + after, reference=reference)] == alone


@pytest.mark.parametrize(
    "piece",
    ["monday ", "1.", "9", "9,", "1-1-", "12/12/", "2026-", "before the ", "a m ", "end of ", "end",
     "\n", " ", "'s ", "between 3 and ", "last week of the ", "x", "$1,"],
)  # fmt: skip
def test_hostile_text_costs_time_in_proportion_to_its_length(piece: str) -> None:
    begun = time.process_time()
    find(piece * (20_000 // len(piece)), reference=WEDNESDAY)
    assert time.process_time() - begun < 10  # a second or so; minutes if it were quadratic
