"""What Django can check about itself: migrations are complete, a deployed site is safe."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.management import call_command

ROOT = Path(__file__).resolve().parents[2]
DEPLOYED = {
    "SECRET_KEY": "k7Qw" * 16 + "-not-used-anywhere-0123456789",
    "FOLLOWUP_URL": "https://followup.customer.test",
    "DATABASE_URL": "postgresql://owner@localhost/followup",
    "DATABASE_URL_WEB": "postgresql://web@localhost/followup",
    "DATABASE_URL_WORKER": "postgresql://worker@localhost/followup",
    "DATABASE_URL_SENDER": "postgresql://sender@localhost/followup",
    "EMAIL_HOST": "smtp.customer.test",
}


def check_deployed(var: Path, **changed: str) -> subprocess.CompletedProcess[str]:
    env = {"PATH": os.environ["PATH"], "FOLLOWUP_VAR": str(var), **DEPLOYED, **changed}
    return subprocess.run(
        [
            sys.executable,
            "-W",
            "error",
            "manage.py",
            "check",
            "--deploy",
            "--fail-level",
            "WARNING",
        ],
        env=env,
        cwd=ROOT,
        capture_output=True,
        text=True,
    )


@pytest.mark.django_db
def test_models_have_all_their_migrations() -> None:
    call_command("makemigrations", check=True, dry_run=True, verbosity=1)


def test_deployed_site_passes_every_check_without_a_warning(tmp_path: Path) -> None:
    done = check_deployed(tmp_path)
    assert done.returncode == 0, done.stderr


def test_deployed_site_is_warned_when_its_processes_share_the_owners_login(tmp_path: Path) -> None:
    done = check_deployed(tmp_path, DATABASE_URL_SENDER="")
    assert done.returncode == 1
    assert "DATABASE_URL_SENDER not set" in done.stderr


def test_deployed_site_is_warned_in_the_sample_mode(tmp_path: Path) -> None:
    done = check_deployed(tmp_path, FOLLOWUP_SAMPLE="1")
    assert done.returncode == 1
    assert "sample people can sign in" in done.stderr


def test_bad_setting_is_told_in_one_sentence_without_a_traceback(tmp_path: Path) -> None:
    done = check_deployed(tmp_path, TIME_ZONE="Mars/Olympus")
    assert done.returncode == 1
    assert done.stderr == (
        "Followup cannot start: TIME_ZONE is 'Mars/Olympus'; write a zone such as Europe/Berlin.\n"
    )
