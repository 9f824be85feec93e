"""Text messages have a number a day and a night; the gate keeps both, and a person sees why."""

from __future__ import annotations

from datetime import time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone
from pytest_django.fixtures import Settings
from pytest_httpserver import HTTPServer

from leads.models import Lead
from sequences import dispatch
from sequences.channels.twilio import TwilioChannel
from sequences.models import Attempt, Message, Organisation
from sequences.refusals import words
from tests import factories
from tests.roles import role
from tests.rules.texting import OURS, draft_to, message, night_zone
from tests.sequences.receiving.mails import written_to

pytestmark = pytest.mark.django_db
PATH = "/2010-04-01/Accounts/AC1/Messages.json"


@pytest.fixture(autouse=True)
def twilio(settings: Settings, httpserver: HTTPServer) -> None:
    base = httpserver.url_for("").rstrip("/")
    settings.TWILIO = {"sid": "AC1", "token": "secret", "from": OURS, "url": base}
    answer = {"sid": "SM1", "status": "queued"}
    httpserver.expect_request(PATH, method="POST").respond_with_json(answer, status=201)


def ready(number: int = 1) -> list[Message]:
    found = [message(draft_to(f"+1500555{1000 + n}")) for n in range(number)]
    make_due()
    return found


def make_due() -> None:
    moment = timezone.now() - timedelta(seconds=1)
    Message.objects.filter(state="scheduled").update(send_at=moment)


def send() -> list[str]:
    """What is due; everything is claimed before the first is sent."""
    with role("sender"):
        claims = dispatch.claim(worker="test", limit=10)
        return [dispatch.send(claim, channel=TwilioChannel()) for claim in claims]


def allow(number: int) -> None:
    Organisation.objects.filter(pk=1).update(texts_a_day=number)


def test_number_of_a_day_is_kept_and_the_rest_waits_until_one_is_a_day_old(
    httpserver: HTTPServer,
) -> None:
    allow(2)
    found = ready(4)
    assert sorted(send()) == ["dropped", "dropped", "sent", "sent"]  # all four were claimed
    assert len(httpserver.log) == 2
    left = Message.objects.filter(state="scheduled")
    assert {m.reason for m in left} == {"texts"}
    day_later = Attempt.objects.filter(dot_at__isnull=False).order_by("dot_at")[0].dot_at
    assert day_later
    assert all(abs(m.send_at - day_later - timedelta(days=1)) < timedelta(minutes=1) for m in left)
    make_due()
    assert send() == []
    allow(4)
    make_due()
    assert send() == ["sent", "sent"]
    assert {m.pk for m in found} == set(
        Message.objects.filter(state="sent").values_list("pk", flat=True)
    )


def test_text_waits_for_their_morning_whatever_moment_was_chosen(httpserver: HTTPServer) -> None:
    (found,) = ready()
    zone = night_zone()
    Lead.objects.filter(pk=found.lead_id).update(time_zone=zone)
    assert send() == []
    found.refresh_from_db()
    assert (found.state, found.reason) == ("scheduled", "night")
    there = found.send_at.astimezone(ZoneInfo(zone))
    assert there.time() == time(8)
    assert there.date() == timezone.now().astimezone(ZoneInfo(zone)).date()
    assert "eight in the morning" in words("night")
    assert not httpserver.log


def test_night_that_falls_between_claim_and_words_is_kept(httpserver: HTTPServer) -> None:
    (found,) = ready()
    with role("sender"):
        (claim,) = dispatch.claim(worker="test")
    Lead.objects.filter(pk=found.lead_id).update(time_zone=night_zone())
    with role("sender"):
        assert dispatch.send(claim, channel=TwilioChannel()) == "dropped"
    assert not httpserver.log


def test_zone_that_the_database_does_not_know_holds_up_nobody_else(httpserver: HTTPServer) -> None:
    strange, other = ready(2)
    Lead.objects.filter(pk=strange.lead_id).update(time_zone="localtime")
    assert send() == ["sent"]
    strange.refresh_from_db()
    other.refresh_from_db()
    assert (strange.state, strange.reason, other.state) == ("scheduled", "night", "sent")


def test_mail_knows_neither() -> None:
    allow(1)
    lead = factories.lead()
    Lead.objects.filter(pk=lead.pk).update(time_zone=night_zone())
    mail = written_to(lead)
    with connection.cursor() as cursor:
        cursor.execute("SELECT gate_why_not(%s)", [mail.pk])
        assert cursor.fetchone() == (None,)


def test_admin_sets_the_number(client: Client) -> None:
    client.force_login(factories.user(role="admin"))
    page = client.get("/settings/organisation/").content.decode()
    assert "Text messages within 24 hours" in page
    form = {"name": "", "postal_address": "", "privacy_url": "", "texts_a_day": "30"}
    assert client.post("/settings/organisation/", form).status_code == 302
    assert Organisation.own().texts_a_day == 30
    assert client.post("/settings/organisation/", form | {"texts_a_day": "0"}).status_code == 200
