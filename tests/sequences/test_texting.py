"""Text messages through the doors: approval, the gate under attack, Twilio, and what comes back."""

from __future__ import annotations

import base64
import hashlib
import hmac
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs, urlencode

import pytest
from django.conf import settings as site
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.utils import timezone
from pytest_django.fixtures import Settings
from pytest_httpserver import HTTPServer

from leads.models import Lead, Passage, StopEvent
from reviews import alerts, decisions, drafting
from reviews.models import Draft
from sequences import dispatch, due, texting
from sequences.channels.twilio import TwilioChannel
from sequences.models import (
    ConsentRecord,
    Enrollment,
    HookDelivery,
    Message,
    Rest,
    Step,
    Touch,
    Variant,
    Version,
)
from tests import factories
from tests.roles import role
from tests.rules.texting import NUMBER, OURS, draft_to, message, noon_zone, word

pytestmark = pytest.mark.django_db
PATH = "/2010-04-01/Accounts/AC1/Messages.json"


@pytest.fixture(autouse=True)
def twilio(settings: Settings, httpserver: HTTPServer) -> None:
    base = httpserver.url_for("").rstrip("/")
    settings.TWILIO = {"sid": "AC1", "token": "secret", "from": OURS, "url": base}


def planned(*, agreed: bool = True, number: str = NUMBER) -> Touch:
    plan = factories.version(published=False)
    Step.objects.filter(version=plan).update(channel="sms", sign_off="Maya Reyes")
    Variant.objects.create(step=plan.steps.get(), label="A", body="See you on Friday?")
    Version.objects.filter(pk=plan.pk).update(published_at=timezone.now())
    call = factories.call()
    Lead.objects.filter(pk=call.lead_id).update(phone=number, time_zone=noon_zone())
    if agreed:
        word(call.lead)
    made = Enrollment.objects.create(version=plan, lead=call.lead, call=call)
    return Touch.objects.create(
        enrollment=made, step=plan.steps.get(), due_at=timezone.now() + timedelta(minutes=1)
    )


def drafted() -> Draft:
    draft = drafting.begin(planned(), now=timezone.now())
    assert draft is not None
    drafting.write(draft.pk, now=timezone.now())
    return Draft.objects.get(pk=draft.pk)


def approve(draft: Draft) -> Message:
    by = draft.lead.owner
    return decisions.approve(
        draft.pk,
        by=by,
        sign_in=factories.sign_in(by),
        seen=factories.seen(draft, by),
        now=timezone.now(),
        send_at=timezone.now(),
    )


def ready() -> Message:
    """An approved message that is due now."""
    found = message()
    Message.objects.filter(pk=found.pk).update(send_at=timezone.now() - timedelta(seconds=1))
    return found


def send() -> list[str]:
    with role("sender"):
        claims = dispatch.claim(worker="test")
        return [dispatch.send(claim, channel=TwilioChannel()) for claim in claims]


def why_not(found: Message) -> str | None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT gate_why_not(%s)", [found.pk])
        (code,) = cursor.fetchone()
    return str(code) if code else None


def test_step_with_words_becomes_a_draft_that_a_rep_approves() -> None:
    draft = drafted()
    assert (draft.state, draft.subject) == ("ready", "")
    sent = approve(draft)
    assert (sent.channel, sent.to, sent.sender, sent.subject) == ("sms", NUMBER, OURS, "")
    assert "See you on Friday?" in sent.body
    assert "Maya Reyes" in sent.body
    assert sent.mailbox is None


def test_card_shows_number_and_length() -> None:
    draft = drafted()
    client = Client()
    client.force_login(draft.lead.owner)
    page = client.get(f"/inbox/{draft.pk}/").content.decode()
    assert NUMBER in page
    assert "Text message, " in page
    editor = client.get(f"/inbox/{draft.pk}/edit/").content.decode()
    assert 'name="body"' in editor
    assert 'name="subject"' not in editor


@pytest.mark.parametrize(
    ("given", "reason"),
    [({"agreed": False}, due.NO_OPT_IN), ({"number": "0151 123"}, due.NO_NUMBER)],
)
def test_step_is_skipped_with_the_reason(given: dict[str, Any], reason: str) -> None:
    touch = planned(**given)
    assert drafting.begin(touch, now=timezone.now()) is None
    touch.refresh_from_db()
    assert (touch.state, touch.reason) == ("skipped", reason)


