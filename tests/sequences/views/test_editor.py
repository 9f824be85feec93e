"""The admin's pages: who may come in, what they refuse, and how much they ask of the database."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from leads.models import User
from sequences import editing, enrollment, seeds
from sequences.models import LibraryItem, Sequence, Step, Variant, Version
from tests import factories

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 20, 10, 0, tzinfo=UTC)


def as_(role: str) -> Client:
    client = Client()
    client.force_login(factories.user(role=role))
    return client


@pytest.fixture
def admin() -> User:
    return factories.user(role="admin")


@pytest.fixture
def client(admin: User) -> Client:
    client = Client()
    client.force_login(admin)
    return client


@pytest.fixture
def step() -> Step:
    return factories.version(published=False).steps.get()


def pages(version: Version) -> list[str]:
    step = version.steps.get()
    return [
        "/settings/sequences/",
        f"/settings/sequences/{version.sequence_id}/",
        f"/settings/versions/{version.pk}/",
        f"/settings/versions/{version.pk}/review/",
        f"/settings/versions/{version.pk}/people/",
        f"/settings/versions/{version.pk}/try/",
        f"/settings/versions/{version.pk}/what-if/",
        f"/settings/steps/{step.pk}/",
        "/settings/library/",
    ]


@pytest.mark.parametrize(("role", "status"), [("admin", 200), ("manager", 200), ("rep", 403)])
def test_admins_and_managers_read_and_reps_do_not(role: str, status: int) -> None:
    client, version = as_(role), factories.version()
    for page in pages(version):
        assert client.get(page).status_code == status, page


def test_manager_is_offered_nothing_to_change(step: Step) -> None:
    client = as_("manager")
    for page in pages(step.version):
        shown = client.get(page).content.decode()
        posts = shown.count('method="post"') - shown.count("/accounts/logout/")
        assert posts == shown.count('/move/" class'), page


def test_new_sequence_goes_straight_to_its_first_draft(client: Client) -> None:
    response = client.post("/settings/sequences/new/", {"name": "Hot", "purpose": "hot"})
    version = Version.objects.get()
    assert response.headers["Location"] == f"/settings/versions/{version.pk}/"


def test_name_that_is_taken_is_said_beside_the_field(client: Client) -> None:
    taken = factories.version().sequence
    given = {"name": taken.name.upper(), "purpose": "hot"}
    response = client.post("/settings/sequences/new/", given)
    assert response.status_code == 422
    assert "Choose another name" in response.content.decode()


def test_unknown_slot_is_named_and_the_words_are_kept(client: Client, step: Step) -> None:
    given = {"label": "A", "weight": 1, "body": "At {acount.name}, my long words."}
    response = client.post(f"/settings/steps/{step.pk}/wordings/", given)
    shown = response.content.decode()
    assert response.status_code == 422
    assert "Did you mean {account.name}" in shown
    assert "my long words." in shown
    assert not Variant.objects.exists()


def test_guess_stated_as_a_fact_is_advised_against_but_kept(client: Client, step: Step) -> None:
    variant = Variant.objects.create(step=step, label="A", body="I know you struggle with orders.")
    shown = client.get(f"/settings/wordings/{variant.pk}/").content.decode()
    assert "states a guess about them as a fact" in shown


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({"kind": "no_reply", "hours": "24"}, {"kind": "no_reply", "hours": 24}),
        ({"kind": "clicked", "clicked": "no"}, {"kind": "clicked", "yes": False}),
        ({"kind": "meeting", "booked": "yes"}, {"kind": "meeting", "booked": True}),
        ({"kind": "tier", "tier": ["hot", "warm"]}, {"kind": "tier", "any_of": ["hot", "warm"]}),
        (
            {"kind": "industry", "industry": "retail, logistics"},
            {"kind": "industry", "any_of": ["retail", "logistics"]},
        ),
        (
            {"kind": "employees", "at_least": "50", "at_most": ""},
            {"kind": "employees", "at_least": 50, "at_most": None},
        ),
        (
            {"kind": "custom", "of": "account", "field": "erp", "how": "contains", "value": "sap"},
            {"kind": "custom", "of": "account", "name": "erp", "how": "contains", "value": "sap"},
        ),
    ],
)
def test_builder_makes_every_kind_of_condition(
    client: Client, step: Step, given: dict[str, object], expected: dict[str, object]
) -> None:
    client.post(f"/settings/steps/{step.pk}/condition/", given)
    step.refresh_from_db()
    assert step.condition == [expected]
    client.post(f"/settings/steps/{step.pk}/condition/", {"remove": "0"})
    step.refresh_from_db()
    assert step.condition == []


def test_condition_without_its_number_is_refused_in_words(client: Client, step: Step) -> None:
    address = f"/settings/steps/{step.pk}/condition/"
    response = client.post(address, {"kind": "no_reply", "hours": "soon"}, follow=True)
    assert "This condition cannot be read" in response.content.decode()
    step.refresh_from_db()
    assert step.condition == []


def test_published_version_offers_no_change_and_takes_none(client: Client) -> None:
    step = factories.version().steps.get()
    assert (
        "Add the step" not in client.get(f"/settings/versions/{step.version_id}/").content.decode()
    )
    given = {"angle": "Other", "channel": "email", "delay_amount": 1, "delay_unit": "days"}
    response = client.post(f"/settings/steps/{step.pk}/", given)
    assert "Begin a new draft" in response.content.decode()
    step.refresh_from_db()
    assert step.angle == "Recap"


def test_ready_made_sequences_come_as_drafts(client: Client) -> None:
    client.post("/settings/sequences/ready-made/")
    assert Sequence.objects.count() == len(Sequence.Purpose)
    assert not Version.objects.filter(published_at__isnull=False).exists()


def test_sequence_is_switched_off_for_those_who_would_begin(client: Client) -> None:
    version = factories.version()
    client.post(f"/settings/sequences/{version.sequence_id}/switch/", {"to": "off"})
    with pytest.raises(enrollment.NoSequence):
        enrollment.published("after_call")


def test_draft_is_discarded_and_what_is_published_runs_on(client: Client, admin: User) -> None:
    version = factories.version()
    draft = editing.begin_draft(version.sequence_id, by=admin)
    response = client.post(f"/settings/versions/{draft.pk}/discard/")
    assert response.headers["Location"] == f"/settings/sequences/{version.sequence_id}/"
    assert enrollment.published("after_call") == version


def test_admin_moves_those_who_are_marked(client: Client, admin: User) -> None:
    old = factories.version()
    calls = [factories.call() for _ in range(2)]
    first, second = (
        enrollment.enroll(call.lead, version=old, record=call, by=None, now=NOW) for call in calls
    )
    new = editing.begin_draft(old.sequence_id, by=admin)
    editing.ask_for_review(new.pk, by=admin, note="", now=NOW)
    editing.publish(new.pk, by=admin, now=NOW)
    shown = client.get(f"/settings/versions/{old.pk}/people/").content.decode()
    assert calls[0].lead.name in shown
    client.post(f"/settings/versions/{old.pk}/move/", {"to": new.pk, "enrollment": [first.pk]})
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.version, second.version) == (new, old)


def test_library_is_kept_in_the_browser(client: Client) -> None:
    given = {"kind": "pain_question", "text": "You struggle.", "industry": "", "title_words": ""}
    assert client.post("/settings/library/", given).status_code == 422
    client.post("/settings/library/", given | {"text": "How do you plan today?"})
    item = LibraryItem.objects.get()
    for act in ("approve", "retire", "bring-back"):
        client.post(f"/settings/library/{item.pk}/{act}/")
    item.refresh_from_db()
    assert item.approved_at is not None
    assert item.retired_at is None


def test_list_asks_as_many_queries_for_nine_sequences_as_for_one(client: Client) -> None:
    factories.version("hot")
    client.get("/settings/sequences/")

    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            client.get("/settings/sequences/")
        return len(captured)

    one = queries()
    seeds.ensure_drafts()
    assert queries() == one


def test_version_asks_as_many_queries_for_six_steps_as_for_one(client: Client) -> None:
    def queries(version: Version) -> int:
        for step in version.steps.all():
            Variant.objects.create(step=step, label="A", body="Hello.")
        with CaptureQueriesContext(connection) as captured:
            client.get(f"/settings/versions/{version.pk}/")
        return len(captured)

    few = queries(factories.version(published=False, steps=1))
    assert queries(factories.version(published=False, steps=6)) == few
