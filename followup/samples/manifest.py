"""Who and what is in the sample. Every company, person and word of it is invented.

Domains end in .example, so that no mail of the sample can ever reach anybody.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import time


@dataclass(frozen=True, slots=True)
class Person:
    """One of ours, who can sign in while the site is in its sample mode."""

    email: str
    name: str
    role: str
    team: str | None
    title: str
    time_zone: str = "Europe/London"


@dataclass(frozen=True, slots=True)
class Company:
    """An account. `fiscal_year_start` is a month, or None when nobody has told us."""

    domain: str
    name: str
    time_zone: str = "Europe/London"
    fiscal_year_start: int | None = None
    industry: str = ""


@dataclass(frozen=True, slots=True)
class Contact:
    """A lead; the domain of the address says at which company, `owner` is one of our addresses."""

    email: str
    name: str
    title: str
    owner: str
    stage: str = "prospect"


@dataclass(frozen=True, slots=True)
class Conversation:
    """A call of the owner of its contact, held on a weekday (0 = Monday) before the present one.

    The weekday is fixed because the people in it say "by Friday" and "tomorrow". `at` is in the
    company's zone. Speakers who are not in OURS are on the other side.
    """

    file: str
    title: str
    kind: str
    contact: str
    weekday: int
    at: time
    weeks: int = 0


REP, MANAGER, ADMIN = "rep@followup.example", "manager@followup.example", "admin@followup.example"
OTHER_REP = "camille@followup.example"
OURS = frozenset({"Maya Okafor", "Daniel Reyes", "Camille Laurent", "Ines Castro"})

PEOPLE = (
    Person(ADMIN, "Priya Raman", "admin", None, "Revenue operations"),
    Person(MANAGER, "Daniel Reyes", "manager", "Sample team North", "Head of sales"),
    Person(REP, "Maya Okafor", "rep", "Sample team North", "Account executive"),
    Person(
        OTHER_REP,
        "Camille Laurent",
        "rep",
        "Sample team South",
        "Account executive",
        "Europe/Paris",
    ),
)

COMPANIES = (
    Company("brightwater-plumbing.example", "Brightwater Plumbing", industry="plumbing"),
    Company("corvane-lifts.example", "Corvane Lifts", fiscal_year_start=4, industry="lifts"),
    Company("tallow-pine.example", "Tallow & Pine Kitchens", industry="kitchens"),
    Company("ferncliff.example", "Ferncliff Facilities", industry="facilities"),
    Company("pellworth-heating.example", "Pellworth Heating", industry="heating"),
    Company(
        "meridian-vale.example",
        "Meridian Vale Hospitals",
        fiscal_year_start=4,
        industry="health care",
    ),
    Company("quillon-water.example", "Quillon Water", fiscal_year_start=4, industry="water"),
    Company("nordkamm.example", "Nordkamm Aufzüge GmbH", "Europe/Berlin", 1, industry="lifts"),
    Company(
        "ateliers-valmont.example", "Ateliers Valmont", "Europe/Paris", 1, industry="workshops"
    ),
    Company("alder-row.example", "Alder Row Heating", industry="heating"),
    Company("harrow-vale-fire.example", "Harrow Vale Fire", industry="fire safety"),
)

CONTACTS = (
    Contact("helen.marsh@brightwater-plumbing.example", "Helen Marsh", "Operations director", REP),
    Contact("joe.tranter@brightwater-plumbing.example", "Joe Tranter", "Dispatch lead", REP),
    Contact("rahul.menon@corvane-lifts.example", "Rahul Menon", "Head of service", REP),
    Contact("fiona.adair@corvane-lifts.example", "Fiona Adair", "IT manager", REP),
    Contact("greta@tallow-pine.example", "Greta Sund", "Co-owner", REP),
    Contact(
        "dana.whitlock@pellworth-heating.example",
        "Dana Whitlock",
        "Managing director",
        REP,
        "customer",
    ),
    Contact(
        "anita.rao@meridian-vale.example", "Anita Rao", "Chief information security officer", REP
    ),
    Contact("sam.oduya@meridian-vale.example", "Sam Oduya", "Infrastructure lead", REP),
    Contact("ruth.ellery@meridian-vale.example", "Ruth Ellery", "Data protection officer", REP),
    Contact("lucy.hart@meridian-vale.example", "Lucy Hart", "Head of procurement", MANAGER),
    Contact(
        "beth.adeyemi@quillon-water.example",
        "Beth Adeyemi",
        "Head of network operations",
        REP,
        "customer",
    ),
    Contact("sabine.krueger@nordkamm.example", "Sabine Krüger", "Leiterin Service", REP),
    Contact("gwen@alder-row.example", "Gwen Pritchard", "Owner", REP),
    Contact("owen.tate@harrow-vale-fire.example", "Owen Tate", "Service manager", REP),
    Contact(
        "marcus.bell@ferncliff.example", "Marcus Bell", "Operations director", MANAGER, "customer"
    ),
    Contact(
        "claire.dubreuil@ateliers-valmont.example",
        "Claire Dubreuil",
        "Directrice des opérations",
        OTHER_REP,
    ),
)

CONVERSATIONS = (
    Conversation(
        "renewal-ferncliff.txt",
        "Renewal with Ferncliff",
        "renewal",
        "marcus.bell@ferncliff.example",
        0,
        time(11),
        weeks=1,
    ),
    Conversation(
        "qbr-quillon-water.txt",
        "Business review with Quillon Water",
        "qbr",
        "beth.adeyemi@quillon-water.example",
        0,
        time(9, 30),
        weeks=1,
    ),
    Conversation(
        "pricing-meridian-vale.vtt",
        "Commercial terms with Meridian Vale",
        "other",
        "lucy.hart@meridian-vale.example",
        0,
        time(15),
    ),
    Conversation(
        "demo-brightwater.vtt",
        "Demo for Brightwater Plumbing",
        "demo",
        "helen.marsh@brightwater-plumbing.example",
        1,
        time(10),
    ),
    Conversation(
        "security-meridian-vale.vtt",
        "Security review with Meridian Vale",
        "other",
        "anita.rao@meridian-vale.example",
        1,
        time(14),
    ),
    Conversation(
        "erstgespraech-nordkamm.vtt",
        "First call with Nordkamm",
        "discovery",
        "sabine.krueger@nordkamm.example",
        1,
        time(9),
    ),
    Conversation(
        "discovery-corvane.vtt",
        "Discovery with Corvane Lifts",
        "discovery",
        "rahul.menon@corvane-lifts.example",
        2,
        time(10),
    ),
    Conversation(
        "escalation-pellworth.vtt",
        "Escalation at Pellworth Heating",
        "escalation",
        "dana.whitlock@pellworth-heating.example",
        2,
        time(16),
    ),
    Conversation(
        "demo-ateliers-valmont.vtt",
        "Demo for Ateliers Valmont",
        "demo",
        "claire.dubreuil@ateliers-valmont.example",
        2,
        time(14),
    ),
    Conversation(
        "note-alder-row.toml",
        "Note on a visit to Alder Row Heating",
        "discovery",
        "gwen@alder-row.example",
        2,
        time(8),
    ),
    Conversation(
        "demo-tallow-pine.srt",
        "Demo for Tallow & Pine",
        "demo",
        "greta@tallow-pine.example",
        3,
        time(13),
    ),
    Conversation(
        "inbound-harrow-vale.txt",
        "Call back to Harrow Vale Fire",
        "discovery",
        "owen.tate@harrow-vale-fire.example",
        4,
        time(14),
    ),
)
