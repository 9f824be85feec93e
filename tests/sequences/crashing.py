"""A sender that is killed (SIGKILL) at a named step of a send; run as a program.

`python -m tests.sequences.crashing STEP…`: for each step a fresh process claims one message and
dies there; `none` sends it to the end. The processes are forks of this one, so that a hundred
deaths cost one start of Django.
"""

from __future__ import annotations

import os
import signal
import smtplib
import sys
from typing import Any

STEPS = (
    "claimed",  # the lease is committed
    "opened",  # the connection stands
    "words",  # the words are here
    "recipients",  # the server knows who gets it
    "body",  # everything is sent but the final dot
    "allowed",  # the point of no return is committed, the dot not sent
    "dotted",  # the dot is sent, its answer not read
    "answered",  # the answer is read, not written down
    "settled",  # written down
)


def die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def after(owner: Any, name: str) -> None:
    """Have a function's caller die right after it."""
    was = getattr(owner, name)

    def and_die(*arguments: Any, **more: Any) -> Any:
        was(*arguments, **more)
        die()

    setattr(owner, name, and_die)


def before(owner: Any, name: str) -> None:
    setattr(owner, name, lambda *arguments, **more: die())


def send_one(step: str) -> None:
    from sequences import dispatch
    from sequences.channels.pool import Pool
    from sequences.channels.smtp import PlainClient

    if step == "claimed":
        after(dispatch, "claim")
    elif step == "words":
        after(dispatch, "_transmit")
    elif step == "body":
        before(dispatch, "_dot")
    elif step == "allowed":
        after(dispatch, "_dot")
    elif step == "answered":
        before(dispatch, "settle")
    elif step == "recipients":
        after(smtplib.SMTP, "rcpt")
    elif step == "dotted":
        was = PlainClient.getreply

        def unread(client: PlainClient) -> Any:
            if client.dotted:
                die()
            return was(client)

        PlainClient.getreply = unread  # type: ignore[assignment]
    pool = Pool()
    for claimed in dispatch.claim(worker=f"crash:{os.getpid()}", limit=1):
        way = pool.way(claimed.mailbox)
        if step == "opened":
            after(way, "open")
        dispatch.send(claimed, channel=way)
    if step == "settled":
        die()


def main(steps: list[str]) -> None:
    import django

    django.setup()
    for step in steps:
        child = os.fork()
        if child == 0:
            send_one(step)
            os._exit(0)
        _, status = os.waitpid(child, 0)
        print(step, "killed" if os.WIFSIGNALED(status) else f"ended {os.WEXITSTATUS(status)}")


if __name__ == "__main__":
    main(sys.argv[1:])
