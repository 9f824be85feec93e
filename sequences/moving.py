"""People who are in a sequence, moved on purpose from the version they began with to another.

What went out stays as it was, under the version it went out under. What is still ahead follows
the new version from there.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from leads.models import Lead, User
from sequences import planning
from sequences.editing import Refused
from sequences.editing.difference import same_steps
from sequences.editing.guard import only_admin
from sequences.models import Enrollment, Step, Touch, Version

MOST = 200  # moved at one click; the rest at the next


def in_version(version: Version) -> list[Enrollment]:
    """Who is in a version now, the newest first."""
    rows = Enrollment.objects.open().filter(version=version)
    return list(rows.select_related("lead__account", "lead__owner").order_by("-started_at", "-pk"))


def move_all(enrollments: Iterable[int], *, to: Version, by: User, now: datetime) -> int:
    """Move these; how many there were to move. Those that ended meanwhile stay as they are."""
    only_admin(by)
    moved = 0
    for number in list(enrollments)[:MOST]:
        moved += move(number, to=to, by=by, now=now)
    return moved


def move(enrollment_id: int, *, to: Version, by: User, now: datetime) -> bool:
    """Move one person to another published version of the same sequence.

    Steps that were drafted, sent, skipped or given to a person stay; planned ones become the
    steps of the new version that are the same, are cancelled where there is none, and the new
    version's later steps are added. False when it is over or there already.
    """
    only_admin(by)
    if to.published_at is None:
        raise Refused("Only a published version has people in it.")
    with transaction.atomic():
        found = Enrollment.objects.select_related("version").get(pk=enrollment_id)
        Lead.objects.select_for_update(no_key=True).get(pk=found.lead_id)
        found.refresh_from_db(fields=["state", "version"])
        if found.version.sequence_id != to.sequence_id:
            raise Refused("They are in another sequence. Stop that one and begin this.")
        if found.version_id == to.pk or found.state not in ("active", "paused"):
            return False
        _rearrange(found, to, now=now)
        found.version = to
        found.save(update_fields=["version"])
        planning.replan(found, now=now)
        return True


def _rearrange(found: Enrollment, to: Version, *, now: datetime) -> None:
    """Hang what is planned onto the new steps; add those the old version did not have."""
    old, new = found.version, list(to.steps.order_by("position"))
    same = {was.pk: step for step, was in _steps(old, to)}
    covered, last, moment = set[int](), 0, found.started_at
    touches = list(found.touches.select_related("step").order_by("step__position"))
    for touch in touches:
        step = same.get(touch.step_id)
        if touch.state != Touch.State.PLANNED:
            moment = touch.due_at
            if step is not None:
                covered.add(step.pk)
                last = max(last, step.position)
        elif step is None:
            touch.state, touch.due_at = Touch.State.CANCELLED, moment
            touch.reason = f"Version {to.number} has no such step."
            touch.save(update_fields=["state", "reason", "due_at"])
        else:
            covered.add(step.pk)
            touch.step = step
            touch.save(update_fields=["step"])
    missing = [step for step in new if step.pk not in covered and step.position > last]
    Touch.objects.bulk_create(Touch(enrollment=found, step=s, due_at=now) for s in missing)


def _steps(old: Version, new: Version) -> list[tuple[Step, Step]]:
    """Each step of the new version with the old one it was."""
    before, after = list(old.steps.all()), list(new.steps.all())
    found = same_steps(before, after)
    return [(step, found[step.pk]) for step in after if step.pk in found]
