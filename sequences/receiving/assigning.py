"""A person says whose a mail is that nobody could match; what follows from it follows now."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from leads.models import Lead, User
from sequences.models import Alias, ReceivedMail
from sequences.receiving import consequences
from sequences.receiving.matching import is_one_of_us
from sequences.signals import mail_understood


class AssignError(Exception):
    """It was not assigned; the text says why, as a rep reads it."""


def assign(
    mail: ReceivedMail, *, lead: Lead, by: User, now: datetime, remember: bool = True
) -> ReceivedMail:
    """This mail is this lead's. `remember`: so is everything else from its sender's address.

    Raises `AssignError`, and DoesNotExist for a mail or a lead the person may not see.
    """
    with transaction.atomic():
        lead = Lead.objects.visible_to(by).get(pk=lead.pk)
        lead = Lead.objects.select_for_update(no_key=True).get(pk=lead.pk)
        visible = ReceivedMail.objects.visible_to(by).filter(pk=mail.pk).values("pk")
        rows = ReceivedMail.objects.select_for_update(no_key=True, of=("self",))
        found = rows.select_related("lead").get(pk__in=visible)
        if found.lead is not None:
            raise AssignError(f"This mail belongs to {found.lead.name} already.")
        if found.understood_at is None:
            raise AssignError("This mail is still being read. Try again in a moment.")
        found.lead, found.assigned_by = lead, by
        found.matched_by = ReceivedMail.MatchedBy.PERSON
        found.save(update_fields=["lead", "assigned_by", "matched_by"])
        if remember:
            _remember(found, lead=lead, by=by)
        consequences.follow(found, lead=lead, now=now)
        mail_understood.send(sender=ReceivedMail, mail=found)
        return found


def _remember(mail: ReceivedMail, *, lead: Lead, by: User) -> None:
    """The sender's address as another one of the lead's, unless it is known as somebody's."""
    address = mail.sender
    taken = Lead.objects.filter(email=address).exists() or is_one_of_us(address)
    if address and len(address) <= 254 and not taken:
        Alias.objects.get_or_create(address=address, defaults={"lead": lead, "by": by})
