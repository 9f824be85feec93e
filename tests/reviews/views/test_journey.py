"""The lead page as a door: put on, stop, take up again, draft ahead, pause, lift, back."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from leads.models import Lead
from reviews.models import Draft
from sequences import engagement
from sequences.models import Enrollment, Pause, Step, Touch, Version
from tests import factories
from tests.reviews.test_templates import form, plan
from tests.roles import role
from tests.rules.making import stop
from tests.sequences.test_enrollment import enroll

pytestmark = pytest.mark.django_db
STEPS = ("One word about {account.name}.", "Another.", "And a last one.")


class Desk:
    """A rep at the page of a lead who came by a form."""

    def __init__(self) -> None:
        self.lead = factories.lead()
        form(self.lead, "We compare three tools for forty depots.")
        self.plan = plan(*STEPS, delay_amount=3)
        self.client = Client()
        self.client.force_login(self.lead.owner)

    def page(self) -> str:
        with role("web"):
            return self.client.get(f"/leads/{self.lead.pk}/").content.decode()

    def post(self, act: str, **fields: Any) -> str:
        with role("web"):
            path = f"/leads/{self.lead.pk}/{act}/"
            response: HttpResponse = self.client.post(path, fields, follow=True)  # type: ignore[assignment]
        assert response.status_code == 200
        return response.content.decode()

    def going(self) -> Enrollment:
        return Enrollment.objects.get(lead=self.lead)


@pytest.fixture
def desk(db: None) -> Desk:
    return Desk()


@pytest.fixture
def started(desk: Desk) -> Desk:
    desk.post("enroll", version=desk.plan.pk)
    return desk


def test_lead_is_put_on_a_sequence_and_the_page_shows_what_comes(desk: Desk) -> None:
    assert "In no sequence yet." in desk.page()
    page = desk.post("enroll", version=desk.plan.pk)
    made = desk.going()
    assert (made.by, made.touches.count()) == (desk.lead.owner, 3)
    assert f"is on “{desk.plan.sequence}” now" in page
    assert page.count("Recap</span>") == 3


def test_why_a_lead_cannot_be_put_on_a_sequence_is_said_before_the_click(started: Desk) -> None:
    other = plan("Hello.")
    page = started.page()
    assert f"is going through “{started.plan.sequence}”. Stop that one first." in page
    assert f"Start {other.sequence}" not in page
    assert "Stop that one first" in started.post("enroll", version=other.pk)
    assert Enrollment.objects.count() == 1


def test_version_that_is_not_published_starts_for_nobody(desk: Desk) -> None:
    draft = factories.version("warm", published=False)
    response = desk.client.post(f"/leads/{desk.lead.pk}/enroll/", {"version": draft.pk})
    assert response.status_code == 404
    assert not Enrollment.objects.exists()


def test_person_who_gave_us_nothing_is_offered_no_sequence() -> None:
    lead = factories.lead()
    client = Client()
    client.force_login(lead.owner)
    version = plan("Hello.")
    assert "on a sequence" not in client.get(f"/leads/{lead.pk}/").content.decode()
    client.post(f"/leads/{lead.pk}/enroll/", {"version": version.pk})
    assert not Enrollment.objects.exists()


def test_stopped_with_a_reason_and_started_again(started: Desk) -> None:
    page = started.post("end", enrollment=started.going().pk, reason="They moved on.")
    assert "They moved on." in page
    assert started.going().state == "stopped"
    page = started.post("resume", enrollment=started.going().pk)
    assert "Started again." in page
    assert started.going().state == "active"


def test_stopping_without_a_reason_stops_nothing(started: Desk) -> None:
    page = started.post("end", enrollment=started.going().pk, reason=" ")
    assert "Say in a few words why" in page
    assert started.going().state == "active"


def test_rest_of_a_sequence_is_drafted_at_once_each_for_its_own_day(started: Desk) -> None:
    due = list(Touch.objects.order_by("due_at").values_list("due_at", flat=True))
    started.post("ahead", enrollment=started.going().pk)
    drafts = Draft.objects.filter(touch__enrollment=started.going()).order_by("touch__due_at")
    assert [d.state for d in drafts] == ["writing"] * 3
    assert [d.touch.due_at for d in drafts] == due
    assert started.going().ahead_by == started.lead.owner
    assert "drafted already" in started.post("ahead", enrollment=started.going().pk)
    assert drafts.count() == 3


def test_drafting_ahead_leaves_tasks_for_their_day(desk: Desk) -> None:
    made = factories.version("warm", published=False, steps=2)
    Step.objects.filter(version=made, position=1).update(channel="phone")
    Version.objects.filter(pk=made.pk).update(published_at=timezone.now())
    enroll(desk.lead, Version.objects.select_related("sequence").get(pk=made.pk))
    desk.post("ahead", enrollment=desk.going().pk)
    states = list(Touch.objects.order_by("step__position").values_list("state", flat=True))
    assert states == ["drafted", "planned"]


def test_pause_names_its_reason_and_is_lifted(started: Desk) -> None:
    until = f"{timezone.now() + timedelta(days=5):%Y-%m-%dT%H:%M}"
    page = started.post("pause", reason="Their budget round.", until=until)
    assert "Their budget round." in page
    paused = Pause.objects.get()
    assert (paused.lead, paused.by) == (started.lead, started.lead.owner)
    started.post("lift", pause=paused.pk)
    paused.refresh_from_db()
    assert paused.lifted_by == started.lead.owner


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"reason": ""}, "Say why"),
        ({"reason": "x", "until": "soon"}, "not a moment"),
        ({"reason": "x", "until": "2020-01-01T10:00"}, "future"),
    ],
)
def test_pause_that_cannot_be_is_refused_in_words(
    desk: Desk, fields: dict[str, str], words: str
) -> None:
    assert words in desk.post("pause", **fields)
    assert not Pause.objects.exists()


def test_pause_of_another_lead_is_not_lifted_from_here(desk: Desk) -> None:
    other = factories.lead()
    paused = Pause.objects.create(scope="lead", lead=other, reason="x", by=other.owner)
    response = desk.client.post(f"/leads/{desk.lead.pk}/lift/", {"pause": paused.pk})
    assert response.status_code == 404
    paused.refresh_from_db()
    assert paused.lifted_at is None


def test_enrollment_of_another_lead_is_not_touched_from_here(desk: Desk) -> None:
    other = enroll(factories.lead(), plan("Hello."))
    for act in ("end", "resume", "ahead"):
        fields = {"enrollment": other.pk, "reason": "x"}
        assert desk.client.post(f"/leads/{desk.lead.pk}/{act}/", fields).status_code == 404
    other.refresh_from_db()
    assert other.state == "active"


def test_somebody_who_is_back_early_goes_on(started: Desk) -> None:
    from sequences import stopping

    stop(started.lead, kind="out_of_office", hold_until=timezone.now() + timedelta(days=5))
    stopping.follow(now=timezone.now())
    assert "Out of office until" in started.page()
    started.post("back")
    assert started.going().state == "active"


def test_page_shows_why_a_tier_changed(desk: Desk) -> None:
    engagement.record(lead=desk.lead, kind="click", at=timezone.now(), source="click 1")
    page = desk.page()
    assert "have not replied" in page
    assert Lead.objects.get(pk=desk.lead.pk).tier == "warm"


def test_page_asks_the_same_number_of_questions_however_long_the_way_was(
    desk: Desk, django_assert_max_num_queries: Any
) -> None:
    def cost() -> int:
        with django_assert_max_num_queries(200) as asked:
            desk.page()
        return len(asked)

    enroll(desk.lead, plan("Hello.", delay_amount=2), 90)
    Enrollment.objects.update(state="stopped", reason="x")
    one = cost()
    for number in range(4):
        enroll(desk.lead, plan(*STEPS), number)
        Enrollment.objects.update(state="stopped", reason="x")
    more = cost()
    assert more - one <= 4  # one for each further sequence that could be started, and no more
