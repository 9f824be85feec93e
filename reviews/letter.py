"""The draft as a letter: its body from its sentences, its sentences from an edited body."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from django.conf import settings

from leads.models import User
from reviews.models import Draft, Sentence
from sequences import conversation, footer, layout, mailboxes, stationery, tracking
from sequences.conversation import Thread
from sequences.models import Step
from sequences.receiving import replying
from sequences.rendering import Mail
from sequences.stationery import Stationery

# A line's bullet and indentation, and the white space between sentences, belong to the lead-in.
_LINE_START = re.compile(r"[ \t]*(?:[-*•]|\d{1,2}[.)])?[ \t]*")
_SENTENCE_END = re.compile(r"(?<=[.!?…])[\"”’)\]]*[ \t]+(?=[\"“‘(\[]?[A-ZÀ-ÞĀ-Ž0-9])")
_ABBREVIATION = re.compile(
    r"(?:\b(?:Mr|Mrs|Ms|Dr|Prof|St|Nr|No|vs|e\.g|i\.e|z\.B|approx|ca|bzw|Inc|Ltd|Co)|\b[A-Z]|\b\d+)\.$"
)


@dataclass(frozen=True, slots=True)
class Piece:
    """One sentence of a body with what stands before it; joined, the pieces are the body."""

    lead_in: str
    text: str


def body(sentences: Iterable[Sentence]) -> str:
    """The words of a mail: every sentence that is part of it, in order."""
    return "".join(s.lead_in + s.text for s in sentences if not s.is_left_out)


def mail_for(draft: Draft, *, sender: User, paper: Stationery | None = None) -> Mail:
    """Exactly what would be sent if `sender` approved this draft now.

    It leaves from the sender's mailbox and answers the last mail in either direction, as long as
    it keeps that conversation's subject. An automatic one ends with who we are and the way out.
    `paper` is what the sender's mails carry, for a caller that asked for it already.
    """
    if draft.touch.step.channel == Step.Channel.SMS:
        words = body(draft.sentences.all()).strip()
        return Mail(
            sender=settings.TWILIO["from"],
            to=draft.lead.phone,
            subject="",
            body=words,
            channel="sms",
        )
    paper = paper or stationery.of([draft.touch], sender=sender)
    mailbox, thread = paper.mailbox, thread_for(draft, paper=paper)
    below = footer.of(draft.touch, paper=paper)
    words = body(draft.sentences.all()) + below.text
    html = tracking.dress(
        layout.as_html(words),
        touch_id=draft.touch_id,
        own=below.unsubscribe,
        organisation=paper.organisation,
    )
    reply_to = "" if mailboxes.is_read(mailbox) else replying.reply_address(draft.touch_id)
    return Mail(
        sender=mailboxes.sender_header(sender, mailbox),
        to=draft.lead.email,
        cc=draft.cc,
        reply_to=reply_to or mailboxes.reply_to(sender, mailbox),
        in_reply_to=thread.in_reply_to if thread else "",
        references=thread.references if thread else "",
        subject=draft.subject,
        body=words,
        html=html,
        unsubscribe=below.unsubscribe,
    )


def thread_for(draft: Draft, *, paper: Stationery) -> Thread | None:
    """The conversation a draft goes on with, as long as it keeps its subject."""
    thread = paper.thread(draft.touch, now=draft.ready_at or draft.created_at)
    return thread if conversation.continues(draft.subject, thread) else None


def pieces(text: str) -> list[Piece]:
    """Split an edited body into sentences, losing nothing: the pieces join to the same text."""
    found: list[Piece] = []
    gap = ""
    for line in text.splitlines(keepends=True):
        words = line.rstrip()
        start = _LINE_START.match(words)
        gap += start[0] if start else ""
        rest = words[len(start[0]) if start else 0 :]
        for piece in _sentences(rest):
            found.append(Piece(gap + piece.lead_in, piece.text))
            gap = ""
        gap += line[len(words) :]
    return found


def _sentences(line: str) -> Iterable[Piece]:
    begin, gap = 0, ""
    for end in _SENTENCE_END.finditer(line):
        before = line[begin : end.start()]
        if not before or _ABBREVIATION.search(before):
            continue
        closing = end[0].rstrip(" \t")
        yield Piece(gap, before + closing)
        gap, begin = end[0][len(closing) :], end.end()
    if line[begin:]:
        yield Piece(gap, line[begin:])


@dataclass(frozen=True, slots=True)
class Kept:
    """A piece of the new body and the sentence it was, when its words are unchanged."""

    piece: Piece
    was: Sentence | None


def align(old: Sequence[Sentence], new: str) -> list[Kept]:
    """Match an edited body with the sentences it was made of.

    A sentence whose words are unchanged stays what it was, with its evidence, wherever it moved;
    a heading stays the lead-in of what follows it; everything else is the rep's own. Longest runs
    of unchanged sentences are matched first, so that two equal sentences keep their own marks.
    """
    fresh = pieces(new)
    headings = {p.text for s in old for p in pieces(s.lead_in)}
    was = _matches(old, fresh)
    kept: list[Kept] = []
    gap, at = "", 0
    while at < len(fresh):
        sentence = was.get(at)
        size = len(_parts(sentence)) if sentence else 1
        words = gap + _joined(fresh[at : at + size])
        at += size
        if sentence is None and fresh[at - 1].text in headings and at < len(fresh):
            gap = words
            continue
        text = sentence.text if sentence else fresh[at - 1].text
        kept.append(Kept(Piece(words.removesuffix(text), text), sentence))
        gap = ""
    return kept


def _parts(sentence: Sentence) -> list[Piece]:
    """The pieces a sentence makes in a body: what stands before it on its line reads with it."""
    return pieces(sentence.lead_in.rpartition("\n")[2] + sentence.text)


def _joined(found: Sequence[Piece]) -> str:
    return "".join(p.lead_in + p.text for p in found)


def _matches(old: Sequence[Sentence], fresh: Sequence[Piece]) -> dict[int, Sentence]:
    """Which old sentence begins at which piece; one of several pieces must be there whole."""
    parts = [(s, k, p) for s in old for k, p in enumerate(_parts(s))]
    matcher = SequenceMatcher(
        None, [p.text for _, _, p in parts], [p.text for p in fresh], autojunk=False
    )
    pairs = {b.b + i: b.a + i for b in matcher.get_matching_blocks() for i in range(b.size)}
    moved = {p.text: n for n, (_, _, p) in enumerate(parts) if n not in set(pairs.values())}
    for at, piece in enumerate(fresh):
        if at not in pairs and piece.text in moved:
            pairs[at] = moved.pop(piece.text)
    found: dict[int, Sentence] = {}
    for at, n in pairs.items():
        sentence, k, _ = parts[n]
        size = len(_parts(sentence))
        whole = all(pairs.get(at + i) == n + i for i in range(size)) and k == 0
        if whole and _joined(fresh[at : at + size]).endswith(sentence.text):
            found[at] = sentence
    return found
