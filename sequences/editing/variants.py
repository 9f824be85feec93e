"""The wordings of a step: templates with slots."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from leads.models import User
from sequences.editing.guard import Refused, open_step, open_variant
from sequences.models import Step, Variant
from sequences.slots import problems

MOST_VARIANTS = 12
WORDS = ("subject", "greeting", "body", "sign_off")


def add_variant(step_id: int, *, by: User, **fields: Any) -> Variant:
    """One more wording. Refused when a slot in it does not exist, with what was meant."""
    with transaction.atomic():
        step = open_step(step_id, by=by)
        if step.variants.count() >= MOST_VARIANTS:
            raise Refused(f"A step has at most {MOST_VARIANTS} wordings.")
        _look_over(step, fields)
        return Variant.objects.create(step=step, **fields)


def change_variant(variant_id: int, *, by: User, **fields: Any) -> Variant:
    """Change a wording. Refused like `add_variant`."""
    with transaction.atomic():
        variant = open_variant(variant_id, by=by)
        _look_over(variant.step, fields, but=variant)
        for field, value in fields.items():
            setattr(variant, field, value)
        variant.save(update_fields=list(fields))
        return variant


def remove_variant(variant_id: int, *, by: User) -> None:
    """Take a wording out. A step without any writes the recap from the record."""
    with transaction.atomic():
        open_variant(variant_id, by=by).delete()


def _look_over(step: Step, fields: dict[str, Any], *, but: Variant | None = None) -> None:
    for name in WORDS:
        found = problems(fields.get(name, ""), is_subject=name == "subject")
        if found:
            raise Refused(found[0].words)
    others = step.variants.exclude(pk=but.pk) if but else step.variants.all()
    label = fields.get("label", but.label if but else "")
    if others.filter(label__iexact=label).exists():
        raise Refused(f"This step has a wording called “{label}” already.")
