"""The record beside a draft: its sentences, the words each rests on, and what was said."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from followup.lib.prepared import KEY, Prepared, attach
from leads.models import Passage
from reviews.models import Draft, Sentence, SentenceEvidence

WALKED = ("participant", "call")  # what the page walks through from a passage


def read_sentences(draft: Draft) -> list[Sentence]:
    """The sentences of a draft, read once: `draft.sentences.all()` has them from here on."""
    found = _sentences().ask({KEY: draft.pk})
    attach(draft, "sentences", found)
    return found


def passages_of(draft: Draft) -> list[Passage]:
    """What was said on the draft's call, or written in the event it answers."""
    if draft.call_id is not None:
        return _said().ask({KEY: draft.call_id})
    event = draft.touch.enrollment.event
    return list(event.passages.order_by("index")) if event else []


def evidence_of(draft: Draft, passages: Sequence[Passage]) -> dict[int, list[SentenceEvidence]]:
    """What each sentence rests on, by its id. `passages` are the draft's own; what was taken from
    another call is asked for."""
    found = _evidence().ask({KEY: draft.pk})
    known = {passage.pk: passage for passage in passages}
    if borrowed := {e.passage_id for e in found} - set(known):
        known |= Passage.objects.select_related(*WALKED).in_bulk(borrowed)
    by_sentence: dict[int, list[SentenceEvidence]] = {}
    for one in found:
        one.passage = known[one.passage_id]
        by_sentence.setdefault(one.sentence_id, []).append(one)
    return by_sentence


@cache
def _sentences() -> Prepared[Sentence]:
    return Prepared(Sentence.objects.filter(draft=KEY))


@cache
def _said() -> Prepared[Passage]:
    said = Passage.objects.filter(call=KEY).select_related("participant")
    return Prepared(said.order_by("index"))


@cache
def _evidence() -> Prepared[SentenceEvidence]:
    return Prepared(SentenceEvidence.objects.filter(sentence__draft=KEY))
