"""An empty inbox teaches what to do next, and stops once somebody has decided on a draft."""

from __future__ import annotations

import pytest
from django.utils import timezone

from leads.models import User
from reviews import decisions, firstrun
from tests import factories as make
from tests.reviews.views.desk import draft_of, page, signed_in

pytestmark = pytest.mark.django_db


def done(user: User) -> dict[str, bool]:
    return {step.title: step.is_done for step in firstrun.steps(user)}


def test_rep_is_led_from_a_call_to_a_mailbox_to_the_first_yes() -> None:
    rep = make.user()
    shown = page(signed_in(rep), "/inbox/")
    assert "First steps" in shown
    assert shown.index("/calls/new/") < shown.index("/settings/mailboxes/")
    assert set(done(rep).values()) == {False}
    make.call(make.lead(rep))
    make.mailbox(owner=rep)
    assert list(done(rep).values()) == [True, True, False]


def test_admin_is_led_to_people_a_mailbox_and_a_sequence() -> None:
    admin = make.user(role="admin")
    assert "/settings/people/" in page(signed_in(admin), "/inbox/")
    assert set(done(admin).values()) == {False}
    make.user()
    make.version()
    assert list(done(admin).values()) == [True, False, True]


def test_steps_end_with_the_first_decision() -> None:
    rep = make.user()
    draft = draft_of(rep)
    decisions.reject(draft.pk, by=rep, revision=1, reason="Not now.", now=timezone.now())
    assert firstrun.steps(rep) == ()
    assert "First steps" not in page(signed_in(rep), "/inbox/")
