"""The fingerprint of a mail: SHA-256 over everything an approval covers."""

from __future__ import annotations

from hashlib import sha256

from sequences.rendering import Mail


def fingerprint(mail: Mail) -> bytes:
    """32 bytes; the same that `gate_fingerprint` computes in the database from the stored row."""
    fields = (
        mail.channel,
        mail.sender,
        mail.to,
        mail.cc,
        mail.reply_to,
        mail.in_reply_to,
        mail.references,
        mail.subject,
        mail.body,
        mail.attachments,
    )
    encoded = [field.encode() for field in fields]
    return sha256(b"followup/1" + b"".join(len(e).to_bytes(4, "big") + e for e in encoded)).digest()
