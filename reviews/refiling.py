"""A call was with somebody else: it is moved, and nothing of it stays with who it was filed under.

What rests on it there is withdrawn, words and all; mail that was approved is taken back; words of
it that were pulled into mail to others are cut out. The call is read again for whom it was with,
and drafted in its turn. Moving it back brings back what was withdrawn, written anew.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.db.models import F, Q, QuerySet

from leads import ledger, sides, upload
from leads.models import Call, Event, Fetch, Lead, Participant, Ruling, SignIn, StopEvent, User
from leads.stops import stop
from reviews.decisions import Refused, latest_message
from reviews.decisions.taking import move, record
from reviews.models import Card, Decision, Draft
from reviews.withdrawing import REASON, cut_foreign, part, withdraw
from sequences import enrollment, outbox
from sequences.models import Enrollment, Message, Refiling, Touch
from sequences.receiving import correcting
from sequences.refusals import GateRefused

UNDECIDED = (
    Draft.State.WRITING, Draft.State.READY, Draft.State.FAILED, Draft.State.SNOOZED,
    Draft.State.APPROVED,
)  # fmt: skip


def refile(
    call_id: int, *, to: Lead, by: User, sign_in: SignIn | None, now: datetime
) -> tuple[Call, bool]:
    """A person says whom a call was with. The call, and whether mail had gone already.

    Raises `Refused`, Call.DoesNotExist and Lead.DoesNotExist for what the person may not see.
    """
    if sign_in is None:
        raise Refused("session", "Your sign-in has ended. Sign in again.")
    with transaction.atomic():
        before = Call.objects.visible_to(by).values_list("lead_id", flat=True).get(pk=call_id)
        target = Lead.objects.visible_to(by).get(pk=to.pk)
        elsewhere = set(_citing(call_id, apart_from=target).values_list("lead_id", flat=True))
        leads = {before, target.pk, *elsewhere}
        list(Lead.objects.select_for_update(no_key=True).filter(pk__in=leads).order_by("pk"))
        call = Call.objects.select_for_update(no_key=True).get(pk=call_id)
        _expect(call, before, target, elsewhere)
        Refiling.objects.create(call=call, from_lead_id=before, to_lead=target, by=by, at=now)
        call = Call.objects.select_related("account", "lead__account", "owner").get(pk=call_id)
        _whose(call, old=Lead.objects.select_related("account").get(pk=before))
        has_gone = _withdraw_all(call, lead_id=before, by=by, sign_in=sign_in, now=now)
        _cut_elsewhere(call, elsewhere, by=by, sign_in=sign_in, now=now)
        _cards(call, lead_id=before, now=now)
        ledger.part(call, by=by, now=now)
        correcting.part(call, by=by, now=now)
        _bring_back(call, by=by, now=now)
        _keep_sensitive(call, by=by, now=now)
        sides.read_again(call)
        return call, has_gone


def _expect(call: Call, before: int, target: Lead, elsewhere: set[int]) -> None:
    """Raises `Refused` unless all is as it was before the rows were locked."""
    if call.lead_id == target.pk:
        raise Refused("here", f"The call is filed under {target} already.")
    same = Call.objects.filter(lead=target, content_hash=call.content_hash).first()
    if same is not None:
        raise Refused("twice", f"{target} has exactly this call already: “{same.title}”.")
    now_citing = set(_citing(call.pk, apart_from=target).values_list("lead_id", flat=True))
    if call.lead_id != before or not now_citing <= elsewhere:
        raise Refused("changed", "Somebody was faster. Look at the call again, then choose.")


def _citing(call_id: int, *, apart_from: Lead) -> QuerySet[Draft]:
    """Drafts of people of other companies into which words of this call were pulled: undecided
    ones, and rejected ones, which a person may bring back."""
    states = (*UNDECIDED, Draft.State.REJECTED)
    return (
        Draft.objects.filter(state__in=states, sentences__evidence__passage__call=call_id)
        .exclude(Q(touch__enrollment__call=call_id) | Q(lead__account=apart_from.account_id))
        .distinct()
    )


def _whose(call: Call, *, old: Lead) -> None:
    """What follows from whose call it is: its zone, who answers for it, which voice is a lead, and
    a title that names nobody it was not with."""
    fetched = Fetch.objects.filter(call=call).only("event").first()
    if fetched is not None:  # nobody brought it in: it is the lead's owner's
        Event.objects.filter(pk=fetched.event_id).update(lead=call.lead)
        if call.owner_id == old.owner_id:
            call.owner = call.lead.owner
    if _names(call.title, old):
        call.title = upload.title_for(call.kind, call.account.name)
    zone = call.lead.time_zone or call.account.time_zone or call.owner.time_zone
    Call.objects.filter(pk=call.pk).update(time_zone=zone, owner=call.owner, title=call.title)
    voices = list(call.participants.filter(side=Participant.Side.THEIRS))
    known = sides.people([p.name for p in voices], {p.name: "theirs" for p in voices}, of=call)
    for voice in voices:
        voice.lead = known.get(voice.name, (None, None))[1]
        voice.save(update_fields=["lead"])


def _names(title: str, old: Lead) -> bool:
    """Whether a title names the person or company the call was filed under before."""
    return any(name.casefold() in title.casefold() for name in (old.account.name, old.name))


def _withdraw_all(call: Call, *, lead_id: int, by: User, sign_in: SignIn, now: datetime) -> bool:
    """End what was planned for the lead before because of this call; whether mail had gone."""
    for one in Enrollment.objects.filter(call=call, lead=lead_id):
        enrollment.stop(one, by=by, reason=REASON, now=now)
    resting = Q(touch__enrollment__call=call) | Q(
        call=call
    )  # a nudge rests on a card, and quotes it
    has_gone = False
    for draft in Draft.objects.filter(resting, lead=lead_id).order_by("pk"):
        if draft.state in UNDECIDED and _taken_back(draft, sign_in=sign_in):
            record(draft, Decision.Kind.END, by=by, reason=REASON)
            withdraw(draft, now=now)
        elif draft.state in {Draft.State.APPROVED, Draft.State.SENT}:
            has_gone = True
            if draft.state == Draft.State.SENT:
                part(draft)
    return has_gone


def _taken_back(draft: Draft, *, sign_in: SignIn) -> bool:
    """Whether nothing of this draft is on its way any more."""
    if draft.state != Draft.State.APPROVED:
        return True
    message = latest_message(draft)
    if message is None or message.state in {Message.State.VOID, Message.State.FAILED}:
        return True
    try:
        return outbox.recall(message, sign_in=sign_in, reason="moved")
    except GateRefused as refused:
        raise Refused(refused.code, str(refused)) from refused


def _cut_elsewhere(
    call: Call, leads: Iterable[int], *, by: User, sign_in: SignIn, now: datetime
) -> None:
    """Words of the call that were pulled into mail to others of the company before."""
    Lead.objects.filter(pk__in=leads).update(record_epoch=F("record_epoch") + 1)
    for draft in _citing(call.pk, apart_from=call.lead).filter(lead__in=leads).order_by("pk"):
        if not _taken_back(draft, sign_in=sign_in):
            continue  # the record's epoch has moved: the last look keeps it from going
        if draft.state == Draft.State.APPROVED:
            move(draft, Draft.State.READY, now=now)
        if cut_foreign(draft):
            record(draft, Decision.Kind.CUT, by=by, reason=REASON)


def _cards(call: Call, *, lead_id: int, now: datetime) -> None:
    """The question whether there is a next step goes along; what else was asked is past."""
    withdrawn = Draft.objects.filter(touch__enrollment__call=call, lead=lead_id)
    cards = Card.objects.undecided().filter(Q(call=call) | Q(draft__in=withdrawn), lead=lead_id)
    cards.filter(kind=Card.Kind.NO_NEXT_STEP).update(lead=call.lead)
    cards.exclude(kind=Card.Kind.NO_NEXT_STEP).update(
        state=Card.State.DISMISSED,
        choice=Card.Choice.OVERTAKEN,
        decided_by=None,
        decided_at=now,
        wakes_at=None,
    )


def _bring_back(call: Call, *, by: User, now: datetime) -> None:
    """It was this lead's before: what was withdrawn then is planned and written again."""
    for one in Enrollment.objects.filter(
        call=call, lead=call.lead, state=Enrollment.State.STOPPED, reason__endswith=REASON
    ):
        try:
            enrollment.resume(one, by=by, now=now)
        except enrollment.NotEnrolled:
            continue  # another sequence runs, or they want no mail: its reason stands on their page
        for draft in Draft.objects.filter(
            touch__enrollment=one, state=Draft.State.REJECTED, note=REASON
        ):
            Touch.objects.filter(pk=draft.touch_id).update(state=Touch.State.DRAFTED, reason="")
            record(draft, Decision.Kind.UNDO, by=by)
            draft.state, draft.decided_at, draft.call, draft.note = (
                Draft.State.WRITING,
                None,
                call,
                "",
            )
            draft.retry_at, draft.attempts = now, 0
            draft.save(
                update_fields=["state", "decided_at", "call", "note", "retry_at", "attempts"]
            )


def _keep_sensitive(call: Call, *, by: User, now: datetime) -> None:
    """A call that a person marked as sensitive is no less so with somebody else."""
    last = Ruling.objects.filter(call=call).order_by("-at", "-pk").first()
    if last is not None and last.is_sensitive and not call.lead.is_sensitive:
        stop(call.lead, kind=StopEvent.Kind.SENSITIVE, by=by, now=now)
