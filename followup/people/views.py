"""The doorways to our own people, for admins."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Count, Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from followup import people
from followup.people.forms import ChangeForm, InviteForm
from leads.models import SignIn, Team, User
from leads.requests import Request, current_sign_in


def admin_sign_in(request: Request) -> SignIn:
    """The sign-in of the admin who is asking; anybody else is refused."""
    sign_in = current_sign_in(request)
    if request.user.role != User.Role.ADMIN or sign_in is None:
        raise PermissionDenied("Only an admin can change who works here.")
    return sign_in


@require_GET
@never_cache
def index(request: Request) -> HttpResponse:
    """Everybody, by team; those who are switched off last."""
    admin_sign_in(request)
    found = User.objects.select_related("team").annotate(owned=Count("leads"))
    context = {
        "people": found.order_by("-is_active", "team__name", "name", "pk"),
        "teams": Team.objects.annotate(
            people=Count("members", filter=Q(members__is_active=True))
        ).order_by("name"),
        "here": "people",
    }
    return render(request, "people/index.html", context)


@require_http_methods(["GET", "POST"])
@never_cache
def invite(request: Request) -> HttpResponse:
    """A new account; afterwards its page, with the link to pass on."""
    sign_in = admin_sign_in(request)
    form = InviteForm(request.POST or None, initial={"time_zone": request.user.time_zone})
    if request.method == "POST" and form.is_valid():
        try:
            person = people.invite(
                sign_in=sign_in,
                email=form.cleaned_data["email"],
                now=timezone.now(),
                **form.person(),
            )
        except people.Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, f"{person.name} is invited. The link is on its way by mail.")
            return redirect("person", pk=person.pk)
    context = {"form": form, "here": "people"}
    return render(request, "people/invite.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@never_cache
def person(request: Request, pk: int) -> HttpResponse:
    """One person: their role, team and zone, whether they may sign in, whose their leads are."""
    sign_in = admin_sign_in(request)
    found = get_object_or_404(User.objects.select_related("team"), pk=pk)
    named = ("name", "title", "role", "team", "time_zone", "is_active")
    form = ChangeForm(
        request.POST or None,
        person=found,
        initial={name: getattr(found, name) for name in named},
    )
    if request.method == "POST" and form.is_valid():
        try:
            _change(found, form, sign_in=sign_in)
        except people.Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, "Saved.")
            return redirect("person", pk=pk)
    context = {
        "form": form,
        "person": found,
        "owned": found.leads.count(),
        "link": people.link(found) if found.is_active and not found.last_login else "",
        "here": "people",
    }
    return render(request, "people/person.html", context, status=422 if form.errors else 200)


@require_POST
def invite_again(request: Request, pk: int) -> HttpResponse:
    """The mail with the link once more."""
    sign_in = admin_sign_in(request)
    found = get_object_or_404(User, pk=pk)
    try:
        people.invite_again(found, by=sign_in.user, now=timezone.now())
    except people.Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, f"A new link is on its way to {found.email}.")
    return redirect("person", pk=pk)


def _change(found: User, form: ChangeForm, *, sign_in: SignIn) -> None:
    people.change(found, sign_in=sign_in, is_active=form.cleaned_data["is_active"], **form.person())
    if heir := form.cleaned_data["heir"]:
        people.hand_leads_over(found, to=heir, by=sign_in.user, now=timezone.now())
