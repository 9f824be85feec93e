"""The one sequence every site begins with."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from leads.models import User
from sequences.models import Sequence, Step, Version

NAME = "After a call"


def ensure_after_call(*, by: User, now: datetime) -> Version:
    """The published version that follows up calls; if there is none, one published by `by`.

    One step: the recap, at once, because it is read while the conversation is fresh. A sequence
    that an admin switched off counts as one that is there.
    """
    purpose = Sequence.Purpose.AFTER_CALL
    published = Version.objects.filter(sequence__purpose=purpose, published_at__isnull=False)
    if found := published.order_by("-published_at", "-number").first():
        return found
    with transaction.atomic():
        sequence, _ = Sequence.objects.get_or_create(
            name__iexact=NAME, defaults={"name": NAME, "purpose": purpose}
        )
        version = Version.objects.create(sequence=sequence, number=sequence.versions.count() + 1)
        # The step comes first: once published, a version takes no more.
        Step.objects.create(version=version, position=1, angle="Recap and next steps")
        version.published_at, version.published_by = now, by
        version.save(update_fields=["published_at", "published_by"])
    return version
