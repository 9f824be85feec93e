"""What goes out and when."""

from sequences.models.enrollments import Enrollment, Touch
from sequences.models.mailboxes import Mailbox, MailboxSecret
from sequences.models.messages import Approval, Attempt, Message
from sequences.models.plans import LibraryItem, Sequence, Step, Variant, Version
from sequences.models.receipts import Receipt, ReceiptWording
from sequences.models.received import Alias, ReadingPlace, ReceivedMail

__all__ = [
    "Alias",
    "Approval",
    "Attempt",
    "Enrollment",
    "LibraryItem",
    "Mailbox",
    "MailboxSecret",
    "Message",
    "ReadingPlace",
    "Receipt",
    "ReceiptWording",
    "ReceivedMail",
    "Sequence",
    "Step",
    "Touch",
    "Variant",
    "Version",
]
