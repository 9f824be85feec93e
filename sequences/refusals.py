"""The gate's codes in words a rep can act on."""

from __future__ import annotations

import re

from django.db import DatabaseError

WORDS = {
    "session": "Your sign-in has ended. Sign in again and approve once more.",
    "right": "You may not approve mail to this person. Ask the lead's owner or their manager.",
    "touch": "This draft does not belong to this person. Go back to the inbox and open it again.",
    "stopped": "Something happened in this conversation since the draft was approved. "
    "Read what is new, then approve again.",
    "stale": "The record has grown since this was written. Refresh the draft and read it again.",
    "suppressed": "This person asked not to be written to, or the address does not work. "
    "No mail goes out.",
    "copy": "Somebody in copy asked not to be written to, or their address does not work. "
    "Take them out and approve again.",
    "headers": "Subject, copies or your name hold characters that mail cannot carry, or are too "
    "long. Type them again.",
    "long": "The mail is too long. Shorten it.",
    "recipient": "The address has changed since this was written. "
    "Open the draft again and check it.",
    "expired": "The approval is too old. Read the draft again and approve it anew.",
    "words": "The words are not the ones that were approved. Open the draft and approve it anew.",
    "second": "A mail about a sensitive matter needs a second person. Hand it over or ask your "
    "manager.",
    "unapproved": "Nobody approved this mail.",
    "paused": "The sequence is paused. The mail waits until somebody resumes it.",
    "ended": "The sequence was stopped. Start it again before approving.",
    "colleague": "A colleague of theirs has answered since. Read the answer, then approve again.",
    "away": "They are out of office. The mail waits until they are back.",
    "early": "It is outside the hours in which this person is written to. The mail waits for them.",
    "late": "Its time went by before it was sent. Read it again and choose a new moment.",
    "listed": "Their address or company is on the list of those we never write to. No mail.",
    "cap": "The mailbox has sent what it may send in a day. The mail waits for the next day.",
    "mailbox": "The mailbox it would leave from is paused. The mail waits until it works again.",
    "foreign": "The mailbox this would leave from is not yours, or was switched off. Open the "
    "draft again: it takes the mailbox you have now.",
    "domain": "The domain it would leave under does not prove its mail genuine, so it would "
    "be refused. It waits until an admin has mended that.",
    "resting": "The mail server failed several times in a row. The mail waits a little and tries "
    "again.",
    "blind": "Replies have not been read for a while. The mail waits until they have been.",
    "consent": "They have not agreed to text messages, or took it back. Nothing goes by SMS "
    "without that: note their word under Settings, Privacy, or write a mail.",
    "night": "It is night where they are. The text message waits until eight in the morning, "
    "their time.",
    "texts": "As many text messages have gone as may go within 24 hours. It waits for its turn; an "
    "admin sets the number under Settings, Organisation.",
    "moved": "The call this rests on was with somebody else, so it was withdrawn. Nothing of it "
    "goes out.",
    "undone": "Taken back before it was sent.",
}
# What a person can mend although no page keeps them from writing it.
CONSTRAINTS = {"message_headers_safe": "headers", "message_body_bounded": "long"}


class GateRefused(Exception):
    """The database said no. `code` is stable, `str()` is for a rep."""

    def __init__(self, code: str) -> None:
        self.code = code
        super().__init__(code)

    def __str__(self) -> str:
        return words(self.code)


def words(code: str) -> str:
    """The sentence for a code; anything else is a mail server's own words and stays as it is."""
    return WORDS.get(code, code)


def from_database(error: DatabaseError) -> GateRefused | None:
    """The refusal behind a database error, or None when it is another kind of error."""
    found = re.match(r"gate: (\w+)", str(error))
    if found and found[1] in WORDS:
        return GateRefused(found[1])
    if "value too long" in str(error):  # a name that takes more than a header line when encoded
        return GateRefused("headers")
    named = (code for constraint, code in CONSTRAINTS.items() if constraint in str(error))
    code = next(named, None)
    return GateRefused(code) if code else None
