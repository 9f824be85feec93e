"""The sequences that ship, one file each, as an admin could have written them."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

FOLDER = Path(__file__).parent


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)


class Wording(_Part):
    """One variant of a step."""

    label: str
    body: str
    language: str = ""
    weight: int = 1
    subject: str = ""
    greeting: str = ""
    sign_off: str = ""


class Touch(_Part):
    """One step; without a wording the mail is written from the record."""

    angle: str
    delay: tuple[int, Literal["hours", "days", "working_days"]] = (0, "days")
    channel: Literal["email", "sms", "linkedin", "phone"] = "email"
    condition: list[dict[str, Any]] = Field(default_factory=list)
    variants: list[Wording] = Field(default_factory=list)


class Cadence(_Part):
    """A sequence with the steps of its first version."""

    name: str
    purpose: str
    description: str
    recontact_days: int = 0
    once: bool = False
    steps: list[Touch]


def shipped() -> list[Cadence]:
    """Every cadence that ships, in the order of their files."""
    return [read(path) for path in sorted(FOLDER.glob("*.toml"))]


def questions() -> list[dict[str, str]]:
    """Questions about pain points that hold for any trade: `text` and `language`."""
    path = FOLDER / "library" / "questions.toml"
    return list(tomllib.loads(path.read_text(encoding="utf-8"))["questions"])


def read(path: Path) -> Cadence:
    """One cadence from its file. ValidationError when it is none."""
    return Cadence.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))
