"""Two senders and the last text message of the day: one of them gets it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone

from sequences import dispatch
from sequences.channels.outcome import Outcome
from sequences.models import Attempt, Message, Organisation
from tests.rules.texting import draft_to, message
from tests.sequences.test_races import together

pytestmark = pytest.mark.django_db(transaction=True)


class Carrier:
    """A carrier that takes everything it is given."""

    def open(self) -> None:
        return None

    def close(self) -> None: ...

    def send(self, *_: object, before_dot: Callable[[], bool], **__: object) -> Outcome:
        return Outcome("accepted") if before_dot() else Outcome("withheld")


def sending(claim: dispatch.Claim) -> Callable[[], object]:
    return lambda: dispatch.send(claim, channel=Carrier())


def test_two_senders_cannot_both_take_the_last_text_of_the_day() -> None:
    Organisation.objects.update_or_create(pk=1, defaults={"texts_a_day": 1})
    for at in range(4):
        message(draft_to(f"+1500555{2000 + at}"))
    Message.objects.update(send_at=timezone.now() - timedelta(seconds=1))
    claims = dispatch.claim(worker="test", limit=4)
    assert len(claims) == 4
    came_of_it = together(*map(sending, claims))
    assert sorted(map(str, came_of_it)) == ["dropped", "dropped", "dropped", "sent"]
    assert Attempt.objects.filter(dot_at__isnull=False).count() == 1
