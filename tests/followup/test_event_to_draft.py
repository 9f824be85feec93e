"""From somebody who asks to words in the rep's inbox, by the processes' own rights."""

from __future__ import annotations

import pytest
from django.utils import timezone

from followup import tasks
from leads import intake
from leads.models import Event
from reviews.models import Alert, Draft
from sequences import seeds
from tests import factories
from tests.followup.hooks.test_events import post, source
from tests.roles import role

pytestmark = pytest.mark.django_db
ASKED = """{"type": "demo.requested", "timestamp": "2026-11-18T13:00:00Z", "data": {
 "email": "ines@werk.example", "name": "Ines Park", "company": "Werk",
 "answers": {"What brings you here?": "Renewals slip through and we hear of it too late."}}}"""


def test_somebody_who_asks_is_answered_from_their_own_words_in_the_inbox() -> None:
    seeds.ensure_published(by=factories.user(role="admin"), now=timezone.now())
    of = source()
    assert post(of, ASKED).status_code == 200
    with role("worker"):
        assert intake.understand(now=timezone.now()) == 1
        assert tasks.answer_events(Event.objects.get().pk) == 1
    draft = Draft.objects.get()
    assert (draft.state, draft.lead.owner) == ("ready", of.owner)
    assert draft.touch.enrollment.version.sequence.purpose == "hot"
    said = draft.sentences.filter(origin="machine", is_left_out=False)
    assert said
    for sentence in said:
        assert sentence.verdict == "supported"
        cited = {e.passage.text for e in sentence.evidence.all()}
        assert cited == {"Renewals slip through and we hear of it too late."}
    assert Alert.objects.get(user=of.owner, kind="draft_ready").draft == draft
    assert draft.ready_at is not None
    assert draft.ready_at > Event.objects.get().received_at
