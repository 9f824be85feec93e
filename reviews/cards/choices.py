"""What can be chosen on which card, and in which words it is offered."""

from __future__ import annotations

from dataclasses import dataclass

from reviews.models import Card

K, C = Card.Kind, Card.Choice


@dataclass(frozen=True, slots=True)
class Offer:
    """One choice. `asks`: what the person says with it: a note, a day, whose it is, or nothing;
    `key`: its key on the keyboard. `hint` says what follows."""

    choice: str
    label: str
    icon: str
    key: str = ""
    asks: str = ""
    prompt: str = ""
    hint: str = ""


WAIT = Offer(
    C.WAIT, "Wait", "alarm-clock", "s", "day", "Ask again on", "The card comes back on that day."
)
CALL = Offer(C.CALL, "Call", "phone", "c", hint="A card with the number and what to talk about.")
CALLED = Offer(
    C.CALLED, "I called", "phone", "d", "note", "What came of it?", "It is kept with the card."
)
DISMISS = Offer(C.DISMISSED, "Nothing to do", "x", "r", "note", "Why?")
CLOSE = Offer(
    C.CLOSE,
    "Close",
    "ban",
    "",
    "maybe",
    "What should the next person know?",
    "The lead is closed and every sequence for them ends.",
)
WRITE = Offer(
    C.WRITE,
    "Write a draft",
    "pencil",
    "e",
    hint="A draft in your inbox. Nothing is sent before you approve it.",
)
NUDGE = Offer(
    C.NUDGE,
    "Nudge",
    "send",
    "e",
    hint="A draft from what is still open between you. Nothing is sent before you approve it.",
)

OFFERS: dict[str, tuple[Offer, ...]] = {
    K.HANDOFF: (
        Offer(C.WRITE, "Answer here", "pencil", "e", hint=WRITE.hint),
        Offer(C.ANSWERED, "I answered", "check", "d", hint="From your own mailbox, or by phone."),
        CALL,
        WAIT,
        DISMISS,
    ),
    K.SILENCE: (WAIT, NUDGE, CALL, CLOSE),
    K.CALL_TASK: (CALLED, WAIT, DISMISS),
    K.TASK: (
        Offer(C.DONE, "Done", "check", "d", "maybe", "What came of it?"),
        WAIT,
        DISMISS,
    ),
    K.NO_NEXT_STEP: (
        Offer(
            C.AGREED,
            "Agreed since",
            "check",
            "d",
            "note",
            "What is the next step?",
            "It stands with the card and on the lead’s page.",
        ),
        NUDGE,
        CALL,
        WAIT,
        Offer(C.NONE, "There is none", "x", "r", "note", "Why?"),
    ),
    K.UNMATCHED: (
        Offer(
            C.ASSIGNED,
            "It is theirs",
            "user-round",
            "d",
            "lead",
            "Whose is it?",
            "The mail stands with them, and what follows from it follows now.",
        ),
        DISMISS,
    ),
    K.OUT_OF_OFFICE: (
        Offer(C.DONE, "As they say", "check", "d", hint="Everything waits until that morning."),
        Offer(
            C.RESUME,
            "Another day",
            "calendar-clock",
            "e",
            "day",
            "Go on from",
            "Until then nothing goes out to them.",
        ),
    ),
    K.ENGAGEMENT: (NUDGE, CALL, WAIT, DISMISS),
}
NEEDS_NOTE = (C.CALLED, C.AGREED, C.NONE, C.DISMISSED)


def offers(card: Card) -> tuple[Offer, ...]:
    """What the card offers, the likeliest first."""
    return OFFERS[card.kind]
