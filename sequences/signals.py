"""What this room announces. Receivers above do nothing but ring the queue's bell."""

from __future__ import annotations

from django.dispatch import Signal

# A mail was kept and nobody has understood it yet: mail=ReceivedMail, inside the transaction.
mail_kept = Signal()

# A person asked to test the connection of a mailbox: mailbox=Mailbox, inside the transaction.
mailbox_test_wanted = Signal()

# An admin published rules of scoring, inside the transaction.
rules_published = Signal()

# What a mail says was drawn into the record: mail=ReceivedMail, inside the transaction.
mail_understood = Signal()
