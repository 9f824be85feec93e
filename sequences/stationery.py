"""What mails carry besides their words: the mailbox they leave from, the conversation they answer,
who we say we are. Asked for once, however many mails one person is about to read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from django.db.models import Min

from followup.lib.prepared import MANY, Prepared, among
from leads.models import User
from sequences import conversation, mailboxes
from sequences.conversation import Last, Thread
from sequences.models import Mailbox, Organisation, Step, Touch


@dataclass(frozen=True, slots=True)
class Stationery:
    """`lately`: the last mails with each lead, by its id. `firsts`: the position of the first step
    of each version of a sequence, by the version's id."""

    mailbox: Mailbox | None
    organisation: Organisation
    lately: Mapping[int, Sequence[Last]]
    firsts: Mapping[int, int]

    def thread(self, touch: Touch, *, now: datetime) -> Thread | None:
        """The conversation that a mail of this touch could answer."""
        return conversation.among(self.lately.get(touch.enrollment.lead_id, ()), now=now)

    def is_automatic(self, touch: Touch) -> bool:
        """Whether a plan brought this mail up, rather than a conversation that was just held."""
        if touch.enrollment.call_id is None:
            return True
        return touch.step.position > self.firsts[touch.step.version_id]


def of(touches: Iterable[Touch], *, sender: User) -> Stationery:
    """What mails of these touches carry when `sender` sends them: four queries, however many."""
    found = list(touches)
    return Stationery(
        mailbox=mailboxes.for_sender(sender),
        organisation=Organisation.own(),
        lately=conversation.lately({touch.enrollment.lead_id for touch in found}),
        firsts=dict(_firsts().ask({MANY: [touch.step.version_id for touch in found]})),
    )


@cache
def _firsts() -> Prepared[Any]:
    steps = Step.objects.filter(among("version")).order_by()
    return Prepared(steps.values_list("version").annotate(first=Min("position")))
