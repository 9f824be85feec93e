"""The menu of the settings pages: each role its own lines, one line of it on a phone."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from django.urls import reverse

from followup.templatetags.settings_menu import settings_menu
from tests import factories as make


def titles(role: str) -> list[str]:
    return [line.title for group in settings_menu(role) for line in group.lines]


def test_rep_sees_only_what_a_rep_may_open() -> None:
    assert titles("rep") == ["Pauses", "Mailboxes", "Notifications"]
    assert "What comes in" not in [group.title for group in settings_menu("rep")]


def test_admin_sees_every_line() -> None:
    assert len(titles("admin")) == 19
    assert set(titles("manager")) < set(titles("admin"))


@pytest.mark.django_db
@pytest.mark.parametrize("role", ["rep", "manager", "admin"])
def test_every_line_opens_and_its_page_is_named_on_the_closed_menu(role: str) -> None:
    client = Client()
    client.force_login(make.user(role=role))
    for group in settings_menu(role):
        for line in group.lines:
            shown = client.get(reverse(line.name))
            assert shown.status_code == 200, line
            main = shown.content.decode().split("<main", 1)[1]
            closed = re.search(r"<summary[^>]*>(.*?)</summary>", main, re.DOTALL)
            assert closed is not None
            assert line.title in closed[1]
