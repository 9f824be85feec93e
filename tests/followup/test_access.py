"""Every address of the site, for everybody who has no business there: walked, not listed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction
from django.db.models import Model
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from leads.models import Call, Merge, Proposal, StopEvent, TrailEntry, User
from reviews.models import Card, CardDecision, Decision
from sequences.models import Correction, Message
from tests import factories
from tests.roles import role
from tests.rules import receiving

pytestmark = pytest.mark.django_db

CANARY = "Quetzalcoatl"
# Open to people who are not signed in, or to systems that prove themselves; everything else sends them to sign-in.
OPEN = {"/healthz", "/accounts/login/", "/accounts/signup/", "/accounts/inactive/"} | {
    "/accounts/password/reset/", "/accounts/password/reset/done/", "/accounts/confirm-email/",
    "/accounts/password/reset/key/done/", "/accounts/confirm-email/x/", "/accounts/logout/",
    "/accounts/password/reset/key/x-x/",
    "/hooks/x/", "/hooks/sms/", "/hooks/mail/x/x/", "/u/x/", "/l/x", "/o/x",
}  # fmt: skip
# No page of ours posts here: the sender's signature takes the place of the page's token.
SIGNED = {"/hooks/x/", "/hooks/sms/", "/hooks/mail/x/x/", "/u/x/"}


def addresses() -> Iterator[str]:
    """The path of every view, with `<int:pk>` where it names a row."""

    def walk(resolver: URLResolver, before: str) -> Iterator[str]:
        for found in resolver.url_patterns:
            here = before + str(found.pattern)
            if isinstance(found, URLPattern):
                yield here
            else:
                yield from walk(found, here)

    for path in walk(get_resolver(), "/"):
        plain = re.sub(r"[\^$]|\(\?P<\w+>[^)]*\)", lambda m: "x" if m[0][0] == "(" else "", path)
        yield re.sub(r"<(?:str|slug):\w+>", "x", plain)


EVERY = sorted(set(addresses()))
SETTINGS = [path for path in EVERY if path.startswith("/settings/") and "<int:pk>" in path]
WITH_ROWS = [path for path in EVERY if "<int:pk>" in path and path not in SETTINGS]
# Where an admin sees leads: trying a sequence on them, and who is in it (docs/decisions/0014); and a
# person who asks what is known about them (docs/privacy.md).
TRIED = {f"/settings/versions/<int:pk>/{page}/" for page in ("try", "what-if", "people")}
TRIED |= {"/settings/privacy/"}


class Team:
    """A team with a lead, a call and a draft, all of which bear the canary."""

    def __init__(self) -> None:
        self.team = factories.team()
        self.rep = factories.user(of=self.team)
        self.manager = factories.user(of=self.team, role="manager")
        self.admin = factories.user(of=self.team, role="admin")
        self.lead = factories.lead(self.rep, name=f"{CANARY} Nair")
        self.call = factories.call(self.lead, title=f"{CANARY} call")
        touch = factories.touch(self.call, state="drafted")
        self.draft = factories.draft(touch, subject=f"{CANARY} recap")
        self.promise = factories.promise(self.call, text=f"{CANARY} gets the deck.")
        passage = self.call.passages.get(index=3)
        self.proposal = Proposal.objects.create(
            finding=self.promise, passage=passage, quote="meet", start=9
        )
        mail = receiving.of_lead(lead=self.lead, text=f"{CANARY}, not Friday.")
        self.correction = Correction.objects.create(
            mail=mail, finding=self.promise, quote=f"{CANARY}, not Friday."
        )
        other = factories.lead(self.rep)
        self.merge = Merge.objects.create(
            lead=other, into=self.lead, why="x", stage_before="prospect", by=self.rep
        )
        self.card = Card.objects.create(kind="silence", key="silence:1", lead=self.lead)

    def at(self, path: str) -> str:
        row: dict[str, Model] = {
            "inbox": self.draft,
            "cards": self.card,
            "corrections": self.correction,
            "calls": self.call,
            "leads": self.lead,
            "api": self.call,
            "companies": self.lead.account,
            "participants": self.call.participants.all()[0],
            "promises": self.promise,
            "proposals": self.proposal,
            "merges": self.merge,
        }
        if "<int:pk>" not in path:
            return path
        kind = path.split("/")[1]
        if kind == "settings":
            return path.replace("<int:pk>", str(self.of_settings().get(path.split("/")[2], 0)))
        return path.replace("<int:pk>", str(row[kind].pk))

    def of_settings(self) -> dict[str, int]:
        """Rows of the admin area by the name in their address; for others there is no row 0."""
        step = self.draft.touch.step
        return {
            "sequences": step.version.sequence_id,
            "versions": step.version_id,
            "steps": step.pk,
        }


@pytest.fixture
def ours() -> Team:
    return Team()


@pytest.fixture(params=["rep", "manager", "admin", "admin of the same team"])
def stranger(request: pytest.FixtureRequest, ours: Team) -> User:
    if request.param == "admin of the same team":
        return ours.admin
    return factories.user(role=request.param)


def signed_in(person: User, **options: Any) -> Client:
    client = Client(**options)
    client.force_login(person)
    return client


def everything(ours: Team) -> dict[str, Any]:
    """What a POST to any of our pages could want, so that only the right is missing."""
    return {
        "seen": factories.seen(ours.draft, ours.rep),
        "revision": ours.draft.revision,
        "reason": "Because.",
        "subject": "Changed",
        "cc": "",
        "body": "Changed.",
        "kind": "reply",
        "choice": "close",
        "was_sent": "yes",
        "status": "kept",
        "is_kept": "yes",
        "month": "2",
        "who": "unknown",
    }


def test_walk_finds_the_site() -> None:
    assert {"/inbox/<int:pk>/approve/", "/calls/new/", "/healthz", "/api/v1/calls/"} <= set(EVERY)


def test_nobody_adds_an_address_to_sign_in_with(ours: Team) -> None:
    client = signed_in(ours.rep)
    client.post("/accounts/email/", {"action_add": "", "email": "mine@evil.example"})
    assert not EmailAddress.objects.filter(email="mine@evil.example").exists()


def test_nobody_acts_on_rows_of_another_team(ours: Team, stranger: User) -> None:
    client = signed_in(stranger)
    before = TrailEntry.objects.count()
    for path in WITH_ROWS:
        for response in (client.get(ours.at(path)), client.post(ours.at(path), everything(ours))):
            assert response.status_code in {403, 404, 405}, (path, response.status_code)
            assert CANARY not in response.content.decode()
    assert TrailEntry.objects.count() == before
    assert not Decision.objects.exists()
    assert not CardDecision.objects.exists()
    assert not Message.objects.exists()
    assert not StopEvent.objects.exists()
    ours.draft.refresh_from_db()
    assert (ours.draft.state, ours.draft.subject) == ("ready", f"{CANARY} recap")


def test_no_page_shows_rows_of_another_team(ours: Team, stranger: User) -> None:
    client = signed_in(stranger)
    for path in EVERY:
        if path in TRIED and stranger.role == "admin":
            continue
        response = client.get(f"{ours.at(path)}?lead={ours.lead.pk}&q={CANARY}")
        shown = response.getvalue().decode().replace(f'value="{CANARY}"', "")
        assert CANARY not in re.sub(f"“{CANARY}”|q={CANARY}", "", shown), path


@pytest.mark.parametrize("who", ["rep", "manager"])
def test_nobody_but_an_admin_changes_settings(ours: Team, who: str) -> None:
    client = signed_in(getattr(ours, who))
    before = TrailEntry.objects.count()
    for path in SETTINGS:
        if path == "/settings/steps/<int:pk>/preview/":  # shows the words that are posted
            continue
        response = client.post(ours.at(path), everything(ours))
        assert response.status_code in {403, 404, 405}, (path, response.status_code)
    assert TrailEntry.objects.count() == before


@pytest.mark.parametrize("who", ["rep", "manager"])
def test_owner_and_manager_see_their_own(ours: Team, who: str) -> None:
    client = signed_in(getattr(ours, who))
    rows = ("inbox", "calls", "leads", "companies", "cards")
    for path in (*(f"/{kind}/<int:pk>/" for kind in rows), "/inbox/"):
        response = client.get(ours.at(path))
        assert response.status_code == 200, path
        assert CANARY in response.content.decode()


def test_colleague_sees_a_lead_only_once_it_is_shared(ours: Team) -> None:
    colleague = factories.user(of=ours.team)
    client = signed_in(colleague)
    assert client.get(ours.at("/inbox/<int:pk>/")).status_code == 404
    ours.lead.shared_with.add(colleague)
    assert client.get(ours.at("/inbox/<int:pk>/")).status_code == 200


def test_call_cannot_be_filed_under_somebody_elses_lead(ours: Team, stranger: User) -> None:
    client = signed_in(stranger)
    held = {"held_at": "2026-11-01T10:00", "kind": "demo"}
    words = "Maya Reyes: Hello there.\nPriya Nair: Hello to you."
    note = {"way": "note", "key_points": "Hello."}
    theirs = {"name": "P", "email": ours.lead.email, "company": "C"}
    client.post("/calls/new/", {**held, **note, "lead": ours.lead.pk})
    client.post("/calls/new/", {**held, **note, **theirs})
    for who in ({"lead": ours.lead.pk}, theirs):
        file = SimpleUploadedFile("call.txt", words.encode())
        response = client.post("/api/v1/calls/", {**held, **who, "file": file})
        assert response.status_code in {400, 404}
    assert Call.objects.get() == ours.call


def test_whoever_is_not_signed_in_is_sent_to_sign_in(ours: Team) -> None:
    client = Client()
    for path in EVERY:
        if path in OPEN:
            continue
        response = client.get(ours.at(path))
        to_sign_in = response.headers.get("Location", "").startswith("/accounts/login/")
        assert response.status_code in {401, 403} or to_sign_in, (path, response.status_code)


def get_read_only(client: Client, path: str) -> int:
    """The status of a GET as the web process, in a transaction in which the database refuses every change."""
    with role("web"), transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION READ ONLY")
        response = client.get(path)
        transaction.set_rollback(True)
    return int(response.status_code)


@pytest.mark.parametrize("path", EVERY)
def test_looking_changes_nothing(ours: Team, path: str) -> None:
    client = signed_in(ours.rep)
    assert get_read_only(client, ours.at(path)) < 500


@pytest.mark.parametrize("path", sorted(OPEN))
def test_looking_from_outside_changes_nothing(path: str) -> None:
    assert get_read_only(Client(), path) < 500


@pytest.mark.parametrize("who", ["signed in", "not signed in"])
def test_every_post_needs_a_token_from_our_own_page(ours: Team, who: str) -> None:
    client = Client(enforce_csrf_checks=True)
    if who == "signed in":
        client.force_login(ours.rep)
    for path in EVERY:
        if path in SIGNED:
            continue
        response = client.post(ours.at(path), everything(ours))
        assert response.status_code in {401, 403}, (path, response.status_code)
    assert not Decision.objects.exists()
