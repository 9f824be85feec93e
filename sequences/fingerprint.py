"""The fingerprint of a mail: SHA-256 over everything an approval covers."""

from __future__ import annotations

from hashlib import sha256

from sequences.rendering import Mail


def fingerprint(mail: Mail) -> bytes:
    """32 bytes; the same that `gate_fingerprint` computes in the database from the stored row.

    A mail of plain text alone keeps the print of the first encoding, so that what was approved
    under it stays approved.
    """
    fields = [
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
    ]
    encoding = b"followup/1"
    if mail.html or mail.unsubscribe:
        encoding = b"followup/2"
        fields += [mail.html, mail.unsubscribe]
    encoded = [field.encode() for field in fields]
    return sha256(encoding + b"".join(len(e).to_bytes(4, "big") + e for e in encoded)).digest()
