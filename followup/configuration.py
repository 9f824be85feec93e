"""The environment, read once and checked.

A bad value stops the start with one sentence that says which variable, what is wrong and what
to write instead; the settings module only assembles what stands here.
"""

from __future__ import annotations

import os
import re
import secrets
from pathlib import Path
from urllib.parse import urlsplit
from zoneinfo import available_timezones

from django.core.exceptions import ImproperlyConfigured
from psycopg import ProgrammingError
from psycopg.conninfo import conninfo_to_dict

BASE_DIR = Path(__file__).resolve().parent.parent
ROLES = ("owner", "web", "worker", "sender")
TRUE, FALSE = {"1", "true", "yes", "on"}, {"0", "false", "no", "off", ""}


def text(name: str, default: str = "") -> str:
    """The variable without surrounding blanks, or the default when it is unset or empty."""
    return os.environ.get(name, "").strip() or default


def flag(name: str, *, default: bool = False) -> bool:
    value = os.environ.get(name)
    if value is None:
        return default
    if value.strip().lower() in TRUE:
        return True
    if value.strip().lower() in FALSE:
        return False
    raise ImproperlyConfigured(f"{name} is {value!r}; write 1 for yes or 0 for no.")


def number(name: str, *, default: int, least: int, most: int) -> int:
    value = text(name, str(default))
    if not re.fullmatch("-?[0-9]{1,12}", value) or not least <= int(value) <= most:
        raise ImproperlyConfigured(
            f"{name} is {value!r}; write a whole number from {least} to {most}."
        )
    return int(value)


def choice(name: str, *, default: str, among: tuple[str, ...]) -> str:
    value = text(name, default)
    if value not in among:
        raise ImproperlyConfigured(f"{name} is {value!r}; write one of {', '.join(among)}.")
    return value


def names(name: str, *, default: tuple[str, ...] = ()) -> list[str]:
    """A comma-separated list."""
    return [part.strip() for part in text(name).split(",") if part.strip()] or list(default)


def url(name: str, *, default: str = "") -> str:
    value = text(name, default).rstrip("/")
    if value and not _is_whole_address(value):
        raise ImproperlyConfigured(
            f"{name} is {value!r}; write a whole address such as https://followup.example.com."
        )
    return value


def _is_whole_address(value: str) -> bool:
    try:
        parts = urlsplit(value)
        return parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.port != 0
    except ValueError:
        return False


def zone(name: str, *, default: str) -> str:
    value = text(name, default)
    if value not in available_timezones():
        raise ImproperlyConfigured(f"{name} is {value!r}; write a zone such as Europe/Berlin.")
    return value


def secret_key(*, var: Path, sample: bool) -> str:
    """SECRET_KEY, or a key made once under var/ when the site is in its sample mode."""
    if value := text("SECRET_KEY"):
        if len(value) < 50:
            raise ImproperlyConfigured(
                "SECRET_KEY is too short to be secret; write at least 50 random characters."
            )
        return value
    if not sample:
        raise ImproperlyConfigured(
            "SECRET_KEY is not set; write at least 50 random characters and keep them secret."
        )
    path = var / "secret_key"
    var.mkdir(parents=True, exist_ok=True)
    if not path.exists() or not path.read_text().strip():
        # Written whole and then renamed: two processes starting at once must agree on one key.
        fresh = path.with_name(f"secret_key.{os.getpid()}")
        fresh.touch(mode=0o600)
        fresh.write_text(secrets.token_urlsafe(64))
        try:
            os.link(fresh, path)
        except FileExistsError:
            pass
        finally:
            fresh.unlink()
    return path.read_text().strip()


def database(role: str, *, socket_dir: Path) -> dict[str, object]:
    """Connection parameters for one runtime role.

    DATABASE_URL belongs to the owner, who migrates. DATABASE_URL_WEB, _WORKER and _SENDER name
    a login for each kind of process; where one is missing, that process logs in with
    DATABASE_URL and takes the role at once, which is weaker and reported by `check --deploy`.
    """
    own = text(f"DATABASE_URL_{role.upper()}") if role != "owner" else ""
    address = own or text("DATABASE_URL")
    name = f"DATABASE_URL_{role.upper()}" if own else "DATABASE_URL"
    if not address:
        found: dict[str, object] = {
            "host": str(socket_dir),
            "user": f"followup_{role}",
            "dbname": text("FOLLOWUP_DATABASE", "followup"),
        }
    else:
        try:
            found = dict(conninfo_to_dict(address))
        except ProgrammingError:  # its message may hold the password
            raise ImproperlyConfigured(
                f"{name} cannot be read; write postgresql://user:password@host/name."
            ) from None
        if not found.get("dbname"):
            raise ImproperlyConfigured(f"{name} names no database; end it with /name.")
        if not own and role != "owner":
            found["options"] = f"{found.get('options', '')} -c role=followup_{role}".strip()
    keys = {
        "dbname": "NAME",
        "user": "USER",
        "password": "PASSWORD",
        "host": "HOST",
        "port": "PORT",
    }
    named: dict[str, object] = {keys[k]: v for k, v in found.items() if k in keys}
    options = {k: v for k, v in found.items() if k not in keys}
    return {
        "ENGINE": "django.db.backends.postgresql",
        **named,
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {"connect_timeout": 10, **options},
    }
