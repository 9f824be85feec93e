"""When a step holds: tests of what is known of a lead, kept as JSON, all of which must be met.

Pure: no database, no clock, no network. A condition is a list of tests, each an object with its
`kind`; an empty list always holds. `sequences.facts` loads the `Standing` they are put to.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Annotated, Any, ClassVar, Literal, NamedTuple, Protocol

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError, model_validator

MOST_TESTS = 8
PROFILE = frozenset({"tier", "industry", "employees", "custom"})  # tests of who they are
TIERS = {"hot": "hot", "warm": "warm", "cold": "cold", "": "without a tier"}


@dataclass(frozen=True, slots=True)
class Standing:
    """What the tests are put to. Moments are aware; `since` is when they were last written to in
    this sequence, or when it began; `replied_at` their latest word on any way."""

    now: datetime
    since: datetime
    replied_at: datetime | None = None
    clicked: bool = False
    meeting_booked: bool = False
    tier: str = ""
    industry: str = ""
    employees: int | None = None
    lead_fields: Mapping[str, Any] = field(default_factory=dict)
    account_fields: Mapping[str, Any] = field(default_factory=dict)


class Holding(NamedTuple):
    """Whether it holds, and why in one sentence."""

    holds: bool
    sentence: str


def _span(hours: int) -> str:
    """Hours in words, as days from three whole ones on."""
    return f"{hours // 24} days" if hours >= 72 and hours % 24 == 0 else f"{hours} hours"


class _Test(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class NoReply(_Test):
    """They have said nothing for so many hours since they were last written to."""

    kind: Literal["no_reply"]
    hours: int = Field(ge=1, le=24 * 365)

    def put_to(self, standing: Standing) -> Holding:
        if standing.replied_at is not None and standing.replied_at >= standing.since:
            return Holding(False, "They have answered.")
        passed = int((standing.now - standing.since) / timedelta(hours=1))
        if passed < self.hours:
            return Holding(False, f"Only {passed} of {self.hours} hours have passed.")
        return Holding(True, f"No answer for {_span(self.hours)}.")

    def __str__(self) -> str:
        return f"no answer for {_span(self.hours)}"


class Clicked(_Test):
    """They have clicked a link in one of the mails, or not."""

    kind: Literal["clicked"]
    yes: bool = True

    def put_to(self, standing: Standing) -> Holding:
        found = "They have clicked a link." if standing.clicked else "They have not clicked."
        return Holding(standing.clicked == self.yes, found)

    def __str__(self) -> str:
        return "they clicked a link" if self.yes else "they have not clicked"


class Meeting(_Test):
    """A meeting with them is booked, or not."""

    kind: Literal["meeting"]
    booked: bool

    def put_to(self, standing: Standing) -> Holding:
        found = "A meeting is booked." if standing.meeting_booked else "No meeting is booked."
        return Holding(standing.meeting_booked == self.booked, found)

    def __str__(self) -> str:
        return "a meeting is booked" if self.booked else "no meeting is booked"


class Tier(_Test):
    """Their tier is one of these; "" stands for none."""

    kind: Literal["tier"]
    any_of: list[Literal["hot", "warm", "cold", ""]] = Field(min_length=1, max_length=4)

    def put_to(self, standing: Standing) -> Holding:
        found = f"They are {TIERS.get(standing.tier, standing.tier)}."
        return Holding(standing.tier in self.any_of, found)

    def __str__(self) -> str:
        return f"they are {_or(TIERS[tier] for tier in self.any_of)}"


class Industry(_Test):
    """Their company's industry is one of these; capitals do not matter."""

    kind: Literal["industry"]
    any_of: list[Annotated[str, Field(min_length=1, max_length=80)]] = Field(
        min_length=1, max_length=20
    )

    def put_to(self, standing: Standing) -> Holding:
        wanted = {one.casefold() for one in self.any_of}
        if not standing.industry:
            return Holding(False, "Their industry is not known.")
        return Holding(
            standing.industry.casefold() in wanted, f"Their industry is {standing.industry}."
        )

    def __str__(self) -> str:
        return f"their industry is {_or(self.any_of)}"


