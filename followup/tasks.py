"""Doorways for the queue: ids in, load, one call. Every task may run twice, or never: the sweep
finds in the rows whatever a lost task left undone."""

from __future__ import annotations

import logging
from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone
from django_q.tasks import async_task

from followup import retention
from followup.crm.telling import of_pause
from followup.enrichment import telling
from followup.hooks import services
from leads import enrichment, fetching, keys, reading
from leads.crm import connections, lookups, writing
from leads.models import (
    Beat,
    Call,
    CrmConnection,
    CrmEntry,
    CrmLookup,
    Event,
    Fetch,
    Training,
)
from reviews import (
    alerts,
    digests,
    drafting,
    outcomes,
    recalling,
    redrawing,
    scratches,
    urgency,
    waking,
)
from reviews.cards import opening
from reviews.models import Draft
from sequences import (
    connection_test,
    crm_notes,
    enrollment,
    inbound,
    learnt,
    planning,
    receipts,
    receiving,
    stopping,
    warmth,
)
from sequences.deliverability import desk, rates
from sequences.deliverability.lookup import Dns
from sequences.models import Enrollment, HookDelivery, Mailbox, ReceivedMail, SendingDomain, Touch
from sequences.suppression import standing_against

log = logging.getLogger(__name__)
CRM_AT_ONCE = timedelta(seconds=30)  # of one task; what is left over is rung for again
MOST = 500  # of each kind in one sweep; the next one is a minute away


def read_call(call_id: int) -> int:
    """Understand a call and draft its follow-up."""
    call = reading.read(call_id, now=timezone.now())
    if call is None:
        return 0
    if call.state == Call.State.FAILED:
        alerts.call_failed(call)
    elif call.state == Call.State.READ:
        follow_up(call_id)
        redraw(call.lead_id)
        follow_cards(call.lead_id)
    return 1


def follow_up(call_id: int) -> int:
    """Enrol the lead of a call that was read, and draft what is due."""
    now = timezone.now()
    call = Call.objects.get(pk=call_id)
    try:
        enrolled = enrollment.enroll_after_call(call, now=now)
    except (enrollment.NoSequence, enrollment.NotEnrolled) as missing:
        log.warning("call %s: %s", call.pk, missing)
        return 0
    return _draft_due([enrolled], now=now)


def _draft_due(enrolled: Collection[Enrollment], *, now: datetime) -> int:
    due = Touch.objects.to_draft(now=now).filter(enrollment__in=enrolled)
    begun = drafting.begin_many(list(due.select_related("enrollment")), now=now)
    numbers = [draft.pk for draft in begun]
    together = 1 if settings.OPENAI_API_KEY else len(numbers)  # a model may take its time for each
    for at in range(0, len(numbers), together or 1):
        drafting.write_many(numbers[at : at + together], now=timezone.now())
    return len(enrolled)


def answer_events(*event_ids: int) -> int:
    """Begin the sequences that events ask for, and draft what is due."""
    try:
        return _answer(event_ids)
    except Exception:
        if len(event_ids) < 2:
            raise
        log.exception("events could not be answered together; each is tried alone")
    for event_id in event_ids:
        async_task("followup.tasks.answer_events", event_id)
    return 0


def _answer(event_ids: Collection[int]) -> int:
    now = timezone.now()
    waiting = Event.objects.to_answer().filter(pk__in=event_ids)
    leads = set(waiting.values_list("lead", flat=True))
    receipts.begin_many(event_ids)  # at once, in words an admin approved; off by default
    warmth.rescore_many(leads, now=now)  # the tier says which sequence answers
    begun = 0
    while waiting.exists():  # of a lead who asked twice, one event after the other
        begun += _draft_due(inbound.answer_many(event_ids, now=now), now=now)
    return begun


def rescore(*lead_ids: int) -> int:
    """Score some leads anew, or everybody whose score is behind the record or the rules."""
    now = timezone.now()
    return len(warmth.rescore_many(lead_ids, now=now)) if lead_ids else warmth.follow(now=now)


def learn(training_id: int) -> int:
    """Learn what the rules of scoring are worth, as an admin asked."""
    return int(learnt.run(training_id, now=timezone.now()) is not None)


def fetch_transcript(fetch_id: int) -> int:
    """Fetch what a recorder said is ready, and file it where that is plain."""
    return int(fetching.run(fetch_id, now=timezone.now()) is not None)


def enrich() -> int:
    """Ask outside services, for a few seconds, about people and companies little is known of."""
    now = timezone.now()
    stopped = enrichment.run(now=now, is_listed=lambda one: bool(standing_against([one])))
    for enricher in stopped:
        telling.stopped(enricher, now=now)
    return len(stopped)


def ask_crm(connection_id: int) -> int:
    """Test the CRM, or make our fields in it, as an admin wants."""
    now = timezone.now()
    asked = connections.run(connection_id, now=now)
    if asked is not None and not asked.test_problem:
        lookups.earlier(asked, now=now)
    return int(asked is not None)


