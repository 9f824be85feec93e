"""The moment of a mail on its card: as planned, chosen by a person, or gone by."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from leads.models import User
from reviews import decisions
from reviews.decisions import Refused
from reviews.letter import mail_for
from reviews.models import Draft
from sequences import dispatch, outbox, planning
from sequences.models import Enrollment, Message, Step, Touch
from sequences.timing import SHIPPED, is_open, next_opening, place_of
from sequences.windows import Window
from tests import factories
from tests.reviews.views.desk import page, post, signed_in

pytestmark = pytest.mark.django_db
THERE = "Etc/GMT-1"  # an hour ahead of UTC all year, and no holidays
PLACE = place_of(lead_zone=THERE)
HOUR = timedelta(hours=1)
NOW = timezone.now().replace(minute=0, second=0, microsecond=0)
TUESDAY = (NOW + timedelta(days=8 - NOW.weekday())).replace(hour=8, minute=40)  # 09:40 there
WEDNESDAY_EVENING = TUESDAY + timedelta(days=1, hours=7, minutes=50)


@pytest.fixture
def rep() -> User:
    return factories.user(time_zone=THERE)


def waiting(rep: User, *, opens: datetime, closes: datetime) -> Draft:
    """A draft of the second step of a sequence, for a window that was planned."""
    call = factories.call(factories.lead(rep, time_zone=THERE))
    version = factories.version(published=False, steps=0)
    steps = [
        Step.objects.create(version=version, position=n, angle="A", delay_amount=n) for n in (0, 3)
    ]
    touch = Touch.objects.create(
        enrollment=Enrollment.objects.create(version=version, lead=call.lead, call=call),
        step=steps[1],
        due_at=opens,
        opens_at=opens,
        closes_at=closes,
        why=["Tuesday 24 November, 09:40 in their time.", "3 working days after the call."],
        state="drafted",
    )
    return factories.draft(touch)


def approve(draft: Draft, *, now: datetime, send_at: datetime | None = None) -> Message:
    by = draft.lead.owner
    return decisions.approve(
        draft.pk, by=by, sign_in=factories.sign_in(by, expires_in=timedelta(days=30)), seen=factories.seen(draft, by), now=now,
        send_at=send_at,
    )  # fmt: skip


def test_approved_early_it_goes_at_the_planned_moment(rep: User) -> None:
    draft = waiting(rep, opens=TUESDAY, closes=WEDNESDAY_EVENING)
    message = approve(draft, now=TUESDAY - 20 * HOUR)
    assert message.send_at == message.opens_at == TUESDAY
    assert message.closes_at == WEDNESDAY_EVENING
    assert [h[0][:16] for h in message.hours] == [
        f"{TUESDAY:%Y-%m-%dT%H:%M}",
        f"{WEDNESDAY_EVENING:%Y-%m-%d}T08:00",
    ]


def test_approved_at_night_within_the_window_it_waits_for_the_morning(rep: User) -> None:
    draft = waiting(rep, opens=TUESDAY, closes=WEDNESDAY_EVENING)
    message = approve(draft, now=TUESDAY + 12 * HOUR)
    assert message.send_at == WEDNESDAY_EVENING.replace(hour=8, minute=0)


@pytest.mark.parametrize("before", [timedelta(0), timedelta(seconds=10)], ids=["closed", "held"])
def test_approved_too_late_it_is_refused_until_a_moment_is_chosen(
    rep: User, before: timedelta
) -> None:
    draft, now = waiting(rep, opens=TUESDAY, closes=WEDNESDAY_EVENING), WEDNESDAY_EVENING - before
    with pytest.raises(Refused, match="Its time went by") as refused:
        approve(draft, now=now)
    assert (refused.value.code, Message.objects.count()) == ("late", 0)
    message = approve(draft, now=now, send_at=now)
    assert message.hours == []
    assert message.send_at == now + timedelta(seconds=30)
    touch = Touch.objects.get(pk=draft.touch_id)
    assert touch.state == "drafted"
    assert touch.why[0].endswith("as Maya Reyes chose.")


def test_a_person_may_choose_the_night_and_it_is_said(rep: User) -> None:
    draft = waiting(rep, opens=TUESDAY, closes=WEDNESDAY_EVENING)
    night = TUESDAY + 14 * HOUR
    message = approve(draft, now=TUESDAY, send_at=night)
    assert (message.send_at, message.opens_at) == (night, night)
    why = Touch.objects.get(pk=draft.touch_id).why
    assert why[1] == "It is 23:40 there, the middle of the night."


def test_the_recap_goes_when_it_is_approved_whatever_the_hour(rep: User) -> None:
    call = factories.call(factories.lead(rep, time_zone=THERE))
    sunday = TUESDAY - timedelta(days=2, hours=7)
    enrolled = factories.touch(call).enrollment
    Touch.objects.all().delete()
    (touch,) = planning.plan(enrolled, now=sunday)
    touch = Touch.objects.get()
    Touch.objects.update(state="drafted")
    message = approve(factories.draft(touch), now=sunday)
    assert message.send_at == sunday + timedelta(seconds=30)
    assert message.hours == []


def message_of(draft: Draft, given: Window) -> Message:
    by = draft.lead.owner
    return outbox.schedule(
        mail=mail_for(draft, sender=by), touch=draft.touch, lead=draft.lead,
        sign_in=factories.sign_in(by), send_at=given.send_at, window=given, now=timezone.now(),
    )  # fmt: skip


def outside(now: datetime) -> list[list[str]]:
    return [[(now + HOUR).isoformat(), (now + 2 * HOUR).isoformat()]]


def test_the_gate_holds_back_what_is_outside_its_hours_and_voids_what_is_late(rep: User) -> None:
    now = timezone.now()
    past, soon = now - HOUR, now + 9 * HOUR
    windows = (
        Window(past, past, soon, outside(now)),
        Window(past, past - HOUR, past),
        Window(past, past, soon, outside(now - 1.5 * HOUR)),
    )
    messages = [message_of(waiting(rep, opens=past, closes=soon), given) for given in windows]
    claimed = [c.message for c in dispatch.claim(worker="w")]
    for message in messages:
        message.refresh_from_db()
    early, late, open_now = messages
    assert claimed == [open_now.pk]
    assert (early.state, early.reason, early.send_at) == ("scheduled", "early", now + HOUR)
    assert (late.state, late.reason) == ("void", "late")


def test_the_card_says_when_and_why_and_the_late_one_offers_a_new_moment(rep: User) -> None:
    client, now = signed_in(rep), timezone.now()
    opens = next_opening(now + 20 * HOUR, PLACE, SHIPPED)
    draft = waiting(rep, opens=opens, closes=opens + 9 * HOUR)
    shown = page(client, f"/inbox/{draft.pk}/")
    assert "Tuesday 24 November, 09:40 in their time." in shown
    assert "3 working days after the call." in shown
    Touch.objects.filter(pk=draft.touch_id).update(
        opens_at=now - 9 * HOUR, closes_at=now - HOUR, due_at=now - 9 * HOUR
    )
    planning.mark_late(now=now)
    shown = page(client, f"/inbox/{draft.pk}/")
    assert "Its time went by before anybody approved it." in shown
    assert "Send it now" in shown
    seen = factories.seen(draft, rep)
    assert "Its time went by" in post(client, draft, "approve", seen=seen).content.decode()
    post(client, draft, "approve", seen=seen, at="now")
    assert draft.state == "approved"


def test_the_menu_offers_no_holiday_and_no_day_off(rep: User) -> None:
    draft = waiting(rep, opens=TUESDAY, closes=WEDNESDAY_EVENING)
    menus = signed_in(rep).get(f"/inbox/{draft.pk}/").context["menus"]
    assert [is_open(m.at, PLACE, SHIPPED) for m in menus.send] == [True, True]
