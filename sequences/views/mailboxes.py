"""The doorways of the mailboxes: a person's own, an admin's are all."""

from __future__ import annotations

from contextlib import suppress

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from leads.models import User
from leads.requests import Request
from sequences import autodetect, mailboxes
from sequences.channels import oauth
from sequences.deliverability.lookup import Dns, Unanswered
from sequences.deliverability.records import is_reserved
from sequences.mailbox_forms import FORMS
from sequences.mailbox_standing import standings
from sequences.models import Mailbox


@require_GET
@never_cache
def index(request: Request) -> HttpResponse:
    """Every mailbox the person may see, with what it did lately and what it waits for."""
    found = standings(user=request.user, now=timezone.now())
    context = {
        "standings": found,
        "here": "mailboxes",
        "is_waiting": any(s.state == "testing" for s in found),
        "providers": [(kind, oauth.provider(kind)) for kind in ("gmail", "graph")],
    }
    part = "#list" if request.htmx else ""
    return render(request, f"settings/mailboxes.html{part}", context)


@require_http_methods(["GET", "POST"])
@never_cache
def new(request: Request, kind: str) -> HttpResponse:
    """A new mailbox on a mail server; for an admin also at a mail service, or the site's own."""
    if kind not in ("smtp", "esp", "site"):
        raise Http404
    is_admin = request.user.role == User.Role.ADMIN
    if kind != "smtp" and not is_admin:
        raise PermissionDenied("Only an admin can connect what everybody shares.")
    own = "" if is_admin else request.user.email
    given = {"address": request.GET.get("address", "").strip().lower() or own}
    guess = _guess(given["address"]) if kind == "smtp" and request.method == "GET" else None
    if guess:
        given |= {
            "smtp_host": guess.smtp_host,
            "smtp_port": str(guess.smtp_port),
            "smtp_security": guess.smtp_security,
            "imap_host": guess.imap_host,
        }
    form = FORMS[kind](request.POST or None, initial=given, by=request.user, now=timezone.now())
    if request.method == "POST" and form.is_valid():
        with transaction.atomic():
            mailbox = form.save()
            mailboxes.ask_for_test(mailbox, now=timezone.now())
        messages.success(request, f"{mailbox} is saved. The connection is being tested.")
        return redirect("mailboxes")
    context = {"form": form, "kind": kind, "guess": guess, "here": "mailboxes"}
    return render(request, "settings/mailbox.html", context)


@require_http_methods(["GET", "POST"])
@never_cache
def edit(request: Request, pk: int) -> HttpResponse:
    """Change a mailbox; an empty password keeps the one that is stored."""
    mailbox = _find(request, pk)
    form = FORMS[mailbox.kind](
        request.POST or None, instance=mailbox, by=request.user, now=timezone.now()
    )
    if request.method == "POST" and form.is_valid():
        with transaction.atomic():
            mailboxes.ask_for_test(form.save(), now=timezone.now())
        messages.success(request, f"{mailbox} is saved. The connection is being tested.")
        return redirect("mailboxes")
    context = {"form": form, "kind": mailbox.kind, "mailbox": mailbox, "here": "mailboxes"}
    return render(request, "settings/mailbox.html", context)


@require_POST
def test(request: Request, pk: int) -> HttpResponse:
    """Try to sign in to its servers. Nothing is sent to anybody."""
    mailboxes.ask_for_test(_find(request, pk), now=timezone.now())
    return _back(pk)


@require_POST
def pause(request: Request, pk: int) -> HttpResponse:
    """Hold its mail, with the reason."""
    mailbox = _find(request, pk)
    reason = request.POST.get("reason", "").strip() or f"Paused by {request.user.name}."
    mailboxes.pause(mailbox, reason=reason, now=timezone.now(), by=request.user)
    messages.success(request, f"{mailbox} is paused. Its mail waits until you resume it.")
    return _back(pk)


@require_POST
def resume(request: Request, pk: int) -> HttpResponse:
    """Let its mail go again."""
    mailbox = _find(request, pk)
    mailboxes.resume(mailbox, now=timezone.now())
    mailboxes.ask_for_test(mailbox, now=timezone.now())
    messages.success(request, f"{mailbox} sends again. What waited goes within five minutes.")
    return _back(pk)


@require_POST
def switch(request: Request, pk: int) -> HttpResponse:
    """Switch a mailbox off or on. Mail approved for it is not sent from another by itself."""
    mailbox = _find(request, pk)
    is_on = request.POST.get("to") == "on"
    taken = Mailbox.objects.sending().filter(owner=mailbox.owner).exclude(pk=pk)
    if is_on and mailbox.sends and (other := taken.first()):
        messages.error(request, f"Mail leaves from {other} already. Switch that off first.")
        return _back(pk)
    Mailbox.objects.filter(pk=pk).update(is_active=is_on)
    messages.success(request, f"{mailbox} is switched {'on' if is_on else 'off'}.")
    return _back(pk)


def _guess(address: str) -> autodetect.Servers | None:
    """The likely servers; who takes the domain's mail is asked where the domain is a real one."""
    domain = address.rpartition("@")[2]
    exchangers: tuple[str, ...] = ()
    if domain and not is_reserved(domain):
        with suppress(Unanswered):
            exchangers = tuple(Dns(seconds=2).exchangers(domain))
    return autodetect.guess(address, exchangers=exchangers)


def _find(request: Request, pk: int) -> Mailbox:
    """The mailbox, if it is the person's to change; 404 otherwise."""
    return get_object_or_404(
        Mailbox.objects.visible_to(request.user).select_related("owner"), pk=pk
    )


def _back(pk: int) -> HttpResponse:
    return HttpResponseRedirect(f"{reverse('mailboxes')}#mailbox-{pk}")
