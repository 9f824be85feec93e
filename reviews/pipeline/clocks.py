"""How fast people who asked for something are answered: the middle of each of the two clocks."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Aggregate, Count, DurationField, Q

from leads.models import User
from reviews import metrics
from reviews.metrics import Period


class Median(Aggregate):
    """Half of the durations are shorter than this one; what is null does not count."""

    function = "percentile_cont"
    template = "%(function)s(0.5) WITHIN GROUP (ORDER BY %(expressions)s)"
    output_field = DurationField()


@dataclass(frozen=True, slots=True)
class Clocks:
    """Of how many people, and how long it took for half of them."""

    asked: int
    drafted: int
    contacted: int
    to_draft: timedelta | None
    to_contact: timedelta | None


def clocks(*, by: User, period: Period) -> Clocks:
    """One query."""
    found = metrics.people_asking(by=by, period=period).aggregate(
        asked=Count("pk"),
        n_drafted=Count("pk", filter=Q(drafted__isnull=False)),
        n_contacted=Count("pk", filter=Q(contacted__isnull=False)),
        to_draft=Median("drafted"),
        to_contact=Median("contacted"),
    )
    return Clocks(
        found["asked"],
        found["n_drafted"],
        found["n_contacted"],
        found["to_draft"],
        found["to_contact"],
    )
