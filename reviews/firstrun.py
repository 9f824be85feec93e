"""What an empty inbox teaches: the few steps to the first approved follow-up of one's own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from leads.models import Call, User
from reviews.models import Decision, Draft
from sequences.models import Mailbox, Version

PUBLISHED = "Publish what follows a call"


@dataclass(frozen=True, slots=True)
class Step:
    """One thing to do; `page` names its address, empty when somebody else has to do it."""

    title: str
    why: str
    page: str
    icon: str
    is_done: bool


def steps(user: User) -> Sequence[Step]:
    """The steps of this person, in their order; none once they have decided on a draft."""
    if Decision.objects.filter(by=user).exists():
        return ()
    mailbox = Mailbox.objects.filter(is_active=True)
    is_sent_from = mailbox.filter(owner=user).exists() or mailbox.filter(owner=None).exists()
    connect = Step(
        "Connect a mailbox",
        "Approved mail leaves from your own address, and answers come back to it.",
        "mailboxes",
        "mail",
        is_sent_from,
    )
    if user.role == User.Role.ADMIN:
        return _of_admin(user, connect)
    has_call = Call.objects.visible_to(user).exists()
    return (
        Step(
            "Bring in a call",
            "A transcript or a few lines of notes: the follow-up stands here in seconds.",
            "call_new",
            "file-up",
            has_call,
        ),
        connect,
        Step(
            "Read, mend, approve",
            "Each sentence shows the words it rests on. Nothing leaves before your yes.",
            "",
            "send",
            Draft.objects.visible_to(user).filter(state=Draft.State.SENT).exists(),
        ),
    )


def _of_admin(user: User, connect: Step) -> Sequence[Step]:
    published = Version.objects.filter(
        published_at__isnull=False, sequence__purpose="after_call", sequence__is_active=True
    )
    return (
        Step(
            "Invite a colleague",
            "A rep reads and approves their own follow-ups, a manager those of the team.",
            "people",
            "users",
            User.objects.filter(is_active=True).exclude(pk=user.pk).exists(),
        ),
        connect,
        Step(
            PUBLISHED,
            "One sequence says what is drafted after a call, and when.",
            "sequences",
            "list-checks",
            published.exists(),
        ),
    )
