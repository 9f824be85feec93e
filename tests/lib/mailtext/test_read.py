"""A mail in, what it is and says out."""

from __future__ import annotations

from followup.lib.mailtext import read


def mail(body: str, *fields: str) -> bytes:
    """A mail with those header fields and that body."""
    head = ["From: Jane Roe <jane@buyer.example>", "To: sam@seller.example", *fields]
    if not any(field.lower().startswith("content-type") for field in fields):
        head.append("Content-Type: text/plain; charset=utf-8")
    return "\r\n".join([*head, "", *body.split("\n")]).encode()


def test_a_mail_of_a_person_is_a_reply_with_its_new_words() -> None:
    found = read(
        mail(
            "Friday works.\n\nOn Tue, 5 May 2026 at 10:00, Sam <sam@seller.example> wrote:\n> Friday?"
        )
    )
    assert (found.kind, found.text) == ("reply", "Friday works.")
