"""What becomes of a touch when it is due to be drafted: a draft, a task, or nothing, with why."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Literal

from django.db import transaction

from leads.models import Lead
from sequences import conditions, planning
from sequences.choosing import choose
from sequences.conditions import Standing
from sequences.facts import language_of, standing_for, standing_for_many
from sequences.models import ConsentRecord, Enrollment, Step, Touch
from sequences.models.plans import BY_HAND

Became = Literal["drafted", "task", "skipped", "later"]
NO_OPT_IN = "They have not agreed to get text messages. Nothing goes by SMS without that."
NO_NUMBER = "There is no number to text them at, with the country's code in front."
OBJECTED = "They asked not to be contacted this way."
NUMBER = re.compile(r"\+[1-9][0-9]{6,14}")  # E.164, as the database asks of a text message
LOOK_AGAIN = timedelta(hours=1)


def take(touch: Touch, *, now: datetime) -> Became | None:
    """Decide what becomes of a planned touch, once. None: somebody else did, or nothing may come
    of it any more. The caller makes the draft in the same transaction."""
    return take_many([touch], now=now).get(touch.pk)


def take_many(touches: Iterable[Touch], *, now: datetime) -> dict[int, Became]:
    """The same for several, by touch, in one transaction that holds their leads' rows."""
    with transaction.atomic():
        wanted = {touch.pk: touch.enrollment.lead_id for touch in touches}
        leads = Lead.objects.select_for_update(no_key=True).filter(pk__in=set(wanted.values()))
        list(leads.order_by("pk").values_list("pk"))  # in one order: nobody waits in a ring
        found = Touch.objects.filter(pk__in=wanted, state=Touch.State.PLANNED).filter(
            enrollment__in=Enrollment.objects.running()
        )
        planned = found.select_related("step", "enrollment__lead__account", "enrollment__call")
        some = list(planned.prefetch_related("step__variants").order_by("pk"))
        open_still = [t for t in some if t.closes_at is None or t.closes_at > now]
        asked = {t.enrollment_id: t.enrollment for t in open_still if t.step.condition}
        known = _Known(standing_for_many(asked.values(), now=now), _their_words(open_still))
        became: dict[int, Became] = {}
        for touch in some:
            if touch not in open_still:
                planning.replan(touch.enrollment, now=now)  # its time went by while all stood still
                became[touch.pk] = "later"
                continue
            became[touch.pk] = _by_condition(touch, known, now=now) or _by_channel(touch, known)
        _keep(open_still)
        return became


@dataclass(frozen=True, slots=True)
class _Known:
    """What deciding needs to know, read once: where enrollments stand, and what each lead last
    said about a channel."""

    standing: Mapping[int, Standing]
    words: Mapping[tuple[int, str], bool]


def unmet(touch: Touch, *, now: datetime, standing: Standing | None = None) -> str:
    """Why the condition of a touch would not hold when it is due, in words; empty when it holds."""
    if not touch.step.condition:
        return ""
    standing = standing or standing_for(touch.enrollment, now=now)
    standing = replace(standing, now=max(now, touch.due_at))
    holds, sentence = conditions.holds(touch.step.condition, standing)
    return "" if holds else sentence


def _by_condition(touch: Touch, known: _Known, *, now: datetime) -> Became | None:
    why = unmet(touch, now=now, standing=known.standing.get(touch.enrollment_id))
    if not why:
        return None
    if touch.due_at > now:  # it may come true yet: they may click, or answer, or be known better
        touch.draft_from = min(touch.due_at, now + LOOK_AGAIN)
        return "later"
    touch.state, touch.reason = Touch.State.SKIPPED, f"{why} This step was for others."[:300]
    return "skipped"


def _by_channel(touch: Touch, known: _Known) -> Became:
    """A mail is drafted, and a text message with words of its own to people who agreed to them;
    what no machine may do is a task, with the wording this person draws."""
    step = touch.step
    if step.channel != Step.Channel.EMAIL:
        word = known.words.get((touch.enrollment.lead_id, step.channel))
        if word is False or (word is None and step.channel == Step.Channel.SMS):
            touch.state = Touch.State.SKIPPED
            touch.reason = NO_OPT_IN if word is None else OBJECTED
            return "skipped"
        is_text = step.channel == Step.Channel.SMS and bool(step.variants.all())
        if is_text and not NUMBER.fullmatch(touch.enrollment.lead.phone):
            touch.state, touch.reason = Touch.State.SKIPPED, NO_NUMBER
            return "skipped"
    touch.variant = choose(
        list(step.variants.all()),
        step=step.pk,
        lead=touch.enrollment.lead_id,
        language=language_of(None, call=touch.enrollment.call),
    )
    if step.channel == Step.Channel.EMAIL or (touch.variant and step.channel not in BY_HAND):
        touch.state = Touch.State.DRAFTED
        return "drafted"
    touch.state = Touch.State.TASK
    return "task"


def _their_words(touches: Iterable[Touch]) -> dict[tuple[int, str], bool]:
    """What each lead last said about a channel that is no mail: yes or no, where they said it."""
    leads = {t.enrollment.lead_id for t in touches if t.step.channel != Step.Channel.EMAIL}
    if not leads:
        return {}
    said = ConsentRecord.objects.filter(lead__in=leads).order_by("at", "pk")
    return {
        (lead, channel): yes
        for lead, channel, yes in said.values_list("lead", "channel", "is_given")
    }


def _keep(touches: Iterable[Touch]) -> None:
    """Write down what became of each; many become the same."""
    alike: defaultdict[tuple[Any, ...], list[int]] = defaultdict(list)
    for t in touches:
        alike[t.state, t.reason, t.variant_id, t.draft_from].append(t.pk)
    for (state, reason, variant, draft_from), same in alike.items():
        Touch.objects.filter(pk__in=same).update(
            state=state, reason=reason, variant=variant, draft_from=draft_from
        )
