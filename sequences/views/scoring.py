"""The doorway of the rules of scoring: managers read them, admins try and publish them."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from leads.models import ScoringRules, User
from leads.requests import Request
from leads.scoring import Rules
from sequences import learnt, trying_rules, warmth
from sequences.scoring_forms import RulesForm
from sequences.views.allowed import admin, reader

EARLIER = 10


@require_http_methods(["GET", "POST"])
@never_cache
def index(request: Request) -> HttpResponse:
    """The rules in force, or earlier ones to begin from; a POST publishes what is written."""
    by, now = reader(request), timezone.now()
    rules, row = warmth.in_force()
    if request.method == "POST":
        admin(request)
    form = RulesForm(request.POST or None, start=_start(request, rules))
    if request.method == "POST" and form.is_valid() and form.rules is not None:
        warmth.publish(form.rules, by=by, note=form.note, now=now)
        messages.success(request, "Published. Everybody is being scored by these rules now.")
        return redirect("scoring")
    context = {
        "here": "scoring",
        "form": form,
        "row": row,
        "use": learnt.in_use(),
        "may_change": by.role == User.Role.ADMIN,
        "earlier": ScoringRules.objects.select_related("published_by").order_by("-pk")[:EARLIER],
    }
    wrong = request.method == "POST"
    return render(request, "scoring/index.html", context, status=422 if wrong else 200)


@require_POST
@never_cache
def preview(request: Request) -> HttpResponse:
    """Who would change tier by what is written. Writes nothing."""
    admin(request)
    form = RulesForm(request.POST, start=warmth.in_force()[0])
    trial = None
    if form.is_valid() and form.rules is not None:
        trial = trying_rules.compare(form.rules, now=timezone.now())
    template = "scoring/trial.html" if request.htmx else "scoring/tried.html"
    return render(request, template, {"here": "scoring", "form": form, "trial": trial})


def _start(request: Request, rules: Rules) -> Rules:
    """What the form begins with: the rules in force, or a version somebody wants back."""
    wanted = request.GET.get("from", "")
    if not (wanted.isascii() and wanted.isdigit() and len(wanted) < 10):
        return rules
    return Rules.model_validate(get_object_or_404(ScoringRules, pk=int(wanted)).rules)
