"""What the lower room announces. Receivers above do nothing but ring the queue's bell."""

from __future__ import annotations

from django.dispatch import Signal

# Sent inside the transaction that keeps the call: call=Call.
call_recorded = Signal()

# A person said that a conversation is sensitive, or is not: lead=Lead, inside the transaction.
sensitivity_ruled = Signal()

# What leads did is on the record, for the first time: events=[Event, …], inside the transaction.
events_recorded = Signal()

# A recorder says that a transcript is ready: fetch=Fetch, inside the transaction.
transcript_announced = Signal()

# More is known of a person or their company, or a person corrected it: lead=Lead, inside the
# transaction.
details_arrived = Signal()

# An admin has switched a service on, or tries it: nothing but its turn to be asked.
enrichment_wanted = Signal()

# An admin wants something of the CRM that the worker has to ask for: connection=CrmConnection.
crm_wanted = Signal()

# There is something to ask the CRM or to write to it: inside the transaction.
crm_waits = Signal()
