"""Cards as people meet them: in the queue among the drafts, as a page, by their choices."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from leads.models import Call, Lead, User
from reviews import inbox
from reviews.cards import opening
from reviews.models import Card, Draft
from sequences.models import Touch
from tests import factories as make
from tests.reviews.cards.makers import heard, read_call, sent, touched
from tests.rules.cards import card as card_of
from tests.rules.receiving import understood

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)


@pytest.fixture
def rep() -> User:
    return make.user()


@pytest.fixture
def lead(rep: User) -> Lead:
    return make.lead(rep, phone="+44 20 7946 0000")


@pytest.fixture
def client(rep: User) -> Client:
    return signed_in(rep)


def signed_in(person: User) -> Client:
    client = Client()
    client.force_login(person)
    return client


def every_kind(lead: Lead, now: datetime) -> dict[str, Card]:
    """One open card of each kind, made of real rows."""
    others = [make.lead(lead.owner) for _ in range(4)]
    understood(lead=lead, matched_by="address", message_id="<a@x>", text="Yes.\n\nHow much is it?")
    heard(lead, "reply", source="mail <a@x>")
    sent(others[0], at=now - 50 * DAY)
    touched(channel="phone", lead=others[1])
    touched(channel="linkedin", lead=others[2])
    call = read_call(others[3], held_at=now - DAY)
    make.promise(call, kind="concern", direction="", text="They worry about the price.")
    understood(sender="who@knows.example", owner=lead.owner, subject="Hello?", text="It is me.")
    heard(others[2], "out_of_office", hold_until=now + 5 * DAY)
    opening.follow(now=now)
    card_of(others[1], kind="engagement")
    return {card.kind: card for card in Card.objects.all()}


def test_every_kind_of_card_has_a_row_and_a_page(client: Client, lead: Lead) -> None:
    cards = every_kind(lead, timezone.now())
    assert cards.keys() == set(Card.Kind.values)
    queue = client.get("/inbox/?queue=needs").content.decode()
    for card in cards.values():
        assert f'id="card-{card.pk}"' in queue
        page = client.get(f"/cards/{card.pk}/").content.decode()
        assert 'name="choice"' in page
        pane = client.get(
            f"/cards/{card.pk}/", headers={"HX-Request": "true", "HX-Target": "desk"}
        ).content.decode()
        assert pane.strip().startswith("<section")
        assert len(pane) < len(page)


def which(entry: Any) -> tuple[bool, int]:
    """What stands in a queue: a card or a draft, and its id."""
    return isinstance(entry, Card), entry.pk


def test_cards_are_counted_with_the_drafts_that_need_a_person(rep: User, lead: Lead) -> None:
    card_of(lead)
    card_of(make.lead(rep), state="waiting", wakes_at=timezone.now())
    card_of(make.lead())
    draft = make.draft(make.touch(make.call(lead), state="drafted"))
    Draft.objects.filter(pk=draft.pk).update(kind="brief")
    assert inbox.counters(rep)["needs"] == 2


def test_cards_and_drafts_stand_in_one_order_and_are_walked_in_it(rep: User, lead: Lead) -> None:
    now, today = timezone.now(), timezone.localdate()
    draft = make.draft(make.touch(make.call(lead), state="drafted"))
    Draft.objects.filter(pk=draft.pk).update(kind="brief", promised_for=today + DAY)
    pressing = card_of(make.lead(rep), due_on=today)
    later = card_of(make.lead(rep), due_on=today + 2 * DAY)
    sometime = card_of(make.lead(rep), opened_at=now - DAY)
    draft.refresh_from_db()
    order = [pressing, draft, later, sometime]
    assert [which(row) for row in inbox.page("needs", user=rep).rows] == list(map(which, order))
    walked: list[object] = []
    at: object = pressing
    while at is not None:
        walked.append(which(at))
        _, at = inbox.around(at, name="needs", user=rep)  # type: ignore[arg-type]
    assert walked == list(map(which, order))
    assert inbox.around(draft, name="needs", user=rep) == (pressing, later)
    assert inbox.following(draft, name="needs", user=rep) == later
    assert inbox.following(sometime, name="needs", user=rep) == pressing


def test_pages_of_the_queue_lose_and_repeat_no_card(
    rep: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(inbox, "PAGE", 2)
    moment = timezone.now()
    made: list[object] = [card_of(make.lead(rep), opened_at=moment) for _ in range(4)]
    for _ in range(3):
        draft = make.draft(make.touch(make.call(make.lead(rep)), state="drafted"))
        Draft.objects.filter(pk=draft.pk).update(kind="brief")
        made.append(draft)
    seen: list[tuple[bool, int]] = []
    after: str | None = ""
    while after is not None:
        page = inbox.page("needs", user=rep, after=after)
        seen += map(which, page.rows)
        after = page.after
    assert len(seen) == len(made)
    assert set(seen) == set(map(which, made))


def test_queue_costs_the_same_queries_for_one_card_and_for_thirty(
    client: Client, rep: User
) -> None:
    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            client.get("/inbox/?queue=needs")
        return len(queries)

    card_of(make.lead(rep))
    before = cost()
    for _ in range(29):
        card_of(make.lead(rep))
    assert cost() == before


def test_search_finds_cards_by_name(client: Client, rep: User, lead: Lead) -> None:
    mine, other = card_of(lead), card_of(make.lead(rep, name="Tom Ash"))
    page = client.get("/inbox/?queue=needs&q=tom").content.decode()
    assert f'id="card-{other.pk}"' in page
    assert f'id="card-{mine.pk}"' not in page


def test_hostile_mail_is_shown_as_text(client: Client, lead: Lead) -> None:
    evil = '<script>alert(1)</script><img src=x onerror="x">'
    understood(
        lead=lead, matched_by="address", message_id="<a@x>", text=evil, subject=evil, sender=evil
    )
    heard(lead, "reply", source="mail <a@x>")
    opening.follow(now=timezone.now())
    card = Card.objects.get()
    for address in (f"/cards/{card.pk}/", f"/cards/{card.pk}/?line=1", "/inbox/?queue=needs"):
        page = client.get(address).content.decode()
        assert "<script>alert" not in page
        assert "<img src=x" not in page
        assert "alert(1)" in page


def test_answer_shows_the_thread_what_was_promised_and_what_stopped(
    client: Client, lead: Lead
) -> None:
    call = make.call(lead)
    make.promise(call, text="Maya Reyes will send the pricing breakdown.")
    make.promise(call, index=2, direction="theirs", text="Priya Nair will check with legal.")
    sent(lead, at=timezone.now() - DAY)
    touch = make.touch(call, state=Touch.State.PLANNED)
    understood(lead=lead, matched_by="address", message_id="<a@x>", text="We are in.")
    heard(lead, "reply", source="mail <a@x>")
    touch.enrollment.state, touch.enrollment.reason = "stopped", "They replied on 21 November"
    touch.enrollment.ended_at = timezone.now()
    touch.enrollment.save()
    opening.follow(now=timezone.now())
    page = client.get(f"/cards/{Card.objects.get(kind='handoff').pk}/").content.decode()
    for words in ("We are in.", "pricing breakdown", "check with legal", "They replied on 21"):
        assert words in page
    assert "You asked" not in page


def test_line_is_suggested_only_when_asked_for_and_quotes_their_question(
    client: Client, lead: Lead
) -> None:
    card = every_kind(lead, timezone.now())["handoff"]
    assert "begins your draft with it" not in client.get(f"/cards/{card.pk}/").content.decode()
    assert card.mail is not None
    page = client.get(f"/cards/{card.pk}/?line=1").content.decode()
    assert "begins your draft with it" in page or "asks no question" in page


def test_call_card_has_the_number_as_a_link_and_points_with_their_words(
    client: Client, lead: Lead
) -> None:
    call = read_call(lead)
    make.promise(call, text="Maya Reyes will send the pricing breakdown.")
    draft = make.draft(make.touch(call, state="drafted"))
    Draft.objects.filter(pk=draft.pk).update(kind="brief")
    assert "Call instead" in client.get(f"/inbox/{draft.pk}/").content.decode()
    answer = client.post(f"/inbox/{draft.pk}/call/", {"revision": 1})
    page = client.get(answer.headers["Location"]).content.decode()
    assert 'href="tel:+442079460000"' in page
    assert "send the pricing breakdown by Friday" in page
    assert f"/calls/{call.pk}/?from=0#passage-" in page


def test_choosing_leads_on_to_what_comes_next(client: Client, rep: User, lead: Lead) -> None:
    first = card_of(lead, due_on=timezone.localdate())
    second = card_of(make.lead(rep))
    answer = client.post(f"/cards/{first.pk}/choose/", {"choice": "close"})
    assert answer.headers["Location"] == f"/cards/{second.pk}/"
    answer = client.post(f"/cards/{second.pk}/choose/", {"choice": "wait", "at": "2026-99-99"})
    assert answer.headers["Location"] == f"/cards/{second.pk}/"
    assert "That is not a day" in client.get(f"/cards/{second.pk}/").content.decode()


def test_nudge_leads_to_its_draft(client: Client, lead: Lead) -> None:
    make.version()
    card = card_of(lead)
    answer = client.post(f"/cards/{card.pk}/choose/", {"choice": "nudge"})
    draft = Draft.objects.get(lead=lead)
    assert answer.headers["Location"] == f"/inbox/{draft.pk}/"
    assert client.get(f"/inbox/{draft.pk}/").status_code == 200


def test_whoever_was_slower_is_told_who_decided(client: Client, rep: User, lead: Lead) -> None:
    manager = make.user(role="manager", of=rep.team)
    card = card_of(lead)
    signed_in(manager).post(f"/cards/{card.pk}/choose/", {"choice": "close"})
    answer = client.post(f"/cards/{card.pk}/choose/", {"choice": "call"}, follow=True)
    assert f"{manager} was faster" in answer.content.decode()
    assert Card.objects.get().choice == "close"


def test_mail_of_nobody_is_seen_by_whom_it_came_for(rep: User) -> None:
    understood(sender="who@knows.example", owner=rep, text="It is me.")
    understood(sender="shared@knows.example", text="To everybody.")
    opening.follow(now=timezone.now())
    own, shared = Card.objects.order_by("mail_id")
    manager = make.user(role="manager", of=rep.team)
    for person, card, status in (
        (rep, own, 200),
        (rep, shared, 404),
        (manager, shared, 200),
        (make.user(), own, 404),
    ):
        assert signed_in(person).get(f"/cards/{card.pk}/").status_code == status


def test_people_of_the_senders_company_are_offered_and_others_are_found(
    client: Client, rep: User
) -> None:
    near = make.lead(rep, name="Ida Berg", email="ida@knows.example")
    far = make.lead(rep, name="Tom Ash")
    hidden = make.lead(name="Tom Hidden", email="tom@knows.example")
    understood(sender="who@knows.example", owner=rep)
    opening.follow(now=timezone.now())
    card = Card.objects.get()
    page = client.get(f"/cards/{card.pk}/").content.decode()
    assert near.name in page
    assert far.name not in page
    found = client.get(f"/cards/{card.pk}/?who=tom").content.decode()
    assert far.name in found
    assert hidden.name not in page + found
    client.post(f"/cards/{card.pk}/choose/", {"choice": "assigned", "lead": near.pk})
    card.refresh_from_db()
    assert card.choice == "assigned"


def test_lead_page_shows_what_is_asked_about_them(client: Client, lead: Lead) -> None:
    card = card_of(lead)
    card_of(lead, kind="call_task", state="done", choice="called", decided_by=lead.owner,
            decided_at=timezone.now())  # fmt: skip
    page = client.get(f"/leads/{lead.pk}/").content.decode()
    assert f"/cards/{card.pk}/" in page
    assert page.count("/cards/") == 1


def test_settled_card_can_be_opened_again(client: Client, lead: Lead) -> None:
    card = card_of(lead, kind="call_task")
    client.post(f"/cards/{card.pk}/choose/", {"choice": "called", "note": "Left a message."})
    page = client.get(f"/cards/{card.pk}/").content.decode()
    assert "Left a message." in page
    client.post(f"/cards/{card.pk}/reopen/")
    card.refresh_from_db()
    assert card.state == "open"


WORDS = """Ask {lead.first_name} how {account.name} ships today.
- {call.promise}
Mention their {lead.title}."""


@pytest.mark.parametrize(("channel", "heading"), [("phone", "say"), ("linkedin", "write")])
def test_task_shows_the_wording_filled_for_this_person(
    rep: User, channel: str, heading: str
) -> None:
    lead = make.lead(rep)
    touch = touched(channel=channel, lead=lead, words=WORDS)
    call = touch.enrollment.call
    assert call is not None
    make.promise(call)
    Call.objects.filter(pk=call.pk).update(state="read", engine="rules")
    opening.follow(now=timezone.now())
    card = Card.objects.get(touch=touch)
    page = signed_in(rep).get(f"/cards/{card.pk}/").content.decode()
    assert f"What to {heading}" in page
    assert f"Ask Priya how {lead.account.name} ships today." in page
    assert "pricing breakdown by Friday" in page
    assert "Hi Priya" not in page  # a word by hand is no letter
    assert "{" not in page[page.index('id="words"') : page.index("What it rests on")]
    assert "Mention their" not in page[page.index('id="words"') : page.index("What it rests on")]


def test_task_about_a_tense_matter_has_no_machine_words(rep: User) -> None:
    lead = make.lead(rep, is_sensitive=True)
    touched(channel="phone", lead=lead, words=WORDS)
    opening.follow(now=timezone.now())
    page = signed_in(rep).get(f"/cards/{Card.objects.get().pk}/").content.decode()
    assert "no machine writes here" in page
    assert "ships today" not in page
