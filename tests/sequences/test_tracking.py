"""Opens and clicks: off unless wanted, part of the approved mail, machines told from people."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from reviews import decisions
from reviews.letter import mail_for
from reviews.models import Draft
from sequences import tracking
from sequences.models import Engagement, Message, Organisation, TrackedLink
from tests import factories
from tests.roles import role
from tests.rules.making import sql

pytestmark = pytest.mark.django_db
LINK = "https://ours.example/pricing?plan=a&seats=40"
PERSON = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"


def draft() -> Draft:
    return factories.draft(body=[f"The pricing is at {LINK} for you."])


def approved(*, sent_ago: timedelta = timedelta(hours=1)) -> Message:
    of = draft()
    by = of.lead.owner
    with_sign_in = factories.sign_in(by)
    with role("web"):
        message = decisions.approve(
            of.pk, by=by, sign_in=with_sign_in, seen=factories.seen(of, by), now=timezone.now()
        )
    _sent(message, timezone.now() - sent_ago)
    return message


def _sent(message: Message, moment: object) -> None:
    sql("SET CONSTRAINTS ALL IMMEDIATE")
    sql("ALTER TABLE sequences_message DISABLE TRIGGER USER")
    Message.objects.filter(pk=message.pk).update(state="sent", sent_at=moment)
    sql("SET CONSTRAINTS ALL IMMEDIATE")
    sql("ALTER TABLE sequences_message ENABLE TRIGGER USER")


def switch_on(**which: bool) -> None:
    Organisation.objects.update(**which)


def get(client: Client, link: TrackedLink, agent: str = PERSON) -> int:
    with role("web"):
        kind = "l" if link.url else "o"
        return client.get(f"/{kind}/{link.token}", headers={"user-agent": agent}).status_code


def test_mail_is_untouched_unless_the_organisation_wants_it() -> None:
    of = draft()
    mail = mail_for(of, sender=of.lead.owner)
    assert "/l/" not in mail.html
    assert "<img" not in mail.html
    approved()
    assert not TrackedLink.objects.exists()


def test_what_is_approved_has_its_links_led_and_its_text_as_it_was() -> None:
    switch_on(tracks_clicks=True, tracks_opens=True)
    message = approved()
    links = {link.url: link.token for link in TrackedLink.objects.all()}
    assert links.keys() == {LINK, ""}
    assert f"/l/{links[LINK]}" in message.html
    assert f"/o/{links['']}" in message.html
    assert LINK in message.body
    assert "/l/" not in message.body


def test_click_goes_to_the_approved_address_whatever_the_request_says(client: Client) -> None:
    switch_on(tracks_clicks=True)
    message = approved()
    link = TrackedLink.objects.get()
    with role("web"):
        answer = client.get(
            f"/l/{link.token}?url=https://evil.example&next=//evil.example",
            headers={"user-agent": PERSON},
        )
    assert (answer.status_code, answer["Location"]) == (302, LINK)
    seen = Engagement.objects.get()
    assert (seen.kind, seen.lead, seen.message, seen.is_automatic) == (
        "click",
        message.lead,
        message,
        False,
    )


@pytest.mark.parametrize(
    ("agent", "label"),
    [
        ("Mozilla/5.0 (Windows NT 5.1; rv:11.0) Gecko Firefox/11.0 (via ggpht.com GoogleImageProxy)", "Gmail's image proxy"),
        ("Mozilla/5.0", "Apple's privacy proxy"),
        ("Barracuda Sentinel (EE)", "a security scanner"),
        ("python-requests/2.31", "a program"),
        ("", "a program"),
        (PERSON, ""),
    ],
)  # fmt: skip
def test_machines_are_told_from_people(agent: str, label: str) -> None:
    assert tracking.automatic(agent=agent, since_sent=timedelta(hours=1)) == label


def test_whoever_follows_every_link_at_once_is_a_scanner(client: Client) -> None:
    switch_on(tracks_clicks=True)
    approved(sent_ago=timedelta(seconds=3))
    assert get(client, TrackedLink.objects.get()) == 302
    assert Engagement.objects.get().label == "a scanner, at once"


def test_asking_again_and_again_tells_nothing_more(client: Client) -> None:
    switch_on(tracks_opens=True)
    approved()
    link = TrackedLink.objects.get()
    assert {get(client, link) for _ in range(5)} == {200}
    assert Engagement.objects.count() <= 2  # a minute may have ended in between


def test_switched_off_later_nothing_is_kept_and_links_still_work(client: Client) -> None:
    switch_on(tracks_clicks=True)
    approved()
    switch_on(tracks_clicks=False)
    assert get(client, TrackedLink.objects.get()) == 302
    assert not Engagement.objects.exists()


@pytest.mark.parametrize("path", ["/l/nothing", "/o/nothing"])
def test_address_that_was_never_approved_leads_nowhere(client: Client, path: str) -> None:
    assert client.get(path).status_code == 404
