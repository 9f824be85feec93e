"""The SMTP side of the local mailbox."""

from __future__ import annotations

import asyncio
import signal
import socket
from functools import partial
from pathlib import Path

from aiosmtpd.smtp import SMTP, Envelope, Session

from followup.mailbox import folder

LARGEST_MESSAGE = 33_554_432  # bytes


class Keeper:
    """Answers 250 to a message only once it is on disk."""

    def __init__(self, root: Path) -> None:
        self.root = root

    async def handle_DATA(  # noqa: N802  (aiosmtpd looks for this name)
        self, server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        content = envelope.content
        assert isinstance(content, bytes)  # SMTP decodes only when asked to
        recipients = [str(name) for name in envelope.rcpt_tos]
        key = await asyncio.to_thread(
            folder.deliver,
            self.root,
            content,
            sender=str(envelope.mail_from or ""),
            recipients=recipients,
        )
        return f"250 2.0.0 kept as {key}"


async def serve(listening: socket.socket, root: Path) -> None:
    """Keep every message that arrives on `listening` under `root`, until SIGTERM or SIGINT."""
    loop = asyncio.get_running_loop()
    stopping = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stopping.set)
    protocol = partial(
        SMTP,
        Keeper(root),
        hostname="mailbox.followup.example",
        ident="Followup local mailbox",
        data_size_limit=LARGEST_MESSAGE,
        enable_SMTPUTF8=True,
        loop=loop,
    )
    async with await loop.create_server(protocol, sock=listening):
        await stopping.wait()
