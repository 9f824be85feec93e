"""What becomes of a touch when it is due to be drafted: a draft, a task, or nothing, with why."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import Literal

from django.db import transaction

from leads.models import Lead
from sequences import conditions, planning
from sequences.choosing import choose
from sequences.facts import language_of, standing_for
from sequences.models import ConsentRecord, Enrollment, Step, Touch

Became = Literal["drafted", "task", "skipped", "later"]
NO_OPT_IN = "They have not agreed to get text messages. Nothing goes by SMS without that."
NO_NUMBER = "There is no number to text them at, with the country's code in front."
OBJECTED = "They asked not to be contacted this way."
NUMBER = re.compile(r"\+[1-9][0-9]{6,14}")  # E.164, as the database asks of a text message
LOOK_AGAIN = timedelta(hours=1)


def take(touch: Touch, *, now: datetime) -> Became | None:
    """Decide what becomes of a planned touch, once. None: somebody else did, or nothing may come
    of it any more. The caller makes the draft in the same transaction."""
    with transaction.atomic():
        Lead.objects.select_for_update(no_key=True).get(pk=touch.enrollment.lead_id)
        found = Touch.objects.filter(pk=touch.pk, state=Touch.State.PLANNED)
        planned = found.select_related(
            "step", "enrollment__lead__account", "enrollment__call"
        ).first()
        if planned is None or not Enrollment.objects.running().filter(pk=touch.enrollment_id):
            return None
        if planned.closes_at is not None and planned.closes_at <= now:
            planning.replan(planned.enrollment, now=now)  # its time went by while all stood still
            return "later"
        became = _by_condition(planned, now=now)
        if became is None:
            became = _by_channel(planned)
        planned.save(update_fields=["state", "reason", "variant", "draft_from"])
        return became


def unmet(touch: Touch, *, now: datetime) -> str:
    """Why the condition of a touch would not hold when it is due, in words; empty when it holds."""
    if not touch.step.condition:
        return ""
    standing = standing_for(touch.enrollment, now=max(now, touch.due_at))
    holds, sentence = conditions.holds(touch.step.condition, standing)
    return "" if holds else sentence


def _by_condition(touch: Touch, *, now: datetime) -> Became | None:
    why = unmet(touch, now=now)
    if not why:
        return None
    if touch.due_at > now:  # it may come true yet: they may click, or answer, or be known better
        touch.draft_from = min(touch.due_at, now + LOOK_AGAIN)
        return "later"
    touch.state, touch.reason = Touch.State.SKIPPED, f"{why} This step was for others."[:300]
    return "skipped"


def _by_channel(touch: Touch) -> Became:
    """A mail is drafted, and a text message with words of its own to people who agreed to them;
    what no machine may do is a task."""
    step = touch.step
    if step.channel != Step.Channel.EMAIL:
        word = _their_word(touch)
        if word is False or (word is None and step.channel == Step.Channel.SMS):
            touch.state = Touch.State.SKIPPED
            touch.reason = NO_OPT_IN if word is None else OBJECTED
            return "skipped"
        variants = step.channel == Step.Channel.SMS and step.variants.exists()
        if variants and not NUMBER.fullmatch(touch.enrollment.lead.phone):
            touch.state, touch.reason = Touch.State.SKIPPED, NO_NUMBER
            return "skipped"
        if not variants:
            touch.state = Touch.State.TASK
            return "task"
    touch.variant = choose(
        list(step.variants.all()),
        step=step.pk,
        lead=touch.enrollment.lead_id,
        language=language_of(None, call=touch.enrollment.call),
    )
    touch.state = Touch.State.DRAFTED
    return "drafted"


def _their_word(touch: Touch) -> bool | None:
    """What they last said about this channel: yes, no, or nothing."""
    said = ConsentRecord.objects.filter(lead=touch.enrollment.lead, channel=touch.step.channel)
    return said.values_list("is_given", flat=True).first()
