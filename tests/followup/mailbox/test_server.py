"""A message accepted over SMTP is in the folder."""

from __future__ import annotations

import os
import smtplib
import socket
import sys
from collections.abc import Iterator
from email.message import EmailMessage
from pathlib import Path

import pytest
from django.conf import settings

from followup.lib import processes
from followup.mailbox import folder


@pytest.fixture
def port(tmp_path: Path) -> Iterator[int]:
    """The mailbox command as `make run` starts it, on a socket it inherits."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        fd = listening.fileno()
        child = processes.spawn(
            [sys.executable, str(settings.BASE_DIR / "manage.py"), "mailbox", "--fd", str(fd)],
            env=os.environ | {"FOLLOWUP_VAR": str(tmp_path), "FOLLOWUP_SAMPLE": "1"},
            log=tmp_path / "mailbox.log",
            listening=[fd],
        )
        try:
            yield listening.getsockname()[1]
        finally:
            processes.end(child, grace=10)
    assert child.returncode == 0, (tmp_path / "mailbox.log").read_text()


def test_accepted_message_is_in_the_folder_before_the_answer(port: int, tmp_path: Path) -> None:
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = "a@ours.test", "b@theirs.test", "Straße"
    message.set_content("Once.\n.\nA line with a single dot survives.")
    with smtplib.SMTP("127.0.0.1", port, timeout=30) as client:
        client.send_message(message)
        (summary,) = folder.summaries(tmp_path / "mailbox", limit=5)
    found = folder.read(tmp_path / "mailbox", summary.key)
    assert found.subject == "Straße"
    assert found.text.splitlines() == ["Once.", ".", "A line with a single dot survives."]
    assert ("Delivered-To", "b@theirs.test") in found.headers
