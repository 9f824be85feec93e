"""The address an answer comes to where the sender's own mailbox is not read: reply+<token>@…

The token names the touch and is signed, so that nobody can point an answer at a conversation they
were never part of.
"""

from __future__ import annotations

from django.conf import settings

from sequences import tokens

_PURPOSE = "reply"


def reply_address(touch_id: int) -> str:
    """Where answers to this touch go; empty when the site has no address of its own for them."""
    domain = settings.INBOUND_DOMAIN
    return f"reply+{tokens.sign(_PURPOSE, touch_id)}@{domain}" if domain else ""


def touch_of(address: str) -> int | None:
    """The touch that a reply address was made for; None for any other address."""
    local, _, domain = address.strip().lower().rpartition("@")
    if not domain or domain != settings.INBOUND_DOMAIN or not local.startswith("reply+"):
        return None
    return tokens.read(_PURPOSE, local.removeprefix("reply+"))
