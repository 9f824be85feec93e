"""Who we talk to and what was said."""

from leads.models.accounts import Account, Lead, StopEvent
from leads.models.crm import CrmConnection, CrmEntry, CrmLookup, CrmPerson, CrmSecret
from leads.models.enrichment import Detail, Enricher, EnricherKey, Lookup
from leads.models.fetching import Fetch
from leads.models.findings import Evidence, Finding
from leads.models.intake import Delivery, Identifier, Source, Telling
from leads.models.keys import ApiKey, Attempt
from leads.models.learned import LearnedUse, Training
from leads.models.ledger import LedgerEntry, Proposal
from leads.models.merging import Merge
from leads.models.people import Beat, SignIn, Team, TrailEntry, User
from leads.models.record import Call, Event, Participant, Passage
from leads.models.routing import Assignment, Cover, RoutingRule
from leads.models.rulings import Ruling, SpeakerSide
from leads.models.scoring import Score, ScoringRules, TierOverride
from leads.models.stages import StageChange

__all__ = [
    "Account",
    "ApiKey",
    "Assignment",
    "Attempt",
    "Beat",
    "Call",
    "Cover",
    "CrmConnection",
    "CrmEntry",
    "CrmLookup",
    "CrmPerson",
    "CrmSecret",
    "Delivery",
    "Detail",
    "Enricher",
    "EnricherKey",
    "Event",
    "Evidence",
    "Fetch",
    "Finding",
    "Identifier",
    "Lead",
    "LearnedUse",
    "LedgerEntry",
    "Lookup",
    "Merge",
    "Participant",
    "Passage",
    "Proposal",
    "RoutingRule",
    "Ruling",
    "Score",
    "ScoringRules",
    "SignIn",
    "Source",
    "SpeakerSide",
    "StageChange",
    "StopEvent",
    "Team",
    "Telling",
    "TierOverride",
    "TrailEntry",
    "Training",
    "User",
]
