"""May I send this? One answer, for the card before the click and for the decision itself."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from email.utils import getaddresses
from functools import cache
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from followup.lib.prepared import KEY, Prepared
from leads.models import Lead, SignIn, User
from reviews.letter import body, thread_for
from reviews.models import Draft, Sentence
from reviews.second import needs_another
from reviews.walking import given, someone
from sequences import pausing, stationery, suppression, texting
from sequences.deliverability import spam
from sequences.due import unmet
from sequences.models import Enrollment, Pause, Step
from sequences.refusals import words
from sequences.rendering import in_ascii
from sequences.stationery import Stationery
from sequences.windows import is_late

PLACEHOLDER = re.compile(
    r"\{[^{}\n]{0,60}\}|\[(?:name|company|date|insert|todo|your)[^\]\n]{0,60}\]|<<|>>|\bTODO\b|\bXXX\b",
    re.IGNORECASE,
)
INVISIBLE = re.compile(
    "[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069\u200b\u2060\ufeff\U000e0000-\U000e007f]"
)
LONGEST_COPIES = 900
LATE = "late"  # the one obstacle that choosing a moment mends
TOO_LATE = (
    "Its time went by before anybody approved it. Read it again and choose a new moment: now, or"
    " under “Send later”."
)


@dataclass(frozen=True, slots=True)
class Obstacle:
    """Something that stands against sending. `blocks`: approval is refused until it is mended."""

    code: str
    sentence: str
    blocks: bool = True


def obstacles(
    draft: Draft,
    *,
    by: User,
    sign_in: SignIn | None,
    now: datetime,
    is_visible: bool = False,
    pauses: Sequence[Pause] | None = None,
    paper: Stationery | None = None,
) -> list[Obstacle]:
    """Everything against approving this draft now, each with the way to mend it.

    `is_visible`: the caller found the draft among what `by` may see, so it is not asked again.
    `pauses` are all that hold now and `paper` what mails of `by` carry, for a caller that asked.
    """
    lead = draft.lead
    found = _of_session(by=by, sign_in=sign_in, now=now)
    if not is_visible and not _sees(by, draft.lead_id):
        found.append(Obstacle("right", words("right")))
    found += [*_of_turn(draft, by=by), *_of_lead(draft, lead, now=now)]
    found += _of_sequence(draft, pausing.on_now(now=now) if pauses is None else pauses, now=now)
    if is_late(draft.touch, now=now):
        found.append(Obstacle(LATE, TOO_LATE))
    sentences = list(draft.sentences.all())
    text = body(sentences)
    is_text = draft.touch.step.channel == Step.Channel.SMS
    if is_text:
        against = texting.against(draft.lead, text, cc=draft.cc, name=by.name, now=now)
        found += [Obstacle(code, sentence) for code, sentence in against]
    elif not draft.subject.strip():
        found.append(Obstacle("subject", "The mail has no subject. Write one."))
    if not text.strip():
        found.append(Obstacle("empty", "The mail is empty. Write it, or reject the draft."))
    if place := PLACEHOLDER.search(draft.subject) or PLACEHOLDER.search(text):
        found.append(
            Obstacle("placeholder", f"“{place[0]}” was never filled in. Replace it or take it out.")
        )
    if (
        INVISIBLE.search(draft.subject)
        or INVISIBLE.search(text.replace("\r\n", "\n"))
        or "\n" in draft.subject
    ):
        found.append(
            Obstacle(
                "invisible", "There are invisible characters in the mail. Type that part again."
            )
        )
    found.extend(_of_copies(draft.cc))
    if not is_text:
        paper = paper or stationery.of([draft.touch], sender=by)
        found += [Obstacle("spam", hint, blocks=False) for hint in _of_spam(draft, text, paper)]
    weak = sum(1 for s in sentences if s.verdict == Sentence.Verdict.WEAK and not s.is_left_out)
    if weak:
        noun = "sentence is" if weak == 1 else "sentences are"
        found.append(
            Obstacle(
                "weak",
                f"{weak} {noun} only partly covered by the record. Look before you approve.",
                blocks=False,
            )
        )
    return found


def _sees(user: User, lead_id: int) -> bool:
    asked = _seen(user.role, in_team=user.team_id is not None)
    return bool(asked.ask(given(user) | {KEY: lead_id}))


@cache
def _seen(role: str, *, in_team: bool) -> Prepared[Any]:
    seen = Lead.objects.visible_to(someone(role, in_team=in_team))
    return Prepared(seen.filter(pk=KEY).values_list("pk"))


def _of_spam(draft: Draft, text: str, paper: Stationery) -> list[str]:
    """What in it filters are known to take for spam; the person decides."""
    continues = thread_for(draft, paper=paper) is not None
    return spam.signals(subject=draft.subject, body=text, continues=continues)


def _of_session(*, by: User, sign_in: SignIn | None, now: datetime) -> list[Obstacle]:
    if sign_in is None or not sign_in.is_live(now=now) or sign_in.user_id != by.pk:
        return [Obstacle("session", words("session"))]
    return []


def _of_turn(draft: Draft, *, by: User) -> list[Obstacle]:
    found = []
    if draft.asked_by_id is not None and by.role != User.Role.MANAGER:
        found.append(
            Obstacle(
                "asked",
                "A manager was asked to look first. Wait for them, or take the question back.",
            )
        )
    if needs_another(draft, by=by):
        found.append(Obstacle("second", words("second")))
    if draft.assigned_to is not None and draft.assigned_to_id != by.pk:
        found.append(Obstacle("assigned", f"{draft.assigned_to} has this one now.", blocks=False))
    return found


def _of_lead(draft: Draft, lead: Lead, *, now: datetime) -> list[Obstacle]:
    found = []
    if not lead.email.isascii():
        found.append(Obstacle("letters", _twin(lead.email), blocks=False))
    if lead.suppressed_at is not None:
        found.append(Obstacle("suppressed", words("suppressed")))
    if draft.record_epoch != lead.record_epoch:
        found.append(Obstacle("stale", words("stale")))
    if draft.stop_epoch != lead.stop_epoch:
        found.append(
            Obstacle(
                "stopped",
                "Something happened in this conversation since this was written. "
                "Refresh the draft and read it again.",
            )
        )
    if lead.hold_until is not None and lead.hold_until > now:
        found.append(Obstacle("away", words("away"), blocks=False))
    return found


def _of_sequence(draft: Draft, pauses: Sequence[Pause], *, now: datetime) -> list[Obstacle]:
    """What became of the sequence this mail is part of, and whether its step still applies."""
    going, found = draft.touch.enrollment, []
    if going.state == Enrollment.State.STOPPED:
        why = f"The sequence was stopped. {going.reason.rstrip('.')}."
        found.append(Obstacle("ended", f"{why} If this should go out, start it again first."))
    if going.state == Enrollment.State.PAUSED:
        found.append(Obstacle("paused", f"{going.reason}. {words('paused')}", blocks=False))
    sequences = {going.version.sequence_id} if pauses else set()
    for pause in pausing.holding(pauses, lead=draft.lead, sequences=sequences):
        until = f" until {pause.until:%-d %B %Y}" if pause.until else ""
        said = f"{pause.by} paused {pause.what}{until}: {pause.reason.rstrip('.')}. The mail waits."
        found.append(Obstacle("paused", said, blocks=False))
    if why := unmet(draft.touch, now=now):
        found.append(
            Obstacle("condition", f"{why} This step was meant for others: look twice.", False)
        )
    return found


def _twin(email: str) -> str:
    """The letters of another alphabet can look like ours: say how a mail server reads them."""
    try:
        read = in_ascii(email)
    except ValueError:
        return "No mail server can read the address. Correct it."
    return f"The address has letters that may look like others: it reads {read}. Is that the one?"


def _of_copies(cc: str) -> list[Obstacle]:
    if not cc.strip():
        return []
    if INVISIBLE.search(cc) or "\n" in cc or len(cc) > LONGEST_COPIES:
        return [Obstacle("cc", "Write the copies on one line, at most a dozen.")]
    copies = [copy for _, copy in getaddresses([cc])]
    if suppression.standing_against(copy.lower() for copy in copies):
        return [Obstacle("copy", words("copy"))]
    for copy in copies:
        try:
            validate_email(copy)
        except ValidationError:
            return [
                Obstacle("cc", f"“{copy or cc}” is not an address a copy can go to. Correct it.")
            ]
    return []
