"""What came of a send is written down even when somebody holds on to the lead's row meanwhile."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import psycopg
import pytest
from django.db import connection
from django.utils import timezone

from reviews import decisions
from sequences import dispatch
from sequences.channels.outcome import Dot, Outcome
from sequences.models import Message
from tests import factories

pytestmark = pytest.mark.django_db(transaction=True)


class Held:
    """A provider that takes the mail while another session takes the lead's row and keeps it."""

    def __init__(self, lead: int) -> None:
        self.lead = lead
        self.other = psycopg.connect(**connection.get_connection_params())

    def open(self) -> None:
        return None

    def send(self, *arguments: Any, before_dot: Dot, **more: Any) -> Outcome:
        assert before_dot()
        self.other.execute("SELECT 1 FROM leads_lead WHERE id = %s FOR UPDATE", [self.lead])
        return Outcome("accepted", provider_id="theirs-1")

    def close(self) -> None:
        self.other.close()


def test_answer_that_cannot_be_written_down_waits_and_is_not_lost() -> None:
    rep = factories.user()
    draft = factories.draft(factories.touch(factories.call(factories.lead(rep)), state="drafted"))
    message = decisions.approve(
        draft.pk,
        by=rep,
        sign_in=factories.sign_in(rep),
        seen=factories.seen(draft, rep),
        now=timezone.now(),
    )
    Message.objects.update(send_at=timezone.now() - timedelta(seconds=1))
    (claimed,) = dispatch.claim(worker="test")
    provider = Held(message.lead_id)
    with pytest.raises(dispatch.Unsettled) as later:
        dispatch.send(claimed, channel=provider)
    assert Message.objects.get().state == "sending"
    provider.close()  # whoever held the row lets go
    assert dispatch.settle(later.value.claimed, later.value.outcome) == "sent"
    assert Message.objects.get().provider_id == "theirs-1"
