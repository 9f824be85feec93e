"""The steps of a draft: added, changed, moved, removed."""

from __future__ import annotations

from collections.abc import Sequence as Many
from datetime import time
from typing import Any, Literal

from django.db import transaction
from django.db.models import F, Max

from leads.models import User
from sequences.conditions import Invalid, parse
from sequences.editing.guard import Refused, open_step, open_version
from sequences.models import Step

MOST_STEPS = 30


def add_step(
    version_id: int,
    *,
    by: User,
    angle: str,
    channel: str = Step.Channel.EMAIL,
    delay_amount: int = 0,
    delay_unit: str = Step.Unit.WORKING_DAYS,
    at_time: time | None = None,
) -> Step:
    """A step behind the others."""
    with transaction.atomic():
        version = open_version(version_id, by=by)
        last = version.steps.aggregate(at=Max("position"))["at"] or 0
        if version.steps.count() >= MOST_STEPS:
            raise Refused(f"A sequence has at most {MOST_STEPS} steps.")
        return Step.objects.create(
            version=version,
            position=last + 1,
            angle=angle.strip(),
            channel=channel,
            delay_amount=delay_amount,
            delay_unit=delay_unit,
            at_time=at_time,
        )


def change_step(step_id: int, *, by: User, **fields: Any) -> Step:
    """Change the delay, the moment, the channel, the angle or the frame of a step."""
    assert fields.keys() <= {
        "angle", "channel", "delay_amount", "delay_unit", "at_time", "greeting", "sign_off",
    }  # fmt: skip
    with transaction.atomic():
        step = open_step(step_id, by=by)
        for field, value in fields.items():
            setattr(step, field, value)
        step.save(update_fields=list(fields))
        return step


def set_condition(step_id: int, *, by: User, condition: Many[dict[str, Any]]) -> Step:
    """Say when the step holds: a list of tests as `sequences.conditions` reads them."""
    try:
        parse(list(condition))
    except Invalid as invalid:
        raise Refused(str(invalid)) from invalid
    with transaction.atomic():
        step = open_step(step_id, by=by)
        step.condition = list(condition)
        step.save(update_fields=["condition"])
        return step


def move_step(step_id: int, *, by: User, to: Literal["up", "down"]) -> Step:
    """Change places with the step before or after it; at the end it stays where it is."""
    with transaction.atomic():
        step = open_step(step_id, by=by)
        others = Step.objects.filter(version=step.version_id)
        if to == "up":
            other = others.filter(position__lt=step.position).order_by("-position").first()
        else:
            other = others.filter(position__gt=step.position).order_by("position").first()
        if other is not None:
            step.position, other.position = other.position, step.position
            other.save(update_fields=["position"])
            step.save(update_fields=["position"])
        return step


def remove_step(step_id: int, *, by: User) -> None:
    """Take a step out with its wordings; those behind it move up."""
    with transaction.atomic():
        step = open_step(step_id, by=by)
        behind = Step.objects.filter(version=step.version_id, position__gt=step.position)
        step.delete()
        behind.update(position=F("position") - 1)
