"""Search in everything a person may see: people, companies, calls and what was said, drafts and
promises. Words match by their beginning, in any language."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

from django.contrib.postgres.search import SearchQuery, SearchVector
from django.db.models import Exists, Model, OuterRef, Q, QuerySet

from leads.citations import pieces
from leads.models import Account, Call, Finding, Lead, Passage, User
from reviews.models import Draft, Sentence

M = TypeVar("M", bound=Model)
MOST = 12  # of each kind
LONGEST = 100
WORD = re.compile(r"[\w@.+-]+")
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
    words = given.strip()[:LONGEST]
    query = _query(words)
    if query is None:
        return Found(words)
    visible = Lead.objects.visible_to(user)
    calls = Call.objects.visible_to(user).select_related("lead", "account")
    owed = Finding.objects.filter(kind=Finding.Kind.COMMITMENT, call__lead__in=visible)
    said = Passage.objects.filter(Q(call__lead__in=visible) | Q(event__lead__in=visible))
    return Found(
        words,
        leads=_newest(_about(visible, query, "name", "email", "title").select_related("account")),
        accounts=_newest(_about(Account.objects.visible_to(user), query, "name", "domain")),
        drafts=_newest(_drafts(query, user)),
        promises=_newest(_about(owed, query, "text").select_related("call__account")),
        calls=_newest(_about(calls, query, "title")),
        said=[
            Said(passage, _around(passage.text, words))
            for passage in _newest(
                _about(said, query, "text").select_related(
                    "participant", "call__account", "event__lead__account"
                )
            )
        ],
    )


def of_call(call: Call, given: str) -> QuerySet[Passage]:
    """What was said on one call about these words, in its order."""
    query = _query(given.strip()[:LONGEST])
    found = call.passages.select_related("participant").order_by("index")
    return _about(found, query, "text") if query is not None else found.none()


def _query(words: str) -> SearchQuery | None:
    """Every word, each by its beginning; None when there is no word."""
    found = [word.strip(".+-@") for word in WORD.findall(words.lower())]
    named = [f"'{word}':*" for word in found if word]
    return SearchQuery(" & ".join(named), config="simple", search_type="raw") if named else None


def _about(rows: QuerySet[M], query: SearchQuery, *fields: str) -> QuerySet[M]:
    """Rows whose words match. The vectors are those of the indexes in 0007_notices.sql."""
    return rows.alias(words=SearchVector(*fields, config="simple")).filter(words=query)


def _drafts(query: SearchQuery, user: User) -> QuerySet[Draft]:
    in_mail = _about(Sentence.objects.filter(is_left_out=False), query, "text").values("draft")
    by_subject = _about(Draft.objects.all(), query, "subject").values("pk")
    found = Draft.objects.filter(pk__in=by_subject.union(in_mail))
    mine = Lead.objects.visible_to(user).filter(pk=OuterRef("lead"))
    return found.filter(Exists(mine)).select_related("lead__account")


def _newest(rows: QuerySet[M]) -> list[M]:
    return list(rows.order_by("-pk")[:MOST])


def _around(text: str, words: str) -> list[tuple[str, bool]]:
    """The part of a passage with the first of the words, all of them flagged."""
    wanted = [re.escape(w.strip(".+-@")) for w in WORD.findall(words.lower()) if w.strip(".+-@")]
    found = list(re.finditer(rf"\b(?:{'|'.join(wanted)})\w*", text, re.IGNORECASE))
    start = max(0, found[0].start() - AROUND) if found else 0
    part = text[start : start + 3 * AROUND]
    spans = [(m.start() - start, m.end() - m.start()) for m in found if m.end() - start > 0]
    cut = pieces(part, spans)
    return [("… ", False), *cut] if start else cut
