"""A stage that changes in HubSpot reaches what is planned and drafted here."""

from __future__ import annotations

import json

import pytest
from django.utils import timezone

from followup import tasks
from leads import intake
from leads.models import Identifier, Source
from sequences import refusals
from tests import factories
from tests.reviews.test_outcomes import approved
from tests.roles import role

pytestmark = pytest.mark.django_db


def test_stage_that_changes_in_hubspot_ends_the_sequence_and_holds_back_what_was_approved() -> None:
    draft = factories.draft()
    message, enrolled = approved(draft), draft.touch.enrollment
    Identifier.objects.create(
        lead=draft.lead, kind="hubspot_contact", value="42:501", source="HubSpot"
    )
    source = Source.objects.create(name="HubSpot", kind="hubspot", owner=factories.user())
    notice = {
        "subscriptionId": 7,
        "portalId": 42,
        "occurredAt": 1795000000000,
        "subscriptionType": "contact.propertyChange",
        "objectId": 501,
        "propertyName": "lifecyclestage",
        "propertyValue": "customer",
    }
    with role("web"):
        intake.receive(source, json.dumps([notice]).encode(), now=timezone.now())
    with role("worker"):
        intake.understand(now=timezone.now())
        tasks.follow_stops(draft.lead_id)
        tasks.follow_cards(draft.lead_id)
        tasks.follow_outcomes()
    enrolled.refresh_from_db()
    message.refresh_from_db()
    assert enrolled.state == "stopped"
    assert enrolled.reason.startswith("Their stage or owner changed in the CRM")
    assert message.state == "void"
    assert refusals.words(message.reason)
