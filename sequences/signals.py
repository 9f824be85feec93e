"""What this room announces. Receivers above do nothing but ring the queue's bell."""

from __future__ import annotations

from django.dispatch import Signal

# A mail was kept and nobody has understood it yet: mail=ReceivedMail, inside the transaction.
mail_kept = Signal()

# A person asked to test the connection of a mailbox: mailbox=Mailbox, inside the transaction.
mailbox_test_wanted = Signal()

# Other points count from now on (published, switched on or off), inside the transaction.
rules_published = Signal()

# An admin asked what the rules are worth: training=Training, inside the transaction.
training_wanted = Signal()

# What a mail says was drawn into the record: mail=ReceivedMail, inside the transaction.
mail_understood = Signal()
