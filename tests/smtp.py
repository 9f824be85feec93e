"""An SMTP peer that really listens and fails on demand.

The fault is chosen by a tag in the recipient's local part: `lead+acceptdrop@…` is accepted and
the answer lost. With `+holddata` or `+holdend` the answer to DATA or to the final dot waits for
`released`, and `held` says that it does. Every accepted message is kept with its recipients as the bytes received.
"""

from __future__ import annotations

import base64
import re
import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field


@dataclass
class Peer:
    """What has arrived: (recipients, bytes) for each accepted message, in order."""

    port: int = 0
    held: threading.Event = field(default_factory=threading.Event)
    released: threading.Event = field(default_factory=threading.Event)
    accepted: list[tuple[list[str], bytes]] = field(default_factory=list)
    connections: int = 0
    takes: str = ""
    bearer: str = ""
    sign_ins: int = 0


class Conversation(socketserver.StreamRequestHandler):
    peer: Peer

    def handle(self) -> None:
        self.peer.connections += 1
        self.recipients: list[str] = []
        try:
            self.say("220 peer")
            while line := self.rfile.readline().decode("latin1").strip():
                if not self.answer(line):
                    return
        except ConnectionError:
            return

    def say(self, line: str) -> bool:
        self.wfile.write(line.encode() + b"\r\n")
        return True

    def answer(self, line: str) -> bool:
        verb = line.split()[0].upper()
        if verb == "EHLO" and (self.peer.takes or self.peer.bearer):
            return self.say(f"250-peer\r\n250 AUTH {'XOAUTH2' if self.peer.bearer else 'PLAIN'}")
        if verb == "AUTH":
            return self.sign_in(line.split())
        if verb == "RCPT":
            return self.recipient(line)
        if verb == "DATA":
            return self.data()
        if verb == "QUIT":
            self.say("221 bye")
            return False
        if verb in {"MAIL", "RSET"}:
            self.recipients = []
        return self.say(
            "250 ok" if verb in {"EHLO", "HELO", "MAIL", "RSET", "NOOP"} else "500 what?"
        )

    def sign_in(self, words: list[str]) -> bool:
        """AUTH PLAIN with the password in `takes`, or XOAUTH2 with the token in `bearer`."""
        self.peer.sign_ins += 1
        given = base64.b64decode(words[2]).decode()
        if words[1].upper() == "XOAUTH2":
            if f"auth=Bearer {self.peer.bearer}\1" in given:
                return self.say("235 welcome")
            self.say("334 " + base64.b64encode(b'{"status":"400"}').decode())
            self.rfile.readline()
            return self.say("535 5.7.8 that token is no use")
        if given.split("\0")[2] == self.peer.takes:
            return self.say("235 welcome")
        return self.say("535 5.7.8 wrong password")

    def recipient(self, line: str) -> bool:
        found = re.search(r"<([^>]*)>", line)
        self.recipients.append(found[1] if found else "")
        if self.fault == "rcptdrop":
            return False
        answers = {"rcpt450": "450 4.2.1 try later", "rcpt550": "550 5.1.1 no such user"}
        return self.say(answers.get(self.fault, "250 ok"))

    def data(self) -> bool:
        if self.fault == "data451":
            return self.say("451 4.3.0 not now")
        self.hold("holddata")
        self.say("354 go on")
        message = b""
        while not message.endswith(b"\r\n.\r\n"):
            piece = self.rfile.readline()
            if not piece:
                return False  # hung up before the dot: nothing was accepted
            message += piece
            if self.fault == "middrop":
                return False
        answers = {"end451": "451 4.3.0 later", "end554": "554 5.7.1 looks like spam"}
        if self.fault in answers:
            return self.say(answers[self.fault])
        if self.fault == "dotdrop":
            return False
        self.peer.accepted.append((self.recipients, re.sub(rb"(?m)^\.\.", b".", message[:-3])))
        if self.fault == "acceptdrop":
            return False
        self.hold("holdend")
        return self.say("250 2.0.0 queued")

    def hold(self, fault: str) -> None:
        if self.fault == fault:
            self.peer.held.set()
            self.peer.released.wait(timeout=60)

    @property
    def fault(self) -> str:
        found = re.search(r"\+([a-z0-9]+)@", self.recipients[-1] if self.recipients else "")
        return found[1] if found else ""


class _Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True


@contextmanager
def smtp_peer(*, takes: str = "", bearer: str = "") -> Iterator[Peer]:
    """A listening peer on a free port of this machine; with `takes` or `bearer` it asks who comes."""
    peer = Peer(takes=takes, bearer=bearer)
    handler = type("Bound", (Conversation,), {"peer": peer})
    with _Server(("127.0.0.1", 0), handler) as server:
        peer.port = server.server_address[1]
        thread = threading.Thread(
            target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True
        )
        thread.start()
        yield peer
        server.shutdown()
        thread.join()
