"""Who we talk to and what was said."""

from leads.models.accounts import Account, Lead, StopEvent
from leads.models.findings import Evidence, Finding
from leads.models.intake import Delivery, Identifier, Source, Telling
from leads.models.ledger import LedgerEntry, Proposal
from leads.models.people import Beat, SignIn, Team, TrailEntry, User
from leads.models.record import Call, Event, Participant, Passage
from leads.models.rulings import Ruling, SpeakerSide

__all__ = [
    "Account",
    "Beat",
    "Call",
    "Delivery",
    "Event",
    "Evidence",
    "Finding",
    "Identifier",
    "Lead",
    "LedgerEntry",
    "Participant",
    "Passage",
    "Proposal",
    "Ruling",
    "SignIn",
    "Source",
    "SpeakerSide",
    "StopEvent",
    "Team",
    "Telling",
    "TrailEntry",
    "User",
]
