"""Reading a call: claim it, ask an engine, keep the findings, or say what went wrong."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import F

from followup.lib.model_errors import ModelError
from leads.extraction.model import ModelEngine
from leads.extraction.rules import RulesEngine
from leads.extraction.schema import Conversation, Engine, Line, Reading
from leads.models import Call, Evidence, Finding, Lead, Passage, User
from leads.signals import call_recorded

log = logging.getLogger(__name__)

LEASE = timedelta(minutes=15)  # longer than any task may run
MOST_ATTEMPTS = 5


def engine() -> Engine:
    """The configured model when there is a key, else the built-in rules."""
    return ModelEngine() if settings.OPENAI_API_KEY else RulesEngine()


def read(call_id: int, *, now: datetime) -> Call | None:
    """Understand one call. None when somebody else has it or it is read. Safe to run twice."""
    claimed = (
        Call.objects.unread(now=now)
        .filter(pk=call_id)
        .update(state=Call.State.READING, retry_at=now + LEASE, attempts=F("attempts") + 1)
    )
    if not claimed:
        return None
    call = Call.objects.select_related("account").get(pk=call_id)
    try:
        found = engine().read(conversation(call))
    except ModelError as error:
        return _put_off(call, error, now=now)
    return _keep(call, found)


def conversation(call: Call) -> Conversation:
    """The call as an engine sees it: lines in order, with sides."""
    passages = call.passages.select_related("participant").order_by("index")
    return Conversation(
        lines=tuple(
            Line(
                index=p.index,
                speaker=p.participant.name if p.participant else "",
                side=p.participant.side if p.participant else "unknown",  # type: ignore[arg-type]
                text=p.text,
                start_ms=p.start_ms,
                section=p.section,  # type: ignore[arg-type]
            )
            for p in passages
        ),
        held_at=call.held_at,
        timezone=call.time_zone,
        language=call.language,
        fiscal_year_start=call.account.fiscal_year_start,
        source="note" if call.source == Call.Source.NOTE else "transcript",
    )


def retry(call: Call, *, by: User, now: datetime) -> None:
    """A person asks for another try at a call that could not be read."""
    with transaction.atomic():
        changed = Call.objects.filter(
            pk=call.pk, state__in=[Call.State.FAILED, Call.State.WAITING]
        ).update(state=Call.State.RECEIVED, attempts=0, failure="", retry_at=None)
        if changed:
            log.info("call %s: another try, asked for by user %s", call.pk, by.pk)
            call_recorded.send(sender=Call, call=call)


def _put_off(call: Call, error: ModelError, *, now: datetime) -> Call:
    """Try again later, or hand it to a person when trying again would not help."""
    give_up = error.permanent or call.attempts >= MOST_ATTEMPTS
    wait = timedelta(seconds=error.retry_after or 30 * 2 ** (call.attempts - 1))
    call.state = Call.State.FAILED if give_up else Call.State.WAITING
    call.retry_at = None if give_up else now + wait
    call.failure = error.sentence
    call.save(update_fields=["state", "retry_at", "failure"])
    log.warning("call %s: %s (%s)", call.pk, call.state, error.kind)
    return call


def _keep(call: Call, reading: Reading) -> Call:
    passages = {p.index: p for p in Passage.objects.filter(call=call)}
    with transaction.atomic():
        Lead.objects.select_for_update(no_key=True).get(pk=call.lead_id)
        Evidence.objects.filter(finding__call=call).delete()
        Finding.objects.filter(call=call).delete()
        for position, found in enumerate(reading.findings):
            finding = Finding.objects.create(
                call=call,
                position=position,
                kind=found.kind,
                direction=found.direction or "",
                owner=found.owner or "",
                text=found.text,
                strength=found.strength,
                due_phrase=found.due_phrase or "",
                due=found.due if found.due_phrase else None,
                confidence=found.confidence,
            )
            Evidence.objects.bulk_create(
                Evidence(finding=finding, passage=passages[e.line], quote=e.quote, start=e.start)
                for e in dict.fromkeys(found.evidence)
            )
        call.state, call.failure, call.retry_at = Call.State.READ, "", None
        call.engine, call.engine_version = reading.engine, reading.version[:120]
        call.language = reading.language or call.language
        call.warnings = [*call.warnings, *reading.warnings]
        call.sensitive = [
            {"reason": s.reason, "passage": passages[s.evidence.line].pk, "quote": s.evidence.quote}
            for s in reading.sensitive
        ]
        call.save(
            update_fields=[
                "state",
                "failure",
                "retry_at",
                "engine",
                "engine_version",
                "language",
                "warnings",
                "sensitive",
            ]
        )
    return call
