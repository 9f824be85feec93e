"""Put off, hand over, ask, comment and hand back through the doors."""

from __future__ import annotations

from datetime import time, timedelta

import pytest
from django.utils import timezone

from leads.models import Lead, User
from reviews import decisions, inbox
from sequences.models import Message, TimingPolicy
from tests import factories as make
from tests.reviews.views.desk import draft_of, page, post, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def rep() -> User:
    return make.user(time_zone="Europe/Berlin")


@pytest.fixture
def manager(rep: User) -> User:
    return make.user(of=rep.team, role="manager", name="Mo Adler")


def test_draft_is_put_off_by_a_button_of_the_menu_and_brought_back(rep: User) -> None:
    client, draft = signed_in(rep), draft_of(rep)
    menus = client.get(f"/inbox/{draft.pk}/").context["menus"]
    tomorrow = menus.put_off[1]
    answer = post(client, draft, "snooze", at=tomorrow.at.isoformat(), queue="ready")
    assert "comes back by itself" in answer.content.decode()
    assert (draft.state, draft.snoozed_until) == ("snoozed", tomorrow.at)
    assert draft.subject in page(client, "/inbox/?queue=snoozed")
    assert draft.subject not in page(client, "/inbox/?queue=ready")
    assert "Bring it back" in page(client, f"/inbox/{draft.pk}/")
    assert "It is back." in post(client, draft, "undo").content.decode()
    assert draft.state == "ready"


def test_draft_is_put_off_until_a_typed_moment_in_the_reps_zone_or_until_they_answer(
    rep: User,
) -> None:
    client, draft = signed_in(rep), draft_of(rep)
    day = (timezone.now() + timedelta(days=3)).date()
    post(client, draft, "snooze", until=f"{day}T09:00")
    assert draft.snoozed_until is not None
    assert timezone.localtime(draft.snoozed_until).date() == day
    assert draft.snoozed_until.hour in {7, 8}  # nine in Berlin
    post(client, draft, "snooze", at="answer")
    assert draft.decisions.all()[0].reason == "Until they answer."


@pytest.mark.parametrize("until", ["", "soon", "2020-01-01T09:00"])
def test_moment_that_cannot_be_is_refused_in_words(rep: User, until: str) -> None:
    client, draft = signed_in(rep), draft_of(rep)
    answer = post(client, draft, "snooze", until=until).content.decode()
    assert "Choose a " in answer
    assert draft.state == "ready"


def test_manager_is_asked_comments_and_hands_back(rep: User, manager: User) -> None:
    client, boss, draft = signed_in(rep), signed_in(manager), draft_of(rep)
    post(client, draft, "ask", note="Is the discount fine?", queue="ready")
    shown = page(client, f"/inbox/{draft.pk}/")
    assert "Waiting for a manager" in shown
    assert 'disabled aria-disabled="true"' in shown
    theirs = page(boss, f"/inbox/{draft.pk}/?queue=manager")
    assert "Is the discount fine?" in theirs
    assert "Waiting for you" in theirs
    post(boss, draft, "comment", note="Five percent at most.")
    post(boss, draft, "hand-back", note="Change that line.")
    shown = page(client, f"/inbox/{draft.pk}/")
    assert "Five percent at most." in shown
    assert "Mo Adler handed it back. Change that line." in shown
    assert inbox_queue(rep) == {"needs": 1}


def test_empty_queue_of_questions_is_said_from_the_side_of_who_looks(
    rep: User, manager: User
) -> None:
    theirs, ours = (page(signed_in(who), "/inbox/?queue=manager") for who in (manager, rep))
    assert "Nobody is asking you." in theirs
    assert "With the manager" not in theirs
    assert "You asked no manager." in ours
    assert "Waiting for you" not in ours


def test_manager_approves_what_was_asked(rep: User, manager: User) -> None:
    boss, draft = signed_in(manager), draft_of(rep)
    post(signed_in(rep), draft, "ask", note="")
    seen = boss.get(f"/inbox/{draft.pk}/").context["card"].seen
    post(boss, draft, "approve", seen=seen)
    assert Message.objects.get().sender.startswith("Mo Adler")


def test_colleague_who_was_handed_a_draft_finds_it_ready(rep: User) -> None:
    colleague, draft = make.user(of=rep.team, name="Tom Weber"), draft_of(rep)
    answer = post(signed_in(rep), draft, "delegate", to=colleague.pk, note="Yours.")
    assert "Handed over" in answer.content.decode()
    shown = page(signed_in(colleague), f"/inbox/{draft.pk}/")
    assert "This was handed to you" in shown
    assert (inbox_queue(colleague), inbox_queue(rep)) == ({"ready": 1}, {"delegated": 1})


def test_menu_offers_their_morning_and_the_page_says_when_it_is_for_them(rep: User) -> None:
    client, draft = signed_in(rep), draft_of(rep)
    draft.lead.time_zone = "Asia/Kolkata"
    draft.lead.save(update_fields=["time_zone"])
    card = client.get(f"/inbox/{draft.pk}/")
    one = card.context["menus"].send[0]
    assert one.local.endswith("09:00")
    post(client, draft, "approve", seen=card.context["card"].seen, at=one.at.isoformat())
    assert Message.objects.get().send_at == one.at
    assert f"{one.local} for Priya" in page(client, f"/inbox/{draft.pk}/?queue=scheduled")
    post(client, draft, "undo")
    assert (draft.state, Message.objects.get().state) == ("ready", "void")


def test_refusal_of_a_decision_that_came_second_names_who_was_first(rep: User) -> None:
    client, draft = signed_in(rep), draft_of(rep)
    decisions.snooze(draft.pk, by=rep, revision=1, waits_for="answer", now=timezone.now())
    answer = post(client, draft, "approve", seen=make.seen(draft, rep)).content.decode()
    assert "put off by Maya Reyes" in answer


def inbox_queue(user: User) -> dict[str, int]:
    return {
        name: n for name, n in inbox.counters(user).items() if n and name not in {"reading", "news"}
    }


def test_draft_for_somebody_who_is_never_written_to_by_our_hours_can_be_read(rep: User) -> None:
    client, draft = signed_in(rep), draft_of(rep)
    Lead.objects.filter(pk=draft.lead_id).update(time_zone="Africa/Cairo", country="EG")
    row = TimingPolicy.objects.create(pk=1, changed_by=rep, changed_at=timezone.now())
    row.hours.create(weekday=4, opens=time(9), closes=time(17))
    assert "Approve now, send later" in page(client, f"/inbox/{draft.pk}/")
