"""Whose side a voice is on: the surest sign decides, and signs that contradict decide nothing."""

from __future__ import annotations

import time

import pytest

from leads.domains import company_domain
from leads.voices import Signs, folded, lasts, sides

KNOWN = Signs(
    remembered={"desk 4": "ours"},
    our_names=frozenset(["maya reyes"]),
    their_names=frozenset(["priya nair"]),
    our_first_names=frozenset(["maya"]),
    their_first_names=frozenset(["priya"]),
    our_addresses=frozenset(["maya@ours.example", "freelance@gmail.com"]),
    their_addresses=frozenset(["priya@halden.example"]),
    our_domains=frozenset(["ours.example"]),
    their_domains=frozenset(["halden.example"]),
    their_companies=frozenset(["halden freight"]),
)


def side(name: str, *attendees: str, signs: Signs = KNOWN) -> str:
    return sides([name], attendees, signs)[name]


@pytest.mark.parametrize(
    ("name", "attendees", "expected"),
    [
        ("MAYA  Reyes (she/her)", (), "ours"),
        ("Priya Nair | Halden", (), "theirs"),
        ("Maya", (), "ours"),
        ("Tom Weber", (), "unknown"),
        ("Desk 4", (), "ours"),
        ("desk 4 (2nd floor)", (), "ours"),
        ("tom@halden.example", (), "theirs"),
        ("Tom Weber (tom@mail.halden.example)", (), "theirs"),
        ("Tom Weber", ("Tom Weber <tom@ours.example>",), "ours"),
        ("Tom Weber", ("tom.weber@halden.example",), "theirs"),
        ("Tom Weber", ("tweber@halden.example",), "theirs"),
        ("Zoë Çelik", ("zoe.celik@halden.example",), "theirs"),
        ("Tom Weber", ("weber@halden.example",), "unknown"),
        ("Tom Weber", ("Anna Weber <tom.weber@halden.example>",), "unknown"),
        ("Tom Weber", ("tom.weber@gmail.com",), "unknown"),
        ("Fred", ("Fred <freelance@gmail.com>",), "ours"),
        ("Tom Weber (Halden Freight)", (), "theirs"),
        ("Tom Weber - Halden Freight", (), "theirs"),
        ("Tom Weber", ("Tom Weber <t@partner.example>",), "unknown"),
    ],
)
def test_side_follows_from_what_is_known(
    name: str, attendees: tuple[str, ...], expected: str
) -> None:
    assert side(name, *attendees) == expected


def test_address_is_surer_than_a_name() -> None:
    assert side("Maya Reyes", "Maya Reyes <maya.reyes@halden.example>") == "theirs"


def test_what_a_person_said_is_surer_than_anything() -> None:
    told = Signs({"priya nair": "ours"}, KNOWN.our_names, KNOWN.their_names)
    assert side("Priya Nair", "Priya Nair <priya@halden.example>", signs=told) == "ours"


@pytest.mark.parametrize(
    ("name", "attendees"),
    [
        ("Maya Reyes (Halden Freight)", ()),
        ("Tom Weber", ("tom.weber@halden.example", "tweber@ours.example")),
    ],
)
def test_signs_that_contradict_each_other_decide_nothing(
    name: str, attendees: tuple[str, ...]
) -> None:
    assert side(name, *attendees) == "unknown"


def test_domain_of_both_sides_decides_nothing() -> None:
    both = Signs({}, frozenset(), frozenset(), our_domains=frozenset(["x.example"]),
                 their_domains=frozenset(["x.example"]))  # fmt: skip
    assert side("Tom Weber", "tom.weber@x.example", signs=both) == "unknown"


@pytest.mark.parametrize(
    "name",
    ["Speaker 1", "speaker_02", "SPEAKER", "Unknown Speaker 3", "Guest", "Me", "You", "A", "7",
     "Sprecher 2", "Conference Room", "iPhone", "Participant-4", "Unbekannt"],
)  # fmt: skip
def test_name_that_recorders_give_to_anybody_is_not_remembered(name: str) -> None:
    assert not lasts(name)


@pytest.mark.parametrize("name", ["Priya Nair", "Desk 4", "Guestav", "Meike", "PN-Laptop", "山田"])
def test_name_of_somebody_is_remembered(name: str) -> None:
    assert lasts(name)


def test_name_is_folded_the_same_however_it_is_written() -> None:
    written = ("Priya Nair", " priya  NAIR ", "Priya Nair (Halden)", "Priya Nair | Halden")
    assert {folded(name) for name in written} == {"priya nair"}
    assert folded("(Halden)") == "(halden)"


def test_address_at_a_free_mail_provider_speaks_for_no_company() -> None:
    assert company_domain(" Tom@Halden.Example ") == "halden.example"
    assert [company_domain(x) for x in ("tom@gmail.com", "tom", "@x.example", "")] == [None] * 4


@pytest.mark.parametrize("evil", ["a@" * 50_000, "(" * 50_000, "a." * 50_000, "- " * 50_000])
def test_hostile_label_takes_no_time(evil: str) -> None:
    began = time.perf_counter()
    sides([evil], [evil] * 500, KNOWN)
    assert time.perf_counter() - began < 1
