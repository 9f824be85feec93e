"""The broker: tasks exist when their transaction does, are claimed once, and wake who waits."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import timedelta

import psycopg
import pytest
from django.db import connection, transaction
from django.utils import timezone
from django_q.conf import Conf
from django_q.models import OrmQ

from followup.queue import NotifyBroker

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def broker() -> NotifyBroker:
    return NotifyBroker("tests")


@pytest.fixture
def elsewhere() -> Iterator[psycopg.Connection]:
    """A second session on the test's database."""
    with psycopg.connect(**connection.get_connection_params()) as other:
        yield other


def test_task_is_gone_when_its_transaction_is_rolled_back(broker: NotifyBroker) -> None:
    with transaction.atomic():
        broker.enqueue("kept")
    with transaction.atomic():
        broker.enqueue("lost")
        transaction.set_rollback(True)
    assert [task.payload for task in OrmQ.objects.all()] == ["kept"]


def test_oldest_task_is_claimed_first_and_only_once(
    broker: NotifyBroker, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Conf, "POLL", 0)
    first, second = broker.enqueue("first"), broker.enqueue("second")
    assert broker.dequeue() == [(first, "first")]
    assert broker.dequeue() == [(second, "second")]
    assert broker.dequeue() is None


def test_claim_passes_over_a_task_that_another_worker_holds(
    broker: NotifyBroker, elsewhere: psycopg.Connection
) -> None:
    held, free = broker.enqueue("held"), broker.enqueue("free")
    elsewhere.execute("SELECT id FROM django_q_ormq WHERE id = %s FOR UPDATE", [held])
    assert broker.dequeue() == [(free, "free")]


def test_task_whose_worker_died_is_due_again_after_its_claim(
    broker: NotifyBroker, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Conf, "POLL", 0)
    task = broker.enqueue("again")
    broker.dequeue()
    lock = OrmQ.objects.get(pk=task).lock
    assert lock > timezone.now() + timedelta(seconds=Conf.RETRY - 60)
    OrmQ.objects.filter(pk=task).update(lock=timezone.now())
    assert broker.dequeue() == [(task, "again")]


def test_tasks_of_another_queue_are_left_alone(
    broker: NotifyBroker, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Conf, "POLL", 0)
    NotifyBroker("other").enqueue("theirs")
    assert broker.dequeue() is None


def test_waiting_worker_is_woken_by_the_commit_and_not_by_the_clock(
    broker: NotifyBroker, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Conf, "POLL", 60)
    claimed: list[list[tuple[int, str]] | None] = []

    def wait() -> None:
        try:
            claimed.append(broker.dequeue())
            claimed.append(broker.dequeue())
        finally:
            connection.close()

    waiting = threading.Thread(target=wait)
    waiting.start()
    while not _somebody_listens():
        pass
    task = NotifyBroker("tests").enqueue("now")
    waiting.join(30)
    assert not waiting.is_alive()
    assert [(task, "now")] in claimed


def _somebody_listens() -> bool:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT 1 FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND state = 'idle'"
            " AND datname = current_database() AND query LIKE '%%django_q_ormq AS task%%'"
        )
        return cursor.fetchone() is not None


def test_worker_outlives_a_database_that_goes_away(
    broker: NotifyBroker, elsewhere: psycopg.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Conf, "POLL", 0)
    monkeypatch.setattr("followup.queue.time.sleep", lambda seconds: None)
    assert broker.dequeue() is None
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        (session,) = cursor.fetchone()
    elsewhere.execute("SELECT pg_terminate_backend(%s, 10000)", [session])
    elsewhere.commit()

    assert broker.dequeue() is None  # said, and survived

    task = broker.enqueue("after")
    assert broker.dequeue() == [(task, "after")]
