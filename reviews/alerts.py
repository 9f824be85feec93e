"""Telling a person, once, what they should know at once."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db.models import CharField, Exists, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Cast, Concat

from leads.models import Call, StopEvent, User
from reviews.cards.titles import title
from reviews.models import Alert, Card, Decision, Draft
from sequences import texting
from sequences.mailboxes import is_read
from sequences.models import Mailbox, Message
from sequences.refusals import words


def unseen(user: User) -> QuerySet[Alert]:
    """What this person was told and has not looked at."""
    return Alert.objects.filter(user=user, seen_at=None)


def drafts_ready(drafts: Iterable[Draft]) -> None:
    """Each owner's drafts stand in the inbox."""
    ready = list(drafts)
    Alert.objects.bulk_create(
        [
            Alert(
                user_id=draft.lead.owner_id,
                key=f"ready:{draft.pk}:{draft.revision}",
                kind=Alert.Kind.DRAFT_READY,
                lead_id=draft.lead_id,
                draft=draft,
                text=f"A follow-up for {draft.lead.name} is ready to review.",
            )
            for draft in ready
        ],
        ignore_conflicts=True,
    )
    for draft in ready:
        next_step_missing(draft)


def came_back(draft: Draft, *, now: datetime) -> None:
    _tell(
        draft,
        Alert.Kind.DRAFT_READY,
        key=f"back:{draft.pk}:{now.isoformat()}",
        text=f"The follow-up for {draft.lead.name} is back. {draft.note}".strip(),
    )


def next_step_missing(draft: Draft) -> None:
    """The call ended without a next step, whether or not there is anything to send about it."""
    if draft.next_step_missing:
        _tell(
            draft,
            Alert.Kind.NO_NEXT_STEP,
            key=f"next_step:{draft.pk}",
            text=f"The call with {draft.lead.name} ended without a next step.",
        )


def not_sent(draft: Draft, message: Message) -> None:
    _tell(
        draft,
        Alert.Kind.NOT_SENT,
        key=f"not_sent:{message.pk}",
        text=f"The mail to {draft.lead.name} was not sent. {words(message.reason)}"[:500],
    )


def may_have_been_sent(draft: Draft, message: Message) -> None:
    _tell(
        draft,
        Alert.Kind.UNKNOWN,
        key=f"unknown:{message.pk}",
        text=f"The mail to {draft.lead.name} may have been sent."
        " Look in the sent folder and say so.",
    )


def card_opened(card: Card) -> None:
    """A question for the lead's owner. What is nobody's yet waits in the inbox alone."""
    if card.lead is None:
        return
    Alert.objects.get_or_create(
        user_id=card.lead.owner_id,
        key=f"card:{card.pk}",
        defaults={
            "kind": Alert.Kind.CARD,
            "lead_id": card.lead.pk,
            "card": card,
            "text": f"{title(card, now=card.opened_at)}{_said(card)}."[:500],
        },
    )


def _said(card: Card) -> str:
    """A text message is short enough to be told whole."""
    said = texting.words_of(card.stop) if card.stop and texting.is_answer(card.stop) else ""
    return f": “{said[:300]}”" if said else ""


def call_failed(call: Call) -> None:
    Alert.objects.get_or_create(
        user_id=call.lead.owner_id,
        key=f"call:{call.pk}:{call.attempts}",
        defaults={
            "kind": Alert.Kind.CALL_FAILED,
            "lead_id": call.lead_id,
            "call": call,
            "text": f"“{call.title}” could not be read. {call.failure}"[:500],
        },
    )


def tell_of_failed_calls() -> int:
    """Calls whose owner was never told, because a process died in between; how many there were."""
    told = Alert.objects.filter(call=OuterRef("pk"), kind=Alert.Kind.CALL_FAILED)
    failed = Call.objects.filter(~Exists(told), state=Call.State.FAILED).select_related("lead")
    untold = list(failed.order_by("pk")[:500])
    for call in untold:
        call_failed(call)
    return len(untold)


STOPS: dict[str, str] = {
    StopEvent.Kind.BOUNCE: "The address of {name} does not work. No mail goes there any more.",
    StopEvent.Kind.COMPLAINT: "{name} complained about a mail. No mail goes there any more.",
    StopEvent.Kind.UNSUBSCRIBE: "{name} wants no more mail. None goes there any more.",
}
NO_TEXTS = "{name} wants no more text messages. None goes there any more."
LATELY = timedelta(days=7)


