"""From a call that was read to a draft: what is kept, what is left out, what is told."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.utils import timezone
from pytest_django.fixtures import Settings

from followup.lib.grounding import Judgement, Reason
from followup.lib.model_errors import ModelError
from leads import reading
from leads.extraction.schema import Evidence, Reading
from leads.models import Call, Lead, StopEvent
from reviews import decisions, drafting
from reviews.decisions import Refused
from reviews.letter import body
from reviews.material import gather
from reviews.models import Alert, Draft, Sentence
from reviews.writing import Brief, Composition, Written
from sequences.models import Touch
from tests import factories
from tests.llm.fake_server import KEY, FakeServer, failing, said
from tests.llm.plugin import fake_server, pauses
from tests.roles import role

__all__ = ["fake_server", "pauses"]
pytestmark = pytest.mark.django_db

NO_NEXT_STEP = factories.SAID[:3]
SECURITY = ("Priya Nair", "theirs", "We had a data breach and our lawyers are involved.")
SMALL_TALK = (("Priya Nair", "theirs", "Hello, how are you?"),)


def opened(call: Call, *, is_read: bool = True) -> Draft:
    """A draft nobody has written yet, of a call that was read."""
    if is_read:
        assert reading.read(call.pk, now=timezone.now()) is not None
    touch = factories.touch(call)
    with role("worker"):
        draft = drafting.begin(touch, now=timezone.now())
    assert draft is not None
    return draft


def write(draft: Draft, *, now: datetime | None = None) -> Draft | None:
    with role("worker"):
        return drafting.write(draft.pk, now=now or timezone.now())


def written(call: Call) -> Draft:
    draft = write(opened(call))
    assert draft is not None
    draft.refresh_from_db()
    return draft


def text_of(draft: Draft) -> str:
    return body(draft.sentences.all())


def told(kind: str) -> int:
    return Alert.objects.filter(kind=kind).count()


def test_draft_is_mail_from_the_record_with_the_templates_frame() -> None:
    draft = written(factories.call())
    text = text_of(draft)
    assert (draft.state, draft.kind, draft.engine) == ("ready", "mail", "rules")
    assert text.startswith("Hi Priya,")
    assert text.endswith("Best regards,\nMaya Reyes")
    assert "pricing breakdown by Friday" in text
    assert told("draft_ready") == 1
    assert Alert.objects.get(kind="draft_ready").user == draft.lead.owner


def test_every_machine_sentence_cites_words_of_this_call() -> None:
    other = factories.call()
    draft = written(factories.call())
    machine = draft.sentences.filter(origin="machine", is_left_out=False)
    assert machine
    for sentence in machine:
        cited = list(sentence.evidence.select_related("passage"))
        assert cited
        assert {e.passage.call_id for e in cited} == {draft.call_id} != {other.pk}
        assert sentence.verdict in {"supported", "weak"}


def test_next_step_that_was_agreed_is_not_reported_missing() -> None:
    draft = written(factories.call())
    assert not draft.next_step_missing
    assert told("no_next_step") == 0


def test_missing_next_step_is_not_invented_and_is_told() -> None:
    draft = written(factories.call(said=NO_NEXT_STEP))
    assert draft.next_step_missing
    assert "Thursday" not in text_of(draft)
    assert told("no_next_step") == 1


def test_missing_next_step_is_told_even_when_nothing_can_be_written() -> None:
    draft = written(factories.call(said=SMALL_TALK))
    assert (draft.state, draft.failure) == ("failed", drafting.NOTHING)
    assert (draft.next_step_missing, told("no_next_step"), told("draft_ready")) == (True, 1, 0)


def test_sensitive_call_gets_a_brief_without_a_word() -> None:
    draft = written(factories.call(said=[*factories.SAID, SECURITY]))
    assert (draft.state, draft.kind, text_of(draft)) == ("ready", "brief", "")
    assert draft.call is not None
    assert draft.call.sensitive


def test_lead_marked_as_sensitive_gets_a_brief() -> None:
    call = factories.call()
    StopEvent.objects.create(lead=call.lead, kind="sensitive", source="by hand")
    assert written(call).kind == "brief"


# ---- what the verifier refuses -----------------------------------------------------------------


LIE = "I will send you a 40% discount."


def composing(*sentences: Written) -> Callable[[Brief], Composition]:
    return lambda brief: Composition("Recap", sentences, (), "model", "fake", False)


def machine(text: str, line: int, quote: str, *, block: str = "ours", lead_in: str = "") -> Written:
    evidence = Evidence(line, quote, 0, len(quote))
    return Written(block, text, "machine", (evidence,), lead_in)  # type: ignore[arg-type]


TRUE = machine("I will send the pricing breakdown by Friday.", 1, factories.SAID[1][2])
HELLO = Written("greeting", "Hi Priya,", "template")


def test_unsupported_sentence_is_beside_the_draft_and_its_heading_moves_on(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    lie = machine(LIE, 1, factories.SAID[1][2], lead_in="\n\nOn our side:\n- ")
    true = Written("ours", TRUE.text, "machine", TRUE.evidence, "\n- ")
    monkeypatch.setattr(drafting, "_compose", composing(HELLO, lie, true))
    draft = written(factories.call())
    assert text_of(draft) == f"Hi Priya,\n\nOn our side:\n- {TRUE.text}"
    beside = draft.sentences.get(is_left_out=True)
    assert (beside.text, beside.verdict, beside.lead_in) == (LIE, "unsupported", "")
    assert beside.reasons


def test_draft_of_nothing_but_inventions_fails_with_a_sentence(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    lie = machine(LIE, 1, factories.SAID[1][2])
    monkeypatch.setattr(drafting, "_compose", composing(HELLO, lie))
    draft = written(factories.call())
    assert (draft.state, draft.failure, text_of(draft)) == ("failed", drafting.NOTHING, "")


def test_verdict_and_its_reasons_are_kept_with_the_sentence(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    weak = Judgement("weak", 0.5, (Reason("number", "“40%” is not in it.", 0, 3),))
    monkeypatch.setattr(drafting, "_compose", composing(HELLO, TRUE))
    monkeypatch.setattr(drafting, "check", lambda *args, **kwargs: weak)
    sentence = written(factories.call()).sentences.get(origin="machine")
    assert (sentence.verdict, sentence.reasons) == ("weak", ["“40%” is not in it."])


def test_of_two_quotes_that_begin_together_the_longer_is_kept(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    quote = factories.SAID[1][2]
    short = machine(TRUE.text, 1, quote[:-1]).evidence
    both = Written("ours", TRUE.text, "machine", short + TRUE.evidence)
    monkeypatch.setattr(drafting, "_compose", composing(HELLO, both))
    sentence = written(factories.call()).sentences.get(origin="machine")
    assert [e.quote for e in sentence.evidence.all()] == [quote]


# ---- stale, twice, at once, crashed --------------------------------------------------------------


def test_reply_while_it_is_written_makes_the_draft_stale(monkeypatch: pytest.MonkeyPatch) -> None:
    draft = opened(factories.call())
    compose = drafting._compose

    def interrupted(brief: Brief) -> Composition:
        StopEvent.objects.create(
            lead=Lead.objects.get(pk=draft.lead_id), kind="reply", source="<r@x>"
        )
        return compose(brief)

    monkeypatch.setattr(drafting, "_compose", interrupted)
    write(draft)
    by = draft.lead.owner
    with pytest.raises(Refused, match="Something happened") as refused:
        decisions.approve(
            draft.pk,
            by=by,
            sign_in=factories.sign_in(by),
            seen=factories.seen(draft, by),
            now=timezone.now(),
        )
    assert refused.value.code == "stopped"


def test_touch_is_drafted_once() -> None:
    touch = factories.touch()
    assert drafting.begin(touch, now=timezone.now()) is not None
    assert drafting.begin(touch, now=timezone.now()) is None
    assert Draft.objects.filter(touch=touch).count() == 1
    assert Touch.objects.get(pk=touch.pk).state == "drafted"


def test_draft_is_written_once_however_often_the_bell_rings() -> None:
    draft = written(factories.call())
    before = list(draft.sentences.values_list("pk", flat=True))
    assert write(draft) is None
    assert list(draft.sentences.values_list("pk", flat=True)) == before
    assert told("draft_ready") == 1


@pytest.mark.django_db(transaction=True)
def test_two_writers_at_once_make_one_draft() -> None:
    draft = opened(factories.call())
    start, results = threading.Barrier(2), []

    def run() -> None:
        try:
            connection.ensure_connection()
            start.wait(timeout=10)
            results.append(drafting.write(draft.pk, now=timezone.now()))
        finally:
            connection.close()

    threads = [threading.Thread(target=run) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert sum(found is not None for found in results) == 1
    assert Sentence.objects.filter(text="Hi Priya,").count() == 1


def test_writer_that_lost_its_lease_does_not_overwrite_a_persons_words(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    draft = opened(factories.call())
    now, compose = timezone.now(), drafting._compose
    begun: list[bool] = []

    def overtaken(brief: Brief) -> Composition:
        if not begun:
            begun.append(True)
            again = drafting.write(draft.pk, now=now + drafting.LEASE)
            assert again is not None
            decisions.edit(
                draft.pk, by=draft.lead.owner, revision=again.revision, subject="Mine", cc="",
                body="My own words.", now=now,
            )  # fmt: skip
        return compose(brief)

    monkeypatch.setattr(drafting, "_compose", overtaken)
    assert drafting.write(draft.pk, now=now) is None
    draft.refresh_from_db()
    assert (draft.subject, text_of(draft)) == ("Mine", "My own words.")


def test_restart_hands_what_was_being_written_to_the_next_writer() -> None:
    draft = opened(factories.call())
    now = timezone.now()
    Draft.objects.filter(pk=draft.pk).update(retry_at=now + drafting.LEASE)
    assert write(draft, now=now) is None
    drafting.release(now=now)
    assert write(draft, now=now) is not None


def failures(errors: Iterable[Exception], monkeypatch: pytest.MonkeyPatch) -> None:
    waiting = iter(errors)

    def fail(brief: Brief) -> Composition:
        raise next(waiting)

    monkeypatch.setattr(drafting, "_compose", fail)


def test_fault_of_ours_is_tried_again_and_at_last_given_to_a_person(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    failures((KeyError("a bug") for _ in range(9)), monkeypatch)
    draft, now = opened(factories.call()), timezone.now()
    for _ in range(drafting.MOST_ATTEMPTS - 1):
        found = write(draft, now=now)
        assert found is not None
        assert (found.state, found.failure) == ("writing", drafting.STUMBLED)
        assert found.retry_at is not None
        now = found.retry_at
    last = write(draft, now=now)
    assert last is not None
    assert (last.state, last.failure) == ("failed", drafting.GAVE_UP)


def test_busy_model_is_asked_later_and_the_rep_may_ask_at_once(
    fake_server: FakeServer, pauses: list[float], settings: Settings
) -> None:
    draft = opened(factories.call())
    settings.OPENAI_API_KEY = KEY
    settings.OPENAI_BASE_URL = fake_server.http.url_for("/v1")
    fake_server.script(failing(429, Retry_After="50"))
    now = timezone.now()
    found = write(draft, now=now)
    assert found is not None
    assert (found.state, found.retry_at) == ("writing", now + timedelta(seconds=50))
    assert found.failure == "The model is busy. Followup will try again in a minute."
    fake_server.script(failing(401))
    failed = write(draft, now=now + timedelta(seconds=51))
    assert failed is not None
    assert failed.state == "failed"
    settings.OPENAI_API_KEY = ""
    decisions.retry(draft.pk, by=draft.lead.owner, now=now)
    again = write(draft, now=now)
    assert again is not None
    assert (again.state, again.failure) == ("ready", "")


def test_refresh_that_fails_leaves_no_old_words_to_approve(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    draft = written(factories.call())
    decisions.refresh(draft.pk, by=draft.lead.owner, now=timezone.now())
    failures([ModelError("refused", permanent=True)], monkeypatch)
    write(draft)
    draft.refresh_from_db()
    assert (draft.state, draft.sentences.count()) == ("failed", 0)


def test_findings_come_back_as_the_engine_gave_them() -> None:
    call = factories.call()
    reading.read(call.pk, now=timezone.now())
    call.refresh_from_db()
    material = gather(opened(call, is_read=False), call)
    assert isinstance(material.brief.reading, Reading)
    for finding in material.brief.reading.findings:
        for cited in finding.evidence:
            said = material.brief.conversation.lines[cited.line].text
            assert said[cited.start : cited.end] == cited.quote


def test_second_reading_by_a_model_can_only_lower_a_verdict(
    fake_server: FakeServer, settings: Settings
) -> None:
    draft = opened(factories.call())
    settings.OPENAI_API_KEY, settings.MODEL_JUDGE = KEY, True
    settings.OPENAI_BASE_URL = fake_server.http.url_for("/v1")
    draft.refresh_from_db()
    assert draft.call is not None
    material = gather(draft, draft.call)
    true = Written(
        "ours",
        "I will send the pricing breakdown by Friday.",
        "machine",
        (Evidence(1, "I'll send the pricing breakdown by Friday.", 0, 42),),
    )
    verdicts = []
    for opinion in ("supported", "partly", "unsupported"):
        fake_server.script(said({"verdict": opinion, "problem": "the day differs"}))
        judged = drafting.judge(true, material)
        assert judged is not None
        verdicts.append(judged.verdict)
    assert verdicts == ["supported", "weak", "unsupported"]


def test_second_reading_that_fails_leaves_the_verdict_of_the_checks(
    fake_server: FakeServer, settings: Settings, pauses: list[float]
) -> None:
    draft = opened(factories.call())
    settings.OPENAI_API_KEY, settings.MODEL_JUDGE = KEY, True
    settings.OPENAI_BASE_URL = fake_server.http.url_for("/v1")
    assert draft.call is not None
    said_so = (Evidence(1, "I'll send the pricing breakdown by Friday.", 0, 42),)
    true = Written("ours", "I will send the pricing breakdown by Friday.", "machine", said_so)
    fake_server.script(failing(500))
    judged = drafting.judge(true, gather(draft, draft.call))
    assert judged is not None
    assert judged.verdict == "supported"
