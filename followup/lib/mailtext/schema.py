"""What a received mail is understood to be: the public answer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

Kind = Literal["reply", "auto_reply", "bounce", "complaint", "unsubscribe", "other"]
Answer = Literal["", "accepted", "declined", "tentative", "counter"]


@dataclass(frozen=True, slots=True)
class Bounce:
    """A mail of ours that did not arrive.

    `hard` means the address is dead: nobody is there, no such domain, moved away. A full mailbox,
    a block, spam, policy, size, a disabled account and everything temporary are not hard. `status`
    is an RFC 3463 code or empty, `recipient` the address that failed, lower case, or empty.
    `reason` is a word for people: unknown_user, unknown_domain, moved, no_mail, full, blocked, …
    """

    hard: bool
    status: str
    recipient: str
    reason: str


@dataclass(frozen=True, slots=True)
class ReadMail:
    """A received mail. Every text is NFC, without control characters; addresses are lower case.

    `kind` is what it is; anything in doubt is a `reply`. `text` is what its sender newly wrote,
    without quoted thread, signature and disclaimers. `return_date` is the day somebody away said
    to be back (only for `auto_reply`). `complainant` is the address an abuse report is about.
    `meeting` is the answer to an invitation; such a mail is a `reply` whoever's calendar sent it.
    `message_id`, `in_reply_to` and `references` keep their angle brackets.
    """

    kind: Kind
    text: str
    bounce: Bounce | None = None
    return_date: date | None = None
    meeting: Answer = ""
    complainant: str = ""
    message_id: str = ""
    in_reply_to: tuple[str, ...] = ()
    references: tuple[str, ...] = ()
    sender: str = ""
    recipients: tuple[str, ...] = ()
    subject: str = ""

    @property
    def is_meeting_reply(self) -> bool:
        """True when somebody's calendar answered an invitation."""
        return self.meeting != ""
