"""What a card's page shows: the question, the thread, the promises, what stopped, the choices.

Everything is read from the record as it stands when the page is looked at.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from django.db.models import F, Prefetch, Q, QuerySet

from leads.models import Call, Event, Evidence, Finding, Lead, Passage, User
from reviews.cards.choices import Offer, offers
from reviews.cards.suggesting import Suggestion, suggestion
from reviews.cards.titles import title
from reviews.models import Card, CardDecision, Draft
from reviews.previewing import Preview, preview
from sequences import texting
from sequences.models import Enrollment, Message, ReceivedMail, Touch
from sequences.refusals import words

MOST = 12  # turns of a thread, points of a call, people a mail could be from
BY_TEXT = "Text message"
AT_THE_SAME_TIME = timedelta(minutes=5)
POINTS = (
    Finding.Kind.COMMITMENT,
    Finding.Kind.ASK,
    Finding.Kind.OPEN_QUESTION,
    Finding.Kind.CONCERN,
    Finding.Kind.DEADLINE,
)
STILL_OPEN = (Finding.Status.OPEN, Finding.Status.LATE)


@dataclass(frozen=True, slots=True)
class Turn:
    """One mail or text message of the thread; `note` says what is special about it, `is_open` that
    it is shown whole: the newest, and their newest."""

    is_ours: bool
    who: str
    at: datetime
    subject: str
    text: str
    note: str = ""
    is_open: bool = False


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a call is sensitive, in the words it was read from."""

    kind: str
    quote: str
    passage: Passage | None


@dataclass(frozen=True, slots=True)
class Facts:
    """The page of one card for one person at one moment."""

    card: Card
    title: str
    offers: Sequence[Offer]
    thread: Sequence[Turn]
    ours: Sequence[Finding]
    theirs: Sequence[Finding]
    stopped: Sequence[str]
    ahead: Sequence[Touch]
    drafts: Sequence[Draft]
    points: Sequence[Finding]
    reasons: Sequence[Reason]
    people: Sequence[Lead]
    line: Suggestion | None
    script: Preview | None
    decisions: Sequence[CardDecision]

    @property
    def is_by_text(self) -> bool:
        """Whether what they answered last stands in the thread as a text message."""
        return self.card.stop is not None and texting.is_answer(self.card.stop)

    @property
    def is_undecided(self) -> bool:
        return self.card.state in {Card.State.OPEN, Card.State.WAITING}


def facts(card: Card, *, by: User, now: datetime, who: str = "", line: bool = False) -> Facts:
    """Gather the page of a card the person may see. `who`: names to look for among the people a
    mail could be from; `line`: suggest a first line. The number of queries is constant."""
    lead = card.lead
    promises = list(_promises(lead)) if lead else []
    call = card.call if card.kind == Card.Kind.CALL_TASK else None
    if card.kind == Card.Kind.CALL_TASK and call is None and lead:
        call = lead.calls.filter(state=Call.State.READ).order_by("-held_at").first()
    return Facts(
        card=card,
        title=title(card, now=now),
        offers=offers(card),
        thread=_thread(card),
        ours=[f for f in promises if f.direction == "ours"],
        theirs=[f for f in promises if f.direction == "theirs"],
        stopped=_stopped(card) if lead else [],
        ahead=list(_ahead(lead)) if lead else [],
        drafts=list(_drafts(lead)) if lead else [],
        points=list(_points(call)) if call else [],
        reasons=_reasons(call) if call else [],
        people=list(_people(card, by=by, who=who)) if card.kind == Card.Kind.UNMATCHED else [],
        line=suggestion(card) if line else None,
        script=_script(card, now=now),
        decisions=list(card.decisions.select_related("by")),
    )


def _script(card: Card, *, now: datetime) -> Preview | None:
    """The words an admin wrote for a step by hand, filled in and verified for this person; none
    when the step has no wording, or the question is answered."""
    touch = card.touch
    if touch is None or touch.variant is None or touch.state != Touch.State.TASK:
        return None
    record = touch.enrollment.call or touch.enrollment.event
    assert record is not None  # an enrollment rests on one of the two
    return preview(touch.step, record=record, variant=touch.variant, now=now, asks_model=False)


def _thread(card: Card) -> list[Turn]:
    """The last mails in both directions, the newest first; of a mail of nobody, it alone."""
    if card.lead is None:
        return _opened([_received(card.mail)]) if card.mail else []
    sent = Message.objects.filter(lead=card.lead, state=Message.State.SENT)
    kinds = [ReceivedMail.Kind.REPLY, ReceivedMail.Kind.AUTO_REPLY, ReceivedMail.Kind.UNSUBSCRIBE]
    came = ReceivedMail.objects.filter(lead=card.lead, kind__in=[*kinds, ReceivedMail.Kind.OURS])
    turns = [_sent(m) for m in sent.order_by("-sent_at")[:MOST]]
    turns += [_received(m) for m in came.defer("raw").order_by("-received_at")[:MOST]]
    texts = Event.objects.filter(lead=card.lead, kind=texting.RECEIVED).order_by("-occurred_at")
    turns += [_texted(e) for e in texts.select_related("lead").prefetch_related("passages")[:MOST]]
    return _opened(sorted(turns, key=lambda turn: turn.at, reverse=True)[:MOST])


