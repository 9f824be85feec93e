"""A mailbox whose mail waits: whoever has to see to it is told, once of each time."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from leads.models import User
from reviews import alerts
from reviews.models import Alert
from sequences import mailboxes
from sequences.models import Mailbox
from tests import factories
from tests.roles import role
from tests.rules.making import message

pytestmark = pytest.mark.django_db
REFUSED = "The mail server refused our sign-in: 535 5.7.8 bad credentials"


@pytest.fixture
def maya() -> User:
    return factories.user()


def used(owner: User | None = None, **fields: Any) -> Mailbox:
    """A mailbox that a mail is to leave from."""
    box = factories.mailbox(owner, shared=owner is None, **fields)
    call = factories.call(factories.lead(owner=owner) if owner else factories.lead())
    draft = factories.draft(factories.touch(call, state="drafted"))
    message(draft, mailbox=box, sender=box.address)
    return box


def paused(box: Mailbox) -> None:
    with role("sender"):
        assert mailboxes.pause(box, reason=REFUSED, now=timezone.now())


def tell(now: datetime | None = None) -> int:
    with role("worker"):
        return alerts.tell_of_mailboxes(now=now or timezone.now())


def test_owner_of_a_mailbox_that_was_refused_is_told_once(maya: User, client: Client) -> None:
    paused(used(maya))
    assert [tell(), tell()] == [1, 0]
    told = Alert.objects.get()
    assert told.user == maya
    assert REFUSED in told.text
    client.force_login(maya)
    page = client.get("/news/").content.decode()
    assert f'href="/settings/mailboxes/">Mail from {maya.email} waits.' in page


def test_owner_is_told_again_when_it_is_paused_again(maya: User) -> None:
    box = used(maya)
    paused(box)
    assert tell() == 1
    mailboxes.resume(box, now=timezone.now())
    assert tell() == 0
    paused(box)
    assert tell() == 1


def test_shared_mailbox_is_every_admins_business(maya: User) -> None:
    admins = [factories.user(role="admin"), factories.user(role="admin")]
    paused(used())
    assert tell() == 2
    assert {alert.user for alert in Alert.objects.all()} == set(admins)


def test_nobody_is_told_of_what_they_did_themselves(maya: User) -> None:
    box, admin = used(maya), factories.user(role="admin")
    mailboxes.pause(box, reason="On leave.", by=maya, now=timezone.now())
    assert tell() == 0
    mailboxes.resume(box, now=timezone.now())
    mailboxes.pause(box, reason="Too many complaints.", by=admin, now=timezone.now())
    assert tell() == 1
    assert f"{admin} paused it. Too many complaints." in Alert.objects.get().text


def test_owner_is_told_when_answers_stay_unread_so_long_that_mail_waits(maya: User) -> None:
    now = timezone.now()
    box = used(maya, imap_host="imap.ours.example", reading_problem="Refused.", last_read_at=now)
    assert tell(now + timedelta(minutes=29)) == 0
    assert [tell(now + timedelta(minutes=31)), tell(now + timedelta(minutes=40))] == [1, 0]
    assert "Its answers cannot be read: Refused." in Alert.objects.get().text
    Mailbox.objects.filter(pk=box.pk).update(must_read_within=0)
    Alert.objects.all().delete()
    assert tell(now + timedelta(minutes=50)) == 0
