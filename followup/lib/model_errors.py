"""What can go wrong between Followup and a model, in words for the person who is waiting."""

from __future__ import annotations

import email.utils
import math
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

Kind = Literal[
    "truncated", "refused", "invalid", "rate_limited", "timeout", "unavailable", "unauthorized",
    "too_long", "rejected",
]  # fmt: skip

SENTENCES: Mapping[Kind, str] = {
    "truncated": "The model stopped in the middle of its answer. Please write this one yourself.",
    "refused": "The model declined to work on this record. Please write this one yourself.",
    "invalid": "The model's answer could not be read. Try again.",
    "rate_limited": "The model is busy. Followup will try again in a minute.",
    "timeout": "The model did not answer in time. Followup will try again in a minute.",
    "unavailable": "The model cannot be reached. Followup will try again in a minute.",
    "unauthorized": "The model server refused Followup's key. An admin has to check it.",
    "too_long": "This record is too long for the model. Shorten it, or write this one yourself.",
    "rejected": "The model server did not accept the request. An admin has to check it.",
}
QUOTA = "The model's quota is used up. An admin has to raise it."
TOO_LONG = (
    "context_length", "context length", "context size", "context window", "too many tokens",
    "maximum context", "prompt is too long", "string_above_max_length",
)  # fmt: skip


class ModelError(Exception):
    """A model that gave no usable answer.

    `permanent`: asking the same again will not help. `retry_after`: seconds the server asked
    to wait, or None. `sentence`: what a rep reads; never holds the server's or the record's words.
    """

    def __init__(
        self,
        kind: Kind,
        *,
        permanent: bool = False,
        retry_after: float | None = None,
        sentence: str = "",
    ) -> None:
        self.kind: Kind = kind
        self.permanent = permanent
        self.retry_after = retry_after
        self.sentence = sentence or SENTENCES[kind]
        super().__init__(f"{kind}: {self.sentence}")


@dataclass(frozen=True, slots=True)
class Refusal:
    """An error page of the model server: its status, its words in lower case, its headers."""

    status: int
    said: str
    headers: Mapping[str, str]

    def names(self, *parts: str) -> bool:
        """Whether the server objects to one of these parts of the request.

        Servers without a feature say so with 400, 404, 422, 500 or 501 and name it somewhere
        in the text; a request that is too long is another matter even where it names a part.
        """
        return (
            self.status in {400, 404, 422, 500, 501}
            and not self._mentions(*TOO_LONG)
            and self._mentions(*parts)
        )

    def error(self) -> ModelError:
        """What it means for the one who waits."""
        wait = _retry_after(self.headers)
        if self.status in {401, 403}:
            return ModelError("unauthorized", permanent=True)
        if self.status == 402 or self._mentions("insufficient_quota"):
            return ModelError("rate_limited", permanent=True, sentence=QUOTA)
        if self.status == 429:
            return ModelError("rate_limited", retry_after=wait)
        if self.status == 413 or (self.status <= 500 and self._mentions(*TOO_LONG)):
            return ModelError("too_long", permanent=True)
        if self.status in {408, 409} or self.status >= 500:
            return ModelError("unavailable", retry_after=wait)
        return ModelError("rejected", permanent=True)

    def _mentions(self, *words: str) -> bool:
        return any(word in self.said for word in words)


def _retry_after(headers: Mapping[str, str]) -> float | None:
    """Seconds to wait by `retry-after-ms` or `retry-after` (a number or a date), else None."""
    for name, unit in (("retry-after-ms", 0.001), ("retry-after", 1.0)):
        try:
            seconds = float(headers.get(name, "")) * unit
        except ValueError:
            continue
        return seconds if math.isfinite(seconds) and seconds >= 0 else None
    try:
        moment = email.utils.parsedate_to_datetime(headers.get("retry-after", ""))
        return max(0.0, moment.timestamp() - time.time())
    except (ValueError, OverflowError):
        return None