def _opened(turns: list[Turn]) -> list[Turn]:
    theirs = next((turn for turn in turns if not turn.is_ours), None)
    return [replace(turn, is_open=turn in (turns[0], theirs)) for turn in turns]


def _sent(message: Message) -> Turn:
    assert message.sent_at is not None
    note = BY_TEXT if message.channel == "sms" else ""
    return Turn(True, message.sender, message.sent_at, message.subject, message.body, note)


def _texted(event: Event) -> Turn:
    """Their text message; erased, when its words are gone."""
    assert event.lead is not None
    said = "\n".join(passage.text for passage in event.passages.all())
    return Turn(False, event.lead.name, event.occurred_at, "", said, BY_TEXT if said else "Erased")


def _received(mail: ReceivedMail) -> Turn:
    plain = {ReceivedMail.Kind.REPLY, ReceivedMail.Kind.OURS}
    note = "" if mail.kind in plain else mail.get_kind_display()
    if mail.erased_at is not None:
        note = "Erased"
    is_ours = mail.kind == ReceivedMail.Kind.OURS
    return Turn(is_ours, mail.sender, mail.received_at, mail.subject, mail.text, note)


def _promises(lead: Lead) -> QuerySet[Finding]:
    found = Finding.objects.promises().filter(call__lead=lead, status__in=STILL_OPEN)
    return _with_words(found).order_by(F("due").asc(nulls_last=True), "-call__held_at", "position")


def _points(call: Call) -> QuerySet[Finding]:
    """What to talk about: what either side promised, asked or worried about on that call."""
    settled = Q(kind=Finding.Kind.COMMITMENT) & ~Q(status__in=STILL_OPEN)
    found = call.findings.filter(kind__in=POINTS).exclude(settled)
    return _with_words(found).order_by("position")[: 2 * MOST]


def _with_words(found: QuerySet[Finding]) -> QuerySet[Finding]:
    evidence = Evidence.objects.select_related("passage__participant")
    return found.select_related("call").prefetch_related(Prefetch("evidence", evidence))


def _reasons(call: Call) -> list[Reason]:
    named = [int(r["passage"]) for r in call.sensitive if r.get("passage") is not None]
    passages = Passage.objects.select_related("participant").in_bulk(named)
    return [
        Reason(
            str(r.get("reason", "")).replace("_", " "),
            str(r.get("quote", "")),
            passages.get(r.get("passage")),
        )
        for r in call.sensitive
    ]


def _stopped(card: Card) -> list[str]:
    """What ended or was held back when they were heard from, each with its reason."""
    if card.stop is None:
        return []
    since = card.stop.recorded_at - AT_THE_SAME_TIME
    ended = Enrollment.objects.filter(lead=card.lead, ended_at__gte=since)
    paused = Q(state=Enrollment.State.PAUSED) & ~Q(reason="")
    waiting = Enrollment.objects.filter(paused, lead=card.lead)
    held = Message.objects.filter(
        lead=card.lead, state=Message.State.VOID, created_at__lte=card.stop.recorded_at
    ).exclude(send_at__lt=since)
    rows = (ended | waiting).select_related("version__sequence").order_by("pk")
    told = [f"{one.version.sequence}: {one.reason or 'ended'}" for one in rows[:MOST]]
    told += [f"{_named(m)} was not sent. {words(m.reason)}" for m in held.order_by("-pk")[:MOST]]
    if texting.was_wish(card.stop):
        told.append("They want no more text messages: their consent was taken back.")
    return told


def _named(message: Message) -> str:
    return f"“{message.subject}”" if message.subject else "A text message"


def _ahead(lead: Lead) -> QuerySet[Touch]:
    """What is still planned for them."""
    open_states = [Enrollment.State.ACTIVE, Enrollment.State.PAUSED]
    return (
        Touch.objects.filter(
            enrollment__lead=lead,
            enrollment__state__in=open_states,
            state__in=[Touch.State.PLANNED, Touch.State.TASK],
        )
        .select_related("step", "enrollment__version__sequence")
        .order_by("due_at")[:MOST]
    )


def _drafts(lead: Lead) -> QuerySet[Draft]:
    """What waits for a person about them."""
    decided = [Draft.State.SENT, Draft.State.REJECTED]
    return Draft.objects.filter(lead=lead).exclude(state__in=decided).order_by("-pk")[:MOST]


def _people(card: Card, *, by: User, who: str) -> QuerySet[Lead]:
    """Who a mail could be from: whoever is looked for, else the people of its sender's company."""
    seen = Lead.objects.visible_to(by).select_related("account").order_by("name", "pk")
    if who:
        named = Q(name__icontains=who) | Q(email__icontains=who) | Q(account__name__icontains=who)
        return seen.filter(named)[:MOST]
    domain = card.mail.sender.rpartition("@")[2].lower() if card.mail else ""
    same = Q(account__domain=domain) | Q(email__iendswith=f"@{domain}")
    return seen.filter(same)[:MOST] if domain else seen.none()
