"""Reading a call: claim it, ask an engine, keep the findings, or say what went wrong."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import F

from followup.lib.model_errors import ModelError
from leads import findings, ledger
from leads.extraction.model import ModelEngine
from leads.extraction.rules import RulesEngine
from leads.extraction.schema import Conversation, Engine, Line, Reading
from leads.models import Call, Lead, Passage, User
from leads.signals import call_recorded

log = logging.getLogger(__name__)

LEASE = timedelta(minutes=6)  # longer than any task may run (Q_CLUSTER's timeout)
MOST_ATTEMPTS = 5
STUMBLED = "Followup stumbled over this call. It will try again."
GAVE_UP = "Followup could not read this call. Try again, or write the follow-up yourself."


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
    if call.attempts > MOST_ATTEMPTS:  # every reader before this one died over it
        return _give_up(call, GAVE_UP)
    said = conversation(call)
    try:
        found = engine().read(said)
    except ModelError as error:
        return _put_off(call, error, now=now)
    except Exception:  # a fault of ours: the rep sees it, and the next try may have the mended code
        log.exception("call %s could not be read", call.pk)
        return _put_off(call, ModelError("invalid", sentence=STUMBLED), now=now)
    return _keep(call, found)


def release(*, now: datetime) -> None:
    """After a restart: what a killed reader had leased is due again. One that still lives loses
    its lease and with it the right to write, so nothing is read into the record twice."""
    Call.objects.filter(state=Call.State.READING, retry_at__gt=now).update(retry_at=now)


def conversation(call: Call) -> Conversation:
    """The call as an engine sees it: lines in order, with sides."""
    passages = call.passages.select_related("participant__user", "participant__lead")
    return Conversation(
        lines=tuple(
            Line(
                index=p.index,
                speaker=p.participant.known_as if p.participant else "",
                side=p.participant.side if p.participant else "unknown",  # type: ignore[arg-type]
                text=p.text,
                start_ms=p.start_ms,
                section=p.section,  # type: ignore[arg-type]
            )
            for p in passages.order_by("index")
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


def _put_off(call: Call, error: ModelError, *, now: datetime) -> Call | None:
    """Try again later, or hand it to a person when trying again would not help."""
    log.warning("call %s: try %s failed (%s)", call.pk, call.attempts, error.kind)
    if error.permanent:
        return _give_up(call, error.sentence)
    if call.attempts >= MOST_ATTEMPTS:
        return _give_up(call, GAVE_UP if error.sentence == STUMBLED else error.sentence)
    wait = timedelta(seconds=error.retry_after or 30 * 2 ** (call.attempts - 1))
    return _leave(call, Call.State.WAITING, error.sentence, retry_at=now + wait)


def _give_up(call: Call, sentence: str) -> Call | None:
    return _leave(call, Call.State.FAILED, sentence, retry_at=None)


def _leave(call: Call, state: str, sentence: str, *, retry_at: datetime | None) -> Call | None:
    with transaction.atomic():
        if not _is_ours(call):
            return None
        call.state, call.failure, call.retry_at = state, sentence, retry_at
        call.save(update_fields=["state", "failure", "retry_at"])
        return call


def _is_ours(call: Call) -> bool:
    """Whether this reader still holds the lease, whose end is its token; locks the lead's row.
    Without this a reader that was slow would overwrite what another has made of the call."""
    Lead.objects.select_for_update(no_key=True).get(pk=call.lead_id)
    return Call.objects.filter(
        pk=call.pk, state=Call.State.READING, retry_at=call.retry_at
    ).exists()


def _keep(call: Call, reading: Reading) -> Call | None:
    passages = {p.index: p for p in Passage.objects.filter(call=call)}
    with transaction.atomic():
        if not _is_ours(call):
            return None
        findings.replace(call, reading.findings, passages)
        if call.engine:  # read before: drafts of the old findings are stale, its own are redrawn
            Lead.objects.filter(pk=call.lead_id).update(record_epoch=F("record_epoch") + 1)
            call.read_epoch = Lead.objects.values_list("record_epoch", flat=True).get(
                pk=call.lead_id
            )
        call.state, call.failure, call.retry_at = Call.State.READ, "", None
        call.engine, call.engine_version = reading.engine, reading.version[:120]
        call.language = reading.language or call.language
        call.warnings = list(dict.fromkeys([*call.warnings, *reading.warnings]))
        call.sensitive = findings.flags(call, reading.sensitive, passages)
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
                "read_epoch",
            ]
        )
        ledger.propose(call)
    return call
