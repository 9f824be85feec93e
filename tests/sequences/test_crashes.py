"""SIGKILL at every step of a send, several times each: at most one delivery, nothing lost."""

from __future__ import annotations

import os
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection
from django.utils import timezone

from leads.models import User
from reviews import decisions
from sequences import dispatch
from sequences.models import Message, Rest
from tests import factories
from tests.sequences.crashing import STEPS
from tests.smtp import Peer, smtp_peer

pytestmark = pytest.mark.django_db(transaction=True)
ROUNDS = int(os.environ.get("CRASH_ROUNDS", "2"))
HARMLESS = ("claimed", "opened", "words", "recipients", "body")


@pytest.fixture
def peer() -> Iterator[Peer]:
    with smtp_peer() as listening:
        yield listening


def approved(rep: User, step: str) -> Message:
    lead = factories.lead(rep, email=f"{step}{next(factories.counter)}@theirs.example")
    draft = factories.draft(factories.touch(factories.call(lead), state="drafted"))
    return decisions.approve(
        draft.pk,
        by=rep,
        sign_in=factories.sign_in(rep),
        seen=factories.seen(draft, rep),
        now=timezone.now(),
    )


def run(steps: list[str]) -> list[str]:
    """What became of one sender for each step, in order."""
    env = os.environ | {
        "DJANGO_SETTINGS_MODULE": "followup.settings",
        "FOLLOWUP_ROLE": "sender",
        "FOLLOWUP_DATABASE": str(connection.settings_dict["NAME"]),
        "LOG_LEVEL": "ERROR",
    }
    if address := os.environ.get("DATABASE_URL"):
        base = address.partition("?")[0].rpartition("/")[0]
        env["DATABASE_URL"] = f"{base}/{connection.settings_dict['NAME']}"
    done = subprocess.run(
        [sys.executable, "-m", "tests.sequences.crashing", *steps],
        env=env,
        cwd=Path(__file__).resolve().parents[2],
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout.split("\n")[:-1]


def test_sender_killed_at_any_step_delivers_at_most_once_and_loses_nothing(peer: Peer) -> None:
    rep = factories.user()
    factories.mailbox(rep, smtp_port=peer.port, daily_cap=1000)
    steps = [step for _ in range(ROUNDS) for step in STEPS]
    messages = [approved(rep, step) for step in steps]
    for number, message in enumerate(messages):
        moment = timezone.now() - timedelta(hours=1) + timedelta(seconds=number)
        Message.objects.filter(pk=message.pk).update(send_at=moment)

    assert run(steps) == [f"{step} killed" for step in steps]
    leases = Message.objects.filter(state__in=["claimed", "sending"])
    leases.update(lease_until=timezone.now() - timedelta(seconds=1))
    requeued, unknown = dispatch.reap()
    assert (requeued, unknown) == (len(HARMLESS) * ROUNDS, 3 * ROUNDS)
    Rest.objects.all().delete()
    assert run(["none"] * requeued) == ["none ended 0"] * requeued
    assert run(["none"]) == ["none ended 0"]  # nothing is left to do

    delivered = Counter(to[0] for to, _ in peer.accepted)
    for message, step in zip(messages, steps, strict=True):
        message.refresh_from_db()
        if step in HARMLESS:
            assert (message.state, delivered[message.to]) == ("sent", 1), step
        elif step == "settled":
            assert (message.state, delivered[message.to]) == ("sent", 1)
        else:
            assert message.state == "unknown", step  # a person or the Sent folder says
            assert delivered[message.to] == (0 if step == "allowed" else 1)
