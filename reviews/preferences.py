"""How a person wants to hear of what waits: in the browser while a tab is open, by a mail a day."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from django.db import transaction

from leads.models import User
from reviews.models import Preference


def of(user: User) -> Preference:
    """What the person chose; nothing was chosen until a row says so."""
    return Preference.objects.filter(user=user).first() or Preference(user=user)


@transaction.atomic
def choose(
    user: User, *, in_browser: bool, digest_hour: int | None, time_zone: str, now: datetime
) -> Preference:
    """Write the choice down; a digest that is switched on begins when its hour comes next."""
    here = now.astimezone(ZoneInfo(time_zone))
    has_passed = digest_hour is not None and here.hour >= digest_hour
    chosen, _ = Preference.objects.select_for_update().get_or_create(user=user)
    if chosen.digest_hour != digest_hour:
        chosen.digest_on = here.date() if has_passed else None
    chosen.in_browser, chosen.digest_hour = in_browser, digest_hour
    chosen.save(update_fields=["in_browser", "digest_hour", "digest_on"])
    if user.time_zone != time_zone:
        user.time_zone = time_zone
        user.save(update_fields=["time_zone"])
    return chosen