@pytest.mark.parametrize("against", ["consent", "setup", "number"])
def test_approval_says_what_stands_against_it(against: str, settings: Settings) -> None:
    draft = drafted()
    if against == "consent":
        word(draft.lead, given=False)
    elif against == "setup":
        settings.TWILIO = {**settings.TWILIO, "from": ""}
    else:
        Lead.objects.filter(pk=draft.lead_id).update(phone="")
    draft = Draft.objects.get(pk=draft.pk)
    with pytest.raises(decisions.Refused) as refused:
        approve(draft)
    assert refused.value.code == against


def test_gate_refuses_a_text_message_without_recorded_consent() -> None:
    with pytest.raises(DatabaseError, match="gate: consent"), transaction.atomic():
        message(draft_to(agreed=False))


def test_gate_refuses_a_number_that_is_not_the_leads() -> None:
    with pytest.raises(DatabaseError, match="gate: recipient"), transaction.atomic():
        message(draft_to(), to="+15005550001")


def test_gate_lets_no_mail_go_to_a_number_and_no_text_to_an_address() -> None:
    for fields in ({"channel": "email", "subject": "s"}, {"to": "priya@theirs.example"}):
        with pytest.raises(DatabaseError, match="gate: recipient"), transaction.atomic():
            message(draft_to(), **fields)


def test_consent_for_another_channel_or_of_a_day_to_come_counts_for_nothing() -> None:
    draft = draft_to(agreed=False)
    for channel, days in (("email", 0), ("phone", 0), ("sms", 9)):
        ConsentRecord.objects.create(
            lead=draft.lead,
            channel=channel,
            is_given=True,
            source="On the call.",
            at=timezone.now() + timedelta(days=days, seconds=-1),
        )
    with pytest.raises(DatabaseError, match="gate: consent"), transaction.atomic():
        message(draft)


def test_consent_withdrawn_after_approval_voids_the_message_at_the_claim() -> None:
    found = ready()
    assert why_not(found) is None
    word(found.lead, given=False)
    assert why_not(found) == "consent"
    assert send() == []
    found.refresh_from_db()
    assert (found.state, found.reason) == ("void", "consent")


def test_consent_withdrawn_between_claim_and_request_sends_nothing(httpserver: HTTPServer) -> None:
    found = ready()
    (claim,) = dispatch.claim(worker="test")
    word(found.lead, given=False)
    assert dispatch.send(claim, channel=TwilioChannel()) == "dropped"
    assert httpserver.log == []


def test_changed_number_voids_what_was_approved() -> None:
    found = ready()
    Lead.objects.filter(pk=found.lead_id).update(phone="+15005550001")
    assert why_not(found) == "recipient"


def test_request_is_twilios_and_carries_exactly_the_approved_words(httpserver: HTTPServer) -> None:
    httpserver.expect_request(PATH, method="POST").respond_with_json(
        {"sid": "SM1", "status": "queued"}, status=201
    )
    found = ready()
    assert send() == ["sent"]
    ((request, _),) = httpserver.log
    login = base64.b64encode(b"AC1:secret").decode()
    assert request.headers["Authorization"] == f"Basic {login}"
    form = {name: values[0] for name, values in parse_qs(request.get_data(as_text=True)).items()}
    assert (form["To"], form["From"], form["Body"]) == (NUMBER, OURS, found.body)
    assert "/hooks/sms/?message=" in form["StatusCallback"]
    found.refresh_from_db()
    assert found.provider_id == "SM1"


@pytest.mark.parametrize(
    ("status", "body", "state"),
    [
        (400, '{"code": 21211, "message": "Invalid To", "status": 400}', "failed"),
        (400, '{"code": 21610, "message": "Unsubscribed", "status": 400}', "failed"),
        (429, '{"code": 20429, "message": "Too many", "status": 429}', "scheduled"),
        (401, '{"code": 20003, "message": "Authenticate", "status": 401}', "scheduled"),
        (500, "oops", "unknown"),
        (201, '{"sid": "SM2", "status": "failed", "error_code": 30008}', "failed"),
    ],
)
def test_each_answer_of_twilio_means_one_thing(
    httpserver: HTTPServer, status: int, body: str, state: str
) -> None:
    httpserver.expect_request(PATH).respond_with_data(body, status=status)
    ready()
    assert send() == [state]
    assert len(httpserver.log) == 1
    assert not Rest.objects.exists()  # what Twilio does says nothing about the mail server


