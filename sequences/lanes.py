"""Several messages on their way at once, in one sender process.

A send is mostly waiting: for the mail server, and for the database to have a commit on disk. Each
lane is a thread with connections of its own. A person's mailbox keeps to one lane, so that it has
one connection; what leaves by the site's own server, or as text messages, is spread over all.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor, wait

from django.db import connection

from sequences import dispatch
from sequences.channels.pool import Pool

LANES = 4
AT_ONCE = 5 * LANES  # messages claimed together; a lane's share is sent within its lease


class Lanes:
    """The threads of one sender process. `unsettled`: what came of sends and could not be written
    down yet, because somebody held the lead's row."""

    def __init__(self) -> None:
        self.unsettled: list[dispatch.Unsettled] = []
        self._lanes = [(ThreadPoolExecutor(1, f"lane {n}"), Pool()) for n in range(LANES)]

    def send(self, claimed: Sequence[dispatch.Claim], *, is_over: Callable[[], bool]) -> int:
        """Send what was claimed; returns how many went. When it is over, each lane still ends the
        message it is at. Raises what a lane met, such as a database that went away, once all have
        ended."""
        shares: defaultdict[int, list[dispatch.Claim]] = defaultdict(list)
        for place, claim in enumerate(claimed):
            shares[(claim.mailbox or place) % LANES].append(claim)
        running = []
        for number, share in shares.items():
            thread, pool = self._lanes[number]
            running.append(thread.submit(self._send, share, pool, is_over))
        wait(running)
        return sum(one.result() for one in running)

    def close(self) -> None:
        for thread, pool in self._lanes:
            thread.submit(lambda: connection.close())  # its own, not this one
            thread.shutdown()
            pool.close()

    def _send(
        self, share: Sequence[dispatch.Claim], pool: Pool, is_over: Callable[[], bool]
    ) -> int:
        went = 0
        try:
            for claim in share:
                if is_over():
                    break
                way = pool.texts() if claim.channel == "sms" else pool.way(claim.mailbox)
                try:
                    went += dispatch.send(claim, channel=way) == "sent"
                except dispatch.Unsettled as later:
                    self.unsettled.append(later)
        except BaseException:
            connection.close()  # the thread's own; the next share begins with a fresh one
            raise
        return went
