"""What goes out and when."""

from sequences.models.enrollments import Enrollment, Touch
from sequences.models.messages import Approval, Attempt, Message
from sequences.models.plans import Sequence, Step, Version
from sequences.models.receipts import Receipt, ReceiptWording

__all__ = [
    "Approval",
    "Attempt",
    "Enrollment",
    "Message",
    "Receipt",
    "ReceiptWording",
    "Sequence",
    "Step",
    "Touch",
    "Version",
]
