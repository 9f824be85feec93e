"""Connecting a mailbox at Google or Microsoft.

The way there and the way back are pages with a button: nothing changes on a GET, the form's
target stays ours (as the content policy asks), and a strict cookie is with us on the way back.
"""

from __future__ import annotations

import secrets

from django.conf import settings
from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from leads.models import User
from leads.requests import Request
from sequences import mailboxes
from sequences.channels import oauth
from sequences.models import Mailbox

SESSION = "mailbox_consent"


@require_POST
@never_cache
def begin(request: Request, kind: str) -> HttpResponse:
    """Remember what this session asks for, and show the way to the provider."""
    by = _provider(kind)
    if not by.is_configured:
        messages.error(request, f"{by.name} is not set up on this site. Ask an admin.")
        return redirect("mailboxes")
    reads = request.POST.get("reads") == "yes"
    state, verifier = secrets.token_urlsafe(32), secrets.token_urlsafe(64)
    request.session[SESSION] = {"kind": kind, "state": state, "verifier": verifier, "reads": reads}
    address = oauth.consent_address(
        kind, redirect=_way_back(kind), state=state, verifier=verifier, reads=reads
    )
    context = {"provider": by, "address": address, "here": "mailboxes", "reads": reads}
    return render(request, "settings/mailbox_consent.html", context)


@require_GET
@never_cache
def back(request: Request, kind: str) -> HttpResponse:
    """Where the provider sends the person; what it said is shown, and taken up with a button."""
    by = _provider(kind)
    asked = request.session.get(SESSION) or {}
    state, code = request.GET.get("state", ""), request.GET.get("code", "")
    is_ours = asked.get("kind") == kind and secrets.compare_digest(
        str(asked.get("state", "")).encode(), state.encode()
    )
    if request.GET.get("error") or not code or not is_ours or not state:
        said = request.GET.get("error_description") or request.GET.get("error", "")
        context = {"provider": by, "refused": said[:300], "here": "mailboxes"}
        return render(request, "settings/mailbox_consent.html", context)
    context = {"provider": by, "code": code, "state": state, "kind": kind, "here": "mailboxes"}
    return render(request, "settings/mailbox_consent.html", context)


@require_POST
@never_cache
def finish(request: Request, kind: str) -> HttpResponse:
    """Exchange the code for tokens and keep the mailbox. A state is good once."""
    by = _provider(kind)
    asked = request.session.pop(SESSION, None) or {}
    state = request.POST.get("state", "")
    if asked.get("kind") != kind or not secrets.compare_digest(
        str(asked.get("state", "")).encode(), state.encode()
    ):
        messages.error(request, "This sign-in was begun elsewhere or is over. Begin again.")
        return redirect("mailboxes")
    now = timezone.now()
    try:
        tokens = oauth.exchange(
            kind,
            code=request.POST.get("code", ""),
            verifier=asked["verifier"],
            redirect=_way_back(kind),
            now=now,
        )
    except (oauth.SignInEnded, oauth.NotNow) as error:
        messages.error(request, str(error))
        return redirect("mailboxes")
    if not tokens.address or not tokens.refresh:
        messages.error(request, f"{by.name} did not say whose mailbox it is. Connect it again.")
        return redirect("mailboxes")
    with transaction.atomic():
        mailbox = _keep(request.user, kind, tokens=tokens)
        mailboxes.keep_secrets(mailbox, now=now)
        oauth.keep(mailbox, tokens, now=now)
        mailboxes.resume(mailbox, now=now)
        mailboxes.ask_for_test(mailbox, now=now)
    messages.success(request, f"{mailbox} is connected.")
    return redirect("mailboxes")


def _keep(user: User, kind: str, *, tokens: oauth.Tokens) -> Mailbox:
    """The person's mailbox of this address, new or found again; another one of theirs rests."""
    owner = None if user.role == User.Role.ADMIN else user
    reads = oauth.provider(kind).read_scope.rpartition("/")[2] in tokens.granted
    found = Mailbox.objects.filter(owner=owner, address=tokens.address, kind=kind).first()
    Mailbox.objects.sending().filter(owner=owner).exclude(pk=found.pk if found else 0).update(
        is_active=False
    )
    if found is None:
        return Mailbox.objects.create(
            owner=owner,
            kind=kind,
            address=tokens.address,
            sign_in=Mailbox.SignIn.XOAUTH2,
            time_zone=user.time_zone,
            reads=reads,
        )
    found.is_active, found.reads = True, reads
    found.save(update_fields=["is_active", "reads"])
    return found


def _provider(kind: str) -> oauth.Provider:
    if kind not in ("gmail", "graph"):
        raise Http404
    return oauth.provider(kind)


def _way_back(kind: str) -> str:
    return f"{settings.SITE_URL}{reverse('mailbox_back', args=[kind])}"
