"""What comes back: a received mail, read.

    read(raw) -> ReadMail(kind="reply", text="Friday works for us.", …)

Conventions (docs/mail.md says why):

- Fields decide whether a machine sent a mail, never its words. In doubt a person did.
- `text` is what its sender newly wrote: quoted lines, the thread below, signatures, device lines,
  disclaimers and list footers are cut. Plain text is preferred, HTML is read where there is none.
- A bounce is hard only when the address is dead.

Pure: no clock, no database, no network. No input raises; the work grows linearly with the mail.
"""

from __future__ import annotations

from followup.lib.mailtext import (
    automatic,
    bounces,
    complaints,
    headers,
    html,
    meetings,
    mime,
    quotes,
    returning,
    unsubscribe,
)
from followup.lib.mailtext.mime import LARGEST
from followup.lib.mailtext.schema import Bounce, Kind, ReadMail

__all__ = ["LARGEST", "Bounce", "Kind", "ReadMail", "new_words", "read", "refusal"]

new_words = quotes.new_words


def read(raw: bytes) -> ReadMail:
    """What a mail is and says. `raw` is the mail as it came; without fields it is a body alone."""
    mail = mime.parts(raw)
    top = mail[0]
    bounce, is_report = bounces.read(mail)
    complained, complainant = complaints.read(mail)
    meeting = meetings.answer(mail)
    text = new_words(body(mail))
    subject = headers.words(top.first("subject"))
    kind: Kind = person_or_machine(mail, text, subject)
    if complained:
        kind, bounce = "complaint", None
    elif bounce:
        kind = "bounce"
    elif is_report or complaints.is_report(mail) or is_receipt(top):
        kind = "other"
    elif meeting:
        kind = "reply"
    sent = headers.moment(top)
    return ReadMail(
        kind=kind,
        text=text,
        bounce=bounce,
        return_date=returning.day(text, sent=sent) if kind == "auto_reply" and sent else None,
        meeting=meeting,
        complainant=complainant,
        message_id=next(iter(headers.ids(top, "message-id")), ""),
        in_reply_to=headers.ids(top, "in-reply-to"),
        references=headers.ids(top, "references"),
        sender=automatic.sender(top),
        recipients=headers.addresses(top, "to", "cc"),
        subject=subject,
    )


def person_or_machine(mail: list[mime.Part], text: str, subject: str) -> Kind:
    """The kind of a mail that is no report: who sent it, and whether it asks for no more."""
    if unsubscribe.wished("", subject):  # a mail program's own button may send it as a machine
        return "unsubscribe"
    who = automatic.sent_by(mail[0])
    if who == "answering machine":
        return "auto_reply"
    if who == "machine":
        return "other"
    return "unsubscribe" if unsubscribe.wished(text, subject) else "reply"


def is_receipt(top: mime.Part) -> bool:
    """A report that is no bounce: it was read, it was deleted (RFC 8098)."""
    kind = top.parameters.get("report-type", "").lower()
    return top.kind == "multipart/report" and kind == "disposition-notification"


def body(mail: list[mime.Part]) -> str:
    """The words of the mail: of each choice its plain text, else its HTML as text."""
    said: dict[int, dict[str, list[str]]] = {}
    for part in mail:
        if part.kind in ("text/plain", "text/html") and not part.attached:
            text = part.text()
            words = html.to_text(text) if part.kind == "text/html" else text
            if words.strip():
                said.setdefault(part.choice, {}).setdefault(part.kind, []).append(words)
    chosen = (kinds.get("text/plain") or kinds["text/html"] for kinds in said.values())
    return "\n".join(words for texts in chosen for words in texts)


def refusal(raw: bytes) -> str:
    """Why a file is no mail, as a sentence; empty when it may be one."""
    if not raw.strip():
        return "The file is empty."
    if len(raw) > mime.LARGEST:
        return f"The file is larger than {mime.LARGEST // 1_000_000} MB."
    fields, _ = mime.split_head(raw)
    sample = raw[:4_096]
    if fields:
        return ""
    if b"\0" in sample or sum(byte < 32 and byte not in b"\t\n\r\f\x1b" for byte in sample) > 8:
        return "The file is no mail: it has no header fields and is no text."
    return ""
