"""What the CRM is told of mails, text messages and clicks, in words a rep reads there."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import CharField, Exists, OuterRef, Value
from django.db.models.functions import Cast, Concat

from leads.crm import connections, entries
from leads.models import CrmEntry
from sequences.models import Engagement, Message, Receipt

LATELY = timedelta(days=7)


def sent(message: Message) -> bool:
    """A mail or text message went out. In the caller's transaction; told once."""
    if message.sent_at is None or connections.current() is None:
        return False
    whole = Message.objects.select_related(
        "touch__step__version__sequence", "approval__approver"
    ).get(pk=message.pk)
    step, steps = whole.touch.step, whole.touch.step.version.steps.count()
    what = f"Mail sent: {whole.subject}" if whole.channel == "email" else "Text message sent"
    where = f"{step.version.sequence.name}, step {step.position + 1} of {steps}"
    about = f"To {whole.to} from {whole.sender}. {where}. Approved by {whole.approval.approver}."
    return entries.report(
        lead_id=whole.lead_id,
        kind=CrmEntry.Kind.SENT,
        key=f"message:{whole.pk}",
        at=message.sent_at,
        text=f"{what}\n{about}\n\n{whole.body}",
    )


def noticed(seen: Engagement) -> bool:
    """A person clicked or opened; what machines do is not told. In the caller's transaction."""
    kinds = {Engagement.Kind.CLICK: CrmEntry.Kind.CLICK, Engagement.Kind.OPEN: CrmEntry.Kind.OPEN}
    kind = kinds.get(Engagement.Kind(seen.kind))
    if kind is None or seen.is_automatic:
        return False
    about = f" in “{seen.message.subject}”" if seen.message and seen.message.subject else ""
    what = "Clicked a link" if kind == CrmEntry.Kind.CLICK else "Opened a mail"
    return entries.report(
        lead_id=seen.lead_id,
        kind=kind,
        key=f"{kind}:{seen.pk}",
        at=seen.at,
        text=f"{what}{about}\n{seen.url}",
    )


def follow_receipts(*, now: datetime) -> int:
    """Receipts that went out lately and were not told of: they go without a draft."""
    connection = connections.current()
    if connection is None:
        return 0
    key = Concat(Value("receipt:"), Cast(OuterRef("pk"), CharField()))
    told = CrmEntry.objects.filter(connection=connection, key=key)
    since = max(connection.connected_at, now - LATELY)
    went = Receipt.objects.filter(~Exists(told), state=Receipt.State.SENT, sent_at__gt=since)
    return sum(_receipt(one) for one in went.select_related("wording")[:500])


def _receipt(one: Receipt) -> bool:
    assert one.sent_at is not None  # the database holds it to that
    return entries.report(
        lead_id=one.lead_id,
        kind=CrmEntry.Kind.SENT,
        key=f"receipt:{one.pk}",
        at=one.sent_at,
        text=f"Receipt sent: {one.wording.subject}\n{one.wording.notice}\n\n{one.wording.body}",
    )
