"""What follows from a received mail. Every function runs inside the caller's transaction, with the
lead's row locked; recording a stop raises its epoch in the same act, so no approval survives it."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Iterable
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import F

from followup.lib.mailtext import ReadMail, new_words
from leads.ledger import propose_from_mail
from leads.models import Event, Lead, Passage, StopEvent
from sequences.models import Enrollment, Message, ReceivedMail
from sequences.receiving import correcting

log = logging.getLogger(__name__)
LONGEST_ABSENCE = timedelta(days=180)  # a date further away is a mistake, or a trick
BACK_AT_WORK = time(9)
# A report about a mail that long after it is not about that mail.
REPORTED_WITHIN = timedelta(days=60)
_BETWEEN = re.compile(r"[\W_]+")
_PARAGRAPHS = re.compile(r"\n[ \t]*\n\s*")
Kind = ReceivedMail.Kind


def follow(mail: ReceivedMail, *, lead: Lead, now: datetime) -> None:
    """Everything that one understood mail of this lead has for a consequence."""
    _OF_KIND.get(mail.kind, _nothing)(mail, lead, now)


def written_by_hand(mail: ReceivedMail, *, leads: Iterable[Lead]) -> None:
    """Somebody here wrote to these leads themselves: what was planned for them ends."""
    for lead in leads:
        _stop(lead, StopEvent.Kind.HUMAN_MAIL, mail)


def copy_of_ours(read: ReadMail) -> Message | None:
    """The message that Followup itself sent, when this is its copy in the Sent folder.

    Known by its id. A provider that gives mails ids of its own leaves ours where we also put it,
    last in References; a person's mail in that thread may have it there too, so then the mail must
    answer something else, go to the same address and say all of the same words, no fewer and no
    more. In doubt it was written by hand.
    """
    last = read.references[-1] if read.references else ""
    for message in Message.objects.filter(message_id__in=[read.message_id, last]):
        if message.message_id == read.message_id:
            return message
        is_answer = message.message_id in read.in_reply_to
        is_to_them = message.to in read.recipients
        if (
            is_to_them
            and not is_answer
            and _letters(new_words(message.body)) == _letters(read.text)
        ):
            return message
    return None


def _letters(text: str) -> str:
    """The words without what a provider may set otherwise: spaces, line breaks, marks of lists."""
    return _BETWEEN.sub("", text)


def _reply(mail: ReceivedMail, lead: Lead, now: datetime) -> None:
    _record(mail, lead)
    if mail.matched_by == ReceivedMail.MatchedBy.DOMAIN:
        _colleague(mail, lead)
        return
    booked = mail.facts.get("meeting") == "accepted"
    _stop(lead, StopEvent.Kind.MEETING if booked else StopEvent.Kind.REPLY, mail)


def _colleague(mail: ReceivedMail, lead: Lead) -> None:
    """Somebody else at the company wrote: that ends the sequences whose plan says so."""
    told = Enrollment.objects.filter(
        lead__account=lead.account_id,
        state__in=[Enrollment.State.ACTIVE, Enrollment.State.PAUSED],
        version__sequence__stop_on_colleague=True,
    ).values("lead")
    for one in Lead.objects.filter(pk__in=told).order_by("pk"):
        _stop(one, StopEvent.Kind.COLLEAGUE, mail)


def _auto_reply(mail: ReceivedMail, lead: Lead, now: datetime) -> None:
    """An absence with an end holds what is planned until the morning of that day."""
    if mail.return_date is None:
        return
    zone = ZoneInfo(lead.time_zone or lead.account.time_zone or lead.owner.time_zone)
    back = datetime.combine(mail.return_date, BACK_AT_WORK, tzinfo=zone)
    if now < back <= now + LONGEST_ABSENCE:
        _stop(lead, StopEvent.Kind.OUT_OF_OFFICE, mail, hold_until=back)


def _bounce(mail: ReceivedMail, lead: Lead, now: datetime) -> None:
    """A dead address is written to no more. A report about no mail of ours is anybody's word."""
    if not mail.facts.get("hard"):
        return
    failed = mail.facts.get("recipient") or lead.email
    wrote = Message.objects.filter(lead=lead, to=failed, created_at__gte=now - REPORTED_WITHIN)
    if failed == lead.email and (mail.answers_id or wrote.exists()):
        _stop(lead, StopEvent.Kind.BOUNCE, mail)


def _complaint(mail: ReceivedMail, lead: Lead, now: datetime) -> None:
    _stop(lead, StopEvent.Kind.COMPLAINT, mail)


def _unsubscribe(mail: ReceivedMail, lead: Lead, now: datetime) -> None:
    _record(mail, lead)
    if mail.matched_by == ReceivedMail.MatchedBy.DOMAIN:
        _colleague(mail, lead)  # their wish is their own; it says nothing about a colleague's
    else:
        _stop(lead, StopEvent.Kind.UNSUBSCRIBE, mail)


def _nothing(mail: ReceivedMail, lead: Lead, now: datetime) -> None:
    pass


_OF_KIND: dict[str, Callable[[ReceivedMail, Lead, datetime], None]] = {
    Kind.REPLY: _reply,
    Kind.AUTO_REPLY: _auto_reply,
    Kind.BOUNCE: _bounce,
    Kind.COMPLAINT: _complaint,
    Kind.UNSUBSCRIBE: _unsubscribe,
}


def _record(mail: ReceivedMail, lead: Lead) -> None:
    """Its words become passages that can be cited; what was drafted without them is stale."""
    event, is_new = Event.objects.get_or_create(
        source="mail",
        external_id=mail.identity,
        defaults={
            "lead": lead,
            "kind": "mail_received",
            "occurred_at": mail.received_at,
            "identifiers": {"message_id": mail.message_id, "email": mail.sender},
            "metadata": {"subject": mail.subject},
        },
    )
    ReceivedMail.objects.filter(pk=mail.pk).update(event=event)
    mail.event = event
    if not is_new:
        return
    paragraphs = [p.strip() for p in _PARAGRAPHS.split(mail.text) if p.strip()]
    Passage.objects.bulk_create(
        Passage(event=event, index=index, kind=Passage.Kind.MAIL, text=text)
        for index, text in enumerate(paragraphs)
    )
    Lead.objects.filter(pk=lead.pk).update(record_epoch=F("record_epoch") + 1)
    propose_from_mail(event)
    _corrections(mail)


def _corrections(mail: ReceivedMail) -> None:
    """A proposal that cannot be made must not cost the stop that goes with the mail."""
    try:
        with transaction.atomic():
            correcting.propose(mail)
    except Exception:
        log.exception("no corrections could be proposed from mail %s", mail.pk)


def _stop(lead: Lead, kind: str, mail: ReceivedMail, *, hold_until: datetime | None = None) -> None:
    """Once for each mail: the same one by a second door stops nothing anew."""
    StopEvent.objects.get_or_create(
        lead=lead,
        kind=kind,
        source=(f"mail {mail.message_id}" if mail.message_id else f"mail {mail.identity}")[:200],
        defaults={"hold_until": hold_until},
    )
