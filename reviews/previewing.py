"""What a step would say to a real person, by the engine that drafts, without leaving a row.

The leads are those the person may see; an admin, who writes the templates, sees any lead here and
nowhere else (docs/decisions/0014-an-admin-tries-on-real-leads.md).
"""

from __future__ import annotations

from collections.abc import Sequence as Many
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from followup.lib.model_errors import ModelError
from leads import details
from leads.models import Call, Event, Lead, User
from reviews.drafting import composed, judge
from reviews.models import Draft
from reviews.writing import LeftOut, Written
from sequences import conditions
from sequences.choosing import choose
from sequences.facts import language_of, profile
from sequences.models import Enrollment, Sequence, Step, Touch, Variant
from sequences.what_if import moment, records

MOST = 40  # past calls or events to choose from

Record = Call | Event


@dataclass(frozen=True, slots=True)
class Said:
    """A sentence as it would stand in the mail: its words in pieces, each with the slot it fills
    (or ''), what it rests on, and the verdict on a machine's."""

    lead_in: str
    pieces: tuple[tuple[str, str, str], ...]  # words, slot, where from
    origin: str
    verdict: str
    reasons: tuple[str, ...]
    quotes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Preview:
    """The mail for one person, or in words why there would be none."""

    subject: str = ""
    sentences: tuple[Said, ...] = ()
    left_out: tuple[LeftOut, ...] = ()
    variant: Variant | None = None
    condition: str = ""
    why_not: str = ""


def seen_by(user: User) -> QuerySet[Lead]:
    """The leads a person may try a sequence on."""
    if user.role == User.Role.ADMIN:
        return Lead.objects.all()
    return Lead.objects.visible_to(user)


def pool(sequence: Sequence, *, user: User) -> list[Record]:
    """Past calls or events the sequence could have rested on, the newest first."""
    return records(sequence, leads=seen_by(user))[:MOST]


def key(record: Record) -> str:
    """How the pages name a record: `call-12` or `event-7`."""
    return f"{'call' if isinstance(record, Call) else 'event'}-{record.pk}"


def chosen(pool: Many[Record], name: str) -> Record | None:
    """The record of that name, else the newest there is."""
    return next((record for record in pool if key(record) == name), pool[0] if pool else None)


def preview(
    step: Step,
    *,
    record: Record,
    variant: Variant | None = None,
    now: datetime,
    asks_model: bool = True,
) -> Preview:
    """What `step` would say to the lead of `record`, in the words of `variant` or of the one this
    person would draw. `asks_model`: machine sentences are read a second time where that is on."""
    lead = record.lead
    assert lead is not None  # what a sequence rests on is about somebody
    call = record if isinstance(record, Call) else None
    event = None if isinstance(record, Call) else record
    if variant is None and step.pk:
        language = language_of(None, call=call)
        drawn = list(step.variants.all())
        variant = choose(drawn, step=step.pk, lead=lead.pk, language=language)
    condition = _condition(step, lead, record, now=now)
    if lead.is_sensitive or (call is not None and call.sensitive):
        why = "This call is tense: no machine writes here. The rep gets an account with quotes."
        return Preview(variant=variant, condition=condition, why_not=why)
    if variant is None and call is None:
        return Preview(why_not="This step has no wording, and there was no call to restate.")
    draft = _unsaved(step, lead, call, event, variant)
    try:
        grounds, composition = composed(draft, variant, now=now)
    except ModelError as error:
        return Preview(variant=variant, condition=condition, why_not=error.sentence)
    if not any(w.block == "body" or w.origin == "machine" for w in composition.sentences):
        why = "Nothing this mail is about is known of them. The rep is told; nothing is drafted."
        return Preview(
            left_out=composition.left_out, variant=variant, condition=condition, why_not=why
        )
    said = [(w, judge(w, grounds, asks_model=asks_model)) for w in composition.sentences]
    refused = tuple(
        LeftOut(w.text, j.reasons[0].text if j.reasons else "The record does not bear it out.")
        for w, j in said
        if j is not None and j.verdict == "unsupported"
    )
    return Preview(
        subject=composition.subject,
        sentences=tuple(
            Said(
                w.lead_in,
                _pieces(w),
                w.origin,
                j.verdict if j else "",
                tuple(reason.text for reason in j.reasons) if j else (),
                tuple(e.quote for e in w.evidence),
            )
            for w, j in said
            if j is None or j.verdict != "unsupported"
        ),
        left_out=(*composition.left_out, *refused),
        variant=variant,
        condition=condition,
    )


def _condition(step: Step, lead: Lead, record: Record, *, now: datetime) -> str:
    """What the condition says of who they are; '' when the step has none."""
    if not step.condition:
        return ""
    try:
        asked = conditions.in_words(step.condition)
        tests = [test for test in step.condition if test.get("kind") in conditions.PROFILE]
        found = conditions.holds(
            tests, profile(lead, details.of(lead), now=now, since=moment(record))
        )
    except conditions.Invalid as invalid:
        return str(invalid)
    told = f"{asked[:1].upper()}{asked[1:]}."
    return f"{told} {found.sentence}" if tests else told


def _unsaved(
    step: Step, lead: Lead, call: Call | None, event: Event | None, variant: Variant | None
) -> Draft:
    """The draft there would be: rows that are never saved."""
    enrollment = Enrollment(version=step.version, lead=lead, call=call, event=event)
    touch = Touch(enrollment=enrollment, step=step, variant=variant)
    return Draft(touch=touch, lead=lead, call=call)


def _pieces(written: Written) -> tuple[tuple[str, str, str], ...]:
    found, at = [], 0
    for slot in written.slots:
        start, end = int(slot["start"]), int(slot["end"])
        if start > at:
            found.append((written.text[at:start], "", ""))
        found.append((written.text[start:end], str(slot["slot"]), str(slot["source"])))
        at = end
    if at < len(written.text):
        found.append((written.text[at:], "", ""))
    return tuple(found)
