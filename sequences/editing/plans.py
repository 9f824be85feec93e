"""Sequences as such: their name, their purpose, whom they may be given to, whether they are on."""

from __future__ import annotations

from django.db import transaction

from leads.models import User
from sequences.editing.guard import Refused, only_admin
from sequences.models import Sequence, Version

FIELDS = (
    "name", "purpose", "description", "is_exclusive", "once", "recontact_days",
    "stop_on_colleague",
)  # fmt: skip


def create(*, by: User, name: str, purpose: str, description: str = "") -> Version:
    """A new sequence with an empty draft of its first version."""
    only_admin(by)
    name = " ".join(name.split())
    with transaction.atomic():
        _name_free(name)
        sequence = Sequence.objects.create(name=name, purpose=purpose, description=description)
        return Version.objects.create(sequence=sequence, number=1)


def change_sequence(sequence_id: int, *, by: User, **fields: object) -> Sequence:
    """Change what holds for all its versions, at once: `FIELDS` by name."""
    only_admin(by)
    assert fields.keys() <= set(FIELDS)
    with transaction.atomic():
        sequence = Sequence.objects.select_for_update().get(pk=sequence_id)
        if "name" in fields:
            fields["name"] = " ".join(str(fields["name"]).split())
            _name_free(str(fields["name"]), but=sequence)
        was_published = sequence.versions.filter(published_at__isnull=False).exists()
        if was_published and fields.get("purpose", sequence.purpose) != sequence.purpose:
            raise Refused(
                "The purpose of a published sequence stays: people were enrolled by it."
                " Make a new sequence for the other purpose."
            )
        for field, value in fields.items():
            setattr(sequence, field, value)
        sequence.save(update_fields=list(fields))
        return sequence


def switch(sequence_id: int, *, by: User, on: bool) -> Sequence:
    """Switch a sequence on or off for people who would begin it; those in it go on."""
    only_admin(by)
    with transaction.atomic():
        sequence = Sequence.objects.select_for_update().get(pk=sequence_id)
        sequence.is_active = on
        sequence.save(update_fields=["is_active"])
        return sequence


def _name_free(name: str, *, but: Sequence | None = None) -> None:
    if not name:
        raise Refused("Give the sequence a name.")
    others = Sequence.objects.exclude(pk=but.pk) if but else Sequence.objects.all()
    if others.filter(name__iexact=name).exists():
        raise Refused(f"There is a sequence called “{name}” already. Choose another name.")
