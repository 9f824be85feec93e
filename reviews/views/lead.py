"""One lead: who they are, what was said, what they got."""

from __future__ import annotations

from django.db.models import Case, QuerySet, When
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_GET

from leads import details, meetings, same, unowned
from leads.crm import entries
from leads.enriching import SENIORITIES
from leads.models import Finding, Lead, Score
from leads.requests import Request
from leads.stops import BY_HAND
from reviews import journey
from reviews.cards import listing
from reviews.models import Draft
from reviews.withdrawing import UNSENT_ELSEWHERE
from sequences.models import Correction, Message, ReceivedMail

MOST = 50
RECENT = 15  # of what they did


@require_GET
def lead(request: Request, pk: int) -> HttpResponse:
    """The lead with the newest calls, drafts, mails and what is still open between us."""
    found = get_object_or_404(
        Lead.objects.visible_to(request.user).select_related("account", "owner"), pk=pk
    )
    open_promises = (
        Finding.objects.filter(call__lead=found, kind="commitment", status=Finding.Status.OPEN)
        .select_related("call")
        .order_by("-call__held_at", "position")
    )
    known = details.of(found).facts.values()
    context = {
        "lead": found,
        "cards": [listing.row(one, now=timezone.now()) for one in listing.of_lead(found)[:MOST]],
        "calls": found.calls.order_by("-held_at")[:MOST],
        "drafts": Draft.objects.filter(lead=found)
        .exclude(state=Draft.State.SENT)
        .order_by("-created_at")[:MOST],
        "mails": _mails(found),
        "received": ReceivedMail.objects.filter(lead=found)
        .exclude(kind=ReceivedMail.Kind.OTHER)
        .defer("raw")[:MOST],
        "corrections": Correction.objects.waiting()
        .visible_to(request.user)
        .filter(mail__lead=found)
        .select_related("finding")[:MOST],
        "stops": found.stop_events.select_related("by").order_by("-recorded_at")[:MOST],
        "promises": open_promises[:MOST],
        "by_hand": BY_HAND.items(),
        "merges": same.of(found),
        "events": found.events.exclude(source="mail").order_by("-occurred_at", "-pk")[:RECENT],
        "meetings": meetings.of(found),
        "assignment": found.assignments.first(),
        "absence": unowned.absence(found.owner, now=timezone.now()),
        "stages": found.stage_changes.select_related("by")[:MOST],
        "warm": {
            "score": Score.objects.filter(lead=found).select_related("learned").first(),
            "said": found.tier_overrides.filter(lifted_at=None).select_related("by").first(),
        },
        "known": known,
        "asked_outside": any(fact.kind and not fact.is_ours for fact in known),
        "crm": entries.of_lead(found),
        "seniorities": SENIORITIES.items(),
        "journey": journey.of_lead(found, now=timezone.now()),
    }
    return render(request, "reviews/lead.html", context)


def _mails(lead: Lead) -> QuerySet[Message]:
    """What was approved for them; `is_withdrawn`: it did not go, and was about somebody else's
    call."""
    found = Message.objects.filter(lead=lead).annotate(
        is_withdrawn=Case(When(UNSENT_ELSEWHERE, then=True), default=False)
    )
    return found.order_by("-created_at")[:MOST]
