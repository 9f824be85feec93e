"""Who is in a version now, and moving them to another on purpose."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from leads.models import Lead, User
from leads.requests import Request
from sequences import editing, moving
from sequences.models import Version
from sequences.views.allowed import admin, reader


@require_GET
@never_cache
def people(request: Request, pk: int) -> HttpResponse:
    """The running enrollments of a version. A manager sees their team's, and how many there are."""
    user = reader(request)
    version = get_object_or_404(Version.objects.select_related("sequence"), pk=pk)
    found = moving.in_version(version)
    shown = found
    if user.role != User.Role.ADMIN:
        own = set(Lead.objects.visible_to(user).values_list("pk", flat=True))
        shown = [one for one in found if one.lead_id in own]
    others = version.sequence.versions.filter(published_at__isnull=False).exclude(pk=pk)
    context = {
        "version": version,
        "enrollments": shown[: moving.MOST],
        "hidden": len(found) - len(shown),
        "targets": others.order_by("-number"),
        "here": "sequences",
    }
    return render(request, "sequences/people.html", context)


@require_POST
def move(request: Request, pk: int) -> HttpResponse:
    """Move the chosen people to another published version."""
    by = admin(request)
    version = get_object_or_404(Version, pk=pk)
    others = Version.objects.filter(sequence=version.sequence_id, published_at__isnull=False)
    given = request.POST.get("to", "")
    to = get_object_or_404(others, pk=int(given) if given.isdecimal() else 0)
    chosen = [int(one) for one in request.POST.getlist("enrollment") if one.isdecimal()]
    here = set(version.enrollments.filter(pk__in=chosen).values_list("pk", flat=True))
    try:
        moved = moving.move_all(sorted(here), to=to, by=by, now=timezone.now())
    except editing.Refused as refused:
        messages.error(request, str(refused))
    else:
        who = f"{moved} {'person is' if moved == 1 else 'people are'}"
        messages.success(request, f"{who} in version {to.number} now.")
    return redirect("version_people", pk)
