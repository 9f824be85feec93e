"""Whatever a model fills in, a finding is only what the record holds."""

from __future__ import annotations

import time

from hypothesis import given
from hypothesis import strategies as st

from leads.extraction.model.answer import Item, Quote
from leads.extraction.model.findings import Record, finding
from leads.extraction.model.people import people
from leads.extraction.schema import Finding
from tests.leads.extraction.model.call import WORDS, conversation

CALL = conversation()
RECORD = Record(CALL, {f"p{i}": i for i in range(len(CALL.lines))}, people(CALL))
SAID = st.one_of(
    st.sampled_from([words for _, _, words in WORDS]).flatmap(
        lambda words: st.tuples(st.integers(0, 40), st.integers(5, 80)).map(
            lambda cut: words[cut[0] : sum(cut)]
        )
    ),
    st.text(max_size=60),
)
QUOTES = st.builds(Quote, passage=st.sampled_from([*RECORD.shown, "p99", ""]), quote=SAID)
ITEMS = st.builds(
    Item,
    evidence=st.lists(QUOTES, max_size=4),
    owner=st.one_of(st.none(), st.sampled_from(["Maya Chen", "Priya Rao", "Eve", "", "\u200b"])),
    due_phrase=st.one_of(st.none(), st.just("by Friday"), st.just("next Tuesday"), st.text()),
    text=SAID,
)


@given(ITEMS)
def test_any_item_becomes_what_was_said_or_nothing(item: Item) -> None:
    found = finding(item, RECORD)
    if not isinstance(found, Finding):
        assert found.endswith(")")
        return
    assert found.evidence
    for cited in found.evidence:
        assert CALL.lines[cited.line].text[cited.start : cited.end] == cited.quote
    assert found.owner in {None, "Maya Chen", "Priya Rao"}
    speakers = {CALL.lines[cited.line].speaker for cited in found.evidence}
    if found.kind == "commitment":
        assert found.owner in speakers
    if found.kind == "next_step":
        assert len(speakers) > 1
    if found.due_phrase is not None:
        assert any(found.due_phrase in cited.quote for cited in found.evidence)
    assert found.due is None or found.due_phrase


def test_hostile_item_takes_no_time() -> None:
    began = time.perf_counter()
    long = "I will send it. " * 100_000
    quotes = [Quote(passage="p2", quote=long)] * 50
    item = Item(evidence=quotes, kind="commitment", owner=long, strength="firm",
                due_phrase=long, text=long)  # fmt: skip
    assert isinstance(finding(item, RECORD), str)
    assert time.perf_counter() - began < 5
