"""An answer corrects the recap: proposed once, entered by a person, with the day it names."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from leads import ledger
from leads.models import Finding, LedgerEntry
from sequences.models import Correction
from sequences.receiving import correcting
from tests import factories
from tests.roles import role
from tests.sequences.receiving import mails

pytestmark = pytest.mark.django_db


def promise() -> Finding:
    call = factories.call(
        held_at=timezone.now() - timedelta(days=1),
        said=(("Maya Reyes", "ours", "I'll send the pricing for forty seats by Friday."),),
    )
    text = "Maya Reyes will send the pricing for forty seats by Friday."
    return factories.promise(call, index=0, text=text)


def corrected(of: Finding, text: str) -> Correction | None:
    with role("worker"):
        mails.received(mails.raw(sender=of.call.lead.email, text=text))
    return Correction.objects.filter(finding=of).first()


def test_correction_waits_for_a_person_and_closes_nothing() -> None:
    of = promise()
    found = corrected(
        of, "Thank you!\n\nOne correction: the pricing is for sixty seats, not forty."
    )
    assert found is not None
    assert found.quote == "One correction: the pricing is for sixty seats, not forty."
    assert not LedgerEntry.objects.exists()
    assert list(Correction.objects.waiting()) == [found]


def test_answer_that_corrects_nothing_proposes_nothing() -> None:
    assert corrected(promise(), "Thanks, the pricing by Friday works.") is None


def test_rep_enters_it_on_the_leads_page_with_the_day_they_name(client: Client) -> None:
    of = promise()
    found = corrected(of, "Actually we agreed on the pricing by 24 December, not Friday.")
    assert found is not None
    assert found.due is not None
    assert (found.due.month, found.due.day) == (12, 24)
    client.force_login(of.call.lead.owner)
    page = client.get(f"/leads/{of.call.lead_id}/").content.decode()
    assert "They correct what we had" in page
    due = date(found.due.year, 12, 24)
    with role("web"):
        client.post(f"/corrections/{found.pk}/answer/", {"choice": "enter", "due": due.isoformat()})
    of.refresh_from_db()
    entry = LedgerEntry.objects.get()
    assert (of.due, of.status, entry.by) == (due, "open", of.call.lead.owner)
    assert "24 December" in entry.note


def test_correction_is_answered_once_and_by_whom_it_concerns() -> None:
    of = promise()
    found = corrected(of, "One correction: the pricing is for sixty seats, not forty.")
    assert found is not None
    now, by = timezone.now(), of.call.lead.owner
    with pytest.raises(Correction.DoesNotExist):
        correcting.answer(found.pk, by=factories.user(), is_right=True, due=None, now=now)
    correcting.answer(found.pk, by=by, is_right=False, due=None, now=now)
    assert not LedgerEntry.objects.exists()
    with pytest.raises(ledger.Refused, match="already"):
        correcting.answer(found.pk, by=by, is_right=True, due=None, now=now)
