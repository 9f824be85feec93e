"""An answer that corrects the recap: proposed to the ledger, entered by a person."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from followup.lib.dates import deadline, find
from leads import ledger
from leads.corrections import corrected, without_denied
from leads.kept.schema import Promise, Spoken
from leads.models import Call, Finding, User
from sequences.models import Correction, ReceivedMail

MOST = 200  # open promises of a company that an answer is compared with


def propose(mail: ReceivedMail) -> int:
    """Corrections that an understood answer of a lead seems to make; how many are new."""
    if mail.lead is None or not mail.text:
        return 0
    open_ones = Finding.objects.promises().filter(
        call__account=mail.lead.account_id, status__in=ledger.UNSETTLED
    )
    found = {
        f.pk: f
        for f in open_ones.order_by("-call__held_at", "pk").prefetch_related("evidence")[:MOST]
    }
    promises = [
        Promise(f.pk, " ".join(e.quote for e in f.evidence.all()), f.text, f.direction, f.owner)
        for f in found.values()
    ]
    made = 0
    for one in corrected(promises, [Spoken(mail.pk, mail.text, "theirs")]):
        _, is_new = Correction.objects.get_or_create(
            mail=mail,
            finding=found[one.promise],
            defaults={"quote": one.quote, "due": _day(one.quote, found[one.promise], mail)},
        )
        made += is_new
    return made


def answer(
    correction_id: int, *, by: User, is_right: bool, due: date | None, now: datetime
) -> Correction:
    """A person enters the correction in the ledger, with a day if one is named, or puts it aside.

    Raises `ledger.Refused` when it was answered already, and Correction.DoesNotExist for one the
    person may not see.
    """
    with transaction.atomic():
        visible = Correction.objects.visible_to(by).filter(pk=correction_id).values("pk")
        rows = Correction.objects.select_for_update(of=("self",)).select_related("finding", "by")
        found = rows.get(pk__in=visible)
        if found.state != Correction.State.OPEN:
            raise ledger.Refused(f"{found.by} has answered this already.")
        if is_right:
            ledger.enter(
                found.finding_id,
                by=by,
                status=found.finding.status,
                note=f"Corrected by their mail: “{found.quote}”",
                due=due,
                now=now,
            )
        found.state = Correction.State.ENTERED if is_right else Correction.State.DISMISSED
        found.by, found.at = by, now
        found.save(update_fields=["state", "by", "at"])
        return found


def part(call: Call, *, by: User, now: datetime) -> None:
    """A call was moved to another company: mails of the one before correct nothing in it."""
    apart = Correction.objects.filter(finding__call=call, state=Correction.State.OPEN)
    apart.exclude(mail__lead__account=call.account_id).update(
        state=Correction.State.DISMISSED, by=by, at=now
    )


def _day(quote: str, promise: Finding, mail: ReceivedMail) -> date | None:
    """The one day the words name that is not the promise's own."""
    call = promise.call
    said = without_denied(quote)
    named = find(said, reference=mail.received_at, timezone=call.time_zone, language=call.language)
    days = {day for day in map(deadline, named) if day and day != promise.due}
    return days.pop() if len(days) == 1 else None
