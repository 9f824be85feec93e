"""Search in everything a person may see: people, companies, calls and what was said, drafts and
promises. Words match by their beginning, in any language."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

from django.db.models import Exists, Model, OuterRef, Q, QuerySet

from leads import wordsearch
from leads.citations import pieces
from leads.models import Account, Call, Finding, Lead, Passage, User
from leads.wordsearch import about
from reviews.models import Draft, Sentence

M = TypeVar("M", bound=Model)
MOST = 12  # of each kind
AROUND = 90  # characters of a passage before the word that was found


@dataclass(frozen=True, slots=True)
class Said:
    """A passage with what was found in it flagged, cut to what surrounds it."""

    passage: Passage
    pieces: Sequence[tuple[str, bool]]


@dataclass(frozen=True, slots=True)
class Found:
    """What was found, by kind, each with the newest first; `words` is what was looked for."""

    words: str
    leads: Sequence[Lead] = ()
    accounts: Sequence[Account] = ()
    drafts: Sequence[Draft] = ()
    promises: Sequence[Finding] = ()
    calls: Sequence[Call] = ()
    said: Sequence[Said] = ()

    @property
    def is_empty(self) -> bool:
        kinds = (self.leads, self.accounts, self.drafts, self.promises, self.calls, self.said)
        return not any(kinds)


def search(given: str, *, user: User) -> Found:
    """Everything about these words that the person may see. The number of queries is constant."""
    words = given.strip()[: wordsearch.LONGEST]
    if not wordsearch.words(words):
        return Found(words)
    visible = Lead.objects.visible_to(user)
    calls = Call.objects.visible_to(user).select_related("lead", "account")
    owed = Finding.objects.filter(kind=Finding.Kind.COMMITMENT, call__lead__in=visible)
    said = Passage.objects.filter(Q(call__lead__in=visible) | Q(event__lead__in=visible))
    said = said.select_related("participant", "call__account", "event__lead__account")
    return Found(
        words,
        leads=_newest(about(visible, words, "name", "email", "title").select_related("account")),
        accounts=_newest(about(Account.objects.visible_to(user), words, "name", "domain")),
        drafts=_newest(_drafts(words, user)),
        promises=_newest(about(owed, words, "text").select_related("call__account")),
        calls=_newest(about(calls, words, "title")),
        said=[
            Said(passage, _around(passage.text, words))
            for passage in _newest(about(said, words, "text"))
        ],
    )


def _drafts(words: str, user: User) -> QuerySet[Draft]:
    in_mail = about(Sentence.objects.filter(is_left_out=False), words, "text").values("draft")
    by_subject = about(Draft.objects.all(), words, "subject").values("pk")
    found = Draft.objects.filter(pk__in=by_subject.union(in_mail))
    mine = Lead.objects.visible_to(user).filter(pk=OuterRef("lead"))
    return found.filter(Exists(mine)).select_related("lead__account")


def _newest(rows: QuerySet[M]) -> list[M]:
    return list(rows.order_by("-pk")[:MOST])


def _around(text: str, words: str) -> list[tuple[str, bool]]:
    """The part of a passage with the first of the words, all of them flagged."""
    spots = wordsearch.spots(text, words)
    start = max(0, spots[0][0] - AROUND) if spots else 0
    start = text.find(" ", start) + 1 if start else 0  # not in the middle of a word
    part = text[start : start + 3 * AROUND]
    cut = pieces(part, [(at - start, length) for at, length in spots])
    return [("… ", False), *cut] if start else cut
