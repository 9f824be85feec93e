"""What identifies somebody, in its normal spelling."""

from __future__ import annotations

import pytest

from leads import identity


@pytest.mark.parametrize("text", ["Europe/Berlin", "America/Argentina/Ushuaia", "UTC"])
def test_zone_of_the_zone_database_is_kept(text: str) -> None:
    assert identity.zone(text) == text


@pytest.mark.parametrize(
    "text",
    ["", "localtime", "Factory", "posix/UTC", "right/UTC", "../../etc/passwd", "Mars/Base\0"],
)
def test_zone_that_means_nothing_elsewhere_is_none(text: str) -> None:
    assert identity.zone(text) == ""
