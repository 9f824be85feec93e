"""From somebody who asks to words in the rep's inbox, by the processes' own rights."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django_q.models import OrmQ

from followup import tasks
from leads import intake
from leads.models import Event, Source
from reviews import drafting
from reviews.models import Alert, Draft
from sequences import seeds
from sequences.models import Enrollment
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


def asking(of: Source, names: Sequence[str]) -> list[int]:
    """The events of people who ask, understood."""
    for number, name in enumerate(names):
        raw = ASKED.replace("ines@werk", f"{name}@{name}").replace("Ines", name.title())
        intake.receive(of, raw.encode(), now=timezone.now(), number=f"{name}-{number}")
    intake.understand(now=timezone.now())
    return list(Event.objects.to_answer().values_list("pk", flat=True))


def test_several_who_ask_are_answered_with_hardly_more_queries_than_two() -> None:
    seeds.ensure_published(by=factories.user(role="admin"), now=timezone.now())
    of, taken = source(), {}
    for names in (("amy", "ben"), tuple(f"p{n}" for n in range(20))):
        asked = asking(of, names)
        with CaptureQueriesContext(connection) as seen:
            assert tasks.answer_events(*asked) == len(names)
        taken[len(names)] = len(seen)
    assert Draft.objects.filter(state="ready").count() == 22
    assert Alert.objects.filter(kind="draft_ready").count() == 22
    assert taken[20] - taken[2] <= 4 * 18  # a person: the draft's row, what the library has for it


def test_somebody_who_asks_twice_at_once_gets_one_sequence_and_the_reason_is_kept() -> None:
    seeds.ensure_published(by=factories.user(role="admin"), now=timezone.now())
    assert tasks.answer_events(*asking(source(), ["amy", "ben", "amy"])) == 2
    assert Enrollment.objects.count() == 2
    again = Event.objects.get(external_id="amy-2")
    assert again.answered_at is not None
    assert "Stop that one first" in again.unanswered or "Again from" in again.unanswered


def test_draft_that_meets_a_fault_holds_up_no_other() -> None:
    seeds.ensure_published(by=factories.user(role="admin"), now=timezone.now())
    with breaking("reviews_sentence", "Hi Ben,"):
        assert tasks.answer_events(*asking(source(), ["amy", "ben", "eve"])) == 3
    states = dict(Draft.objects.values_list("lead__name", "state"))
    assert states == {"Amy Park": "ready", "Ben Park": "writing", "Eve Park": "ready"}
    later = timezone.now() + drafting.LEASE
    stuck = Draft.objects.to_write(now=later).get()
    assert drafting.write(stuck.pk, now=later) is not None


def test_event_that_meets_a_fault_is_tried_alone() -> None:
    seeds.ensure_published(by=factories.user(role="admin"), now=timezone.now())
    with connection.cursor() as cursor:  # a number that nothing else has
        cursor.execute("ALTER SEQUENCE leads_lead_id_seq RESTART 1000001")
    asked = asking(source(), ["amy", "ben", "eve"])
    OrmQ.objects.all().delete()
    ben = Event.objects.get(external_id="ben-1")
    with breaking("sequences_enrollment", ben.lead_id):
        assert tasks.answer_events(*asked) == 0
        assert [q.task["args"] for q in OrmQ.objects.order_by("pk")] == [(pk,) for pk in asked]
        with pytest.raises(DatabaseError), transaction.atomic():
            tasks.answer_events(ben.pk)
        assert sum(tasks.answer_events(pk) for pk in asked if pk != ben.pk) == 2
    assert Event.objects.to_answer().get() == ben  # the sweep finds it


@contextmanager
def breaking(table: str, about: Any) -> Iterator[None]:
    """The database fails at every new row of a table that holds this."""

    def fault(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        columns = [p if isinstance(p, list) else [p] for p in params or ()]  # of many rows: lists
        if sql.startswith(f'INSERT INTO "{table}"') and any(about in one for one in columns):
            raise DatabaseError("the disk is full")
        return execute(sql, params, many, context)

    with connection.execute_wrapper(fault):
        yield
