"""From a touch to a draft: compose, verify every machine sentence, keep what holds.

What the verifier refuses never becomes part of the draft; it is kept beside it with the reason.
"""

from __future__ import annotations

import logging
from collections.abc import Collection
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import F

from followup.lib.grounding import Judgement, check, with_judge
from followup.lib.judging import model_judge
from followup.lib.model_errors import ModelError
from leads.extraction.model import configured_model
from reviews import machine
from reviews.keeping import (
    GAVE_UP,
    MOST_ATTEMPTS,
    NOTHING,
    STUMBLED,
    Kept,
    fail,
    keep_brief,
    keep_many,
    put_off,
)
from reviews.material import Grounds, gather, grounds_of_call, grounds_of_event
from reviews.models import Draft
from reviews.writing import Brief, Composition, Written, compose
from reviews.writing.template import from_template
from sequences import conversation, due
from sequences.facts import facts_for, template
from sequences.models import Step, Touch, Variant
from sequences.slots import render

__all__ = [
    "GAVE_UP", "LEASE", "MOST_ATTEMPTS", "NOTHING", "STUMBLED", "begin", "begin_many", "release",
    "write", "write_many",
]  # fmt: skip

log = logging.getLogger(__name__)

LEASE = timedelta(minutes=6)  # longer than any task may run (Q_CLUSTER's timeout)
NO_WORDS = (
    "This step has no words of its own, and there was no call to restate."
    " Write the mail yourself, or reject the draft."
)


def begin(touch: Touch, *, now: datetime) -> Draft | None:
    """Open a draft for a planned touch that is due to be drafted. None when somebody else did, or
    when the touch is a task for a person, is skipped, or waits. Safe to run twice."""
    return next(iter(begin_many([touch], now=now)), None)


def begin_many(touches: Collection[Touch], *, now: datetime) -> list[Draft]:
    """The same for several, in one transaction that holds their leads' rows: give it few."""
    with transaction.atomic():
        became = due.take_many(touches, now=now)
        return Draft.objects.bulk_create(
            Draft(
                touch=touch,
                lead_id=touch.enrollment.lead_id,
                call_id=touch.enrollment.call_id,
                retry_at=now,
            )
            for touch in touches
            if became.get(touch.pk) == "drafted"
        )


def write(draft_id: int, *, now: datetime) -> Draft | None:
    """Write one draft. None when somebody else has it. Safe to run twice."""
    return next(iter(write_many([draft_id], now=now)), None)


def write_many(draft_ids: Collection[int], *, now: datetime) -> list[Draft]:
    """The same for several. What is simply kept is kept together, holding all their leads' rows:
    give it few, and where a model is asked, one."""
    written, done = list[Kept](), list[Draft]()
    for draft in _claim(draft_ids, now=now):
        found = _compose_one(draft, now=now)
        if isinstance(found, Kept):
            written.append(found)
        elif found is not None:
            done.append(found)
    return done + _keep(written, now=now)


def _keep(written: list[Kept], *, now: datetime) -> list[Draft]:
    try:
        return keep_many(written, now=now)
    except Exception:
        if len(written) < 2:
            raise
        log.exception("drafts could not be kept together")
    done = list[Draft]()
    for one in written:  # what one of them meets does not hold up the others
        try:
            done += keep_many([one], now=now)
        except Exception:
            log.exception("draft %s could not be kept", one.draft.pk)
    return done


def _claim(draft_ids: Collection[int], *, now: datetime) -> list[Draft]:
    """Lease those that nobody else is writing."""
    with transaction.atomic():
        free = Draft.objects.to_write(now=now).filter(pk__in=draft_ids)
        ours = list(free.select_for_update(skip_locked=True).values_list("pk", flat=True))
        Draft.objects.filter(pk__in=ours).update(retry_at=now + LEASE, attempts=F("attempts") + 1)
    drafts = Draft.objects.select_related(
        "lead__account", "lead__owner", "call__owner", "touch__step__version__sequence",
        "touch__variant", "touch__enrollment__lead__account", "touch__enrollment__lead__owner",
        "touch__enrollment__call", "touch__enrollment__event",
    ).prefetch_related("touch__enrollment__event__passages")  # fmt: skip
    return list(drafts.filter(pk__in=ours).order_by("pk"))


