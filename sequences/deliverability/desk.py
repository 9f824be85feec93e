"""Which domains we send under, what was found about each, and when one has to wait."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef

from leads.models import User
from sequences.deliverability.lookup import Resolver
from sequences.deliverability.records import examine, is_reserved, why_held
from sequences.models import Mailbox, SendingDomain

DAILY = timedelta(hours=24)


def in_use() -> list[str]:
    """The domains that mail leaves under: of the mailboxes, and of whoever has none."""
    own = Mailbox.objects.sending().filter(owner=OuterRef("pk"))
    without = User.objects.filter(~Exists(own), is_active=True, role__in=["rep", "manager"])
    addresses = [
        *Mailbox.objects.sending().exclude(address="").values_list("address", flat=True),
        *without.values_list("email", flat=True),
    ]
    return sorted({address.rpartition("@")[2].lower() for address in addresses})


def note_domains() -> int:
    """Make a row for every domain in use; how many were new."""
    known = set(SendingDomain.objects.values_list("domain", flat=True))
    fresh = [SendingDomain(domain=d) for d in in_use() if d not in known]
    SendingDomain.objects.bulk_create(fresh, ignore_conflicts=True)
    return len(fresh)


def check(domain_id: int, *, now: datetime, ask: Resolver) -> SendingDomain:
    """Look a domain up and hold its mail, or let it go, by what was found.

    What nobody answers holds nothing: a name server that is away is not a missing record.
    """
    row = SendingDomain.objects.get(pk=domain_id)
    findings = (
        []
        if is_reserved(row.domain)
        else examine(
            row.domain, selectors=row.selectors.split(), host=_own_host(row.domain), ask=ask
        )
    )
    why = "" if row.exempt_reason else why_held(findings)
    row.findings = [f.as_json() for f in findings]
    row.held_at = (row.held_at or now) if why else None
    row.held_reason, row.checked_at, row.check_wanted_at = why, now, None
    row.save(update_fields=["findings", "held_at", "held_reason", "checked_at", "check_wanted_at"])
    return row


def ask_for_check(row: SendingDomain, *, now: datetime) -> None:
    """Have the worker look it up at its next round, at the latest in a minute."""
    SendingDomain.objects.filter(pk=row.pk).update(check_wanted_at=now)


def change(row: SendingDomain, *, selectors: str, exempt_reason: str, now: datetime) -> None:
    """An admin says where the keys are, or lets the mail go all the same and why."""
    row.selectors = " ".join(selectors.replace(",", " ").lower().split())[:200]
    row.exempt_reason = exempt_reason.strip()[:300]
    if row.exempt_reason:
        row.held_at, row.held_reason = None, ""
    row.check_wanted_at = now
    row.save(
        update_fields=["selectors", "exempt_reason", "held_at", "held_reason", "check_wanted_at"]
    )


def _own_host(domain: str) -> str:
    """The mail server of a mailbox under this domain, where it stands in the domain itself: then
    it is probably ours, and its address should have a name."""
    hosts = (
        Mailbox.objects.sending()
        .filter(kind=Mailbox.Kind.SMTP, address__endswith=f"@{domain}")
        .values_list("smtp_host", flat=True)
    )
    return next((h for h in hosts if h.lower().endswith(f".{domain}")), "")
