"""The thread a mail continues: what we last sent this person, or what they last sent us."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Any, NamedTuple

from followup.lib import prepared
from followup.lib.prepared import MANY, Prepared
from leads.models import Lead
from sequences.models import Message, ReceivedMail

STILL_WARM = timedelta(days=180)  # older mail is a conversation to begin anew, not to answer
MOST_REFERENCES = 900  # characters; the column and the line on the wire hold no more than 998
_ID = re.compile(r"<[!-;=?-~]+@[!-;=?-~]+>")
_MARKS = re.compile(
    r"^(?:\s*(?:re|aw|antw|antwort|sv|vs|odp|rif|ris|res|fw|fwd|wg|tr|rv|enc)(?:\[\d+\])?\s*[::])+\s*",
    re.IGNORECASE,
)


class Last(NamedTuple):
    """A mail that was sent or received, as far as an answer to it goes."""

    at: datetime
    message_id: str
    references: str
    subject: str


@dataclass(frozen=True, slots=True)
class Thread:
    """A conversation by mail: whose mail is answered, the ids before it, and what it is about."""

    in_reply_to: str
    references: str
    subject: str

    @property
    def answer(self) -> str:
        """The subject an answer carries: the same with one mark in front."""
        return f"Re: {self.subject}"[:400]


def thread_of(lead: Lead, *, now: datetime) -> Thread | None:
    """The youngest mail in either direction with this person; None when there is none to answer."""
    return among(lately({lead.pk}).get(lead.pk, ()), now=now)


def lately(leads: Collection[int]) -> dict[int, list[Last]]:
    """The last mail each lead had of us, and the last we had of them, by the lead's id."""
    found: dict[int, list[Last]] = {}
    for lead, *mail in _lately().ask({MANY: list(leads)}):
        found.setdefault(lead, []).append(Last._make(mail))
    return found


@cache
def _lately() -> Prepared[Any]:
    of_leads = prepared.among("lead")
    ours = (
        Message.objects.filter(
            of_leads, channel="email", state=Message.State.SENT, sent_at__isnull=False
        )
        .order_by("lead", "-sent_at")
        .distinct("lead")
        .values_list("lead", "sent_at", "message_id", "references", "subject")
    )
    theirs = (
        ReceivedMail.objects.filter(of_leads, kind__in=["reply", "ours"], erased_at=None)
        .exclude(message_id="")
        .order_by("lead", "-received_at")
        .distinct("lead")
        .values_list("lead", "received_at", "message_id", "references", "subject")
    )
    return Prepared(ours.union(theirs, all=True))


def among(mails: Iterable[Last], *, now: datetime) -> Thread | None:
    """The thread of the youngest of these, as long as it is still warm."""
    since = now - STILL_WARM
    found = [mail for mail in mails if mail.at >= since and _ID.fullmatch(mail.message_id)]
    if not found:
        return None
    _, message_id, references, subject = max(found)
    base = bare(subject)
    return Thread(message_id, chain(f"{references} {message_id}"), base) if base else None


def bare(subject: str) -> str:
    """A subject without the marks of answering and forwarding, in any common language."""
    return " ".join(_MARKS.sub("", subject).split())


def continues(subject: str, thread: Thread | None) -> bool:
    """Whether a mail of this subject belongs to the thread: mail programs go by the subject, too,
    and whoever writes another one begins another conversation."""
    return thread is not None and bare(subject).casefold() == thread.subject.casefold()


def chain(ids: str) -> str:
    """Message-IDs for References: each once, the first and as many of the last as there is room."""
    found = list(dict.fromkeys(_ID.findall(ids)))
    while len(" ".join(found)) > MOST_REFERENCES and len(found) > 1:
        del found[1 if len(found) > 2 else 0]
    return " ".join(found) if len(" ".join(found)) <= MOST_REFERENCES else ""
