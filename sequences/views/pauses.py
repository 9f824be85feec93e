"""Keeping still: what is paused, by whom and why; a new pause; lifting one."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from leads.models import Lead, User
from leads.requests import Request
from sequences import pausing
from sequences.models import Pause, Sequence
from sequences.pausing import NotPaused, Target

MOST = 100
EVERYTHING = "everything:"


class PauseForm(forms.Form):
    """What is paused, why and until when. One person is paused on their own page."""

    what = forms.ChoiceField(label="What?")
    reason = forms.CharField(label="Why?", max_length=200)
    until = forms.DateTimeField(
        required=False,
        label="Until (open if left empty)",
        label_suffix="",
        input_formats=["%Y-%m-%dT%H:%M"],
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )

    def __init__(self, *args: Any, by: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        what = self.fields["what"]
        assert isinstance(what, forms.ChoiceField)
        what.choices = [("", "Choose …"), *_choices(by)]

    def target(self) -> Target:
        """What was chosen; only what this person was offered comes this far."""
        scope, _, given = self.cleaned_data["what"].partition(":")
        return Target(
            scope,
            sequence=Sequence.objects.get(pk=given) if scope == Pause.Scope.SEQUENCE else None,
            source=given if scope == Pause.Scope.SOURCE else "",
            rep=User.objects.get(pk=given) if scope == Pause.Scope.REP else None,
        )


def _choices(by: User) -> list[tuple[str, Any]]:
    """Everything this person may pause, in groups: reps their own mail, managers their team's and
    what concerns everybody, admins all of it."""
    people = User.objects.filter(is_active=True).exclude(role=User.Role.ADMIN).order_by("name")
    if by.role == User.Role.REP:
        return [(f"rep:{by.pk}", "All my mail")]
    if by.role == User.Role.MANAGER:
        people = people.filter(team=by.team)
    known = Lead.objects.exclude(source="").order_by("source").values_list("source", flat=True)
    sequences = Sequence.objects.order_by("name")
    groups = [
        ("One sequence", [(f"sequence:{one.pk}", one.name) for one in sequences]),
        ("Everybody from one source", [(f"source:{one}", one) for one in known.distinct()[:MOST]]),
        ("Everybody one rep looks after", [(f"rep:{one.pk}", one.name) for one in people]),
    ]
    return [(EVERYTHING, "Everything"), *[(name, rows) for name, rows in groups if rows]]


@require_GET
@never_cache
def index(request: Request) -> HttpResponse:
    """The pauses that hold now, the latest that were lifted, and a form for another."""
    return _page(request, PauseForm(by=request.user))


@require_POST
def add(request: Request) -> HttpResponse:
    """Pause from now on."""
    form = PauseForm(request.POST, by=request.user)
    if form.is_valid():
        given = form.cleaned_data
        try:
            made = pausing.pause(
                form.target(),
                reason=given["reason"],
                until=given["until"],
                by=request.user,
                now=timezone.now(),
            )
        except NotPaused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, f"Paused: {made.what}. No mail of it leaves from now on.")
            return redirect("pauses")
    return _page(request, form, status=422)


@require_POST
def lift(request: Request) -> HttpResponse:
    """What was paused goes on."""
    given = request.POST.get("pause", "")
    number = int(given) if given.isascii() and given.isdigit() and len(given) < 19 else 0
    one = get_object_or_404(pausing.visible_to(request.user), pk=number)
    try:
        pausing.lift(one, by=request.user, now=timezone.now())
    except NotPaused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, "Lifted. What fell due meanwhile is planned anew.")
    return redirect("pauses")


def _page(request: Request, form: PauseForm, status: int = 200) -> HttpResponse:
    now, seen = timezone.now(), pausing.visible_to(request.user)
    rows = [
        (p, pausing.may_pause(pausing.target_of(p), by=request.user))
        for p in seen.filter(pk__in=Pause.objects.on(now=now).values("pk"))[:MOST]
    ]
    over = seen.exclude(pk__in=Pause.objects.on(now=now).values("pk"))[:20]
    context = {"pauses": rows, "over": over, "form": form, "here": "pauses"}
    return render(request, "sequences/pauses.html", context, status=status)
