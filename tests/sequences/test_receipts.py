"""The receipt goes at once, once, in the approved words, says it is automatic; nothing else does."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from email import message_from_bytes, policy
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone
from pytest_django.fixtures import Settings

from followup import tasks
from leads.models import Event, Lead, StopEvent
from sequences import dispatch, receipts
from sequences.channels.pool import Pool
from sequences.models import Pause, Receipt, ReceiptWording
from tests import factories
from tests.reviews.views.desk import signed_in
from tests.roles import role
from tests.rules.making import wording
from tests.rules.receipts import asked, receipt
from tests.smtp import Peer, smtp_peer

pytestmark = pytest.mark.django_db
PATH = "/settings/receipt/"


@pytest.fixture
def peer(settings: Settings) -> Iterator[Peer]:
    with smtp_peer() as listening:
        settings.EMAIL_BACKEND = "sequences.channels.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", listening.port
        yield listening


@pytest.fixture
def pool(peer: Peer) -> Iterator[Pool]:
    made = Pool()
    yield made
    made.close()


def begun(event: Event) -> str:
    with role("worker"):
        return receipts.begin(event.pk)


def posted(pool: Pool) -> int:
    with role("sender"):
        return receipts.send_due(pool)


def state(of: Event) -> tuple[str, str]:
    found = Receipt.objects.get(event=of)
    return found.state, found.reason


def test_form_is_acknowledged_once_in_the_approved_words(peer: Peer, pool: Pool) -> None:
    words, event = wording(), asked()
    for _ in range(2):
        with role("worker"):
            tasks.answer_events(event.pk)
        posted(pool)
    ((recipients, data),) = peer.accepted
    mail = message_from_bytes(data, policy=policy.default)
    assert event.lead is not None
    assert recipients == [event.lead.email]
    assert (mail["From"], mail["Subject"]) == (words.sender, words.subject)
    assert mail.get_content().replace("\r", "").strip() == "Thank you.\n\n-- \nA machine sent this."
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["X-Auto-Response-Suppress"] == "All"
    found = Receipt.objects.get()
    assert found.state == "sent"
    assert found.took is not None
    assert timedelta(0) < found.took < timedelta(minutes=1)


def test_nothing_goes_while_no_wording_is_on(peer: Peer, pool: Pool) -> None:
    wording(is_on=False)
    assert begun(asked()) == "wording"
    assert posted(pool) == 0
    assert not Receipt.objects.exists()


@pytest.mark.parametrize(
    ("fields", "why"),
    [
        ({"kind": "page_viewed"}, "event"),
        ({"identifiers": {}}, "address"),
        ({"occurred_at": timezone.now() - timedelta(hours=2)}, "late"),
    ],
    ids=["a-page", "no-address", "long-ago"],
)
def test_event_that_asks_for_no_receipt_gets_none(fields: dict[str, Any], why: str) -> None:
    wording()
    event = asked()
    Event.objects.filter(pk=event.pk).update(**fields)
    assert begun(event) == why
    assert why in receipts.REASONS


def heard(lead: Lead) -> None:
    StopEvent.objects.create(lead=lead, kind="unsubscribe", source="<u@x>")


def paused(lead: Lead) -> None:
    Pause.objects.create(by=lead.owner, scope="everything", reason="Incident")


def off(lead: Lead) -> None:
    receipts.switch(None, sign_in=factories.sign_in(factories.user(role="admin")))


@pytest.mark.parametrize(
    ("happens", "why"), [(heard, "suppressed"), (paused, "paused"), (off, "wording")]
)
def test_what_happens_before_it_goes_is_seen(
    peer: Peer, pool: Pool, happens: Any, why: str
) -> None:
    wording()
    event = asked()
    assert begun(event) == ""
    happens(event.lead)
    posted(pool)
    assert (state(event), peer.accepted) == (("void", why), [])
    assert begun(asked(event.lead, external_id="2")) == why


def test_somebody_else_cannot_be_buried_in_receipts() -> None:
    wording()
    lead = factories.lead()
    said = [begun(asked(lead, external_id=str(n))) for n in range(6)]
    assert said == [""] * 5 + ["many"]


@pytest.mark.parametrize(
    ("fault", "becomes"),
    [
        ("rcpt450", "waiting"),
        ("end451", "waiting"),
        ("rcpt550", "failed"),
        ("acceptdrop", "unknown"),
    ],
)
def test_fault_of_the_mail_server_never_sends_twice(
    peer: Peer, pool: Pool, fault: str, becomes: str
) -> None:
    wording()
    event = asked(factories.lead(email=f"lead{next(factories.counter)}+{fault}@theirs.example"))
    begun(event)
    posted(pool)
    assert state(event)[0] == becomes
    assert posted(pool) == 0  # what waits, waits a moment; the rest is over
    assert len(peer.accepted) <= 1


def test_sender_that_dies_goes_on_before_the_dot_and_never_after(peer: Peer, pool: Pool) -> None:
    wording()
    early, late = asked(), asked(external_id="2")
    for event in (early, late):
        begun(event)
    with role("sender"):
        claims = receipts._ask("SELECT id, token FROM receipt_claim(5, interval '1 minute')")
        for number, token in claims:
            receipts._ask("SELECT * FROM receipt_words(%s, %s, interval '1 minute')", number, token)
        number, token = claims[1]
        ((may,),) = receipts._ask("SELECT receipt_dot(%s, %s)", number, token)
    assert may
    Receipt.objects.update(lease_until=timezone.now() - timedelta(seconds=1))
    posted(pool)
    assert (state(early)[0], state(late)[0]) == ("sent", "unknown")
    assert len(peer.accepted) == 1


def test_receipt_cannot_be_pointed_elsewhere_or_declared_sent() -> None:
    made, other = receipt(), factories.lead()
    for change in ({"lead": other}, {"state": "sent", "sent_at": timezone.now()}):
        with pytest.raises(DatabaseError), transaction.atomic():
            Receipt.objects.filter(pk=made.pk).update(**change)


@pytest.mark.parametrize("name", ["web", "worker"])
@pytest.mark.parametrize(
    "call",
    [
        "receipt_claim(1, interval '1 minute')",
        "receipt_words(1, gen_random_uuid(), interval '1 minute')",
        "receipt_dot(1, gen_random_uuid())",
    ],
)
def test_only_the_sender_gets_the_words(name: str, call: str) -> None:
    with role(name), pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
        connection.cursor().execute(f"SELECT * FROM {call}")


def test_sender_may_not_begin_one_or_read_the_wording() -> None:
    event = asked()
    for statement in (
        f"SELECT receipt_begin({event.pk})",
        "SELECT body FROM sequences_receiptwording",
    ):
        with (
            role("sender"),
            pytest.raises(DatabaseError, match="permission denied"),
            transaction.atomic(),
        ):
            connection.cursor().execute(statement)


def test_next_due_wakes_the_sender_for_a_receipt() -> None:
    wording()
    with role("sender"):
        assert (receipts.next_due(), dispatch.next_due()) == (None, None)
    begun(asked())
    with role("sender"):
        moment = receipts.next_due()
    assert moment is not None
    assert moment <= timezone.now()


def test_admin_approves_words_and_switches_them_on_and_off() -> None:
    client = signed_in(factories.user(role="admin"))
    page = client.get(PATH)
    form = {k: str(v) for k, v in page.context["form"].initial.items()} | {"name": "Ours Gmbh"}
    client.post(PATH, form)
    words = ReceiptWording.objects.get()
    assert (words.is_on, "Ours Gmbh" in words.sender) == (False, True)
    client.post(f"{PATH}{words.pk}/switch/", {"to": "on"})
    words.refresh_from_db()
    assert words.is_on
    assert begun(asked()) == ""
    assert "Waiting" in client.get(PATH).content.decode()
    client.post(f"{PATH}{words.pk}/switch/", {"to": "off"})
    words.refresh_from_db()
    assert not words.is_on


@pytest.mark.parametrize(
    "body",
    ["Shall we talk?", "See https://ours.example", "Dear {lead.name}", "Click <b>here</b>"],
)
def test_words_that_ask_or_lead_somewhere_are_refused_with_the_reason(body: str) -> None:
    client = signed_in(factories.user(role="admin"))
    form = client.get(PATH).context["form"].initial | {"name": "Ours", "body": body}
    answer = client.post(PATH, form)
    assert answer.status_code == 422
    assert "Leave out questions, links and slots" in answer.content.decode()
    assert not ReceiptWording.objects.exists()


ENDED = {"ended": True}
EXPIRED = {"expires_in": -timedelta(hours=1)}


@pytest.mark.parametrize(
    ("person", "fields"),
    [("admin", ENDED), ("admin", EXPIRED), ("manager", {}), ("admin", None)],
    ids=["ended", "expired", "a-manager", "none"],
)
def test_words_and_their_switch_need_an_admins_live_sign_in(
    person: str, fields: dict[str, Any] | None
) -> None:
    sign_in = None if fields is None else factories.sign_in(factories.user(role=person), **fields)
    given = {"subject": "We have it", "body": "Thank you.", "notice": "By a machine."}
    dark = wording(is_on=False)
    with role("web"):
        with pytest.raises(receipts.Refused, match="Sign in again"):
            receipts.write(**given, name="Ours", mailbox=None, sign_in=sign_in)
        for words in (dark, None):
            with pytest.raises(receipts.Refused, match="Sign in again"):
                receipts.switch(words, sign_in=sign_in)
    assert list(ReceiptWording.objects.values_list("pk", "is_on")) == [(dark.pk, False)]


def test_admin_who_was_switched_off_switches_nothing_on() -> None:
    words, admin = wording(is_on=False), factories.user(role="admin")
    sign_in = factories.sign_in(admin)
    type(admin).objects.filter(pk=admin.pk).update(is_active=False)
    with role("web"), pytest.raises(receipts.Refused):
        receipts.switch(words, sign_in=sign_in)


@pytest.mark.parametrize("name", ["web", "worker", "sender"])
@pytest.mark.parametrize(
    "statement",
    [
        "INSERT INTO sequences_receiptwording"
        " (subject, body, notice, sender, approved_by_id, is_on) VALUES"
        " ('Hello', 'Buy.', 'By a machine.', 'x@ours.example', {admin}, true)",
        "UPDATE sequences_receiptwording SET is_on = true WHERE id = {words}",
        "SELECT gate_signed_in(1, ARRAY['admin'])",
    ],
    ids=["insert", "switch", "helper"],
)
def test_nobody_writes_or_switches_words_by_hand(name: str, statement: str) -> None:
    words = wording(is_on=False)
    said = statement.format(admin=words.approved_by_id, words=words.pk)
    with role(name), pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
        connection.cursor().execute(said)


def test_switching_on_another_wording_switches_the_first_off() -> None:
    first, second = wording(), wording(is_on=False)
    with role("web"):
        receipts.switch(second, sign_in=factories.sign_in(first.approved_by))
    assert ReceiptWording.objects.get(is_on=True) == second


def test_only_an_admin_comes_here() -> None:
    words = wording(is_on=False)
    for person in ("rep", "manager"):
        client = signed_in(factories.user(role=person))
        assert client.get(PATH).status_code == 403
        assert client.post(f"{PATH}{words.pk}/switch/", {"to": "on"}).status_code == 403
