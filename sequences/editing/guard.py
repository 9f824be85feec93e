"""Who may edit, and that only what is not published is edited."""

from __future__ import annotations

from leads.models import User
from sequences.models import Step, Variant, Version


class Refused(Exception):
    """It is not done; the text says why and what to do instead."""


def only_admin(by: User) -> None:
    if by.role != User.Role.ADMIN or not by.is_active:
        raise Refused("Only an admin changes sequences.")


def open_version(version_id: int, *, by: User) -> Version:
    """The version to edit, locked; back to draft if it was in review. Inside a transaction."""
    only_admin(by)
    version = Version.objects.select_for_update().get(pk=version_id)
    if version.published_at is not None:
        raise Refused(
            f"Version {version.number} is published and does not change. Begin a new draft from it."
        )
    if version.review_asked_at is not None:
        version.review_asked_at = version.review_asked_by = None
        version.save(update_fields=["review_asked_at", "review_asked_by"])
    return version


def open_step(step_id: int, *, by: User) -> Step:
    """The step to edit, its version locked. Inside a transaction."""
    step = Step.objects.get(pk=step_id)
    open_version(step.version_id, by=by)
    return Step.objects.get(pk=step_id)


def open_variant(variant_id: int, *, by: User) -> Variant:
    """The variant to edit, its version locked. Inside a transaction."""
    variant = Variant.objects.select_related("step").get(pk=variant_id)
    open_version(variant.step.version_id, by=by)
    return Variant.objects.select_related("step").get(pk=variant_id)