def tell_of_stops(*, now: datetime, lead_id: int | None = None) -> int:
    """Dead addresses, complaints and unsubscriptions, from text messages too, that the lead's owner
    was not told of, unless somebody here said so; how many there were."""
    no_texts = texting.wishes_of_stops()
    heard = StopEvent.objects.filter(
        Q(kind__in=STOPS) | Q(Exists(no_texts)), by=None, recorded_at__gte=now - LATELY
    )
    told = Alert.objects.filter(
        lead=OuterRef("lead"), key=Concat(Value("stop:"), Cast(OuterRef("pk"), CharField()))
    )
    untold = heard.filter(~Exists(told)).select_related("lead")
    if lead_id is not None:
        untold = untold.filter(lead=lead_id)
    found = list(untold.order_by("pk")[:500])
    for event in found:
        Alert.objects.get_or_create(
            user_id=event.lead.owner_id,
            key=f"stop:{event.pk}",
            defaults={
                "kind": Alert.Kind.STOPPED,
                "lead_id": event.lead_id,
                "text": STOPS.get(event.kind, NO_TEXTS).format(name=event.lead.name)[:500],
            },
        )
    return len(found)


def tell_of_mailboxes(*, now: datetime) -> int:
    """Mailboxes that had to be paused, and such as cannot be read so that their mail waits: whoever
    has to see to them is told once of each time; how many were told.

    A mailbox from which nothing was ever to leave holds nobody up.
    """
    boxes = Mailbox.objects.filter(is_active=True).select_related("owner", "paused_by")
    held = [(box, *said) for box in boxes if (said := _why_it_waits(box, now=now))]
    admins = list(User.objects.filter(role=User.Role.ADMIN, is_active=True)) if held else []
    told = 0
    for box, since, why in held:
        last = Message.objects.filter(mailbox=box).order_by("-created_at", "-pk").first()
        if last is None:
            continue
        for person in [box.owner] if box.owner else admins:
            if person == box.paused_by:
                continue
            _, is_new = Alert.objects.get_or_create(
                user=person,
                key=f"{Alert.OF_MAILBOX}{box.pk}:{since.isoformat()}",
                defaults={
                    "kind": Alert.Kind.NOT_SENT,
                    "lead_id": last.lead_id,
                    "text": f"Mail from {box} waits. {why}"[:500],
                },
            )
            told += is_new
    return told


def _why_it_waits(box: Mailbox, *, now: datetime) -> tuple[datetime, str] | None:
    """Since when and why a mailbox holds its mail; `gate_look_mailbox` decides on the same."""
    if box.paused_at is not None:
        by = f"{box.paused_by} paused it. " if box.paused_by else ""
        return box.paused_at, f"{by}{box.pause_reason}"
    read_at = box.last_read_at or box.created_at
    allowed = timedelta(minutes=box.must_read_within)
    if box.reading_problem and is_read(box) and allowed and read_at < now - allowed:
        return read_at, f"Its answers cannot be read: {box.reading_problem}"
    return None


def _tell(draft: Draft, kind: str, *, key: str, text: str) -> None:
    Alert.objects.get_or_create(
        user_id=draft.lead.owner_id,
        key=key,
        defaults={"kind": kind, "lead_id": draft.lead_id, "draft": draft, "text": text},
    )


def handed_over(draft: Draft, decision: Decision, *, to: User) -> None:
    _tell_one(
        draft,
        Alert.Kind.HANDED_OVER,
        decision,
        to=to,
        text=f"{decision.by} handed you the follow-up for {draft.lead.name}. {decision.reason}",
    )


def asked(draft: Draft, decision: Decision, *, manager: User) -> None:
    _tell_one(
        draft,
        Alert.Kind.ASKED,
        decision,
        to=manager,
        text=f"{decision.by} asks you to look at the follow-up for {draft.lead.name} first. "
        f"{decision.reason}",
    )


def remarked(draft: Draft, decision: Decision, *, to: User) -> None:
    _tell_one(
        draft,
        Alert.Kind.REMARK,
        decision,
        to=to,
        text=f"{decision.by} on the follow-up for {draft.lead.name}: "
        f"{decision.reason or decision.get_kind_display()}",
    )


def _tell_one(draft: Draft, kind: str, decision: Decision, *, to: User, text: str) -> None:
    Alert.objects.get_or_create(
        user=to,
        key=f"{kind}:{decision.pk}",
        defaults={"kind": kind, "lead_id": draft.lead_id, "draft": draft, "text": text[:500]},
    )
