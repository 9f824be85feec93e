"""What goes out and when."""

from sequences.models.enrollments import Enrollment, Touch
from sequences.models.life import Engagement, Pause, TierChange
from sequences.models.mailboxes import Mailbox, MailboxSecret
from sequences.models.messages import Approval, Attempt, Message
from sequences.models.plans import LibraryItem, Sequence, Step, Variant, Version
from sequences.models.receipts import Receipt, ReceiptWording
from sequences.models.received import Alias, ReadingPlace, ReceivedMail
from sequences.models.timing import TimingPolicy, WorkingHours

__all__ = [
    "Alias",
    "Approval",
    "Attempt",
    "Engagement",
    "Enrollment",
    "LibraryItem",
    "Mailbox",
    "MailboxSecret",
    "Message",
    "Pause",
    "ReadingPlace",
    "Receipt",
    "ReceiptWording",
    "ReceivedMail",
    "Sequence",
    "Step",
    "TierChange",
    "TimingPolicy",
    "Touch",
    "Variant",
    "Version",
    "WorkingHours",
]
