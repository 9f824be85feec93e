"""What runs by itself, in one table; and the bells that make it fast.

A bell is rung inside the transaction it is about, so that the task exists exactly when the row
does. The sweep is the safety net for everything a crash leaves behind.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models.signals import post_save
from django.dispatch import receiver
from django_q.models import Schedule
from django_q.tasks import async_task

from leads.models import Call, CrmConnection, Event, Fetch, Lead, StopEvent, Training
from leads.models.record import ASKING
from leads.signals import (
    call_recorded,
    crm_waits,
    crm_wanted,
    details_arrived,
    enrichment_wanted,
    events_recorded,
    sensitivity_ruled,
    transcript_announced,
)
from reviews.models import Draft
from reviews.signals import draft_wanted
from sequences import inbound
from sequences.models import Mailbox, ReceivedMail
from sequences.signals import (
    mail_kept,
    mail_understood,
    mailbox_test_wanted,
    rules_published,
    training_wanted,
)

# name, task, minutes between runs
EVERY = (
    ("sweep", "followup.tasks.sweep", 1),
    ("scores", "followup.tasks.rescore", 1),
    ("enrichment", "followup.tasks.enrich", 1),
    ("watch", "followup.tasks.watch_deliverability", 10),
    ("retention", "followup.tasks.keep_to_policy", 24 * 60),
)


def ensure() -> None:
    """Write the table above into the queue's schedule. Safe to run at every start."""
    for name, task, minutes in EVERY:
        Schedule.objects.update_or_create(
            name=name,
            defaults={
                "func": task,
                "schedule_type": Schedule.MINUTES,
                "minutes": minutes,
                "repeats": -1,
            },
        )
    Schedule.objects.exclude(name__in=[name for name, _, _ in EVERY]).delete()


@receiver(call_recorded)
def ring_for_call(*, call: Call, **kwargs: Any) -> None:
    async_task("followup.tasks.read_call", call.pk)


@receiver(events_recorded)
def ring_for_events(*, events: Sequence[Event], **kwargs: Any) -> None:
    asking = [event.pk for event in events if event.kind in ASKING]
    for at in range(0, len(asking), inbound.TOGETHER):
        async_task("followup.tasks.answer_events", *asking[at : at + inbound.TOGETHER])
    telling = {e.lead_id for e in events if e.kind not in ASKING and e.metadata.get("intent")}
    if interested := sorted(lead for lead in telling if lead):
        async_task("followup.tasks.rescore", *interested)
    for lead in interested:
        async_task("followup.tasks.follow_cards", lead)


@receiver(rules_published)
def ring_for_rules(**kwargs: Any) -> None:
    async_task("followup.tasks.rescore")


@receiver(training_wanted)
def ring_for_training(*, training: Training, **kwargs: Any) -> None:
    async_task("followup.tasks.learn", training.pk)


@receiver(transcript_announced)
def ring_for_transcript(*, fetch: Fetch, **kwargs: Any) -> None:
    async_task("followup.tasks.fetch_transcript", fetch.pk)


@receiver(details_arrived)
def ring_for_details(*, lead: Lead, **kwargs: Any) -> None:
    async_task("followup.tasks.rescore", lead.pk)


@receiver(enrichment_wanted)
def ring_for_enrichment(**kwargs: Any) -> None:
    async_task("followup.tasks.enrich")


@receiver(crm_wanted)
def ring_for_crm(*, connection: CrmConnection, **kwargs: Any) -> None:
    async_task("followup.tasks.ask_crm", connection.pk)


@receiver(crm_waits)
def ring_for_entries(**kwargs: Any) -> None:
    async_task("followup.tasks.write_crm")


@receiver(sensitivity_ruled)
def ring_for_ruling(*, lead: Lead, **kwargs: Any) -> None:
    async_task("followup.tasks.redraw", lead.pk)


@receiver(post_save, sender=StopEvent)
def ring_for_stop(*, instance: StopEvent, **kwargs: Any) -> None:
    async_task("followup.tasks.follow_stops", instance.lead_id)
    async_task("followup.tasks.follow_cards", instance.lead_id)


@receiver(draft_wanted)
def ring_for_draft(*, draft: Draft, **kwargs: Any) -> None:
    async_task("followup.tasks.write_draft", draft.pk)


@receiver(mailbox_test_wanted)
def ring_for_mailbox(*, mailbox: Mailbox, **kwargs: Any) -> None:
    async_task("followup.tasks.test_mailbox", mailbox.pk)


@receiver(mail_kept)
def ring_for_mail(*, mail: ReceivedMail, **kwargs: Any) -> None:
    async_task("followup.tasks.understand_mail", mail.pk)


@receiver(mail_understood)
def ring_for_understood(*, mail: ReceivedMail, **kwargs: Any) -> None:
    async_task("followup.tasks.follow_cards", mail.lead_id)
    if mail.lead_id is not None:
        async_task("followup.tasks.redraw", mail.lead_id)