def _compose_one(draft: Draft, *, now: datetime) -> Kept | Draft | None:
    """What is to be kept; or the draft that came to something else, None when it is not ours."""
    lead, call, variant = draft.lead, draft.call, draft.touch.variant
    recaps = call is not None and variant is None
    draft.next_step_missing = (
        recaps and call is not None and not call.findings.filter(kind="next_step").exists()
    )
    if draft.attempts > MOST_ATTEMPTS:  # every writer before this one died over it
        return fail(draft, GAVE_UP, now=now)
    if lead.is_sensitive or (call is not None and call.sensitive):
        return keep_brief(draft, lead, call, now=now)
    if call is None and variant is None:
        return fail(draft, NO_WORDS, now=now)
    try:
        grounds, composition = composed(draft, variant, now=now)
        judged = [(w, judge(w, grounds)) for w in composition.sentences]
        return Kept(draft, draft.retry_at, grounds, composition, judged)
    except ModelError as error:
        return put_off(draft, error, now=now)
    except Exception:  # a fault of ours: the rep sees it, and the next try may have the mended code
        log.exception("draft %s could not be written", draft.pk)
        return put_off(draft, ModelError("invalid", sentence=STUMBLED), now=now)


def release(*, now: datetime) -> None:
    """After a restart: what a killed writer had leased is due again. One that still lives loses
    its lease and with it the right to write."""
    Draft.objects.filter(state=Draft.State.WRITING, retry_at__gt=now).update(retry_at=now)


def composed(
    draft: Draft, variant: Variant | None, *, now: datetime
) -> tuple[Grounds, Composition]:
    """By the step's words where it has some, else the recap of the call."""
    if variant is not None:
        return _from_template(draft, variant, now=now)
    assert draft.call is not None
    material = gather(draft, draft.call)
    return material, _compose(material.brief)


def _compose(brief: Brief) -> Composition:
    return compose(brief, model=configured_model() if settings.OPENAI_API_KEY else None)


def _from_template(draft: Draft, variant: Variant, *, now: datetime) -> tuple[Grounds, Composition]:
    """The words an admin published, filled from the record; what a machine fills in is verified
    like any other of its sentences."""
    touch, lead, call = draft.touch, draft.lead, draft.call
    event = touch.enrollment.event
    if call is not None:
        grounds = grounds_of_call(call, lead=lead, author=lead.owner)
    else:
        assert event is not None  # an enrollment rests on one of the two
        grounds = grounds_of_event(event, lead=lead, author=lead.owner)
    restated = machine.words(call, lead=lead) if call is not None else {}
    facts = facts_for(touch, variant=variant, machine=restated)
    filled = render(template(touch.step, variant), facts=facts)
    has_subject = touch.step.channel == Step.Channel.EMAIL
    return grounds, from_template(
        filled,
        subject="" if filled.subject or not has_subject else _subject_of_thread(draft, now=now),
        lines=grounds.lines,
        version=f"{touch.step.version}, {variant.label}",
    )


def _subject_of_thread(draft: Draft, *, now: datetime) -> str:
    """An answer to the youngest mail; failing that, to the draft before it in the sequence, which
    goes first. Empty when there is neither: a person writes one."""
    if thread := conversation.thread_of(draft.lead, now=now):
        return thread.answer
    before = Draft.objects.filter(
        touch__enrollment=draft.touch.enrollment_id,
        touch__step__position__lt=draft.touch.step.position,
    ).exclude(state=Draft.State.REJECTED)
    subject = before.exclude(subject="").order_by("-touch__step__position").values("subject")[:1]
    found = next((row["subject"] for row in subject), "")
    return f"Re: {conversation.bare(found)}"[:400] if found else ""


def judge(written: Written, grounds: Grounds, *, asks_model: bool = True) -> Judgement | None:
    """The verdict on a machine sentence; the template's words need none. `asks_model`: where a
    second reading is wanted, it is asked for."""
    if written.origin != "machine":
        return None
    lines = {e.line for e in written.evidence}
    cited = [s for i, s in grounds.sources.items() if i in lines]
    rest = [s for i, s in grounds.sources.items() if i not in lines]
    judged = check(written.text, cited=cited, rest=rest, context=grounds.context)
    second = asks_model and settings.OPENAI_API_KEY and settings.MODEL_JUDGE
    if not second or judged.verdict == "unsupported":
        return judged
    try:
        return with_judge(judged, model_judge(configured_model())(written.text, cited))
    except ModelError as error:  # no second opinion: the first could not have been raised anyway
        log.warning("no second reading: %s", error.kind)
        return judged