class Employees(_Test):
    """Their company has so many employees, both ends included."""

    kind: Literal["employees"]
    at_least: int | None = Field(default=None, ge=0, le=10_000_000)
    at_most: int | None = Field(default=None, ge=0, le=10_000_000)

    @model_validator(mode="after")
    def _some_bound(self) -> Employees:
        if self.at_least is None and self.at_most is None:
            raise ValueError("say how many employees, at least or at most")
        if None not in (self.at_least, self.at_most) and self.at_least > self.at_most:  # type: ignore[operator]
            raise ValueError("the larger number of employees comes second")
        return self

    def put_to(self, standing: Standing) -> Holding:
        count = standing.employees
        if count is None:
            return Holding(False, "How many employees they have is not known.")
        fits = (self.at_least or 0) <= count and (self.at_most is None or count <= self.at_most)
        return Holding(fits, f"They have {count} employees.")

    def __str__(self) -> str:
        if self.at_most is None:
            return f"they have {self.at_least} employees or more"
        if self.at_least is None:
            return f"they have at most {self.at_most} employees"
        return f"they have {self.at_least} to {self.at_most} employees"


class Custom(_Test):
    """A field of the organisation's own, on the lead or the company, has or holds a value."""

    kind: Literal["custom"]
    of: Literal["lead", "account"]
    name: str = Field(min_length=1, max_length=60)
    how: Literal["is", "is_not", "contains", "is_filled"]
    value: str = Field(default="", max_length=200)

    @model_validator(mode="after")
    def _has_value(self) -> Custom:
        if self.how != "is_filled" and not self.value:
            raise ValueError("say what the field is compared with")
        return self

    def put_to(self, standing: Standing) -> Holding:
        fields = standing.lead_fields if self.of == "lead" else standing.account_fields
        given = fields.get(self.name)
        text = "" if given is None else str(given).strip()
        plain, wanted = text.casefold(), self.value.casefold()
        fits = {
            "is": plain == wanted,
            "is_not": plain != wanted,
            "contains": wanted in plain,
            "is_filled": bool(plain),
        }[self.how]
        return Holding(fits, f"“{self.name}” is {f'“{text[:60]}”' if text else 'empty'}.")

    def __str__(self) -> str:
        where = f"“{self.name}” of the {'company' if self.of == 'account' else 'lead'}"
        if self.how == "is_filled":
            return f"{where} is filled in"
        return f"{where} {self.how.replace('_', ' ')} “{self.value}”"


class Test(Protocol):
    """One test: what is put to a standing, and says itself in words."""

    __test__: ClassVar[bool] = False  # not for the test runner

    @property
    def kind(self) -> str: ...

    def put_to(self, standing: Standing) -> Holding: ...


_ANY = Annotated[
    NoReply | Clicked | Meeting | Tier | Industry | Employees | Custom,
    Field(discriminator="kind"),
]
_LIST: TypeAdapter[list[Any]] = TypeAdapter(Annotated[list[_ANY], Field(max_length=MOST_TESTS)])


class Invalid(Exception):
    """The condition is none; the text says what is wrong, for the admin who wrote it."""


def parse(condition: object) -> list[Test]:
    """The tests of a stored condition. Invalid when it is none."""
    try:
        return _LIST.validate_python(condition)
    except ValidationError as error:
        first = error.errors()[0]
        words = first["msg"].removeprefix("Value error, ")
        raise Invalid(f"This condition cannot be read: {words}.") from error


def holds(condition: object, standing: Standing) -> Holding:
    """Whether all tests hold, and the sentence of the first that does not, or of all that do."""
    said = [test.put_to(standing) for test in parse(condition)]
    failed = next((one for one in said if not one.holds), None)
    return failed or Holding(True, " ".join(one.sentence for one in said) or "No condition.")


def not_before(condition: object, standing: Standing) -> datetime | None:
    """When a silence the condition asks for is complete; None when it asks for none."""
    hours = [test.hours for test in parse(condition) if isinstance(test, NoReply)]
    return standing.since + timedelta(hours=max(hours)) if hours else None


def in_words(condition: object) -> str:
    """The condition as an admin reads it, such as "only if they clicked a link"; '' if none."""
    said = [str(test) for test in parse(condition)]
    return f"only if {' and '.join(said)}" if said else ""


def _or(words: Any) -> str:
    *most, last = list(words)
    return f"{', '.join(most)} or {last}" if most else str(last)
