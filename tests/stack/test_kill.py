"""SIGKILL to every part in the middle of its work: at most one delivery, nothing lost."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from tests.smtp import Peer, smtp_peer
from tests.stack.site import Browser, Site, until

pytestmark = [pytest.mark.stack, pytest.mark.timeout(300)]

PLAIN, BEFORE_DOT, AFTER_DOT, AWAY = 1, 2, 3, 4
WORDS = """\
Maya Reyes: I'll send the pricing breakdown by Friday.
Priya Nair: Thank you. I'll check the data residency question with our legal team.
Maya Reyes: Shall we meet again on Thursday at ten?
Priya Nair: Yes, Thursday at ten works.
"""


@pytest.fixture(scope="module")
def running() -> Iterator[Peer]:
    with smtp_peer() as peer:
        yield peer


@pytest.fixture
def peer(running: Peer) -> Iterator[Peer]:
    running.held.clear()
    running.released.clear()
    yield running
    running.released.set()


@pytest.fixture(scope="module")
def site(running: Peer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    site = Site(tmp_path_factory.mktemp("site") / "var", mail_port=running.port)
    try:
        site.start()
        yield site
    finally:
        site.stop()


@pytest.fixture(scope="module")
def rep(site: Site) -> Browser:
    rep = Browser(site.url)
    rep.sign_in()
    return rep


def upload(rep: Browser, lead: int) -> int:
    held_at = datetime.now(UTC) - timedelta(hours=1)
    return rep.upload(WORDS, lead=lead, held_at=f"{held_at:%Y-%m-%dT%H:%M}")


def draft_of(site: Site, call: int) -> int:
    """The number of the call's draft, once it is ready."""
    query = "SELECT id FROM reviews_draft WHERE call_id = %s AND state = 'ready'"
    ((draft,),) = until(lambda: site.rows(query, call), "a draft")
    return int(draft)


def approved(site: Site, rep: Browser, lead: int) -> int:
    draft = draft_of(site, upload(rep, lead))
    rep.approve(draft)
    return draft


def message(site: Site, lead: int) -> tuple[str, bool]:
    """The state of the lead's one message, and whether a dot was allowed."""
    ((state, dotted),) = site.rows(
        "SELECT state, EXISTS (SELECT 1 FROM sequences_attempt a WHERE a.message_id = m.id"
        " AND dot_at IS NOT NULL) FROM sequences_message m WHERE lead_id = %s",
        lead,
    )
    return state, dotted


def end_lease(site: Site, lead: int) -> None:
    """As if the twelve minutes of the dead sender were over."""
    with site.connect() as connection:
        connection.execute(
            "UPDATE sequences_message SET lease_until = clock_timestamp() WHERE lead_id = %s",
            [lead],
        )
        connection.execute("NOTIFY followup_outbox")


def looks_again(site: Site) -> None:
    """Returns when the sender has been through everything that is due once more."""
    beat = "SELECT at FROM leads_beat WHERE name = 'sender'"
    before = site.rows(beat)
    with site.connect() as connection:
        connection.execute("NOTIFY followup_outbox")
    until(lambda: site.rows(beat) != before, "the sender's next round")


def delivered(peer: Peer, name: str) -> int:
    return sum(to[0].startswith(name) for to, _ in peer.accepted)


def test_worker_killed_while_it_reads_loses_nothing(site: Site, rep: Browser) -> None:
    with site.connect() as blocker, blocker.transaction():
        blocker.execute("LOCK TABLE leads_finding IN EXCLUSIVE MODE")
        call = upload(rep, PLAIN)
        waiting = "SELECT 1 FROM pg_stat_activity WHERE usename = 'followup_worker' AND wait_event_type = 'Lock'"
        until(lambda: site.rows(waiting), "the worker in the middle of reading")
        assert site.rows("SELECT state FROM leads_call WHERE id = %s", call) == [("reading",)]
        site.kill("worker")
    draft = draft_of(site, call)
    assert site.rows("SELECT state, attempts FROM leads_call WHERE id = %s", call) == [("read", 2)]
    assert site.rows("SELECT count(*) FROM reviews_draft WHERE call_id = %s", call) == [(1,)]
    twice = "SELECT 1 FROM leads_finding WHERE call_id = %s GROUP BY kind, text HAVING count(*) > 1"
    assert site.rows(twice, call) == []
    assert "pricing breakdown" in rep.get(f"/inbox/{draft}/")


def test_sender_killed_before_the_dot_sends_once_later(
    site: Site, rep: Browser, peer: Peer
) -> None:
    approved(site, rep, BEFORE_DOT)
    until(peer.held.is_set, "the sender before the dot")
    site.kill("sender")
    assert message(site, BEFORE_DOT) == ("sending", False)
    peer.released.set()
    end_lease(site, BEFORE_DOT)
    until(lambda: message(site, BEFORE_DOT) == ("sent", True), "the mail")
    assert delivered(peer, "before") == 1


def test_sender_killed_after_the_dot_leaves_it_to_a_person(
    site: Site, rep: Browser, peer: Peer
) -> None:
    draft = approved(site, rep, AFTER_DOT)
    until(peer.held.is_set, "the sender after the dot")
    site.kill("sender")
    peer.released.set()
    end_lease(site, AFTER_DOT)
    until(lambda: message(site, AFTER_DOT) == ("unknown", True), "the doubt")
    told = "SELECT 1 FROM reviews_alert WHERE kind = 'unknown' AND draft_id = %s"
    until(lambda: site.rows(told, draft), "the question to the rep")
    looks_again(site)
    assert message(site, AFTER_DOT) == ("unknown", True)
    rep.post(f"/inbox/{draft}/settle/", was_sent="yes", reason="It is in the sent folder.")
    assert message(site, AFTER_DOT) == ("sent", True)
    assert delivered(peer, "after") == 1


def test_database_killed_in_the_middle_of_a_mail_sends_once_later(
    site: Site, rep: Browser, peer: Peer
) -> None:
    draft = approved(site, rep, AWAY)
    until(peer.held.is_set, "the sender before the dot")
    site.kill_database()
    peer.released.set()
    again = "the database was gone and is started again"
    until(lambda: again in site.out.read_text(), again)
    until(site.answers, "the database")
    assert message(site, AWAY) == ("sending", False)
    assert delivered(peer, "away") == 0
    end_lease(site, AWAY)
    until(lambda: message(site, AWAY) == ("sent", True), "the mail")
    assert delivered(peer, "away") == 1
    closed = "SELECT 1 FROM reviews_draft WHERE id = %s AND state = 'sent'"
    until(lambda: site.rows(closed, draft), "the draft as sent")
