from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from leads.models import Call
from sequences import due
from sequences.models import (
    ConsentRecord,
    Engagement,
    Enrollment,
    Pause,
    Step,
    Touch,
    Variant,
    Version,
)
from tests import factories
from tests.rules.making import stop

pytestmark = pytest.mark.django_db
NOW = timezone.now()


def touch_of(call: Call | None = None, *, variants: int = 0, **step: object) -> Touch:
    plan = factories.version(published=False)
    Step.objects.filter(version=plan).update(**step)
    for number in range(variants):
        Variant.objects.create(step=plan.steps.get(), label=f"{number}", body="Words.")
    Version.objects.filter(pk=plan.pk).update(published_at=NOW)
    call = call or factories.call()
    made = Enrollment.objects.create(version=plan, lead=call.lead, call=call)
    return Touch.objects.create(enrollment=made, step=plan.steps.get(), due_at=NOW)


def taken(touch: Touch) -> tuple[str | None, str, str]:
    became = due.take(touch, now=NOW)
    touch.refresh_from_db()
    return became, touch.state, touch.reason


def test_mail_becomes_a_draft_once() -> None:
    touch = touch_of()
    assert taken(touch) == ("drafted", "drafted", "")
    assert due.take(touch, now=NOW) is None


@pytest.mark.parametrize("channel", ["phone", "linkedin"])
def test_what_is_done_by_hand_becomes_a_task(channel: str) -> None:
    assert taken(touch_of(channel=channel)) == ("task", "task", "")


@pytest.mark.parametrize("channel", ["phone", "linkedin"])
def test_task_has_the_wording_that_this_person_draws(channel: str) -> None:
    touch = touch_of(channel=channel, variants=3)
    assert taken(touch) == ("task", "task", "")
    assert touch.variant in touch.step.variants.all()


@pytest.mark.parametrize(
    ("channel", "said", "became", "reason"),
    [
        ("sms", [], "skipped", due.NO_OPT_IN),
        ("sms", [True], "task", ""),
        ("sms", [True, False], "skipped", due.OBJECTED),
        ("phone", [True], "task", ""),
        ("phone", [False], "skipped", due.OBJECTED),
    ],
)
def test_their_latest_word_on_a_channel_counts(
    channel: str, said: list[bool], became: str, reason: str
) -> None:
    touch = touch_of(channel=channel)
    for number, is_given in enumerate(said):
        ConsentRecord.objects.create(
            lead=touch.enrollment.lead,
            channel=channel,
            is_given=is_given,
            source="Said so on the phone.",
            at=NOW + timedelta(minutes=number),
        )
    assert taken(touch) == (became, became, reason)


def test_wording_is_drawn_when_the_step_has_some() -> None:
    touch = touch_of(variants=2)
    taken(touch)
    assert touch.variant in list(touch.step.variants.all())


CLICKED = [{"kind": "clicked", "yes": True}]


def test_condition_that_does_not_hold_skips_the_step_and_says_why() -> None:
    became, state, reason = taken(touch_of(condition=CLICKED))
    assert (became, state) == ("skipped", "skipped")
    assert reason.startswith("They have not clicked.")


def test_condition_that_may_come_true_is_looked_at_again() -> None:
    touch = touch_of(condition=CLICKED)
    Touch.objects.filter(pk=touch.pk).update(due_at=NOW + timedelta(hours=5))
    assert taken(touch)[:2] == ("later", "planned")
    assert touch.draft_from == NOW + due.LOOK_AGAIN
    Engagement.objects.create(
        lead=touch.enrollment.lead, kind="click", at=timezone.now(), source="click 1"
    )
    assert taken(touch)[:2] == ("drafted", "drafted")


def test_touch_whose_time_went_by_is_planned_anew_instead_of_drafted_late() -> None:
    touch = touch_of()
    Touch.objects.filter(pk=touch.pk).update(
        opens_at=NOW - timedelta(days=3), closes_at=NOW - timedelta(days=2)
    )
    assert taken(touch)[:2] == ("later", "planned")
    assert touch.closes_at is not None
    assert touch.closes_at > NOW


@pytest.mark.parametrize("change", ["heard", "paused"])
def test_nothing_comes_of_a_touch_when_the_conversation_moved(change: str) -> None:
    touch = touch_of()
    if change == "heard":
        stop(touch.enrollment.lead)
    else:
        Enrollment.objects.update(state="paused", reason="Away")
    assert taken(touch) == (None, "planned", "")


def test_touch_of_a_pause_is_not_even_asked_for() -> None:
    touch = touch_of()
    by = touch.enrollment.lead.owner
    Pause.objects.create(scope="everything", reason="Fire drill.", by=by, at=NOW)
    assert not Touch.objects.to_draft(now=timezone.now()).exists()
