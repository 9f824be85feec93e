"""The doorway of learnt points: managers read them, admins have them learnt and switch them."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from leads.models import LearnedUse, Training, User
from leads.requests import Request
from leads.scoring.learning import FEWEST, FEWEST_PEOPLE, Learnt
from sequences import learnt, outcomes, trying_rules, warmth
from sequences.calibration import chart, groups
from sequences.views.allowed import admin, reader

EARLIER = 10
FEW_TO_JUDGE = 30  # customers among those judged on; with fewer the page says to be careful


@require_GET
@never_cache
def index(request: Request) -> HttpResponse:
    """What it takes, what was learnt, how good it is, who would change tier, and what counts.

    The page asks again while something is being learnt, and is answered once it is done.
    """
    by = reader(request)
    if request.htmx and Training.objects.to_do().exists():
        return HttpResponse(status=204)  # still being learnt: the page stays as it is
    trainings = Training.objects.select_related("asked_by")
    newest = trainings.first()
    shown = trainings.filter(state=Training.State.LEARNT).first()
    if wanted := request.GET.get("version", ""):
        shown = get_object_or_404(trainings.exclude(result=None), pk=_number(wanted))
    context = {
        "here": "scoring",
        "may_change": by.role == User.Role.ADMIN,
        "takes": (FEWEST_PEOPLE, FEWEST, outcomes.HORIZON.days),
        "waiting": trainings.filter(state=Training.State.WAITING).first(),
        "refused": newest if newest and newest.state == Training.State.REFUSED else None,
        "use": learnt.in_use(),
        "last_use": LearnedUse.objects.select_related("off_by", "training").first(),
        "earlier": trainings.exclude(pk=shown.pk if shown else 0)[:EARLIER],
        "shown": shown,
    }
    if shown is not None:
        context |= _told(shown)
    return render(request, "scoring/learnt.html", context)


def _told(shown: Training) -> dict[str, Any]:
    """One version as the page shows it. What would change is tried only while it could count."""
    found = Learnt.model_validate(shown.result)
    counting = warmth.counting()
    fits = warmth.fits(shown, *warmth.in_force()) is not None
    tried = fits and counting.learned != shown
    judged = found.judged
    return {
        "found": found,
        "judged": judged,
        "chart": chart(judged.by_rules, judged.by_points),
        "groups": groups(judged.by_rules, judged.by_points),
        "gain": judged.by_points.auc - judged.by_rules.auc,
        "is_few": judged.won < FEW_TO_JUDGE or judged.people - judged.won < FEW_TO_JUDGE,
        "pairs": list(zip(found.written.rules, found.points, found.held, strict=True)),
        "unseen": 0 in found.held,
        "fits": fits,
        "is_on": counting.learned == shown,
        "trial": trying_rules.compare(found.rules, now=timezone.now()) if tried else None,
    }


@require_POST
def train(request: Request) -> HttpResponse:
    """Have the worker learn from what became of people."""
    by = admin(request)
    try:
        learnt.ask(by=by, now=timezone.now())
    except learnt.Refused as refused:
        messages.error(request, str(refused))
    return redirect("scoring_learnt")


@require_POST
def switch(request: Request, pk: int) -> HttpResponse:
    """Let this version count from now on, or the written points again."""
    by, reason = admin(request), request.POST.get("reason", "")
    training = get_object_or_404(Training, pk=pk)
    try:
        if request.POST.get("to") == "on":
            learnt.switch_on(training, reason=reason, by=by, now=timezone.now())
            messages.success(request, "Everybody is being scored by these points now.")
        else:
            learnt.switch_off(reason=reason, by=by, now=timezone.now())
            messages.success(request, "The written points count again.")
    except learnt.Refused as refused:
        messages.error(request, str(refused))
    return redirect("scoring_learnt")


def _number(given: str) -> int:
    return int(given) if given.isascii() and given.isdigit() and len(given) < 10 else 0
