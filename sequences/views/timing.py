"""The doorway of the rules about time: managers read them, admins change them."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from leads.models import User
from leads.requests import Request
from sequences.models import TimingPolicy
from sequences.policies import policy, rules
from sequences.timing import Delay, Load, place_of, planned
from sequences.timing.wording import moment_words
from sequences.timing_forms import TimingForm
from sequences.views.allowed import admin, reader


class Example(NamedTuple):
    """When a mail would go in one zone, and what moved it."""

    zone: str
    moment: str
    why: tuple[str, ...]


SHOWN = ("Europe/Berlin", "America/New_York", "Asia/Tokyo", "Asia/Riyadh")


@require_http_methods(["GET", "POST"])
@never_cache
def edit(request: Request) -> HttpResponse:
    """Hours, quiet time, gaps and capacity; what they come to for four places."""
    by, now = reader(request), timezone.now()
    row = policy()
    if request.method == "POST":
        admin(request)
    form = TimingForm(request.POST or None, instance=row or TimingPolicy(), by=by, now=now)
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, "Saved. From now on mails are planned by these rules.")
        return redirect("timing")
    context = {
        "form": form,
        "row": row,
        "here": "timing",
        "may_change": by.role == User.Role.ADMIN,
        "examples": _examples(row, by=by, now=now),
    }
    return render(request, "settings/timing.html", context)


def _examples(row: TimingPolicy | None, *, by: User, now: datetime) -> list[Example]:
    """For four places: when a mail due one working day from now would go, and why."""
    kept, rep = rules(row), place_of(lead_zone=by.time_zone)
    found = []
    for zone in SHOWN:
        to = place_of(lead_zone=zone)
        one = planned(
            now, Delay(1), now=now, after="today", to=to, rep=rep, rules=kept, load=Load()
        )
        if one.waits:
            found.append(Example(zone, "Never", one.why))
        else:
            found.append(Example(zone, moment_words(one.due_at, to.zone), one.why[2:]))
    return found
