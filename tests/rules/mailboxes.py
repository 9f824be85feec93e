"""Mailboxes as they should be, and acts that make them as they should not."""

from __future__ import annotations

from datetime import date

from django.utils import timezone

from sequences.models import MailboxDay, Message, Rest, SendingDomain
from tests import factories
from tests.rules.making import Act, changed, in_one, message, twice


def sending_domain() -> SendingDomain:
    return SendingDomain.objects.create(domain="ours.example")


CASES: dict[str, Act] = {
    "mailbox_one_sends": twice(lambda: factories.mailbox(shared=True)),
    "mailbox_kind_known": changed(factories.mailbox, kind="x"),
    "mailbox_address_lower": changed(factories.mailbox, address="Maya@ours.example"),
    "mailbox_address_given": changed(factories.mailbox, address=""),
    "mailbox_smtp_has_host": changed(factories.mailbox, smtp_host=""),
    "mailbox_service_known": changed(factories.mailbox, service="mailgun"),
    "mailbox_esp_has_service": changed(factories.mailbox, kind="esp"),
    "mailbox_security_known": changed(factories.mailbox, smtp_security="x"),
    "mailbox_sign_in_known": changed(factories.mailbox, sign_in="x"),
    "mailbox_port_possible": changed(factories.mailbox, smtp_port=0),
    "mailbox_cap_possible": changed(factories.mailbox, daily_cap=0),
    "mailbox_pause_has_reason": changed(factories.mailbox, paused_at=timezone.now()),
    "mailbox_paused_by_pauses": lambda: changed(factories.mailbox, paused_by=factories.user())(),
    "mailbox_zone_known": changed(factories.mailbox, time_zone="Mars/Base"),
    "mailboxday_once": in_one(
        MailboxDay.objects.create, factories.mailbox, "mailbox", day=date(2026, 3, 2)
    ),
    "sendingdomain_lower": lambda: SendingDomain.objects.create(domain="Ours.example"),
    "sendingdomain_held_has_reason": changed(sending_domain, held_at=timezone.now()),
    "rest_once": twice(lambda: Rest.objects.create(domain="theirs.example")),
    "message_html_bounded": lambda: message(html="x" * 800_001),
    "message_unsubscribe_is_address": lambda: message(unsubscribe="https://x.example/> y"),
}


def through_a_foreign_mailbox() -> Message:
    """A message that would leave from the mailbox of somebody who did not approve it."""
    return message(mailbox=factories.mailbox(), sender="a@ours.example")
