"""Where the organisation wants it, whoever wrote a sensitive mail does not approve it."""

from __future__ import annotations

import pytest
from django.db import DatabaseError, transaction
from django.utils import timezone

from leads.models import Lead, User
from reviews import decisions
from reviews.decisions import Refused
from reviews.models import Draft, Policy
from reviews.standing import obstacles
from sequences import outbox
from sequences.models import Message
from sequences.refusals import GateRefused
from sequences.rendering import Mail
from tests import factories
from tests.roles import role

pytestmark = pytest.mark.django_db


@pytest.fixture
def draft() -> Draft:
    """Sensitive, in the rep's own words, where a second person is wanted."""
    Policy.objects.update_or_create(pk=1, defaults={"second_approver": True})
    lead = factories.lead(is_sensitive=True)
    made = factories.draft(factories.touch(factories.call(lead), state="drafted"))
    decisions.edit(
        made.pk, by=made.lead.owner, revision=1, subject="s", cc="", body="Dear Priya,",
        now=timezone.now(),
    )  # fmt: skip
    return Draft.objects.get(pk=made.pk)


def approve(draft: Draft, by: User) -> Message:
    with role("web"):
        return decisions.approve(
            draft.pk,
            by=by,
            sign_in=factories.sign_in(by),
            seen=factories.seen(draft, by),
            now=timezone.now(),
        )


def test_writer_is_told_to_ask_a_second_person(draft: Draft) -> None:
    with pytest.raises(Refused, match="second person") as refused:
        approve(draft, draft.lead.owner)
    assert refused.value.code == "second"


def test_somebody_else_approves(draft: Draft) -> None:
    manager = factories.user(of=draft.lead.owner.team, role="manager")
    assert approve(draft, manager)


def test_manager_who_changed_it_is_the_writer_now(draft: Draft) -> None:
    manager = factories.user(of=draft.lead.owner.team, role="manager")
    decisions.edit(
        draft.pk, by=manager, revision=2, subject="s", cc="", body="Hi.", now=timezone.now()
    )
    draft.refresh_from_db()
    with pytest.raises(Refused, match="second person"):
        approve(draft, manager)
    assert approve(draft, draft.lead.owner)


@pytest.mark.parametrize("what", ["not wanted", "not sensitive"])
def test_one_person_is_enough_where_nothing_asks_for_two(draft: Draft, what: str) -> None:
    if what == "not wanted":
        Policy.objects.update(second_approver=False)
    else:
        Lead.objects.update(is_sensitive=False)
    draft = Draft.objects.get(pk=draft.pk)
    assert approve(draft, draft.lead.owner)


def test_database_refuses_what_no_page_asked_about(draft: Draft) -> None:
    by, now = draft.lead.owner, timezone.now()
    mail = Mail(sender=by.email, to=draft.lead.email, subject="s", body="b")
    with role("web"), pytest.raises(GateRefused, match="second person"):
        outbox.schedule(
            mail=mail, touch=draft.touch, lead=draft.lead, sign_in=factories.sign_in(by),
            send_at=now, now=now,
        )  # fmt: skip


@pytest.mark.parametrize("name", ["web", "worker"])
def test_no_process_may_switch_it_off(draft: Draft, name: str) -> None:
    with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic(), role(name):
        Policy.objects.update(second_approver=False)


def test_it_is_said_before_the_click(draft: Draft) -> None:
    by = draft.lead.owner
    found = obstacles(draft, by=by, sign_in=factories.sign_in(by), now=timezone.now())
    assert [o.code for o in found if o.blocks] == ["second"]
