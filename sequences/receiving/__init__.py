"""Mail that comes back: kept as it came, understood, and acted on.

    keep(raw, door="imap", now=now)    -> the row, committed before anybody looks into it
    understand(mail.pk, now=now)       -> whose it is, what it is, and its consequences
    assign(mail, lead=…, by=…, now=…)  -> a person says whose it is

docs/receiving.md says what is matched how, and what follows from what.
"""

from sequences.receiving.assigning import AssignError, assign
from sequences.receiving.keeping import keep
from sequences.receiving.understanding import understand

__all__ = ["AssignError", "assign", "keep", "understand"]