def post(fields: dict[str, str], query: str = "", *, token: str = "secret") -> int:
    path = f"/hooks/sms/{query}"
    signed = f"{site.SITE_URL}{path}" + "".join(f"{n}{fields[n]}" for n in sorted(fields))
    mac = hmac.new(token.encode(), signed.encode(), hashlib.sha1)
    answer = Client().post(
        path,
        urlencode(fields),
        content_type="application/x-www-form-urlencoded",
        headers={"X-Twilio-Signature": base64.b64encode(mac.digest()).decode()},
    )
    return answer.status_code


def inbound(text: str, sid: str = "SM9", number: str = NUMBER) -> dict[str, str]:
    return {"MessageSid": sid, "From": number, "To": OURS, "Body": text}


@pytest.mark.parametrize("text", ["STOP", "please stop texting me", "Bitte keine SMS mehr"])
def test_stop_takes_the_consent_back_and_voids_what_was_approved(text: str) -> None:
    found = ready()
    with role("web"):
        assert post(inbound(text)) == 200
        assert post(inbound(text)) == 200
    assert not texting.may_text(found.lead, now=timezone.now())
    assert ConsentRecord.objects.filter(is_given=False).count() == 1
    assert StopEvent.objects.get().kind == "reply"
    assert send() == []


def test_other_words_are_an_answer_kept_and_told() -> None:
    found = ready()
    with role("web"):
        post(inbound("Friday works for me."))
    assert texting.may_text(found.lead, now=timezone.now())
    assert Passage.objects.get(event__source="sms").text == "Friday works for me."
    assert why_not(found) == "stopped"
    assert alerts.tell_of_stops(now=timezone.now()) == 0  # a card says that


def test_start_gives_back_only_what_was_on_record() -> None:
    other = "+15005550009"
    stranger, known = draft_to(agreed=False).lead, draft_to(other).lead
    post(inbound("START"))
    assert not texting.may_text(stranger, now=timezone.now())
    post(inbound("STOP", "SM10", other))
    assert not texting.may_text(known, now=timezone.now())
    post(inbound("START", "SM11", other))
    assert texting.may_text(known, now=timezone.now())


def test_answer_from_a_number_nobody_has_is_kept() -> None:
    with role("web"):
        assert post(inbound("Who is this?")) == 200
    assert HookDelivery.objects.get().problem == "Nobody here has this number."


def test_forged_delivery_changes_nothing() -> None:
    found = ready()
    assert post(inbound("STOP"), token="other") == 401
    assert texting.may_text(found.lead, now=timezone.now())


def test_status_callback_settles_what_may_have_been_sent(httpserver: HTTPServer) -> None:
    httpserver.expect_request(PATH).respond_with_data("oops", status=500)
    found = ready()
    assert send() == ["unknown"]
    query = f"?{urlencode({'message': found.message_id})}"
    with role("web"):
        post({"MessageSid": "SM1", "MessageStatus": "queued"}, query)
        found.refresh_from_db()
        assert found.state == "unknown"
        post({"MessageSid": "SM1", "MessageStatus": "delivered"}, query)
    found.refresh_from_db()
    assert found.state == "sent"


def test_refusal_by_the_carrier_takes_the_consent_back() -> None:
    found = ready()
    query = f"?{urlencode({'message': found.message_id})}"
    post({"MessageSid": "SM1", "MessageStatus": "failed", "ErrorCode": "21610"}, query)
    assert not texting.may_text(found.lead, now=timezone.now())


def test_erasing_a_person_empties_their_text_messages() -> None:
    admin, found = factories.user(role="admin"), message()
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT erase_person(%s, %s, %s)",
            [found.lead_id, factories.sign_in(admin).pk, "They asked us to."],
        )
    found.refresh_from_db()
    assert (found.to, found.subject, found.body, found.state) == (
        "+10000000", "", "[erased]", "void",
    )  # fmt: skip
