"""The page about time: managers read, admins change, and what is planned follows."""

from __future__ import annotations

from datetime import time

import pytest
from django.test import Client

from sequences.models import Enrollment, TimingPolicy
from sequences.policies import rules
from sequences.timing import SHIPPED
from tests import factories
from tests.reviews.views.desk import signed_in

pytestmark = pytest.mark.django_db
PATH = "/settings/timing/"


def filled(client: Client, **changes: str) -> dict[str, str]:
    """The form as the page shows it, with some fields changed."""
    form = client.get(PATH).context["form"]
    shown = {f.html_name: f.value() for f in form if f.value() not in (None, False)}
    as_text = {k: f"{v:%H:%M}" if isinstance(v, time) else str(v) for k, v in shown.items()}
    return as_text | changes


def test_admin_changes_the_hours_and_what_is_planned_is_planned_anew() -> None:
    client = signed_in(factories.user(role="admin", name="Ada Quist"))
    enrolled = factories.touch().enrollment
    form = filled(client, opens_4="", closes_4="", quiet_until="10:00", mails_a_day="7")
    assert "Changed by Ada Quist" in client.post(PATH, form, follow=True).content.decode()
    kept = rules()
    assert kept.week.days[3:5] == ((time(9), time(17, 30)), None)
    assert (kept.week.quiet, kept.mails_a_day) == ((time(20), time(10)), 7)
    enrolled.refresh_from_db()
    assert enrolled.replan_since is not None


def test_what_is_planned_stays_when_the_admin_says_so() -> None:
    client = signed_in(factories.user(role="admin"))
    factories.touch()
    form = filled(client)
    del form["applies"]
    client.post(PATH, form)
    assert TimingPolicy.objects.exists()
    assert not Enrollment.objects.filter(replan_since__isnull=False).exists()


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"closes_0": ""}, "Give both ends of Monday, or none."),
        ({"closes_0": "08:00"}, "Monday has to end after it begins."),
        ({"quiet_from": "08:00", "quiet_until": "18:00"}, "no hour of any day is left"),
        ({"open_days": "0"}, "greater than or equal to 1"),
    ],
    ids=["one_end", "backwards", "all_quiet", "no_days"],
)
def test_what_makes_no_sense_is_refused_in_words(changes: dict[str, str], said: str) -> None:
    client = signed_in(factories.user(role="admin"))
    answer = client.post(PATH, filled(client, **changes))
    assert said in answer.content.decode()
    assert not TimingPolicy.objects.exists()


def test_manager_reads_and_rep_does_not_come_in() -> None:
    manager = signed_in(factories.user(role="manager"))
    assert "Hours of the week" in manager.get(PATH).content.decode()
    assert manager.post(PATH, filled(manager)).status_code == 403
    assert signed_in(factories.user()).get(PATH).status_code == 403
    assert rules().week == SHIPPED
