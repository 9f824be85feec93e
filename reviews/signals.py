"""What this room announces. Receivers above do nothing but ring the queue's bell."""

from __future__ import annotations

from django.dispatch import Signal

# A person asked for a draft to be written anew: draft=Draft, inside the decision's transaction.
draft_wanted = Signal()
