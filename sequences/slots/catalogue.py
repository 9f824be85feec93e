"""The slots there are, each of a type: what fills it, and what it may rest on."""

from __future__ import annotations

import difflib
import re
from dataclasses import dataclass
from typing import Literal

Kind = Literal["record", "library", "machine"]


@dataclass(frozen=True, slots=True)
class Slot:
    """`kind` is `record` (what we know about a person or company), `library` (words an admin
    approved) or `machine` (restated from a call or a form, with its evidence). `needs` is the
    record that must be there: `call`, `event` or nothing."""

    name: str
    label: str
    kind: Kind
    example: str
    needs: Literal["", "call", "event"] = ""

    @property
    def is_substance(self) -> bool:
        """Whether a mail can be about it: more than names."""
        return bool(self.needs) or self.kind != "record"


_ALL = (
    Slot("lead.first_name", "Their first name", "record", "Hannah"),
    Slot("lead.name", "Their name", "record", "Hannah Weir"),
    Slot("lead.title", "Their job title", "record", "Head of logistics"),
    Slot("account.name", "Their company", "record", "Corvane"),
    Slot("account.industry", "Their industry", "record", "logistics"),
    Slot("rep.first_name", "The rep's first name", "record", "Maya"),
    Slot("rep.name", "The rep's name", "record", "Maya Okafor"),
    Slot("rep.title", "The rep's job title", "record", "Account executive"),
    Slot("call.day", "The day of the call", "record", "18 November", "call"),
    Slot("call.title", "What the call was called", "record", "Discovery call", "call"),
    Slot("call.recap_point", "Something said on the call", "machine",
         "You ship 40 parcels a day.", "call"),
    Slot("call.promise", "A promise of ours that is still open", "machine",
         "I will send the pricing breakdown by Friday.", "call"),
    Slot("call.their_promise", "A promise of theirs that is still open", "machine",
         "You will check with your legal team.", "call"),
    Slot("call.next_step", "The agreed next step", "machine",
         "Thursday at ten (20 November).", "call"),
    Slot("call.question", "A question they asked that is still open", "machine",
         "You asked: “Does it run on our own servers?”", "call"),
    Slot("event.day", "The day they wrote or signed up", "record", "18 November", "event"),
    Slot("event.said", "What they wrote in the form, quoted", "machine",
         "“We compare three tools.”", "event"),
    Slot("library.pain_question", "An approved question for their industry and title", "library",
         "How do you plan rush orders today?"),
    Slot("library.case_study", "An approved case study for their industry and title", "library",
         "A haulier cut its rush orders by half."),
)  # fmt: skip
SLOTS: dict[str, Slot] = {slot.name: slot for slot in _ALL}


# How other tools and people call what a slot begins with.
_SAID = {"company": "account.name", "contact": "lead", "prospect": "lead", "sender": "rep",
         "me": "rep", "my": "rep", "user": "rep", "meeting": "call"}  # fmt: skip


def nearest(name: str) -> list[str]:
    """Up to three slots that may have been meant, the likeliest first."""
    plain = name.strip().lower().replace(" ", "_").replace("-", "_")
    for said, group in _SAID.items():
        plain = re.sub(rf"^{said}(?=[._]|$)", group, plain)
    found = difflib.get_close_matches(plain, SLOTS, n=3, cutoff=0.6)
    if not found:
        tail = plain.rpartition(".")[2]
        found = [known for known in SLOTS if tail and tail in known.split(".")]
    if not found:
        group = plain.partition(".")[0]
        found = [known for known in SLOTS if known.startswith(f"{group}.")]
    return found[:3]
