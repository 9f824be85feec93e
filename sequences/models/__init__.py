"""What goes out and when."""

from sequences.models.domains import SendingDomain
from sequences.models.doors import HookDelivery, ReadingPlace
from sequences.models.engagement import Engagement, TierChange
from sequences.models.enrollments import Enrollment, Touch
from sequences.models.mailboxes import Mailbox, MailboxDay, MailboxSecret, Rest
from sequences.models.messages import Approval, Attempt, Message
from sequences.models.pauses import Pause
from sequences.models.plans import LibraryItem, Sequence, Step, Variant, Version
from sequences.models.receipts import Receipt, ReceiptWording
from sequences.models.received import Alias, Correction, ReceivedMail
from sequences.models.refiling import Refiling
from sequences.models.suppression import (
    ConsentRecord,
    Erasure,
    ListingKey,
    Organisation,
    Suppression,
    TrackedLink,
)
from sequences.models.timing import TimingPolicy, WorkingHours

__all__ = [
    "Alias",
    "Approval",
    "Attempt",
    "ConsentRecord",
    "Correction",
    "Engagement",
    "Enrollment",
    "Erasure",
    "HookDelivery",
    "LibraryItem",
    "ListingKey",
    "Mailbox",
    "MailboxDay",
    "MailboxSecret",
    "Message",
    "Organisation",
    "Pause",
    "ReadingPlace",
    "Receipt",
    "ReceiptWording",
    "ReceivedMail",
    "Refiling",
    "Rest",
    "SendingDomain",
    "Sequence",
    "Step",
    "Suppression",
    "TierChange",
    "TimingPolicy",
    "Touch",
    "TrackedLink",
    "Variant",
    "Version",
    "WorkingHours",
]
