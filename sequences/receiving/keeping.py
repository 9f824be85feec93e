"""Keeping a mail before anybody looks into it: the bytes first, once, by whatever door it came."""

from __future__ import annotations

from datetime import datetime
from hashlib import sha256

from django.db import transaction

from followup.lib.mailtext import LARGEST, headers, mime
from leads.models import User
from sequences.models import Mailbox, ReceivedMail
from sequences.signals import mail_kept


def keep(
    raw: bytes,
    *,
    door: str,
    now: datetime,
    mailbox: Mailbox | None = None,
    is_ours: bool = False,
) -> ReceivedMail | None:
    """The row of a mail that just came, committed with the caller's transaction; None when it is
    here already. Of more than 40 MB the beginning is kept, which holds the words.

    `is_ours`: it was found in the folder of what a person here has sent.
    """
    if not raw.strip():
        return None
    owner: User | None = mailbox.owner if mailbox else None
    with transaction.atomic():
        mail, is_new = ReceivedMail.objects.get_or_create(
            identity=identity(raw),
            defaults={
                "door": door,
                "mailbox": mailbox,
                "owner": owner,
                "raw": raw[:LARGEST],
                "received_at": now,
                "retry_at": now,
                "facts": {"sent_folder": True} if is_ours else {},
            },
        )
        if not is_new:
            return None
        mail_kept.send(sender=ReceivedMail, mail=mail)
        return mail


def identity(raw: bytes) -> str:
    """The same for one mail by every door: what its sender wrote into the head, not what servers
    put there on the way. A mail without an id or a date of its own is known by its bytes."""
    fields, _ = mime.split_head(raw[:1_000_000])
    part = mime.Part(fields)
    ids = headers.ids(part, "message-id")
    said = [
        ids[0] if ids else "",
        part.first("date"),
        *headers.addresses(part, "from")[:1],
        headers.words(part.first("subject")),
    ]
    if not ids or not part.first("date"):
        return sha256(b"bytes\0" + raw).hexdigest()
    return sha256("\0".join(["head", *said]).encode("utf-8", "replace")).hexdigest()
