"""A draft as one line of a queue says it: worked out here, so that the page only writes it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString

from followup.lib.days import age, named
from leads.models import User
from reviews.lines import Line
from reviews.models import Draft
from sequences.models import Message, Touch

State = Draft.State
KEPT = 5_000  # lines whose markup is kept, some kilobytes each


@dataclass(frozen=True, slots=True)
class Chip:
    """What a line says about its draft; `tone`: bad, look, good, info, mine or plain."""

    tone: str
    icon: str
    text: str


@dataclass(frozen=True, slots=True)
class Row:
    """Everything the markup of a line depends on, in words: the same row is the same markup.
    `at` and `age` say when it was decided or became ready; `promised` is empty when it does not
    press."""

    pk: int
    href: str
    is_open: bool
    company: str
    at: str
    age: str
    title: str
    who: str
    chip: Chip
    has_no_step: bool
    promised: str
    is_due: bool
    holder: str
    card: None = None  # what tells it from the line of a card

    @property
    def html(self) -> SafeString:
        return _drawn(self)


@lru_cache(maxsize=KEPT)
def _drawn(row: Row) -> SafeString:
    """A queue is polled far more often than it changes."""
    return render_to_string("reviews/row.html", {"row": row})


DONE = {
    State.SENT: Chip("good", "check", "Sent"),
    State.REJECTED: Chip("plain", "", "Rejected"),
    State.FAILED: Chip("bad", "circle-alert", "Not written"),
}
UNKNOWN = Chip("bad", "mail-question", "May have been sent")
ASKED = Chip("info", "users", "Manager first")
LATE = Chip("bad", "clock", "Late")
BACK = Chip("bad", "reply", "Came back")
SENSITIVE = Chip("look", "shield-alert", "Sensitive")
BACKED = Chip("good", "circle-check", "Backed")
YOURS = Chip("mine", "pencil", "Yours")


def row(line: Line, *, user: User, queue: str, opened: int | None, now: datetime) -> Row:
    """The line of a draft in a queue; `opened` is the draft that stands beside it."""
    local = timezone.localtime(now)
    promised = line.promised_for if line.state in {State.READY, State.SNOOZED} else None
    own = line.owner == user.pk
    return Row(
        pk=line.pk,
        href=f"{reverse('draft', args=[line.pk])}?queue={queue}",
        is_open=line.pk == opened,
        company=line.company,
        at=timezone.localtime(line.at).isoformat() if line.at else "",
        age=age(line.at, now=local),
        title=line.subject or line.call or _untitled(line),
        who=line.name if own else f"{line.name} · {line.owner_name.split()[0]}’s",
        chip=chip(line),
        has_no_step=line.next_step_missing and line.desk == "ready",
        promised=named(promised, today=local.date()) if promised else "",
        is_due=promised is not None and promised <= local.date(),
        holder=line.holder or "",
    )


def chip(line: Line) -> Chip:
    """The one thing to know first about a draft."""
    if line.state == State.APPROVED:
        if line.message_state == Message.State.UNKNOWN:
            return UNKNOWN
        return Chip("info", "clock", f"{timezone.localtime(line.send_at):%a %H:%M}")
    if line.state == State.SNOOZED:
        return Chip("plain", "alarm-clock", f"{timezone.localtime(line.snoozed_until):%a %-d %b}")
    return DONE.get(State(line.state)) or _waiting(line)


def _waiting(line: Line) -> Chip:
    if line.asked_by is not None:
        return ASKED
    if line.touch_state == Touch.State.LATE:
        return LATE
    if line.note:
        return BACK
    if line.kind == Draft.Kind.BRIEF:
        return SENSITIVE
    if line.to_check:
        return Chip("look", "triangle-alert", f"{line.to_check} to check")
    return BACKED if line.backed else YOURS


def _untitled(line: Line) -> str:
    return "Sensitive call" if line.kind == Draft.Kind.BRIEF else "No subject"
