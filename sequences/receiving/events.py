"""What a mail service tells of our own mail: it arrived, it bounced, somebody complained."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from django.db import transaction
from django.db.models import Q

from followup.lib.mailtext import bounce_reasons
from leads.models import Lead, StopEvent
from sequences import engagement, outbox, tracking
from sequences.models import Message, Organisation

Kind = Literal["delivered", "bounced", "complained", "unsubscribed", "opened", "clicked"]
_STOPS: dict[str, str] = {
    "bounced": StopEvent.Kind.BOUNCE,
    "complained": StopEvent.Kind.COMPLAINT,
    "unsubscribed": StopEvent.Kind.UNSUBSCRIBE,
}


@dataclass(frozen=True, slots=True)
class Told:
    """One event about one mail. `source` names the service and its own number of the event;
    `said` is the words of the receiving server, `is_dead` the service's own verdict on them."""

    kind: Kind
    source: str
    message_id: str
    recipient: str
    at: datetime
    said: str = ""
    is_dead: bool = False
    url: str = ""
    agent: str = ""


def follow(told: Told) -> bool:
    """Draw the consequence, once. False: it is about no mail of ours, or nothing follows."""
    bare = told.message_id.strip("<>")
    if not bare:
        return False
    ours = Message.objects.filter(
        Q(message_id=f"<{bare}>") | Q(provider_id__in=[bare, f"<{bare}>"])
    )
    message = ours.select_related("lead").first()
    if message is None:
        return False
    if told.kind == "delivered":
        return outbox.prove(message.message_id, where=f"{told.source} says it was delivered")
    if told.kind in ("opened", "clicked"):
        return _engaged(message, told)
    if told.recipient and told.recipient.lower() != message.to:
        return False  # somebody in copy; the lead's own address is not what failed
    if told.kind == "bounced" and not is_hard(told):
        return False
    with transaction.atomic():
        lead = Lead.objects.select_for_update(no_key=True).get(pk=message.lead_id)
        if told.kind == "bounced" and lead.email != message.to:
            return False  # the address was corrected meanwhile
        _, is_new = StopEvent.objects.get_or_create(
            lead=lead, kind=_STOPS[told.kind], source=f"{told.source} {message.message_id}"[:200]
        )
        return is_new


def is_hard(told: Told) -> bool:
    """Whether nobody is there. The server's own words count before the service's verdict."""
    status = bounce_reasons.status_in(told.said)
    why = bounce_reasons.reason(told.said, status)
    return why in bounce_reasons.HARD or (why == "unknown" and told.is_dead)


def _engaged(message: Message, told: Told) -> bool:
    organisation = Organisation.own()
    wanted = organisation.tracks_opens if told.kind == "opened" else organisation.tracks_clicks
    if not wanted:
        return False
    label = tracking.automatic(agent=told.agent, since_sent=tracking.after(message, told.at))
    seen = engagement.record(
        lead=message.lead,
        kind="open" if told.kind == "opened" else "click",
        at=told.at,
        source=told.source[:200],
        message=message,
        url=told.url,
        is_automatic=bool(label),
        label=label,
    )
    return seen is not None
