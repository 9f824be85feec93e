"""The review inbox: which draft stands where, who sees it, and how much a page costs."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from leads.models import Lead, User
from reviews import inbox
from reviews.models import Draft, Sentence
from sequences.models import Message
from tests import factories as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def rep() -> User:
    return make.user()


@pytest.fixture
def page_of(rep: User) -> Callable[[str], list[int]]:
    return lambda name: [row.pk for row in inbox.page(name, user=rep).rows]


def draft_of(rep: User, **changed: object) -> Draft:
    call = make.call(make.lead(rep), state="read", engine="rules")
    draft = make.draft(make.touch(call, state="drafted"))
    if changed:
        Draft.objects.filter(pk=draft.pk).update(**changed)
        draft.refresh_from_db()
    return draft


def following(draft: Draft, rep: User) -> int | None:
    found = inbox.following(draft, name="ready", user=rep)
    return found.pk if found else None


def signed_in(person: User) -> Client:
    client = Client()
    client.force_login(person)
    return client


@pytest.mark.parametrize(
    ("changed", "queue"),
    [
        ({}, "ready"),
        ({"note": "Not sent: they are out of office."}, "needs"),
        ({"kind": "brief"}, "needs"),
        ({"state": "failed", "failure": "The model did not answer."}, "needs"),
        ({"state": "rejected", "decided_at": timezone.now()}, "rejected"),
    ],
)
def test_draft_stands_in_exactly_one_queue(
    rep: User, page_of: Callable[[str], list[int]], changed: dict[str, object], queue: str
) -> None:
    draft = draft_of(rep, **changed)
    assert {name for name in inbox.QUEUES if draft.pk in page_of(name)} == {queue}
    assert inbox.queue_of(draft) == queue


def test_draft_being_written_stands_in_no_queue(
    rep: User, page_of: Callable[[str], list[int]]
) -> None:
    draft = draft_of(rep, state="writing", retry_at=timezone.now())
    assert not any(draft.pk in page_of(name) for name in inbox.QUEUES)
    assert [row.call_id for row in inbox.in_progress(rep)] == [draft.call_id]


def test_queue_is_paged_without_losing_or_repeating_a_draft(
    rep: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(inbox, "PAGE", 3)
    same_moment = timezone.now()
    made = [draft_of(rep, ready_at=same_moment).pk for _ in range(7)]
    seen: list[int] = []
    after: str | None = ""
    while after is not None:
        page = inbox.page("ready", user=rep, after=after)
        seen += [row.pk for row in page.rows]
        after = page.after
    assert seen == sorted(made, reverse=True)


def test_forged_cursor_starts_from_the_top(rep: User) -> None:
    draft = draft_of(rep)
    assert [r.pk for r in inbox.page("ready", user=rep, after="x:1:y").rows] == [draft.pk]


def test_search_finds_names_companies_and_subjects(rep: User) -> None:
    one, _ = draft_of(rep, subject="Pricing"), draft_of(rep, subject="Security")
    assert [r.pk for r in inbox.page("ready", user=rep, search="pricin").rows] == [one.pk]


def test_following_draft_is_the_one_behind_and_then_the_first(rep: User) -> None:
    now = timezone.now()
    old, middle, new = (draft_of(rep, ready_at=now - timedelta(hours=h)) for h in (3, 2, 1))
    assert following(new, rep) == middle.pk
    assert following(old, rep) == new.pk
    assert [one and one.pk for one in inbox.around(middle, name="ready", user=rep)] == [
        new.pk, old.pk,
    ]  # fmt: skip


def test_counters_are_true_and_do_not_count_what_others_see(rep: User) -> None:
    draft_of(rep)
    draft_of(rep, kind="brief")
    draft_of(make.user())
    counted = inbox.counters(rep)
    assert {name: n for name, n in counted.items() if n} == {"ready": 1, "needs": 1}


def test_list_costs_the_same_queries_for_one_row_and_for_thirty(rep: User) -> None:
    client = signed_in(rep)

    def cost() -> int:
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert client.get("/inbox/").status_code == 200
        return len(queries)

    draft_of(rep)
    one = cost()
    for _ in range(29):
        draft_of(rep)
    assert cost() == one


def test_draft_page_costs_the_same_queries_however_long_the_mail_is(rep: User) -> None:
    client = signed_in(rep)
    draft = draft_of(rep)

    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert client.get(f"/inbox/{draft.pk}/").status_code == 200
        return len(queries)

    short = cost()
    passage = draft.call.passages.get(index=3)  # type: ignore[union-attr]
    for position in range(10, 40):
        sentence = Sentence.objects.create(
            draft=draft,
            position=position,
            text="We meet on Thursday.",
            origin="machine",
            verdict="supported",
            lead_in=" ",
        )
        sentence.evidence.create(passage=passage, quote="Shall we meet", start=0)
    assert cost() == short


@pytest.mark.parametrize("path", ["", "edit/"])
def test_draft_of_another_team_is_not_found(rep: User, path: str) -> None:
    draft = draft_of(make.user())
    assert signed_in(rep).get(f"/inbox/{draft.pk}/{path}").status_code == 404


@pytest.mark.parametrize("act", ["approve", "save", "reject", "undo", "retry", "refresh", "settle"])
def test_nobody_decides_about_a_draft_of_another_team(rep: User, act: str) -> None:
    draft = draft_of(make.user())
    assert signed_in(rep).post(f"/inbox/{draft.pk}/{act}/", {"reason": "x"}).status_code == 404
    assert signed_in(rep).get(f"/inbox/{draft.pk}/{act}/").status_code == 405
    assert draft.decisions.count() == 0


def test_approving_what_the_page_showed_makes_one_message_and_opens_the_next(rep: User) -> None:
    client = signed_in(rep)
    behind, draft = draft_of(rep, ready_at=timezone.now() - timedelta(hours=1)), draft_of(rep)
    page = client.get(f"/inbox/{draft.pk}/?queue=ready")
    seen = page.context["card"].seen
    answer = client.post(f"/inbox/{draft.pk}/approve/", {"seen": seen, "queue": "ready"})
    assert answer.headers["Location"] == f"/inbox/{behind.pk}/?queue=ready"
    message = Message.objects.get()
    assert (message.to, message.body) == (draft.lead.email, page.context["card"].mail.body)
    assert b"Goes to" in client.get(answer.headers["Location"]).content


def test_second_click_on_approve_says_who_was_first_and_sends_nothing_more(rep: User) -> None:
    client = signed_in(rep)
    draft = draft_of(rep)
    seen = client.get(f"/inbox/{draft.pk}/").context["card"].seen
    for _ in range(2):
        answer = client.post(f"/inbox/{draft.pk}/approve/", {"seen": seen}, follow=True)
    assert Message.objects.count() == 1
    assert "approved already (approved by Maya Reyes)" in answer.content.decode()


def test_page_that_was_edited_elsewhere_approves_nothing(rep: User) -> None:
    client = signed_in(rep)
    draft = draft_of(rep)
    seen = client.get(f"/inbox/{draft.pk}/").context["card"].seen
    Draft.objects.filter(pk=draft.pk).update(subject="Another subject")
    answer = client.post(f"/inbox/{draft.pk}/approve/", {"seen": seen}, follow=True)
    assert not Message.objects.exists()
    assert "changed after you opened it" in answer.content.decode()


def test_edit_that_came_second_keeps_both_versions_on_the_page(rep: User) -> None:
    client = signed_in(rep)
    draft = draft_of(rep)
    first = {"revision": draft.revision, "subject": "First", "cc": "", "body": "Hi Priya,"}
    client.post(f"/inbox/{draft.pk}/save/", first)
    second = first | {"subject": "Second", "body": "What the other tab typed"}
    answer = client.post(f"/inbox/{draft.pk}/save/", second)
    assert answer.status_code == 200
    assert b"What the other tab typed" in answer.content
    assert b"How it reads now" in answer.content
    draft.refresh_from_db()
    assert draft.subject == "First"


def test_rejection_needs_a_reason_and_can_be_taken_back(rep: User) -> None:
    client = signed_in(rep)
    draft = draft_of(rep)
    answer = client.post(f"/inbox/{draft.pk}/reject/", {"revision": draft.revision}, follow=True)
    assert "Say in a few words why" in answer.content.decode()
    client.post(f"/inbox/{draft.pk}/reject/", {"revision": draft.revision, "why": "Wrong person."})
    draft.refresh_from_db()
    assert draft.state == "rejected"
    assert b"gets no mail" in client.get("/inbox/").content
    client.post(f"/inbox/{draft.pk}/undo/")
    draft.refresh_from_db()
    assert draft.state == "ready"


def test_moment_that_is_none_is_refused_in_words(rep: User) -> None:
    client = signed_in(rep)
    draft = draft_of(rep)
    form = {"seen": make.seen(draft, rep), "send_at": "soon"}
    answer = client.post(f"/inbox/{draft.pk}/approve/", form, follow=True)
    assert "Choose a day and a time" in answer.content.decode()
    assert not Message.objects.exists()


def test_what_stands_against_sending_is_said_before_the_click(rep: User) -> None:
    draft = draft_of(rep)
    Lead.objects.filter(pk=draft.lead_id).update(suppressed_at=timezone.now())
    page = signed_in(rep).get(f"/inbox/{draft.pk}/").content.decode()
    assert "asked not to be written to" in page
    assert 'disabled aria-disabled="true"' in page


def test_sensitive_call_shows_its_quotes_and_an_empty_composer(rep: User) -> None:
    draft = draft_of(rep, kind="brief")
    draft.sentences.all().delete()
    call = draft.call
    assert call is not None
    passage = call.passages.get(index=0)
    quote = "We need the security sign-off"
    call.sensitive = [{"reason": "legal", "passage": passage.pk, "quote": quote}]
    call.save(update_fields=["sensitive"])
    page = signed_in(rep).get(f"/inbox/{draft.pk}/").content.decode()
    assert quote in page
    assert 'name="body"' in page
    assert "draft_approve" not in page
    assert f"/inbox/{draft.pk}/approve/" not in page


def test_words_of_a_transcript_are_shown_and_never_run(rep: User) -> None:
    evil = "<script>alert(1)</script><img src=x onerror=alert(2)>"
    call = make.call(make.lead(rep, name="</title><b>X"), said=[("<i>Eve</i>", "theirs", evil)] * 2)
    draft = make.draft(make.touch(call, state="drafted"), subject="<u>hi</u>")
    client = signed_in(rep)
    for path in (f"/inbox/{draft.pk}/", f"/calls/{call.pk}/", f"/leads/{call.lead_id}/", "/inbox/"):
        page = client.get(path).content.decode()
        assert not any(
            x in page for x in ("<script>alert", "<img src=x", "<i>Eve", "<b>X", "<u>hi")
        )


def test_row_that_htmx_opens_gets_the_two_panes_and_not_the_whole_page(rep: User) -> None:
    draft = draft_of(rep)
    htmx = {"HX-Request": "true", "HX-Target": "desk"}
    page = signed_in(rep).get(f"/inbox/{draft.pk}/", headers=htmx).content.decode()
    assert 'id="desk"' in page
    assert "<html" not in page


def test_expired_session_inside_htmx_sends_the_whole_page_to_sign_in(rep: User) -> None:
    draft = draft_of(rep)
    headers = {"HX-Request": "true", "HX-Current-URL": f"http://testserver/inbox/{draft.pk}/"}
    answer = Client().get("/inbox/rail/", headers=headers)
    assert answer.status_code == 200
    assert answer.headers["HX-Redirect"] == f"/accounts/login/?next=%2Finbox%2F{draft.pk}%2F"


def test_call_leads_on_to_its_draft_once_there_is_one(rep: User) -> None:
    client = signed_in(rep)
    call = make.call(make.lead(rep))
    assert client.get(f"/calls/{call.pk}/draft/").headers["Location"] == f"/calls/{call.pk}/"
    draft = make.draft(make.touch(call, state="drafted"))
    htmx = client.get(f"/calls/{call.pk}/draft/", headers={"HX-Request": "true"})
    assert htmx.headers["HX-Redirect"] == f"/inbox/{draft.pk}/?queue=ready"
