"""From a kept mail to what follows from it, in one transaction under its lead's lock."""

from __future__ import annotations

import logging
from dataclasses import replace
from datetime import datetime, timedelta

from django.db import transaction

from followup.lib import mailtext
from followup.lib.mailtext import ReadMail, headers, mime
from leads.models import Lead
from sequences import outbox
from sequences.models import ReceivedMail
from sequences.receiving import consequences
from sequences.receiving.matching import Match, is_one_of_us, leads_at, match
from sequences.signals import mail_understood

log = logging.getLogger(__name__)
BETWEEN_TRIES = timedelta(minutes=1)
_BY_HAND = ("reply", "unsubscribe")
TRIES = 5  # after which a mail that cannot be read is taken for a person's, unread


def understand(mail_id: int, *, now: datetime) -> ReceivedMail | None:
    """Say what a kept mail is and whose, and draw its consequences. None: somebody else did.

    Safe to run twice, and by two at once. A mail that cannot be read is tried again by the sweep,
    and in the end stands before a person as it came.
    """
    waiting = ReceivedMail.objects.filter(pk=mail_id, understood_at=None)
    kept = waiting.first()
    if kept is None:
        return None
    waiting.update(retry_at=now + BETWEEN_TRIES * 2**kept.attempts, attempts=kept.attempts + 1)
    raw = bytes(kept.raw)
    read = _read(raw, is_last_try=kept.attempts >= TRIES)
    if kept.facts.get("sent_folder") or _is_own_mail(read):
        return _of_ours(kept, read, now=now)
    return _of_theirs(kept, read, match(read, raw), now=now)


def _read(raw: bytes, *, is_last_try: bool) -> ReadMail:
    if not is_last_try:
        return mailtext.read(raw)
    log.error("a mail cannot be read; a person has to")
    fields, _ = mime.split_head(raw[:1_000_000])
    top = mime.Part(fields)
    return ReadMail(
        kind="reply",
        text="",
        message_id=next(iter(headers.ids(top, "message-id")), ""),
        in_reply_to=headers.ids(top, "in-reply-to"),
        references=headers.ids(top, "references"),
        sender=next(iter(headers.addresses(top, "from")), ""),
        recipients=headers.addresses(top, "to", "cc"),
        subject=headers.words(top.first("subject")),
    )


def _is_own_mail(read: ReadMail) -> bool:
    """A person of ours wrote to a lead and had a copy come here."""
    return read.kind == "reply" and is_one_of_us(read.sender) and bool(leads_at(read.recipients))


def _of_theirs(
    kept: ReceivedMail, read: ReadMail, found: Match, *, now: datetime
) -> ReceivedMail | None:
    with transaction.atomic():
        lead = _locked(found.lead)
        mail = _mine(kept)
        if mail is None:
            return None
        _fill(mail, read, now=now)
        mail.lead, mail.matched_by, mail.answers = lead, found.by, found.answers
        if mail.owner is None and found.answers is not None:
            mail.owner = found.answers.approval.approver
        mail.save()
        if lead is not None:
            consequences.follow(mail, lead=lead, now=now)
        mail_understood.send(sender=ReceivedMail, mail=mail)
        return mail


def _of_ours(kept: ReceivedMail, read: ReadMail, *, now: datetime) -> ReceivedMail | None:
    """A mail somebody here wrote by hand ends, for everybody it went to, what runs by itself."""
    with transaction.atomic():
        leads = leads_at(read.recipients)
        locked = [one for one in map(_locked, leads) if one is not None]
        mail = _mine(kept)
        if mail is None:
            return None
        own = consequences.copy_of_ours(read)
        _fill(mail, replace(read, kind="reply"), now=now)
        mail.kind = ReceivedMail.Kind.OURS
        if locked:
            mail.lead, mail.matched_by = locked[0], ReceivedMail.MatchedBy.ADDRESS
        mail.answers = own
        mail.save()
        if own is not None:
            outbox.prove(own.message_id, where="It stands in the folder of sent mail.")
        elif read.kind in _BY_HAND:  # an answering machine of ours is nobody's hand
            consequences.written_by_hand(mail, leads=locked)
        mail_understood.send(sender=ReceivedMail, mail=mail)
        return mail


def _locked(lead: Lead | None) -> Lead | None:
    return Lead.objects.select_for_update(no_key=True).get(pk=lead.pk) if lead else None


def _mine(kept: ReceivedMail) -> ReceivedMail | None:
    """The row, locked behind its lead's; None when another process was faster."""
    rows = ReceivedMail.objects.select_for_update(no_key=True, of=("self",))
    return rows.filter(pk=kept.pk, understood_at=None).first()


def _fill(mail: ReceivedMail, read: ReadMail, *, now: datetime) -> None:
    """What the mail says of itself, cut to what the columns hold."""
    mail.kind, mail.understood_at = read.kind, now
    mail.message_id = read.message_id[:998]
    mail.in_reply_to = next(iter(read.in_reply_to), "")[:998]
    mail.references = " ".join(read.references)
    mail.sender, mail.recipients = read.sender[:320], list(read.recipients[:200])
    mail.subject, mail.text = read.subject[:998], read.text
    mail.return_date = read.return_date
    if read.bounce:
        mail.facts = mail.facts | {
            "hard": read.bounce.hard,
            "status": read.bounce.status,
            "reason": read.bounce.reason,
            "recipient": read.bounce.recipient,
        }
    if read.meeting:
        mail.facts = mail.facts | {"meeting": read.meeting}
    if read.complainant:
        mail.facts = mail.facts | {"complainant": read.complainant}
