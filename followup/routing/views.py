"""The doorways of who gets new leads: rules in order, who stands in, and a try."""

from __future__ import annotations

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from followup.routing.forms import CoverForm, RuleForm, TrialForm
from leads import routing
from leads.models import Assignment, Cover, RoutingRule, User
from leads.requests import Request
from sequences.views.allowed import admin

SHOWN = 30
NOBODY = User(name="the owner its source names")


@require_http_methods(["GET", "POST"])
@never_cache
def index(request: Request) -> HttpResponse:
    """All rules, who is away, the last assignments; a POST adds a rule, a query tries one out."""
    admin(request)
    form = RuleForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, "The rule is in force.")
        return redirect("routing")
    return _page(request, rule_form=form, cover_form=CoverForm())


@require_http_methods(["GET", "POST"])
@never_cache
def rule(request: Request, pk: int) -> HttpResponse:
    """One rule, to be changed."""
    admin(request)
    found = get_object_or_404(RoutingRule.objects.filter(is_active=True), pk=pk)
    form = RuleForm(request.POST or None, instance=found)
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, "Saved.")
        return redirect("routing")
    context = {"here": "routing", "form": form, "rule": found}
    status = 422 if form.errors else 200
    return render(request, "routing/rule.html", context, status=status)


@require_POST
def retire(request: Request, pk: int) -> HttpResponse:
    """A rule that decides no more; what it decided stays on the record."""
    admin(request)
    get_object_or_404(RoutingRule, pk=pk)
    RoutingRule.objects.filter(pk=pk).update(is_active=False)
    messages.success(request, "The rule decides no more.")
    return redirect("routing")


@require_POST
def cover(request: Request) -> HttpResponse:
    """Somebody will be away."""
    admin(request)
    form = CoverForm(request.POST)
    if form.is_valid():
        form.save()
        messages.success(request, "Noted.")
        return redirect("routing")
    return _page(request, rule_form=RuleForm(), cover_form=form)


@require_POST
def end_cover(request: Request, pk: int) -> HttpResponse:
    """Somebody is back, or will not be away after all."""
    admin(request)
    get_object_or_404(Cover, pk=pk).delete()
    messages.success(request, "They get their own people again.")
    return redirect("routing")


def _page(request: Request, *, rule_form: RuleForm, cover_form: CoverForm) -> HttpResponse:
    now = timezone.now()
    trial = TrialForm(request.GET if "email" in request.GET else None)
    choice = None
    if trial.is_bound and trial.is_valid():
        given = trial.cleaned_data
        who = routing.newcomer(address=given["email"], phone=given["phone"], source=given["source"])
        with transaction.atomic():
            choice = routing.choose(who, otherwise=NOBODY, now=now)
    rules = RoutingRule.objects.filter(is_active=True).prefetch_related("owners")
    context = {
        "here": "routing",
        "rules": rules,
        "form": rule_form,
        "cover_form": cover_form,
        "covers": Cover.objects.filter(ends__gte=now.date()).select_related("user", "covered_by"),
        "trial": trial,
        "choice": choice,
        "lately": Assignment.objects.select_related("owner")[:SHOWN],
    }
    status = 422 if rule_form.errors or cover_form.errors else 200
    return render(request, "routing/index.html", context, status=status)
