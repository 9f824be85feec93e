"""A mail in, what it is and says out."""

from __future__ import annotations

from followup.lib.mailtext import read


def mail(body: str, *fields: str) -> bytes:
    """A mail with those header fields and that body."""
    head = ["To: sam@seller.example", *fields]
    if not any(field.lower().startswith("from:") for field in fields):
        head.append("From: Jane Roe <jane@buyer.example>")
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


def test_what_mail_is_matched_by_is_read() -> None:
    found = read(
        mail(
            "Yes.",
            "Message-ID: <3@buyer.example>",
            "In-Reply-To: <2@seller.example>",
            "References: <1@seller.example>",
            "\t<2@seller.example>",
            'Cc: "Poe, Tom <fake@else.example>" <Tom@Buyer.example>, tom@buyer.example',
            "Subject: =?utf-8?q?Re=3A_Gr=C3=BC=C3=9Fe?= =?utf-8?q?_an_alle?=",
        )
    )
    assert found.message_id == "<3@buyer.example>"
    assert found.in_reply_to == ("<2@seller.example>",)
    assert found.references == ("<1@seller.example>", "<2@seller.example>")
    assert found.sender == "jane@buyer.example"
    assert found.recipients == ("sam@seller.example", "tom@buyer.example")
    assert found.subject == "Re: Grüße an alle"


def test_nothing_in_a_mail_is_still_a_reply() -> None:
    found = read(mail(""))
    assert (found.kind, found.text) == ("reply", "")


def test_attached_files_are_not_the_words() -> None:
    body = "--b\nContent-Type: text/plain\n\nSee the file.\n--b\nContent-Type: text/plain\nContent-Disposition: attachment; filename=x.txt\n\nNot said.\n--b--\n"
    assert read(mail(body, "Content-Type: multipart/mixed; boundary=b")).text == "See the file."


def test_transfer_encodings_are_undone_as_far_as_they_are_obeyed() -> None:
    quoted = "Content-Transfer-Encoding: quoted-printable"
    coded = "Content-Transfer-Encoding: base64"
    assert read(mail("Gr=C3=BC=\n=C3=9Fe =ZZ", quoted)).text == "Grüße =ZZ"
    assert read(mail("R3LDvMOfZQ==", coded)).text == "Grüße"
    assert read(mail("R3LDvMOfZQ", coded)).text == "Grüße"
    assert (
        read(mail("Just words, never encoded at all.", coded)).text
        == "Just words, never encoded at all."
    )


def test_a_body_that_begins_like_a_field_is_a_body() -> None:
    assert read(b"Agreed: we start in June.\n\nJane").text == "Agreed: we start in June.\n\nJane"
