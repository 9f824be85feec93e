"""Points learnt from our own outcomes: asked for, learnt, switched on and off.

An admin asks, the worker learns, an admin decides whether it counts. What is on is ended by the
database the moment other rules are published (`0010_learned.sql`).
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import DatabaseError, IntegrityError, transaction

from leads.models import Lead, LearnedUse, Training, User
from leads.scoring import SHIPPED, Facts, Rules
from leads.scoring.learning import NotPossible, learn
from sequences import outcomes
from sequences.signals import rules_published, training_wanted
from sequences.warmth import facts_of, fits, in_force

AT_ONE_TIME = 100
OVERTAKEN = {"23505", "FU004"}  # another one is on; other rules are published
MOST_PROSPECTS = 2_000  # the newest: the lines are drawn so that as many of them are hot


class Refused(Exception):
    """Nothing was changed; the text says why, as a person reads it."""


def ask(*, by: User, now: datetime) -> Training:
    """Have the worker learn what the rules in force are worth. Raises `Refused`."""
    _, row = in_force()
    try:
        with transaction.atomic():
            wanted = Training.objects.create(rules=row, asked_by=by, asked_at=now)
            training_wanted.send(sender=Training, training=wanted)
    except IntegrityError as error:  # training_one_waits
        raise Refused("Something is being learnt already. It takes a minute or two.") from error
    return wanted


def run(training_id: int, *, now: datetime) -> Training | None:
    """Learn what was asked for. None: it was done already. Safe to run twice."""
    wanted = Training.objects.to_do().select_related("rules").filter(pk=training_id).first()
    if wanted is None:
        return None
    rules = Rules.model_validate(wanted.rules.rules) if wanted.rules else SHIPPED
    came: dict[str, Any]
    try:
        found = learn(outcomes.examples(now=now), rules, prospects=_prospects(now=now), now=now)
    except NotPossible as why:
        came = {"state": Training.State.REFUSED, "problem": str(why)}
    else:
        came = {"state": Training.State.LEARNT, "result": found.model_dump(mode="json")}
    Training.objects.to_do().filter(pk=wanted.pk).update(finished_at=now, **came)
    return Training.objects.get(pk=wanted.pk)


def _prospects(*, now: datetime) -> list[Facts]:
    """What is known today of the newest prospects."""
    people = Lead.objects.filter(stage=Lead.Stage.PROSPECT).select_related("account")
    newest = list(people.order_by("-pk")[:MOST_PROSPECTS])
    some = (newest[at : at + AT_ONE_TIME] for at in range(0, len(newest), AT_ONE_TIME))
    return [facts for one in some for facts in facts_of(one, now=now).values()]


def in_use() -> LearnedUse | None:
    """What is switched on now, if anything."""
    return LearnedUse.objects.filter(is_on=True).select_related("training", "on_by").first()


def switch_on(training: Training, *, reason: str, by: User, now: datetime) -> LearnedUse:
    """From now on these points count instead of the written ones. Raises `Refused`."""
    reason = _given(reason)
    if fits(training, *in_force()) is None:
        raise Refused("This was learnt for other rules than those published. Learn anew.")
    try:
        with transaction.atomic():
            _end(by=by, reason=f"{training} was switched on", now=now)
            use = LearnedUse.objects.create(training=training, reason=reason, on_by=by, on_at=now)
            rules_published.send(sender=Training)
    except DatabaseError as error:
        if getattr(error.__cause__, "sqlstate", "") not in OVERTAKEN:
            raise
        raise Refused("Somebody changed what counts just now. Look again.") from error
    return use


def switch_off(*, reason: str, by: User, now: datetime) -> None:
    """From now on the written points count again. Raises `Refused`."""
    reason = _given(reason)
    with transaction.atomic():
        if not _end(by=by, reason=reason, now=now):
            raise Refused("The written points count already.")
        rules_published.send(sender=Training)


def _end(*, by: User, reason: str, now: datetime) -> bool:
    held = LearnedUse.objects.filter(is_on=True)
    return bool(held.update(is_on=False, off_by=by, off_at=now, off_reason=reason))


def _given(reason: str) -> str:
    if not reason.strip():
        raise Refused("Say why: the next person who looks will want to know.")
    return reason.strip()[:300]
