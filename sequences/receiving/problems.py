"""Why a mailbox cannot be read."""

from __future__ import annotations


class CannotRead(Exception):
    """The mailbox cannot be read now; the text is for its owner. `is_sign_in`: the server refused
    who we are, so trying again at once helps nobody."""

    def __init__(self, reason: str, *, is_sign_in: bool = False) -> None:
        self.is_sign_in = is_sign_in
        super().__init__(reason)
