"""Everything one draft's page shows: the mail as it would go, its evidence, the record."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache

from followup.lib.prepared import KEY, Prepared
from followup.lib.texts import segments
from leads.citations import Line, Span, lines
from leads.models import Call, Finding, Passage, SignIn, User
from reviews.decisions import latest_message
from reviews.journey import Going, of_enrollment
from reviews.letter import mail_for
from reviews.models import Decision, Draft, Sentence, SentenceEvidence
from reviews.record import evidence_of, passages_of, read_sentences
from reviews.standing import LATE, Obstacle, obstacles
from sequences import footer, stationery
from sequences.fingerprint import fingerprint
from sequences.models import Message
from sequences.rendering import Mail


@dataclass(frozen=True, slots=True)
class Numbered:
    """A sentence; `number` is its footnote when the mail has it and it rests on passages,
    `borrowed` the other call that a person took it from."""

    sentence: Sentence
    number: int | None
    evidence: Sequence[SentenceEvidence]
    borrowed: Call | None = None


@dataclass(frozen=True, slots=True)
class Card:
    """One draft as one person sees it at one moment."""

    draft: Draft
    mail: Mail
    seen: str
    sentences: Sequence[Numbered]
    left_out: Sequence[Numbered]
    obstacles: Sequence[Obstacle]
    message: Message | None
    decisions: Sequence[Decision]
    lines: Sequence[Line]
    borrowed: Sequence[Line]
    reasons: Sequence[dict[str, object]]
    promises: Sequence[Finding]
    going: Going

    @property
    def refusals(self) -> list[Obstacle]:
        return [o for o in self.obstacles if o.blocks]

    @property
    def remarks(self) -> list[Obstacle]:
        return [o for o in self.obstacles if not o.blocks]

    @property
    def is_unwritten(self) -> bool:
        """There are no words yet: a person writes them, or rejects the draft."""
        undecided = self.draft.state in {Draft.State.READY, Draft.State.FAILED}
        return undecided and not self.sentences

    @property
    def may_approve(self) -> bool:
        return self.draft.state == Draft.State.READY and not self.refusals

    @property
    def may_choose_moment(self) -> bool:
        """It may go at a moment a person chooses, though the planned one may have gone by."""
        against = [o for o in self.refusals if o.code != LATE]
        return self.draft.state == Draft.State.READY and not against

    @property
    def talk(self) -> list[Decision]:
        """What people said to each other about it, the oldest first."""
        said = {Decision.Kind.ASK, Decision.Kind.COMMENT, Decision.Kind.DELEGATE}
        return [d for d in self.decisions if d.kind in said | {Decision.Kind.HAND_BACK}][::-1]

    @property
    def waits_for(self) -> str:
        """What a draft that was put off waits for, in words; empty for a moment alone."""
        put_off = (d.reason for d in self.decisions if d.kind == Decision.Kind.SNOOZE)
        return next(put_off, "")

    @property
    def footer(self) -> str:
        """What stands below an automatic mail: who we are, and the way out."""
        return footer.split(self.mail.body)[1]

    @property
    def segments(self) -> int:
        """How many text messages carriers make of it."""
        return segments(self.mail.body)

    @property
    def filled(self) -> list[dict[str, object]]:
        """What filled the slots of the template, each thing once."""
        slots = [slot for n in self.sentences for slot in n.sentence.slots]
        return list({(slot["slot"], slot["text"]): slot for slot in slots}.values())

    @property
    def used(self) -> set[tuple[int, int]]:
        """The words the mail rests on: passage and where in it."""
        return {(e.passage_id, e.start) for n in self.sentences for e in n.evidence}

    @property
    def cited(self) -> int:
        return sum(line.is_cited for line in self.lines)


def card(draft: Draft, *, by: User, sign_in: SignIn | None, now: datetime) -> Card:
    """Gather the page of a draft the person may see. The number of queries is constant."""
    passages, sentences = passages_of(draft), read_sentences(draft)
    evidence = evidence_of(draft, passages)
    kept = [s for s in sentences if not s.is_left_out]
    numbered = _number(kept, evidence, own=draft.call_id)
    paper = stationery.of([draft.touch], sender=by)
    mail = mail_for(draft, sender=by, paper=paper)
    call = draft.call
    spans: list[Span] = [
        (e.passage_id, e.start, len(e.quote), n.number)
        for n in numbered
        if n.number is not None
        for e in n.evidence
    ]
    reasons = list(call.sensitive) if call else []
    spans += [(int(r["passage"]), -1, 0, None) for r in reasons]
    undecided = draft.state in {Draft.State.READY, Draft.State.FAILED}
    against = (
        obstacles(draft, by=by, sign_in=sign_in, now=now, is_visible=True, paper=paper)
        if undecided
        else []
    )
    own = {passage.pk for passage in passages}
    others = [e.passage for n in numbered for e in n.evidence if e.passage_id not in own]
    return Card(
        draft=draft,
        mail=mail,
        seen=fingerprint(mail).hex(),
        sentences=numbered,
        left_out=[Numbered(s, None, evidence.get(s.pk, [])) for s in sentences if s.is_left_out],
        obstacles=against,
        message=latest_message(draft),
        decisions=_decisions().ask({KEY: draft.pk}),
        lines=lines(passages, spans),
        borrowed=lines(list({p.pk: p for p in others}.values()), spans),
        reasons=_with_passages(reasons, passages),
        promises=_promises(draft),
        going=of_enrollment(draft.touch.enrollment, now=now),
    )


@cache
def _decisions() -> Prepared[Decision]:
    return Prepared(Decision.objects.filter(draft=KEY).select_related("by")[:20])


def _number(
    sentences: Iterable[Sentence],
    evidence: dict[int, list[SentenceEvidence]],
    *,
    own: int | None,
) -> list[Numbered]:
    numbered: list[Numbered] = []
    number = 0
    for sentence in sentences:
        on = evidence.get(sentence.pk, [])
        rests = sentence.origin == Sentence.Origin.MACHINE and bool(on)
        number += rests
        other = (e.passage.call for e in on if e.passage.call_id != own)
        borrowed = next(other, None) if rests else None
        numbered.append(Numbered(sentence, number if rests else None, on, borrowed))
    return numbered


def _promises(draft: Draft) -> list[Finding]:
    """What both sides owe each other, for a brief: the account a person writes from."""
    if draft.kind != Draft.Kind.BRIEF or draft.call is None:
        return []
    kinds = [Finding.Kind.COMMITMENT, Finding.Kind.ACTION_ITEM, Finding.Kind.NEXT_STEP]
    found = draft.call.findings.filter(kind__in=kinds)
    return list(found.prefetch_related("evidence__passage__participant"))


def _with_passages(
    reasons: Sequence[dict[str, object]], passages: Sequence[Passage]
) -> list[dict[str, object]]:
    by_id = {p.pk: p for p in passages}
    return [
        {
            "words": str(r.get("reason", "")).replace("_", " "),
            "quote": r.get("quote", ""),
            "passage": by_id.get(r.get("passage")),  # type: ignore[call-overload]
        }
        for r in reasons
    ]
