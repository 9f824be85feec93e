"""The mail a day: asked for, at its hour, to our own person only, and nothing can be decided in it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.core import mail
from django.db import ProgrammingError, connection, transaction
from pytest_django import Settings

from leads.models import User
from reviews import digests, memos, preferences
from reviews.models import Draft, Memo
from tests import factories as make
from tests.reviews.views.desk import draft_of, page, signed_in
from tests.roles import role
from tests.rules.cards import card
from tests.rules.making import alert

pytestmark = pytest.mark.django_db
EIGHT_IN_BERLIN = datetime(2026, 11, 23, 7, 0, tzinfo=UTC)


@pytest.fixture
def rep() -> User:
    return make.user(time_zone="Europe/Berlin")


def asked(rep: User, *, hour: int | None = 8, now: datetime = EIGHT_IN_BERLIN) -> None:
    preferences.choose(
        rep, in_browser=False, digest_hour=hour, time_zone=rep.time_zone,
        now=now - timedelta(hours=2),
    )  # fmt: skip


def write(now: datetime) -> int:
    with role("worker"):
        return digests.write_due(now=now)


def post() -> int:
    with role("sender"):
        return memos.post()


def test_digest_is_written_once_a_day_at_the_hour_the_person_chose(rep: User) -> None:
    draft_of(rep)
    asked(rep)
    hours = [EIGHT_IN_BERLIN + timedelta(hours=h) for h in (-1, 0, 1, 24)]
    assert [write(now) for now in hours] == [0, 1, 0, 1]


def test_digest_names_the_questions_for_a_person_too(rep: User) -> None:
    question = card(make.lead(rep, name="Tom Ash"))
    asked(rep)
    assert (write(EIGHT_IN_BERLIN), post()) == (1, 1)
    assert "No answer from Tom Ash" in mail.outbox[0].body
    assert f"/cards/{question.pk}/\n" in mail.outbox[0].body


def test_digest_says_what_waits_and_links_to_the_cards_and_decides_nothing(rep: User) -> None:
    draft, other = draft_of(rep, name="Priya Nair"), draft_of(make.user(), name="Unseen Person")
    asked(rep)
    assert (write(EIGHT_IN_BERLIN), post(), post()) == (1, 1, 0)
    (sent,) = mail.outbox
    assert (sent.to, sent.subject) == ([rep.email], "In your inbox: 1 ready to review")
    assert f"/inbox/{draft.pk}/\n" in sent.body + "\n"
    assert other.lead.name not in sent.body
    assert "approve/" not in sent.body
    memo = Memo.objects.get()
    assert memo.sent_at is not None
    assert memo.text == ""
    draft.refresh_from_db()
    assert draft.state == "ready"


def test_nothing_is_written_to_who_did_not_ask_or_has_nothing_waiting(rep: User) -> None:
    asked(rep)
    draft_of(make.user())
    assert write(EIGHT_IN_BERLIN) == 0
    asked(rep, hour=None)
    draft_of(rep)
    assert write(EIGHT_IN_BERLIN) == 0


def test_memo_for_somebody_who_left_is_not_handed_out(rep: User) -> None:
    draft_of(rep)
    asked(rep)
    write(EIGHT_IN_BERLIN)
    User.objects.filter(pk=rep.pk).update(is_active=False)
    assert (post(), mail.outbox) == (0, [])


def test_memo_a_mail_server_refuses_is_tried_again_later(rep: User, settings: Settings) -> None:
    settings.EMAIL_BACKEND = "nowhere.Backend"
    draft_of(rep)
    asked(rep)
    write(EIGHT_IN_BERLIN)
    assert post() == 1
    memo = Memo.objects.get()
    assert (memo.sent_at, memo.tries, "nowhere" in memo.problem) == (None, 1, True)
    assert post() == 0


@pytest.mark.parametrize("name", ["worker", "sender"])
def test_words_of_a_memo_are_not_read_by_who_has_no_need(name: str) -> None:
    with pytest.raises(ProgrammingError), role(name), transaction.atomic():
        list(Memo.objects.values_list("text"))


@pytest.mark.parametrize("name", ["web", "worker"])
def test_memos_are_taken_by_the_sender_only(name: str) -> None:
    with pytest.raises(ProgrammingError), role(name), transaction.atomic():
        connection.cursor().execute("SELECT memo_take('1 minute')")


def test_preferences_are_chosen_on_a_page_of_ones_own(rep: User) -> None:
    client = signed_in(rep)
    assert "Nothing can be approved from a mail" in page(client, "/settings/notices/")
    given = {"in_browser": "on", "digest_hour": "7", "time_zone": "Asia/Tokyo"}
    client.post("/settings/notices/", given)
    rep.refresh_from_db()
    chosen = preferences.of(rep)
    assert (chosen.in_browser, chosen.digest_hour, rep.time_zone) == (True, 7, "Asia/Tokyo")
    wrong = client.post("/settings/notices/", {**given, "time_zone": "Moon/Base"})
    assert wrong.status_code == 422
    assert "such as Europe/Berlin" in wrong.content.decode()


def test_browser_is_told_only_what_is_new_and_only_when_asked(rep: User) -> None:
    draft: Draft = draft_of(rep)
    client = signed_in(rep)
    assert client.get("/news/latest/").status_code == 204
    preferences.choose(rep, in_browser=True, digest_hour=None, time_zone="UTC", now=EIGHT_IN_BERLIN)
    made = alert(draft.lead, draft=draft, text="A follow-up is ready.")
    alert(text="Not yours.")
    (news,) = client.get("/news/latest/?since=0").json()["news"]
    url = f"/inbox/{draft.pk}/"
    assert news == {"id": made.pk, "text": "A follow-up is ready.", "url": url}
    assert client.get(f"/news/latest/?since={made.pk}").json() == {"news": []}
