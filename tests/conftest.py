"""What many tests share: quick stand-ins for slow settings, and the browser they drive."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from django.test import override_settings

CHROMIUM = next(
    filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), ""
)


def pytest_configure() -> None:
    """Static files under their plain names: tests render pages without collecting them first."""
    if settings.configured:
        plain = "django.contrib.staticfiles.storage.StaticFilesStorage"
        settings.STORAGES["staticfiles"] = {"BACKEND": plain}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What waits for real processes goes first and what drives a browser last: the first runs
    beside tests that only compute, the last are short enough to be shared out evenly.
    Without Chromium the browser tests are skipped, except in CI, where they fail."""
    items.sort(key=_turn)
    if CHROMIUM or os.environ.get("CI"):
        return
    for item in items:
        if item.get_closest_marker("browser"):
            item.add_marker(pytest.mark.skip(reason="no Chromium; see scripts/chromium"))


def _turn(item: pytest.Item) -> int:
    """Among tests of the database those that empty it afterwards stay behind the others."""
    database = item.get_closest_marker("django_db")
    if item.get_closest_marker("stack") and database is None:
        return 0
    empties = database is not None and database.kwargs.get("transaction", False)
    return 2 if empties and item.get_closest_marker("browser") else 1


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings: None) -> None:
    """Test databases are copies of one that is migrated already (see postgres_plugin)."""
    if template := os.environ.get("TEST_TEMPLATE_DATABASE"):
        connection.settings_dict["TEST"]["TEMPLATE"] = template


@pytest.fixture(scope="session", autouse=True)
def quick_settings() -> Iterator[None]:
    """Static files straight from their folders instead of collected ones, and cheap passwords."""
    plain = "django.contrib.staticfiles.storage.StaticFilesStorage"
    files = "django.core.files.storage.FileSystemStorage"
    with override_settings(
        STORAGES={"default": {"BACKEND": files}, "staticfiles": {"BACKEND": plain}},
        WHITENOISE_AUTOREFRESH=True,
        WHITENOISE_USE_FINDERS=True,
        PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"],
    ):
        yield


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """Debian's Chromium instead of a downloaded one; its sandbox does not work as root."""
    sandbox = ["--no-sandbox"] if os.geteuid() == 0 else []
    return {**browser_type_launch_args, "executable_path": CHROMIUM, "args": sandbox}
