"""`manage.py runreceiver`: reads mailboxes, so that an answer stops what it must at once, and
takes in what webhooks delivered."""

from __future__ import annotations

import logging
import signal
import threading
from datetime import datetime, timedelta
from typing import Any

from django.core.management.base import BaseCommand
from django.db import Error, close_old_connections, connections
from django.utils import timezone
from imapclient import IMAPClient
from imapclient.exceptions import IMAPClientError

from followup import beats, taking_in
from leads.models import Beat
from sequences.models import Mailbox, MailboxSecret
from sequences.receiving import reading
from sequences.receiving.problems import CannotRead

log = logging.getLogger("followup.receiver")
LOOK = 5.0  # seconds between two looks at which mailboxes are to be read
POLL = 60.0  # seconds after which a mailbox is read even if its server announced nothing
FIRST_PAUSE, LONGEST_PAUSE, REFUSED_PAUSE = 5.0, 300.0, 900.0


class Command(BaseCommand):
    help = "Reads mailboxes over IMAP, Gmail and Microsoft Graph, until told to stop."

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("--poll", type=float, default=POLL, help="seconds between two readings")
        parser.add_argument("--once", action="store_true", help="read every mailbox once, then end")

    def handle(self, *args: Any, poll: float, once: bool, **options: Any) -> None:
        if once:
            return self._once()
        ended = threading.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: ended.set())
        threading.Thread(target=taking_in.run, args=(ended,), name="intake").start()
        watchers: dict[int, Watcher] = {}
        while not ended.is_set():
            try:
                Beat.objects.update_or_create(name=beats.RECEIVER, defaults={"at": timezone.now()})
                _match(watchers, poll=poll)
            except Error as error:
                log.warning("database away (%s)", str(error).splitlines()[0])
            close_old_connections()
            ended.wait(LOOK)
        for watcher in watchers.values():
            watcher.ended.set()
        return None

    def _once(self) -> None:
        for mailbox in Mailbox.objects.read():
            watcher = Watcher(mailbox, poll=0)
            try:
                watcher.read()
            except CannotRead as error:
                self.stderr.write(f"{mailbox}: {error}")
            finally:
                watcher.hang_up()


def _match(watchers: dict[int, Watcher], *, poll: float) -> None:
    """One watcher for each mailbox that is to be read, started anew when its settings change."""
    wanted = {mailbox.pk: mailbox for mailbox in Mailbox.objects.read()}
    changed = dict(MailboxSecret.objects.values_list("mailbox_id", "changed_at"))
    for number, watcher in list(watchers.items()):
        mailbox = wanted.get(number)
        now = _settings(mailbox, changed.get(number)) if mailbox else None
        if now != watcher.settings or not watcher.is_alive():
            watcher.ended.set()
            del watchers[number]
    for number, mailbox in wanted.items():
        if number not in watchers:
            watchers[number] = Watcher(mailbox, changed.get(number), poll=poll)
            watchers[number].start()


def _settings(mailbox: Mailbox, changed: datetime | None) -> tuple[Any, ...]:
    """What makes a connection another one, the moment its password was changed included."""
    return (
        mailbox.kind,
        mailbox.imap_host,
        mailbox.imap_port,
        mailbox.imap_security,
        mailbox.imap_username,
        mailbox.imap_folder,
        mailbox.sent_folder,
        mailbox.sign_in,
        mailbox.owner_id,
        changed if mailbox.sign_in == Mailbox.SignIn.PASSWORD else None,
    )


class Watcher(threading.Thread):
    """One mailbox: read, then wait until its server tells of something new or a minute is over."""

    def __init__(self, mailbox: Mailbox, changed: datetime | None = None, *, poll: float) -> None:
        super().__init__(name=f"mailbox {mailbox.pk}", daemon=True)
        self.mailbox, self.poll = mailbox, poll
        self.settings = _settings(mailbox, changed)
        self.ended = threading.Event()
        self._client: IMAPClient | None = None

    def run(self) -> None:
        pause = FIRST_PAUSE
        while not self.ended.is_set():
            try:
                self.read()
                pause = FIRST_PAUSE
                self._wait()
            except CannotRead as error:
                self.hang_up()
                self._note(error)
                self.ended.wait(REFUSED_PAUSE if error.is_sign_in else pause)
                pause = min(pause * 2, LONGEST_PAUSE)
            except (Error, OSError, IMAPClientError) as error:
                log.warning("mailbox %s: %s", self.mailbox.pk, str(error).strip())
                self.hang_up()
                self.ended.wait(pause)
                pause = min(pause * 2, LONGEST_PAUSE)
            finally:
                connections.close_all()
        self.hang_up()

    def read(self) -> None:
        """Everything that is new, now. Raises CannotRead."""
        now = timezone.now()
        self.mailbox.refresh_from_db()
        if self.mailbox.kind != Mailbox.Kind.SMTP:
            reading.read_web(self.mailbox, now=now)
            return
        if self._client is None:
            self._client = reading.open_imap(self.mailbox, now=now)
        reading.read_imap(self._client, self.mailbox, now=now)

    def hang_up(self) -> None:
        """Close the connection without a word: the server may be gone."""
        client, self._client = self._client, None
        if client is not None:
            try:
                client.shutdown()
            except (OSError, IMAPClientError):
                log.debug("mailbox %s was closed already", self.mailbox.pk)

    def _wait(self) -> None:
        connections.close_all()  # hundreds of mailboxes must not hold a connection each
        client = self._client
        if client is None or not client.has_capability("IDLE"):
            self.ended.wait(self.poll)
            return
        client.idle()
        until = timezone.now() + timedelta(seconds=self.poll)
        while not self.ended.is_set() and timezone.now() < until:
            if any(_is_new(told) for told in client.idle_check(timeout=min(LOOK, self.poll))):
                break
        client.idle_done()

    def _note(self, error: CannotRead) -> None:
        try:
            reading.problem(self.mailbox, error)
        except Error:
            log.warning("mailbox %s: %s", self.mailbox.pk, error)


def _is_new(told: Any) -> bool:
    """Whether what a server said during IDLE means that there is more mail."""
    return isinstance(told, tuple) and len(told) > 1 and told[1] in (b"EXISTS", b"RECENT")
