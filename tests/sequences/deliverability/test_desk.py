"""The desk: domains noted, looked up, held and let go; mailboxes whose mail comes back."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from leads.models import StopEvent, User
from sequences import mailboxes
from sequences.deliverability import desk, rates
from sequences.deliverability.lookup import Dns
from sequences.models import Mailbox, Message, SendingDomain
from tests import factories
from tests.roles import role
from tests.rules.making import at_once, message, sql
from tests.sequences.deliverability.names import name_server
from tests.sequences.deliverability.test_records import DOMAIN, GOOD

pytestmark = pytest.mark.django_db
NOW = timezone.now()


def looked_up(zone: dict[str, dict[str, list[str]]], row: SendingDomain) -> SendingDomain:
    with name_server(zone) as address, role("worker"):
        return desk.check(row.pk, now=NOW, ask=Dns([address]))


def test_domains_in_use_are_those_mail_leaves_under() -> None:
    rep = factories.user()
    factories.mailbox(rep, address="maya@acme-mail.io")
    admin = factories.user(role="admin")
    User.objects.filter(pk=admin.pk).update(email="boss@elsewhere.io")
    other = factories.user()
    with role("worker"):
        assert desk.note_domains() == 2
        assert desk.note_domains() == 0
    known = set(SendingDomain.objects.values_list("domain", flat=True))
    assert known == {"acme-mail.io", other.email.partition("@")[2]}


def test_domain_is_held_until_it_proves_something() -> None:
    row = SendingDomain.objects.create(domain=DOMAIN)
    held = looked_up({DOMAIN: {}}, row)
    assert held.held_at == NOW
    assert "Neither SPF nor DKIM" in held.held_reason
    free = looked_up(GOOD, row)
    assert (free.held_at, free.held_reason) == (None, "")
    assert [f["what"] for f in free.findings] == ["SPF", "DKIM", "DMARC", "MX"]


def test_domain_an_admin_exempts_goes_all_the_same() -> None:
    row = SendingDomain.objects.create(domain=DOMAIN)
    looked_up({DOMAIN: {}}, row)
    row.refresh_from_db()
    with role("web"):
        desk.change(row, selectors="Acme, s2", exempt_reason="Moving on Monday", now=NOW)
    row.refresh_from_db()
    assert (row.held_at, row.selectors) == (None, "acme s2")
    assert looked_up({DOMAIN: {}}, row).held_at is None


def test_domain_for_examples_is_never_held() -> None:
    row = SendingDomain.objects.create(domain="ours.example")
    assert looked_up({}, row).held_at is None


def sent(mailbox: Mailbox, count: int) -> list[Message]:
    """Mails of this mailbox that have gone out, each to somebody else."""
    made = [message(mailbox=mailbox, sender=mailbox.address) for _ in range(count)]
    at_once()
    sql("ALTER TABLE sequences_message DISABLE TRIGGER message_guarded")
    Message.objects.filter(mailbox=mailbox).update(state="sent", sent_at=NOW - timedelta(hours=1))
    at_once()
    sql("ALTER TABLE sequences_message ENABLE TRIGGER message_guarded")
    return made


def came_back(mails: list[Message], kind: str) -> None:
    for mail in mails:
        StopEvent.objects.create(lead=mail.lead, kind=kind, source=f"{kind} {mail.pk}")


def watched() -> str:
    with role("worker"):
        rates.watch(now=timezone.now())
    return str(Mailbox.objects.get().pause_reason)


@pytest.mark.parametrize(
    ("sent", "bounced", "complained", "stops"),
    [
        (20, 0, 0, ""),
        (20, 1, 0, "1 of its last 20 mails went to addresses that do not work"),
        (100, 4, 0, ""),
        (19, 9, 1, ""),  # of so few no share can be told
        (20, 0, 1, "1 person of 20 called its mail spam"),
        (1000, 0, 1, "1 person of 1000"),
        (1001, 0, 1, ""),
    ],
)
def test_share_that_stops_a_mailbox(sent: int, bounced: int, complained: int, stops: str) -> None:
    why = rates.Rate(sent, bounced, complained).why_stop
    assert (bool(why), stops in why) == (bool(stops), True)


def test_mailbox_too_much_of_whose_mail_comes_back_is_paused_and_resumed_begins_anew(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(rates, "FEWEST", 3)
    mails = sent(factories.mailbox(shared=True), 3)
    came_back(mails, "reply")  # an answer is what mail is for
    StopEvent.objects.create(lead=factories.lead(), kind="bounce", source="of nobody here")
    assert watched() == ""
    came_back(mails[:1], "bounce")
    assert "1 of its last 3 mails" in watched()
    mailboxes.resume(Mailbox.objects.get(), now=timezone.now())
    assert watched() == ""


@pytest.fixture
def admin(client: Client) -> User:
    admin = factories.user(role="admin")
    client.force_login(admin)
    return admin


def test_desk_shows_findings_and_what_comes_back(client: Client, admin: User) -> None:
    factories.mailbox(shared=True)
    row = SendingDomain.objects.create(domain=DOMAIN)
    looked_up({DOMAIN: {}}, row)
    page = client.get("/settings/deliverability/").content.decode()
    assert "There is no SPF record" in page
    assert "Mail waits" in page
    assert "team@ours.example" in page


def test_desk_is_for_admins(client: Client) -> None:
    client.force_login(factories.user())
    assert client.get("/settings/deliverability/").status_code == 403


def test_desk_takes_the_same_queries_for_many_domains(client: Client, admin: User) -> None:
    def count() -> int:
        with CaptureQueriesContext(connection) as queries:
            client.get("/settings/deliverability/")
        return len(queries)

    SendingDomain.objects.create(domain="a.io", checked_at=NOW)
    factories.mailbox()
    client.get("/settings/deliverability/")
    before = count()
    for number in range(20):
        SendingDomain.objects.create(domain=f"d{number}.io", checked_at=NOW)
        factories.mailbox()
    assert count() == before
