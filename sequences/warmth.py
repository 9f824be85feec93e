"""How warm a lead is, kept up to date: the rules in force put to the record, stored with reasons.

What a person said holds above what the rules say. A click's raise (`sequences.engagement`) stands
until the lead is scored again, when the rules count the click themselves.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet

from leads import details
from leads.models import (
    Call,
    Detail,
    Event,
    Lead,
    Score,
    ScoringRules,
    StopEvent,
    TierOverride,
    User,
)
from leads.scoring import SHIPPED, Act, Facts, Rules, score
from leads.scoring.schema import Score as Scored
from sequences.models import Engagement, TierChange
from sequences.signals import rules_published

LONGEST = timedelta(days=730)  # no rule looks further back
AGES = timedelta(days=1)  # what was done grows old by itself
MOST_ACTS = 20_000
AT_ONE_TIME = 25  # leads whose rows are held together


class Refused(Exception):
    """Nothing was changed; the text says why, as a person reads it."""


def in_force() -> tuple[Rules, ScoringRules | None]:
    """The rules that count now, and the row they stand in; None: nobody has published any."""
    row = ScoringRules.objects.order_by("-pk").first()
    return (Rules.model_validate(row.rules), row) if row else (SHIPPED, None)


def publish(rules: Rules, *, by: User, note: str, now: datetime) -> ScoringRules:
    """From now on these rules count. Everybody who has a score is scored again soon after."""
    with transaction.atomic():
        row = ScoringRules.objects.create(
            rules=rules.model_dump(mode="json"), published_by=by, published_at=now, note=note[:200]
        )
        rules_published.send(sender=ScoringRules)
        return row


def facts_of(leads: Iterable[Lead], *, now: datetime) -> dict[int, Facts]:
    """What scoring reads, by lead. The number of queries is the same for one and for hundreds.

    Wants each lead's account selected.
    """
    people = list(leads)
    acts: dict[int, list[Act]] = defaultdict(list)
    forms: dict[int, tuple[int, int]] = {}
    since = now - LONGEST
    events = Event.objects.filter(lead__in=people, occurred_at__gte=since)
    about = ("path", "intent", "asked", "answered")
    rows = events.exclude(kind__startswith="meeting").order_by("-occurred_at", "-pk")
    told = rows.values_list("lead", "kind", "occurred_at", *(f"metadata__{name}" for name in about))
    for lead, kind, at, path, intent, asked, answered in told[:MOST_ACTS]:
        acts[lead].append(Act(kind, at, str(path or ""), str(intent or "")))
        if isinstance(asked, int) and isinstance(answered, int):
            forms.setdefault(lead, (asked, answered))
    heard = StopEvent.objects.filter(lead__in=people, kind__in=["reply", "meeting"])
    for lead, kind, at in heard.values_list("lead", "kind", "recorded_at"):
        acts[lead].append(Act(kind, at))
    clicks = Engagement.objects.filter(lead__in=people, kind="click", is_automatic=False)
    for lead, at in clicks.filter(at__gte=since).values_list("lead", "at"):
        acts[lead].append(Act("click", at))
    calls = Call.objects.filter(lead__in=people, held_at__gte=since)
    for lead, at in calls.values_list("lead", "held_at"):
        acts[lead].append(Act("call", at))
    known = details.known(people)
    return {
        lead.pk: _facts(lead, known[lead.pk], acts[lead.pk], forms.get(lead.pk, (0, 0)))
        for lead in people
    }


def _facts(lead: Lead, known: details.Known, acts: list[Act], form: tuple[int, int]) -> Facts:
    return Facts(
        title=known["title"],
        employees=known.employees,
        industry=known["industry"],
        source=lead.source,
        asked=form[0],
        answered=form[1],
        acts=acts,
    )


def rescore(lead_id: int, *, now: datetime) -> Score | None:
    """Put the rules in force to one lead, keep the answer and let the tier follow.

    None: there is nobody, or somebody who is no prospect. Safe to run twice.
    """
    return next(iter(rescore_many([lead_id], now=now)), None)


def rescore_many(lead_ids: Collection[int], *, now: datetime) -> list[Score]:
    """The same for several, in one transaction that holds all their rows: give it few."""
    with transaction.atomic():
        rows = Lead.objects.select_for_update(no_key=True, of=("self",)).select_related("account")
        prospects = rows.filter(pk__in=lead_ids, stage=Lead.Stage.PROSPECT)
        leads = list(prospects.order_by("pk"))  # in one order: two who take several never tangle
        if not leads:
            return []
        rules, row = in_force()
        facts = facts_of(leads, now=now)
        found = {lead.pk: score(facts[lead.pk], rules, now=now) for lead in leads}
        kept = [_kept(lead, found[lead.pk], rules=row, now=now) for lead in leads]
        columns = [f.name for f in Score._meta.concrete_fields if f.name not in {"id", "lead"}]
        Score.objects.bulk_create(
            kept, update_conflicts=True, unique_fields=["lead"], update_fields=columns
        )
        said = TierOverride.objects.filter(lead__in=leads, lifted_at=None)
        held = set(said.values_list("lead", flat=True))
        free = [(lead, found[lead.pk]) for lead in leads if lead.pk not in held]
        _move(*((lead, scored.tier, _in_words(scored)) for lead, scored in free), now=now)
        return kept


def _kept(lead: Lead, scored: Scored, *, rules: ScoringRules | None, now: datetime) -> Score:
    return Score(
        lead=lead,
        total=scored.total,
        tier=scored.tier,
        reasons=[[r.points, r.sentence, r.signal] for r in scored.reasons],
        would_change=list(scored.would_change),
        rules=rules,
        scored_at=now,
    )


def stale(*, now: datetime) -> QuerySet[Lead]:
    """Prospects whose score is missing, older than the record or the rules, or a day old."""
    row = ScoringRules.objects.order_by("-pk").values_list("pk", flat=True).first()
    at = OuterRef("score__scored_at")
    events = Event.objects.filter(lead=OuterRef("pk"))
    calls = Call.objects.filter(lead=OuterRef("pk"))
    heard = StopEvent.objects.filter(lead=OuterRef("pk"), kind__in=["reply", "meeting"])
    other_rules = ~Q(score__rules=row) if row else Q(score__rules__isnull=False)
    if row:
        other_rules |= Q(score__rules__isnull=True)
    known = Q(score__isnull=True) & (Exists(events) | Exists(calls))
    newer = Exists(events.filter(received_at__gt=at)) | Exists(calls.filter(created_at__gt=at))
    told = Detail.objects.filter(at__gt=at)
    more = Exists(told.filter(lead=OuterRef("pk"))) | Exists(
        told.filter(account=OuterRef("account"))
    )
    aged = Q(score__scored_at__lt=now - AGES)
    again = Q(score__isnull=False) & (
        other_rules | aged | newer | more | Exists(heard.filter(recorded_at__gt=at))
    )
    prospects = Lead.objects.filter(stage=Lead.Stage.PROSPECT)
    return prospects.filter(known | again).order_by(F("score__scored_at").asc(nulls_first=True))


def follow(*, now: datetime, most: int = 500) -> int:
    """Score again whoever has to be; returns how many."""
    people = list(stale(now=now).values_list("pk", flat=True)[:most])
    some = (people[at : at + AT_ONE_TIME] for at in range(0, len(people), AT_ONE_TIME))
    return sum(len(rescore_many(one, now=now)) for one in some)


def override(lead: Lead, *, tier: str, reason: str, by: User, now: datetime) -> TierOverride:
    """A person says how warm somebody is; it holds until lifted. Raises `Refused`."""
    if tier not in Lead.Tier.values:
        raise Refused("Choose hot, warm or cold.")
    if not reason.strip():
        raise Refused("Say why: the next person who looks will want to know.")
    with transaction.atomic():
        lead = Lead.objects.select_for_update(no_key=True).get(pk=lead.pk)
        TierOverride.objects.filter(lead=lead, lifted_at=None).update(lifted_at=now, lifted_by=by)
        said = TierOverride.objects.create(
            lead=lead, tier=tier, reason=reason.strip()[:300], by=by, at=now
        )
        _move((lead, tier, f"{by} said so: {said.reason}"), now=now)
        return said


def lift(lead: Lead, *, by: User, now: datetime) -> bool:
    """Let the rules decide again. False: nobody had said anything."""
    with transaction.atomic():
        lead = Lead.objects.select_for_update(no_key=True).get(pk=lead.pk)
        held = TierOverride.objects.filter(lead=lead, lifted_at=None)
        was_held = bool(held.update(lifted_at=now, lifted_by=by))
        if was_held and rescore(lead.pk, now=now) is None:
            Lead.objects.filter(pk=lead.pk).update(tier="")  # no prospect: no rule speaks of them
        return was_held


def _move(*moves: tuple[Lead, str, str], now: datetime) -> None:
    """Leads to tiers, each with why; those who stand there already stay untouched."""
    real = [(lead, tier, why[:300]) for lead, tier, why in moves if lead.tier != tier]
    TierChange.objects.bulk_create(
        TierChange(lead=lead, before=lead.tier, after=tier, reason=why, at=now)
        for lead, tier, why in real
    )
    for after in {tier for _, tier, _ in real}:
        moved = [lead for lead, tier, _ in real if tier == after]
        Lead.objects.filter(pk__in=[lead.pk for lead in moved]).update(tier=after)
        for lead in moved:
            lead.tier = after


def _in_words(scored: Scored) -> str:
    reasons = "; ".join(str(r) for r in scored.reasons[:4])
    return f"Scored {scored.total}: {reasons or 'nothing counts for or against them'}."
