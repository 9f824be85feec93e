"""A draft that a person asked for on a card. It stands in the inbox like any other: every machine
sentence has its evidence, and nothing is sent before somebody approves it."""

from __future__ import annotations

from datetime import datetime

from leads.models import Call, Event, Finding, Lead, User
from reviews.cards.suggesting import Suggestion, suggestion
from reviews.cards.wanted import BY_US
from reviews.decisions import Refused
from reviews.inserting import Insertion, insertion
from reviews.models import Card, Decision, Draft, Sentence, SentenceEvidence
from reviews.urgency import first_promise
from sequences import conversation, enrollment
from sequences.models import Enrollment, Step, Touch, Version

MOST_POINTS = 3  # a nudge is short, or it is not read
OPEN = (Finding.Status.OPEN, Finding.Status.LATE)
NOBODY = "No mail goes to this person. Call them, or close the card."


def write(card: Card, *, choice: str, with_line: bool, by: User, now: datetime) -> Draft:
    """A draft for the card's lead. A nudge restates what is still open from the last call; an
    answer is an empty page, or begins with their own question when that was asked for
    (`with_line`). A tense matter is an account and an empty page in any case.

    Raises `Refused` when no mail may go to this person, or no sequence is published.
    """
    lead = card.lead
    if lead is None or lead.suppressed_at is not None:
        raise Refused("suppressed", NOBODY)
    lead = Lead.objects.select_related("owner").get(pk=lead.pk)
    call = _last_call(lead)
    touch = _touch(card, lead, choice=choice, by=by, now=now)
    lead.refresh_from_db()  # with the epochs as they are now
    draft = Draft.objects.create(
        touch=touch,
        lead=lead,
        call=call,
        kind=Draft.Kind.BRIEF if _is_tense(lead, call) else Draft.Kind.MAIL,
        state=Draft.State.READY,
        subject=_subject(lead, call, now=now),
        stop_epoch=lead.stop_epoch,
        record_epoch=lead.record_epoch,
        ready_at=now,
        promised_for=first_promise(call.pk if call else None),
    )
    if draft.kind == Draft.Kind.BRIEF:
        return draft
    draft.lead = lead
    points = _nudge(draft, call) if choice == Card.Choice.NUDGE else []
    line = suggestion(card) if with_line else None
    if points or line:
        _compose(draft, points, line)
        # A person asked for these words: they are not drawn anew by themselves.
        Decision.objects.create(
            draft=draft,
            kind=Decision.Kind.INSERT,
            by=by,
            at=now,
            revision=draft.revision,
            reason=card.get_kind_display(),
        )
    return draft


def _touch(card: Card, lead: Lead, *, choice: str, by: User, now: datetime) -> Touch:
    """One touch outside the plan, by the last step of the sequence the lead was in."""
    last = Enrollment.objects.filter(lead=lead).order_by("-started_at", "-pk").first()
    try:
        version = last.version if last else enrollment.published("after_call")
    except enrollment.NoSequence as missing:
        raise Refused("sequence", str(missing)) from missing
    asked = Event.objects.create(
        lead=lead,
        source=BY_US,
        external_id=f"{card.pk}:{now.isoformat()}",
        kind=f"{choice}_asked_for",
        occurred_at=now,
    )
    enrolled = Enrollment.objects.create(
        version=version, lead=lead, event=asked, by=by, started_at=now
    )
    return Touch.objects.create(
        enrollment=enrolled,
        step=_last_mail(version),
        due_at=now,
        draft_from=now,
        state=Touch.State.DRAFTED,
        why=[f"{by.name} asked for it on a card."],
    )


def _last_mail(version: Version) -> Step:
    step = version.steps.filter(channel=Step.Channel.EMAIL).order_by("position").last()
    if step is None:
        raise Refused("sequence", "The sequence of this person has no step that writes a mail.")
    return step


def _last_call(lead: Lead) -> Call | None:
    return Call.objects.filter(lead=lead, state=Call.State.READ).order_by("-held_at").first()


def _is_tense(lead: Lead, call: Call | None) -> bool:
    return lead.is_sensitive or bool(call and call.sensitive)


def _subject(lead: Lead, call: Call | None, *, now: datetime) -> str:
    """The conversation's own subject, so that the mail lands in its thread."""
    thread = conversation.thread_of(lead, now=now)
    return thread.answer if thread else (call.title if call else "")


def _nudge(draft: Draft, call: Call | None) -> list[Insertion]:
    """What is still open since the last call, ours first: each verified against its words."""
    if call is None:
        return []
    promised = call.findings.filter(kind=Finding.Kind.COMMITMENT, status__in=OPEN)
    asked = call.findings.filter(kind=Finding.Kind.OPEN_QUESTION)
    found = [
        *promised.filter(direction="ours"),
        *promised.filter(direction="theirs"),
        *asked,
    ]
    said = (insertion(draft, finding.pk) for finding in found)
    good = (s for s in said if not isinstance(s, str) and s.verdict == "supported")
    return [point for point, _ in zip(good, range(MOST_POINTS), strict=False)]


def _compose(draft: Draft, points: list[Insertion], line: Suggestion | None) -> None:
    rep = draft.lead.owner.name
    words = [_plain(draft, 0, enrollment.greeting(draft.touch))]
    block = ""
    for point in points:
        opens = f"\n\n{point.heading}\n" if point.block != block else "\n"
        block = point.block
        words.append(
            Sentence(
                draft=draft,
                position=len(words),
                block=point.block,
                lead_in=opens + point.mark,
                text=point.text,
                origin=Sentence.Origin.MACHINE,
                verdict=point.verdict,
                reasons=list(point.reasons),
            )
        )
    if line:
        words.append(
            Sentence(
                draft=draft,
                position=len(words),
                lead_in="\n\n",
                text=line.text,
                origin=Sentence.Origin.MACHINE,
                verdict=Sentence.Verdict.SUPPORTED,
            )
        )
    words.append(_plain(draft, len(words), enrollment.sign_off(draft.touch, rep_name=rep)))
    Sentence.objects.bulk_create(words)
    cited = [point.evidence for point in points] + ([line.evidence] if line else [])
    machine = [word for word in words if word.origin == Sentence.Origin.MACHINE]
    SentenceEvidence.objects.bulk_create(
        SentenceEvidence(sentence=sentence, passage=passage, quote=quote, start=start)
        for sentence, evidence in zip(machine, cited, strict=True)
        for passage, quote, start in evidence
    )


def _plain(draft: Draft, position: int, text: str) -> Sentence:
    return Sentence(
        draft=draft,
        position=position,
        lead_in="\n\n" if position else "",
        text=text,
        origin=Sentence.Origin.TEMPLATE,
    )
