"""The HTML part says what the plain text says, or the mail does not leave: a person read the text."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.conf import settings
from django.utils import timezone

from reviews import decisions
from sequences import dispatch, tracking
from sequences.layout import as_html
from sequences.models import Message, Organisation
from tests import factories
from tests.roles import role
from tests.rules.making import message
from tests.sequences.test_texting_races import Carrier

pytestmark = pytest.mark.django_db
BODY = "Hello Priya,\n\nthe price is at https://ours.example/p?a=1&b=2.\n\n- pilot\n- <b>bold</b>\n"
LED = f"{settings.SITE_URL}/l/{'a' * 40}"


def send(found: Message) -> str:
    Message.objects.filter(pk=found.pk).update(send_at=timezone.now() - timedelta(seconds=1))
    with role("sender"):
        (claim,) = dispatch.claim(worker="test")
        return dispatch.send(claim, channel=Carrier())


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("Hello Priya", "Hello Priya, the price is halved"),
        ("pilot", ""),
        ('<a href="https://ours.example', '<a href="https://evil.example'),
        ('<a href="https://ours.example/p?a=1&amp;b=2">', f'<a href="{LED[:-1]}">'),
        ("</body>", '<img src="https://evil.example/x.png" width="1" height="1" alt=""></body>'),
        ("</body>", "<!-- hidden --></body>"),
        ("</head>", "<style>p{display:none}</style></head>"),
        ("</p>", "<script>1</script></p>"),
        ("&lt;b&gt;", "<b>"),
    ],
)
def test_mail_whose_html_says_something_else_does_not_leave(old: str, new: str) -> None:
    html = as_html(BODY).replace(old, new)
    assert html != as_html(BODY)
    found = message(body=BODY, html=html)  # approved with these very bytes
    assert send(found) == "failed"
    found.refresh_from_db()
    assert "does not say what the plain text says" in found.reason


@pytest.mark.parametrize("tracks", [(False, False), (True, False), (False, True), (True, True)])
def test_what_a_person_approved_leaves_with_and_without_tracking(tracks: tuple[bool, bool]) -> None:
    Organisation.objects.update(tracks_opens=tracks[0], tracks_clicks=tracks[1])
    draft = factories.draft(body=["The price is at https://ours.example/p?a=1&b=2 for you."])
    by = draft.lead.owner
    found = decisions.approve(
        draft.pk,
        by=by,
        sign_in=factories.sign_in(by),
        seen=factories.seen(draft, by),
        now=timezone.now(),
    )
    assert ("/o/" in found.html, "/l/" in found.html) == tracks
    assert send(found) == "sent"


def test_dress_is_known_by_our_own_address_alone() -> None:
    plain = as_html(BODY)
    led = plain.replace('href="https://ours.example/p?a=1&amp;b=2"', f'href="{LED}"')
    assert tracking.is_dress_of(led, BODY)
    assert not tracking.is_dress_of(led.replace(LED, LED.replace("/l/", "/x/")), BODY)
    assert not tracking.is_dress_of(led.replace(LED, "https://evil.example/l/" + "a" * 40), BODY)
