"""Is this delivery from who it says, whole, and fresh? Pure: no clock, no network, no database.

`verify` answers for every sender in `SCHEMES` or raises `Refused`; a caller that forgets to look
at the answer has still refused. The challenges are what senders ask before they send.
"""

from followup.lib.webhooks.challenges import graph_answer, zoom_answer
from followup.lib.webhooks.delivery import Headers, Refused
from followup.lib.webhooks.verifying import SCHEMES, Verified, verify

__all__ = ["SCHEMES", "Headers", "Refused", "Verified", "graph_answer", "verify", "zoom_answer"]
