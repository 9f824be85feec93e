"""Text messages: what stands against one, in words, and what comes of what people answer."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Concat

from followup.lib.texts import LONGEST, wish
from leads.models import Event, Lead, Passage, StopEvent
from sequences import outbox
from sequences.channels.twilio import NOT_SET_UP
from sequences.due import NO_NUMBER, NUMBER
from sequences.models import ConsentRecord, Message
from sequences.refusals import words

SOURCE = "text message "
RECEIVED = "text_received"  # the kind of event
STOP_BY = "STOP by "  # before it, in the record of a consent that was taken back
SENT = {"sent", "delivered", "partially_delivered", "read"}


def may_text(lead: Lead, *, now: datetime) -> bool:
    """Whether their newest word about text messages is a yes; `gate_may_text` says the same."""
    said = ConsentRecord.objects.filter(lead=lead, channel="sms", at__lte=now)
    return bool(said.order_by("-at", "is_given", "-pk").values_list("is_given", flat=True).first())


def against(lead: Lead, text: str, *, cc: str, name: str, now: datetime) -> list[tuple[str, str]]:
    """What stands against texting these words to the lead: codes, each with the way to mend it."""
    given, found = settings.TWILIO, []
    if not (given["sid"] and given["from"]):
        found.append(("setup", NOT_SET_UP))
    if not NUMBER.fullmatch(lead.phone):
        found.append(("number", f"{NO_NUMBER} Correct it, or reject the draft."))
    if not may_text(lead, now=now):
        found.append(("consent", words("consent")))
    if len(text.strip()) > LONGEST:
        found.append(("long", f"A text message holds {LONGEST} characters. Shorten it."))
    if cc.strip():
        found.append(("cc", "A text message has no copies. Take them out."))
    names = [part for part in name.casefold().split() if len(part) > 1] or [name.casefold()]
    if text.strip() and not any(part in text.casefold() for part in names):
        found.append(("name", "Say who writes: your name does not stand in the text."))
    return found


def heard(number: str, text: str, *, sid: str, now: datetime) -> int:
    """An answer by text message, from whoever has this number: their words are kept, what was
    planned stops, and a wish to hear no more takes their consent back. How many leads it was."""
    wanted = wish(text)
    texted = Message.objects.filter(channel="sms", to=number).values("lead")
    found = Lead.objects.filter(Q(phone=number) | Q(pk__in=texted)).order_by("pk")
    for pk in found.values_list("pk", flat=True):
        with transaction.atomic():
            lead = Lead.objects.select_for_update(no_key=True).get(pk=pk)
            _keep(lead, text, sid=f"{sid} {pk}", now=now)
            if wanted:
                _consent(lead, is_given=wanted == "start", sid=sid, now=now)
            StopEvent.objects.get_or_create(
                lead=lead, kind=StopEvent.Kind.REPLY, source=f"{SOURCE}{sid}"[:200]
            )
    return len(found)


def is_answer(stop: StopEvent) -> bool:
    """Whether it was recorded for an answer by text message."""
    return stop.source.startswith(SOURCE)


def wishes_of_stops() -> QuerySet[ConsentRecord]:
    """For a query over stop events: the consent that was taken back in the same text message."""
    said = Concat(Value(STOP_BY), OuterRef("source"))
    return ConsentRecord.objects.filter(
        lead=OuterRef("lead"), channel="sms", is_given=False, source=said
    )


def was_wish(answer: StopEvent) -> bool:
    """Whether that text message took a consent back."""
    said = StopEvent.objects.filter(Exists(wishes_of_stops()), pk=answer.pk)
    return is_answer(answer) and said.exists()


def words_of(answer: StopEvent) -> str:
    """What they wrote in the text message that this stop was recorded for."""
    sid = answer.source.removeprefix(SOURCE)
    said = Passage.objects.filter(event__source="sms", event__external_id=f"{sid} {answer.lead_id}")
    return said.values_list("text", flat=True).first() or ""


def settled(message_id: str, status: str, *, sid: str) -> bool:
    """Twilio says what became of one: that it went settles what may have been sent."""
    return status in SENT and outbox.prove(message_id, where=f"Twilio says {sid} was {status}")


def refused_by_carrier(message_id: str, *, sid: str, now: datetime) -> None:
    """They stopped us at Twilio itself (error 21610): their consent is taken back here as well."""
    message = Message.objects.filter(message_id=message_id, channel="sms").first()
    if message is not None:
        with transaction.atomic():
            lead = Lead.objects.select_for_update(no_key=True).get(pk=message.lead_id)
            _consent(lead, is_given=False, sid=sid, now=now)


def _consent(lead: Lead, *, is_given: bool, sid: str, now: datetime) -> None:
    """START gives back only what was on record before: nobody is opted in by a word alone."""
    said = ConsentRecord.objects.filter(lead=lead, channel="sms")
    source = f"{'START by ' if is_given else STOP_BY}{SOURCE}{sid}"[:300]
    if said.filter(source=source).exists() or (is_given and not said.filter(is_given=True)):
        return
    ConsentRecord.objects.create(lead=lead, channel="sms", is_given=is_given, source=source, at=now)


def _keep(lead: Lead, text: str, *, sid: str, now: datetime) -> None:
    """Their words become a passage that can be cited; what was drafted without it is stale."""
    event, is_new = Event.objects.get_or_create(
        source="sms",
        external_id=sid,
        defaults={"lead": lead, "kind": RECEIVED, "occurred_at": now},
    )
    if is_new and text.strip():
        Passage.objects.create(event=event, index=0, kind=Passage.Kind.MAIL, text=text.strip())
        Lead.objects.filter(pk=lead.pk).update(record_epoch=F("record_epoch") + 1)
