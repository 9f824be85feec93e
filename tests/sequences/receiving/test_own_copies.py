"""Copies of our own mail in a Sent folder, told from what people wrote there by hand."""

from __future__ import annotations

from email.message import EmailMessage
from email.policy import SMTP

import pytest

from leads.models import Lead
from sequences.layout import as_html
from sequences.models import Message, ReceivedMail
from tests import factories
from tests.rules import making
from tests.sequences.receiving import mails

pytestmark = pytest.mark.django_db
BODY = "Hello Priya,\n\nthanks for the call. Agreed:\n- the pilot\n- the price\n\nBest,\nMaya"


def stops(lead: Lead) -> list[str]:
    return list(lead.stop_events.order_by("pk").values_list("kind", flat=True))


def swapped(text: str, names: dict[str, str]) -> str:
    for name, value in names.items():
        text = text.replace(name, value)
    return text


def message_of(body: str) -> Message:
    return making.message(
        factories.draft(factories.touch(factories.call(), state="drafted")), body=body
    )


def sent_by_hand(message: Message, **fields: str) -> ReceivedMail:
    """A mail of the lead's owner to the lead, under an id that their provider gave."""
    given = {
        "sender": message.lead.owner.email,
        "to": message.to,
        "text": message.body,
        "message_id": "<given-by-the-provider@x>",
        "references": message.message_id,
    }
    return mails.received(mails.raw(**given | fields))


@pytest.mark.parametrize(
    "text", [BODY, BODY.replace("\n", "\n\n"), BODY.replace("- ", "* ").replace(",\n", ", \n")]
)
def test_copy_of_what_followup_sent_is_nobodys_own_mail(text: str) -> None:
    message = message_of(BODY)
    mail = sent_by_hand(message, text=text)
    assert (mail.kind, mail.answers, stops(message.lead)) == ("ours", message, [])


def test_copy_is_known_by_its_id_whatever_stands_in_it() -> None:
    message = message_of(BODY)
    mail = sent_by_hand(message, text="x", message_id=message.message_id, references="<a@b>")
    assert (mail.answers, stops(message.lead)) == (message, [])


def test_copy_that_a_provider_keeps_as_html_alone_is_a_copy() -> None:
    message = message_of(BODY)
    html = EmailMessage(policy=SMTP)
    html["From"], html["To"], html["Subject"] = message.lead.owner.email, message.to, "s"
    html["Message-ID"], html["References"] = "<given@x>", message.message_id
    html.set_content(as_html(BODY), subtype="html")
    assert mails.received(html.as_bytes()).answers == message
    assert stops(message.lead) == []


@pytest.mark.parametrize(
    "by_hand",
    [
        {"text": "Hello"},
        {"text": "Hello Priya"},
        {"text": BODY[:-12]},
        {"text": f"{BODY}\n\nPS: one more thing."},
        {"text": "> quoted"},
        {"in_reply_to": "<ours>"},
        {"references": "<ours> <their-answer@theirs.example>"},
        {"to": "colleague"},
    ],
    ids=str,
)
def test_mail_by_hand_in_our_own_thread_is_no_copy(by_hand: dict[str, str]) -> None:
    message = message_of(BODY)
    colleague = factories.lead()
    names = {"<ours>": message.message_id, "colleague": colleague.email}
    fields = {key: swapped(value, names) for key, value in by_hand.items()}
    mail = sent_by_hand(message, **fields)
    assert mail.answers is None
    assert stops(colleague if "to" in by_hand else message.lead) == ["human_mail"]
