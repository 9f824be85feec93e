"""Is this sensitive? A person's word goes over the machine's, and both stay on the record."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from leads.models import Call, Lead, Ruling, StopEvent, User
from leads.signals import sensitivity_ruled
from leads.stops import stop


class Refused(Exception):
    """Nothing was changed; the text says why, as a rep reads it."""


def overrule(call_id: int, *, by: User, reason: str, now: datetime) -> Ruling:
    """This call is not sensitive: its brief becomes an ordinary draft.

    The machine's reasons leave the call and stay in the ruling; a new reading does not raise them
    again about the same passages. A mark set by hand on the lead is taken back as well. Raises
    `Refused`, and Call.DoesNotExist for a call the person may not see.
    """
    with transaction.atomic():
        call = _locked(call_id, by=by)
        if not call.sensitive and not call.lead.is_sensitive:
            raise Refused("This call is not marked as sensitive.")
        ruling = _rule(
            call, is_sensitive=False, flags=call.sensitive, by=by, reason=reason, now=now
        )
        Call.objects.filter(pk=call.pk).update(sensitive=[])
        Lead.objects.filter(pk=call.lead_id).update(is_sensitive=False)
        sensitivity_ruled.send(sender=Lead, lead=call.lead)
        return ruling


def mark(call_id: int, *, by: User, reason: str, now: datetime) -> Ruling:
    """This is a sensitive matter: what was approved is void, and no machine drafts for this lead.

    Raises `Refused`, and Call.DoesNotExist for a call the person may not see.
    """
    with transaction.atomic():
        call = _locked(call_id, by=by)
        if call.lead.is_sensitive:
            raise Refused(f"{call.lead.name} is marked as sensitive already.")
        ruling = _rule(call, is_sensitive=True, flags=[], by=by, reason=reason, now=now)
        stop(call.lead, kind=StopEvent.Kind.SENSITIVE, by=by, now=now)
        return ruling


def _locked(call_id: int, *, by: User) -> Call:
    lead_id = Call.objects.visible_to(by).values_list("lead_id", flat=True).get(pk=call_id)
    Lead.objects.select_for_update(no_key=True).get(pk=lead_id)
    return Call.objects.select_related("lead").get(pk=call_id)


def _rule(
    call: Call,
    *,
    is_sensitive: bool,
    flags: list[dict[str, object]],
    by: User,
    reason: str,
    now: datetime,
) -> Ruling:
    if not reason.strip():
        raise Refused("Say in a few words why. It stays on the record.")
    return Ruling.objects.create(
        lead=call.lead,
        call=call,
        is_sensitive=is_sensitive,
        reason=reason.strip()[:500],
        flags=flags,
        by=by,
        at=now,
    )
