"""The embedded server: it comes up whatever an earlier one left, and keeps what it was given."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import psutil
import psycopg
import pytest

from followup.lib import embedded_postgres as server
from followup.lib import processes
from followup.lib.postgres_programs import PostgresError


@pytest.fixture
def root(tmp_path: Path) -> Iterator[Path]:
    root = tmp_path / "post gres's $(data)"
    yield root
    server.stop(root)


def up(root: Path) -> None:
    server.start(root, durable=False)
    server.ensure_database(root, "followup")


def connect(root: Path, user: str = "followup_owner") -> psycopg.Connection:
    return psycopg.connect(
        host=str(server.socket_dir(root)), user=user, dbname="followup", autocommit=True
    )


def postmaster(root: Path) -> int:
    return int((root / "data" / "postmaster.pid").read_text().split()[0])


def kill(root: Path) -> None:
    process = psutil.Process(postmaster(root))
    process.kill()
    assert processes.wait_gone([process], timeout=10) == []


def test_server_starts_in_a_path_with_odd_characters_and_keeps_rows_over_a_restart(
    root: Path,
) -> None:
    up(root)
    with connect(root) as connection:
        connection.execute("CREATE TABLE kept (word text)")
        connection.execute("INSERT INTO kept VALUES ('é')")
    server.stop(root)
    assert not server.running(root)

    up(root)

    assert server.running(root)
    with connect(root) as connection:
        assert connection.execute("SELECT upper(word) FROM kept").fetchall() == [("É",)]


def test_server_survives_being_killed(root: Path) -> None:
    up(root)
    with connect(root) as connection:
        connection.execute("CREATE TABLE kept AS SELECT generate_series(1, 1000) AS n")
    kill(root)
    assert not server.running(root)

    up(root)

    with connect(root) as connection:
        assert connection.execute("SELECT count(*) FROM kept").fetchone() == (1000,)


def test_process_file_whose_number_belongs_to_another_program_is_not_believed(root: Path) -> None:
    up(root)
    kill(root)
    process_file = root / "data" / "postmaster.pid"
    lines = process_file.read_text().splitlines()
    process_file.write_text("\n".join([str(os.getpid()), *lines[1:]]) + "\n")

    up(root)

    assert postmaster(root) != os.getpid()


def test_half_made_data_of_a_killed_first_start_is_made_again(root: Path) -> None:
    (root / "data.new").mkdir(parents=True)
    (root / "data.new" / "PG_VERSION").write_text("18\n")

    up(root)

    assert not (root / "data.new").exists()


def test_many_starts_at_once_make_one_server(root: Path) -> None:
    script = (
        "import sys, pathlib; from followup.lib import embedded_postgres as s;"
        "root = pathlib.Path(sys.argv[1]); s.start(root, durable=False);"
        "s.ensure_database(root, 'followup');"
        "print((root / 'data/postmaster.pid').read_text().split()[0])"
    )

    def start(_: int) -> str:
        return subprocess.run(
            [sys.executable, "-c", script, str(root)], check=True, capture_output=True, text=True
        ).stdout

    with ThreadPoolExecutor(4) as pool:
        numbers = set(pool.map(start, range(4)))

    assert numbers == {f"{postmaster(root)}\n"}


def test_foreign_locale_changes_neither_case_nor_order(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LC_ALL", "C")
    monkeypatch.setenv("LANG", "de_DE.UTF-8")
    monkeypatch.setenv("PGPORT", "1")

    server.start(root, durable=False)
    monkeypatch.delenv("PGPORT")
    server.ensure_database(root, "followup")

    with connect(root) as connection:
        row = connection.execute("SELECT lower('ÉÖ'), 'straße' ILIKE 'STRAßE'").fetchone()
    assert row == ("éö", True)


def test_path_too_long_for_a_socket_address_is_reached_all_the_same(tmp_path: Path) -> None:
    root = tmp_path / ("long" * 30) / "postgres"
    try:
        up(root)
        with connect(root) as connection:
            assert connection.execute("SELECT 1").fetchone() == (1,)
    finally:
        server.stop(root)


def test_server_takes_no_calls_over_the_network(root: Path) -> None:
    up(root)
    with connect(root) as connection:
        assert connection.execute("SHOW listen_addresses").fetchone() == ("",)


def test_folder_of_the_server_is_private_and_those_above_it_are_untouched(tmp_path: Path) -> None:
    above = tmp_path / "closed"
    above.mkdir(mode=0o700)
    root = above / "var" / "postgres"
    try:
        up(root)
        assert above.stat().st_mode & 0o777 == 0o700
        assert above.stat().st_uid == os.geteuid()
        assert root.stat().st_mode & 0o777 == 0o700
    finally:
        server.stop(root)


def test_runtime_logins_own_nothing_and_may_do_nothing_by_themselves(root: Path) -> None:
    up(root)
    up(root)  # again: it changes nothing and does not fail
    with connect(root) as connection:
        connection.execute("CREATE TABLE secret ()")
        rights = connection.execute(
            "SELECT rolname, rolsuper, rolcreaterole FROM pg_roles "
            "WHERE rolname LIKE 'followup%' ORDER BY 1"
        ).fetchall()
    assert rights == [
        ("followup_owner", False, True),
        ("followup_sender", False, False),
        ("followup_web", False, False),
        ("followup_worker", False, False),
    ]
    for login in server.LOGINS:
        with (
            connect(root, login) as connection,
            pytest.raises(psycopg.errors.InsufficientPrivilege),
        ):
            connection.execute("SELECT * FROM secret")


def test_stopping_what_does_not_run_does_nothing(tmp_path: Path) -> None:
    server.stop(tmp_path / "nothing")
    assert not (tmp_path / "nothing").exists()


def test_stop_ends_sessions_that_are_still_open(root: Path) -> None:
    up(root)
    with closing(connect(root)) as connection:
        server.stop(root)
        with pytest.raises(psycopg.OperationalError):
            connection.execute("SELECT 1")


def test_failure_is_told_with_the_end_of_the_log(root: Path) -> None:
    up(root)
    server.stop(root)
    (root / "data" / "global" / "pg_control").unlink()

    with pytest.raises(PostgresError, match="pg_control"):
        server.start(root)


def test_session_left_by_a_killed_server_is_ended_before_the_next_start(root: Path) -> None:
    up(root)
    with closing(connect(root)) as session:
        backend = psutil.Process(session.info.backend_pid)
        backend.send_signal(signal.SIGSTOP)  # a session that does not notice its server's death
        kill(root)

        up(root)

        assert processes.wait_gone([backend], timeout=0) == []
