"""Which mails of a person's own mailbox are the product's business. All others are left alone:
they are not kept, not counted and not looked at again.

Of an address that is everybody's, or that exists for answers only, every mail is kept: what nobody
can match there, a person sorts.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from followup.lib import mailtext
from followup.lib.mailtext import ReadMail, automatic, mime
from sequences.models import Mailbox, Message, ReceivedMail
from sequences.receiving.matching import is_one_of_us, leads_at, match

ASKED_LATELY = timedelta(days=60)


def is_wanted(raw: bytes, *, mailbox: Mailbox, is_sent: bool, now: datetime) -> bool | None:
    """Whether to keep a mail, from its header fields alone or from all of it.

    None: the fields do not say; ask again with the whole mail (a server's report names inside
    whom it is about).
    """
    read = mailtext.read(raw)
    if is_sent:
        return bool(leads_at(read.recipients))
    if mailbox.owner_id is None:
        return True
    found = match(read, raw)
    if found.lead is not None:  # a company's newsletter is not a colleague's mail
        return found.by != ReceivedMail.MatchedBy.DOMAIN or read.kind != "other"
    if is_one_of_us(read.sender):
        return bool(leads_at(read.recipients))
    fields, body = mime.split_head(raw)
    if _is_report(fields) and not body.strip():
        return None
    return _answers_by_subject(read, mailbox=mailbox, now=now)


def _is_report(fields: dict[str, list[str]]) -> bool:
    top = mime.Part(fields)
    mime.describe(top)
    return (
        top.kind == "multipart/report"
        or automatic.null_sender(top)
        or automatic.is_daemon(top)
        or bool(top.first("x-failed-recipients"))
    )


def _answers_by_subject(read: ReadMail, *, mailbox: Mailbox, now: datetime) -> bool:
    """An answer without a thread, from an address nobody knows, under the subject of a mail that
    left from here lately: somebody's other account, perhaps. A person will say."""
    before, _, subject = read.subject.partition(":")
    if read.kind not in ("reply", "unsubscribe") or not subject.strip() or len(before) > 6:
        return False
    lately = Message.objects.filter(
        approval__approver=mailbox.owner_id, created_at__gte=now - ASKED_LATELY
    )
    return lately.filter(subject__iendswith=subject.strip()).exists()
