"""A real Dovecot on a free port of this machine, with one mailbox that tests fill and read."""

from __future__ import annotations

import getpass
import grp
import os
import pwd
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import psutil
from imapclient import IMAPClient

DOVECOT = shutil.which("dovecot", path=os.environ["PATH"] + ":/usr/sbin")
USER, PASSWORD = "maya@ours.example", "a-password"

CONFIGURATION = """\
base_dir = {folder}/run
state_dir = {folder}/state
log_path = {folder}/log
protocols = imap
listen = 127.0.0.1
ssl = no
disable_plaintext_auth = no
default_internal_user = {user}
default_internal_group = {group}
default_login_user = {user}
mail_location = maildir:{folder}/mail
first_valid_uid = 0
mail_uid = {uid}
mail_gid = {gid}
passdb {{
  driver = static
  args = password={password}
}}
userdb {{
  driver = static
  args = uid={uid} gid={gid} home={folder}/home
}}
namespace inbox {{
  inbox = yes
  mailbox Sent {{
    auto = create
    special_use = \\Sent
  }}
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    port = {port}
  }}
}}
service anvil {{
  chroot =
}}
service stats {{
  chroot =
}}
"""


@dataclass
class Server:
    """Where it listens, and its folder."""

    port: int
    folder: Path

    @contextmanager
    def client(self) -> Iterator[IMAPClient]:
        """A person's own mail program."""
        with IMAPClient("127.0.0.1", port=self.port, ssl=False, timeout=10) as client:
            client.login(USER, PASSWORD)
            yield client

    def deliver(self, raw: bytes, folder: str = "INBOX") -> None:
        with self.client() as client:
            client.append(folder, raw)

    def flags(self, folder: str = "INBOX") -> list[bytes]:
        """Every flag that any mail of the folder carries, apart from the server's own."""
        with self.client() as client:
            client.select_folder(folder, readonly=True)
            found = client.get_flags(client.search("ALL"))
            return [flag for flags in found.values() for flag in flags if flag != b"\\Recent"]

    def make_anew(self, folder: str, mails: Iterable[bytes]) -> None:
        """The folder with other UIDs under another UIDVALIDITY, as a restore from a backup does."""
        with self.client() as client:
            client.delete_folder(folder)
            client.create_folder(folder)
            for raw in mails:
                client.append(folder, raw)


@contextmanager
def dovecot() -> Iterator[Server]:
    """A server of its own, ended with everything it started."""
    assert DOVECOT
    with tempfile.TemporaryDirectory(prefix="imap", dir="/tmp") as name:
        folder = Path(name)
        with socket.create_server(("127.0.0.1", 0)) as free:
            port = free.getsockname()[1]
        _prepare(folder, port)
        server = subprocess.Popen([DOVECOT, "-F", "-c", str(folder / "dovecot.conf")])
        try:
            _wait(port, server, folder)
            yield Server(port, folder)
        finally:
            children = psutil.Process(server.pid).children(recursive=True)
            for process in (server, *children):
                with suppress(psutil.NoSuchProcess):
                    process.kill()
            server.wait(10)


def _prepare(folder: Path, port: int) -> None:
    """Mail is read under this account, or where that is root's, under an unprivileged one."""
    is_root = os.geteuid() == 0
    who = pwd.getpwnam("dovecot" if is_root else getpass.getuser())
    for name in ("run", "state", "mail", "home"):
        (folder / name).mkdir()
        if is_root:
            os.chown(folder / name, who.pw_uid, who.pw_gid)
    folder.chmod(0o755)
    text = CONFIGURATION.format(
        folder=folder,
        port=port,
        user=who.pw_name,
        group=grp.getgrgid(who.pw_gid).gr_name,
        uid=who.pw_uid,
        gid=who.pw_gid,
        password=PASSWORD,
    )
    (folder / "dovecot.conf").write_text(text)


def _wait(port: int, server: subprocess.Popen[bytes], folder: Path) -> None:
    for _ in range(200):
        with socket.socket() as caller:
            if caller.connect_ex(("127.0.0.1", port)) == 0:
                return
        assert server.poll() is None, (folder / "log").read_text()
        time.sleep(0.05)
    raise AssertionError((folder / "log").read_text())
