"""Bad values are refused with a sentence that says which variable, what is wrong, what to write."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from followup import configuration as env

REFUSED: list[tuple[str, str, Callable[[], object], str]] = [
    ("A_FLAG", "maybe", lambda: env.flag("A_FLAG"), "write 1 for yes or 0 for no"),
    ("PORT", "http", lambda: port(), "write a whole number from 1 to 65535"),
    ("PORT", "0", lambda: port(), "write a whole number from 1 to 65535"),
    ("PORT", "70000", lambda: port(), "write a whole number from 1 to 65535"),
    ("PORT", "-1", lambda: port(), "write a whole number from 1 to 65535"),
    ("PORT", "--5", lambda: port(), "write a whole number from 1 to 65535"),
    ("PORT", "８０", lambda: port(), "write a whole number from 1 to 65535"),
    ("PORT", "²", lambda: port(), "write a whole number from 1 to 65535"),
    ("PORT", "8e3", lambda: port(), "write a whole number from 1 to 65535"),
    ("FOLLOWUP_ROLE", "root", lambda: role(), "write one of owner, web, worker, sender"),
    ("FOLLOWUP_URL", "followup.test", lambda: env.url("FOLLOWUP_URL"), "write a whole address"),
    ("FOLLOWUP_URL", "ftp://a.test", lambda: env.url("FOLLOWUP_URL"), "write a whole address"),
    ("FOLLOWUP_URL", "https://", lambda: env.url("FOLLOWUP_URL"), "write a whole address"),
    ("FOLLOWUP_URL", "http://[::1", lambda: env.url("FOLLOWUP_URL"), "write a whole address"),
    ("TIME_ZONE", "Mars/Olympus", lambda: zone(), "write a zone such as Europe/Berlin"),
    ("SECRET_KEY", "short", lambda: key(sample=False), "write at least 50 random characters"),
    ("SECRET_KEY", "", lambda: key(sample=False), "SECRET_KEY is not set"),
    ("DATABASE_URL", "what is this", lambda: database(), "write postgresql://user:password@host"),
    ("DATABASE_URL", "postgresql://somewhere", lambda: database(), "names no database"),
]


def port() -> int:
    return env.number("PORT", default=8000, least=1, most=65535)


def role() -> str:
    return env.choice("FOLLOWUP_ROLE", default="owner", among=env.ROLES)


def zone() -> str:
    return env.zone("TIME_ZONE", default="UTC")


def key(*, sample: bool) -> str:
    return env.secret_key(var=Path("/nowhere"), sample=sample)


def database(name: str = "web") -> dict[str, object]:
    return env.database(name, socket_dir=Path("/sockets"))


@pytest.fixture(autouse=True)
def clean(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in list(os.environ):
        if name.startswith(("DATABASE_URL", "FOLLOWUP_", "PORT", "TIME_ZONE", "SECRET_KEY")):
            monkeypatch.delenv(name)


@pytest.mark.parametrize(("name", "value", "read", "advice"), REFUSED)
def test_bad_value_is_refused_with_its_name_and_what_to_write(
    name: str,
    value: str,
    read: Callable[[], object],
    advice: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(ImproperlyConfigured) as refusal:
        read()
    assert str(refusal.value).startswith(name)
    assert advice in str(refusal.value)


@pytest.mark.parametrize("value", ["1", "true", "Yes", " on "])
def test_flag_reads_every_common_yes(value: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("A_FLAG", value)
    assert env.flag("A_FLAG") is True


@pytest.mark.parametrize("value", ["0", "false", "No", "off", ""])
def test_flag_reads_every_common_no(value: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("A_FLAG", value)
    assert env.flag("A_FLAG", default=True) is False


def test_url_loses_its_last_slash(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FOLLOWUP_URL", " https://followup.test/ ")
    assert env.url("FOLLOWUP_URL") == "https://followup.test"


def test_sample_site_makes_a_private_key_once(tmp_path: Path) -> None:
    first = env.secret_key(var=tmp_path / "var", sample=True)
    assert len(first) >= 50
    assert env.secret_key(var=tmp_path / "var", sample=True) == first
    assert [f.name for f in (tmp_path / "var").iterdir()] == ["secret_key"]
    assert (tmp_path / "var" / "secret_key").stat().st_mode & 0o777 == 0o600


def test_embedded_database_is_entered_with_the_login_of_the_process() -> None:
    found = database("sender")
    assert (found["HOST"], found["USER"]) == ("/sockets", "followup_sender")


def test_process_without_a_login_of_its_own_takes_its_role_at_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv(
        "DATABASE_URL", "postgresql://owner:pa%20ss@db.test:6432/site?sslmode=require"
    )
    found = database("worker")
    assert (found["USER"], found["PASSWORD"], found["PORT"]) == ("owner", "pa ss", "6432")
    assert found["OPTIONS"] == {
        "connect_timeout": 10,
        "sslmode": "require",
        "options": "-c role=followup_worker",
    }


def test_process_with_a_login_of_its_own_uses_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://owner@db.test/site")
    monkeypatch.setenv("DATABASE_URL_WEB", "postgresql://web@db.test/site")
    assert database("web")["USER"] == "web"
    assert database("owner")["USER"] == "owner"


def test_connections_are_kept_and_checked() -> None:
    found = database()
    assert found["CONN_MAX_AGE"] == 60
    assert found["CONN_HEALTH_CHECKS"] is True