def write_crm() -> int:
    """Ask the CRM who somebody is and tell it what it is to be told, for as long as it answers."""
    until, done = timezone.now() + CRM_AT_ONCE, 0
    for one in (lookups.run_one, writing.write_one):
        while timezone.now() < until and one(now=timezone.now()):
            done += 1
    return done


def write_draft(draft_id: int) -> int:
    """Write or rewrite one draft."""
    return int(drafting.write(draft_id, now=timezone.now()) is not None)


def redraw(lead_id: int) -> int:
    """Draw a lead's drafts anew that a correction of the record has overtaken."""
    return redrawing.redraw(redrawing.outdated().filter(lead=lead_id), now=timezone.now())


def follow_stops(lead_id: int) -> int:
    """Tell a lead's sequences, those of colleagues, and their owner what was heard."""
    now = timezone.now()
    return stopping.follow_lead(lead_id, now=now) + alerts.tell_of_stops(now=now, lead_id=lead_id)


def follow_cards(lead_id: int | None = None) -> int:
    """Recall what was approved before something was heard, open the cards that the rows ask for
    and close what is past: of one lead or of everybody."""
    now = timezone.now()
    return recalling.recall(now=now, lead_id=lead_id) + opening.follow(now=now, lead_id=lead_id)


def understand_mail(mail_id: int) -> int:
    """Draw the consequences of a mail that was kept, where the process that kept it did not."""
    return int(receiving.understand(mail_id, now=timezone.now()) is not None)


def follow_delivery(delivery_id: int) -> int:
    """Act on what a mail service told us."""
    return int(services.follow(delivery_id, now=timezone.now()))


def follow_outcomes() -> int:
    """Carry what the sender reported over to the drafts."""
    return outcomes.follow(now=timezone.now())


def test_mailbox(mailbox_id: int) -> int:
    """Try the connection of a mailbox somebody asked to test."""
    return int(connection_test.run(mailbox_id, now=timezone.now()) is not None)


def watch_deliverability() -> int:
    """Look sending domains up when it is time; pause mailboxes whose mail comes back too often."""
    now = timezone.now()
    desk.note_domains()
    due = SendingDomain.objects.to_check(since=now - desk.DAILY)
    for number in due.values_list("pk", flat=True)[:20]:
        desk.check(number, now=timezone.now(), ask=Dns())
    return rates.watch(now=now)


def keep_to_policy() -> int:
    """Remove what is kept longer than the retention policy says."""
    return sum(retention.obey().values()) + keys.forget_attempts(now=timezone.now())


def beat() -> int:
    """The watchdog's question whether the queue still moves."""
    Beat.objects.update_or_create(name="worker", defaults={"at": timezone.now()})
    return 1


def sweep() -> int:
    """Once a minute: ring the bell for everything that is due and undone. Rings only: what takes
    long, or fails, must not keep the rest waiting."""
    now = timezone.now()
    stopping.follow(now=now)
    planning.follow(now=now)
    for touch in Touch.objects.to_draft(now=now).select_related("enrollment")[:MOST]:
        drafting.begin(touch, now=now)
    planning.mark_late(now=now)
    waking.wake(now=now)
    urgency.follow()
    digests.write_due(now=now)
    scratches.forget(now=now)
    redrawing.redraw(redrawing.outdated(), now=now)
    enrolled = Enrollment.objects.filter(call=OuterRef("pk"), lead=OuterRef("lead"))
    read = Call.objects.filter(~Exists(enrolled), state=Call.State.READ)
    undone: tuple[tuple[str, QuerySet[Any]], ...] = (
        ("read_call", Call.objects.unread(now=now)),
        ("follow_up", read),
        ("write_draft", Draft.objects.to_write(now=now)),
        ("answer_events", Event.objects.to_answer()),
        ("fetch_transcript", Fetch.objects.due(now=now)),
        ("ask_crm", CrmConnection.objects.asked()),
        ("test_mailbox", Mailbox.objects.to_test()),
        ("learn", Training.objects.to_do()),
        ("understand_mail", ReceivedMail.objects.to_understand(now=now)),
        ("follow_delivery", HookDelivery.objects.to_follow(now=now)),
    )
    rung = crm_notes.follow_receipts(now=now) + of_pause()
    if CrmConnection.objects.writable(now=now).exists() and (
        CrmEntry.objects.due(now=now).exists() or CrmLookup.objects.due(now=now).exists()
    ):
        async_task("followup.tasks.write_crm")
    if SendingDomain.objects.filter(check_wanted_at__isnull=False).exists():
        async_task("followup.tasks.watch_deliverability")
    for task, rows in undone:
        numbers = list(rows.order_by("pk").values_list("pk", flat=True)[:MOST])
        some = inbound.TOGETHER if task == "answer_events" else 1
        for at in range(0, len(numbers), some):
            async_task(f"followup.tasks.{task}", *numbers[at : at + some])
        rung += len(numbers)
    rung += alerts.tell_of_failed_calls() + alerts.tell_of_stops(now=now)
    rung += alerts.tell_of_mailboxes(now=now)
    rung += outcomes.follow(now=now)
    return rung + follow_cards()
