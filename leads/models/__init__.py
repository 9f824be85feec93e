"""Who we talk to and what was said."""

from leads.models.accounts import Account, Lead, StopEvent
from leads.models.findings import Evidence, Finding
from leads.models.ledger import LedgerEntry, Proposal
from leads.models.people import Beat, SignIn, Team, TrailEntry, User
from leads.models.record import Call, Event, Participant, Passage
from leads.models.rulings import Ruling, SpeakerSide

__all__ = [
    "Account",
    "Beat",
    "Call",
    "Event",
    "Evidence",
    "Finding",
    "Lead",
    "LedgerEntry",
    "Participant",
    "Passage",
    "Proposal",
    "Ruling",
    "SignIn",
    "SpeakerSide",
    "StopEvent",
    "Team",
    "TrailEntry",
    "User",
]
