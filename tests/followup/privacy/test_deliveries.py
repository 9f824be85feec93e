"""What services posted about a person goes with the person, however it was encoded."""

from __future__ import annotations

import base64

import pytest
from django.utils import timezone

from followup import privacy
from sequences.models import HookDelivery
from tests import factories
from tests.roles import role

pytestmark = pytest.mark.django_db
ADDRESS = "zabel@theirs.example"


def delivery(body: bytes, *, about: str, is_done: bool = True) -> HookDelivery:
    done = timezone.now() if is_done else None
    number = f"f{next(factories.counter)}"
    return HookDelivery.objects.create(
        service="ses", about=about, fingerprint=number, body=body, followed_at=done
    )


def test_deliveries_about_an_erased_person_are_gone() -> None:
    lead = factories.lead(email=ADDRESS)
    encoded = base64.b64encode(f"From: {ADDRESS}\n\nHello".encode())
    delivery(b'{"to": "Zabel@Theirs.example"}\\', about="events")
    delivery("Grüße an Zabel@theirs.example\0".encode(), about="events", is_done=False)
    delivery(encoded, about="inbound")
    about_others = delivery(b'{"to": "other@theirs.example"}', about="events")
    not_read_yet = delivery(base64.b64encode(b"somebody else's"), about="inbound", is_done=False)
    sign_in = factories.sign_in(factories.user(role="admin"))
    with role("web"):
        privacy.erase(lead, sign_in=sign_in, reason="Their letter of 3 March.")
    assert set(HookDelivery.objects.all()) == {about_others, not_read_yet}
