"""The doorways of the cards: look at one, answer it, ask again, call instead of writing."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from leads.requests import Request
from reviews import inbox
from reviews.cards import calling, choosing, listing
from reviews.cards.facts import facts
from reviews.decisions import Refused
from reviews.models import Card
from reviews.views.answering import number, refused
from reviews.views.finding import address, draft_or_404, inbox_url
from reviews.views.inbox import listed

BACK_AT_WORK = time(8)
DAYS = (
    ("Tomorrow", timedelta(days=1)),
    ("In a week", timedelta(days=7)),
    ("In two weeks", timedelta(days=14)),
    ("In a month", timedelta(days=30)),
)
DONE = {
    "write": "A draft is in your inbox. Nothing is sent before you approve it.",
    "nudge": "A draft is in your inbox. Nothing is sent before you approve it.",
    "wait": "Put off. It comes back by itself.",
    "call": "There is a card for the call.",
    "close": "Closed. Every sequence for them has ended.",
    "assigned": "Noted. The mail stands with them now.",
    "resume": "Noted. Nothing goes out to them before.",
}


@require_GET
@never_cache
def card(request: Request, pk: int) -> HttpResponse:
    """One card: the question, what is known, the choices. Only its pane when HTMX swaps it in."""
    found = card_or_404(request, pk)
    who = request.GET.get("who", "").replace("\x00", "").strip()[:100]
    line = request.GET.get("line") == "1"
    before, behind = inbox.around(found, name=listing.QUEUE, user=request.user)
    context: dict[str, object] = {
        "facts": facts(found, by=request.user, now=timezone.now(), who=who, line=line),
        "card": found,
        "who": who,
        "before": address(before, listing.QUEUE),
        "behind": address(behind, listing.QUEUE),
        "days": [(label, timezone.localdate() + away) for label, away in DAYS],
        "queue": inbox.QUEUES[listing.QUEUE],
    }
    if request.htmx and request.htmx.target == "desk":
        return render(request, "cards/card.html#desk", context)
    return render(request, "cards/card.html", listed(request, listing.QUEUE) | context)


@require_POST
def choose(request: Request, pk: int) -> HttpResponse:
    """Answer a card, then open what comes next; a draft that was asked for comes first."""
    found = card_or_404(request, pk)
    choice = request.POST.get("choice", "")
    try:
        said = choosing.Said(
            note=request.POST.get("note", ""),
            until=_morning(request.POST.get("at") or request.POST.get("day", "")),
            lead_id=number(request, "lead"),
            with_line=request.POST.get("line") == "1",
        )
        answered = choosing.choose(
            pk, by=request.user, choice=choice, said=said, now=timezone.now()
        )
    except Refused as refusal:
        messages.error(request, refusal.sentence)
        return redirect("card", pk=pk)
    messages.success(request, DONE.get(choice, "Done."))
    if answered.written is not None:
        return redirect("draft", pk=answered.written.pk)
    following = inbox.following(found, name=listing.QUEUE, user=request.user)
    return redirect(address(following, listing.QUEUE) or inbox_url(listing.QUEUE))


@require_POST
def reopen(request: Request, pk: int) -> HttpResponse:
    """Ask again."""
    card_or_404(request, pk)
    try:
        choosing.reopen(pk, by=request.user, now=timezone.now())
    except Refused as refusal:
        messages.error(request, refusal.sentence)
    else:
        messages.success(request, "It is open again.")
    return redirect("card", pk=pk)


@require_POST
def call(request: Request, pk: int) -> HttpResponse:
    """Instead of writing: on to the card with the number and what to talk about."""
    draft = draft_or_404(request, pk)
    try:
        made = calling.call_instead(
            pk, by=request.user, revision=number(request, "revision"), now=timezone.now()
        )
    except Refused as refusal:
        return refused(request, draft, refusal.sentence)
    return redirect("card", pk=made.pk)


def card_or_404(request: Request, pk: int) -> Card:
    """The card with all its page walks through; 404 when it is not this person's to see."""
    visible = listing.walked(Card.objects.visible_to(request.user))
    of_task = ("touch__variant", "touch__enrollment__version__sequence")
    beside = visible.select_related("written", "draft", "decided_by", *of_task)
    return get_object_or_404(beside, pk=pk)


def _morning(given: str) -> datetime | None:
    """The morning of a day, in the person's zone; None when no day was named."""
    if not given:
        return None
    try:
        day = forms.DateField(input_formats=["%Y-%m-%d"]).clean(given)
    except forms.ValidationError as error:
        raise Refused("day", "That is not a day. Choose one.") from error
    return timezone.make_aware(datetime.combine(day, BACK_AT_WORK))
