"""How much comes back: bounces and complaints of a mailbox, and when that has to stop it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection

from sequences import mailboxes
from sequences.models import Mailbox

WINDOW = timedelta(days=7)
FEWEST = 20  # mails; of fewer no share can be told
MOST_BOUNCES, MOST_COMPLAINTS = 0.05, 0.001

# A bounce or complaint counts for the mailbox whose mail last went to that person before it came.
_COUNT = """
SELECT b.id, count(m.id) AS sent,
  count(m.id) FILTER (WHERE EXISTS (SELECT 1 FROM leads_stopevent s WHERE s.lead_id = m.lead_id
    AND s.kind = 'bounce' AND s.recorded_at >= m.sent_at)) AS bounced,
  count(m.id) FILTER (WHERE EXISTS (SELECT 1 FROM leads_stopevent s WHERE s.lead_id = m.lead_id
    AND s.kind = 'complaint' AND s.recorded_at >= m.sent_at)) AS complained
FROM sequences_mailbox b
JOIN sequences_message m ON m.mailbox_id = b.id AND m.state = 'sent'
  AND m.sent_at >= greatest(%s, coalesce(b.resumed_at, %s))
WHERE b.is_active
GROUP BY b.id
"""


@dataclass(frozen=True, slots=True)
class Rate:
    """Of the mails a mailbox sent in the window (since it was last resumed), how many came back."""

    sent: int
    bounced: int
    complained: int

    @property
    def bounces(self) -> float:
        return self.bounced / self.sent if self.sent else 0.0

    @property
    def complaints(self) -> float:
        return self.complained / self.sent if self.sent else 0.0

    @property
    def why_stop(self) -> str:
        """Why the mailbox has to pause, or ''."""
        if self.sent < FEWEST:
            return ""
        if self.bounces >= MOST_BOUNCES:
            return (
                f"{self.bounced} of its last {self.sent} mails went to addresses that do not work "
                "(5 % is the most). Look where these addresses come from before it goes on."
            )
        if self.complaints >= MOST_COMPLAINTS:
            noun = "person" if self.complained == 1 else "people"
            return (
                f"{self.complained} {noun} of {self.sent} called its mail spam (0.1 % is the "
                "most). Look who is written to, and what, before it goes on."
            )
        return ""


def rates(*, now: datetime) -> dict[int, Rate]:
    """By mailbox, of the last seven days."""
    since = now - WINDOW
    with connection.cursor() as cursor:
        cursor.execute(_COUNT, [since, since])
        return {pk: Rate(*counts) for pk, *counts in cursor.fetchall()}


def watch(*, now: datetime) -> int:
    """Pause every mailbox too much of whose mail comes back; how many were paused."""
    found = {pk: why for pk, rate in rates(now=now).items() if (why := rate.why_stop)}
    boxes = Mailbox.objects.filter(pk__in=found, paused_at=None)
    return sum(mailboxes.pause(box, reason=found[box.pk], now=now) for box in boxes)
