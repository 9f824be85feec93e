"""The page that approves several at once."""

from __future__ import annotations

import pytest
from django.utils import timezone

from leads.models import User
from reviews.models import Decision, Draft
from reviews.opening import opened
from sequences.models import Message
from tests import factories as make
from tests.reviews.views.desk import draft_of, page, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def rep() -> User:
    return make.user()


def read(rep: User, name: str) -> Draft:
    draft = draft_of(rep, name=name)
    assert opened(draft.pk, by=rep, seen=make.seen(draft, rep), now=timezone.now())
    return draft


def test_each_recipient_is_named_and_none_is_chosen_beforehand(rep: User) -> None:
    one, two = read(rep, "Ada One"), read(rep, "Bo Two")
    draft_of(rep, name="Cy Unread")
    shown = page(signed_in(rep), "/inbox/together/")
    for draft in (one, two):
        assert f"{draft.lead.name} &lt;{draft.lead.email}&gt;" in shown
    assert "Cy Unread" not in shown
    assert "checked" not in shown


def test_chosen_are_approved_and_each_result_is_said(rep: User) -> None:
    one, two, three = read(rep, "Ada One"), read(rep, "Bo Two"), read(rep, "Cy Three")
    client = signed_in(rep)
    clean = client.get("/inbox/together/").context["clean"]
    chosen = [f"{c.draft.pk}:{c.seen}" for c in clean if c.draft != three]
    Draft.objects.filter(pk=two.pk).update(subject="Changed meanwhile")
    shown = client.post("/inbox/together/", {"chosen": [*chosen, "x:y", "0"]}).content.decode()
    assert '<strong class="font-semibold">Ada One</strong> is approved' in shown
    assert '<strong class="font-semibold">Bo Two</strong> was not approved.' in shown
    assert Message.objects.get().lead == one.lead
    assert Decision.objects.get().draft == one
    three.refresh_from_db()
    assert three.state == "ready"


def test_choosing_none_approves_none(rep: User) -> None:
    read(rep, "Ada One")
    assert "You chose none" in signed_in(rep).post("/inbox/together/").content.decode()
    assert not Message.objects.exists()
