"""What outside services know of people and companies: who is asked, how often, and what stays."""

from leads.enrichment.budget import Used, spend, used
from leads.enrichment.due import ready
from leads.enrichment.running import run

__all__ = ["Used", "ready", "run", "spend", "used"]
