"""How warm a lead is, kept up to date: the rules in force put to the record, stored with reasons.

What a person said holds above what the rules say. A click's raise (`sequences.engagement`) stands
until the lead is scored again, when the rules count the click themselves.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet

from leads import details
from leads.models import (
    Call,
    Detail,
    Event,
    Lead,
    LearnedUse,
    Score,
    ScoringRules,
    StopEvent,
    TierOverride,
    Training,
    User,
)
from leads.scoring import SHIPPED, Facts, Rules, score
from leads.scoring.learning import Learnt
from leads.scoring.schema import Score as Scored
from sequences.acts import Told, newest_form, told_of
from sequences.models import TierChange
from sequences.signals import rules_published

LONGEST = timedelta(days=730)  # no rule looks further back
AGES = timedelta(days=1)  # what was done grows old by itself
MOST_ACTS = 20_000
AT_ONE_TIME = 25  # leads whose rows are held together


class Refused(Exception):
    """Nothing was changed; the text says why, as a person reads it."""


@dataclass(frozen=True, slots=True)
class Counting:
    """What counts now: the rules, the row they stand in, and whose points they have, if learnt."""

    rules: Rules
    row: ScoringRules | None
    learned: Training | None


def in_force() -> tuple[Rules, ScoringRules | None]:
    """The rules that are published, and the row they stand in; None: nobody published any."""
    row = ScoringRules.objects.order_by("-pk").first()
    return (Rules.model_validate(row.rules), row) if row else (SHIPPED, None)


def counting() -> Counting:
    """The published rules, with learnt points where an admin has switched some on."""
    rules, row = in_force()
    use = LearnedUse.objects.filter(is_on=True).select_related("training").first()
    found = fits(use.training, rules, row) if use else None
    if use is None or found is None:
        return Counting(rules, row, None)
    return Counting(found.rules, row, use.training)


def fits(training: Training, rules: Rules, row: ScoringRules | None) -> Learnt | None:
    """What was learnt, when it may count: for exactly these rules. The rules that ship have no
    row, and a new release may bring others."""
    if training.state != Training.State.LEARNT or training.rules_id != (row.pk if row else None):
        return None
    found = Learnt.model_validate(training.result)
    return found if found.written == rules else None


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
    told, known = told_of(people, since=now - LONGEST, most=MOST_ACTS), details.known(people)
    return {lead.pk: _facts(lead, known[lead.pk], told[lead.pk]) for lead in people}


def _facts(lead: Lead, known: details.Known, told: list[Told]) -> Facts:
    asked, answered = newest_form(told)
    return Facts(
        title=known["title"],
        employees=known.employees,
        industry=known["industry"],
        source=lead.source,
        asked=asked,
        answered=answered,
        acts=[one.act for one in told],
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
        by = counting()
        facts = facts_of(leads, now=now)
        found = {lead.pk: score(facts[lead.pk], by.rules, now=now) for lead in leads}
        kept = [_kept(lead, found[lead.pk], by=by, now=now) for lead in leads]
        columns = [f.name for f in Score._meta.concrete_fields if f.name not in {"id", "lead"}]
        Score.objects.bulk_create(
            kept, update_conflicts=True, unique_fields=["lead"], update_fields=columns
        )
        said = TierOverride.objects.filter(lead__in=leads, lifted_at=None)
        held = set(said.values_list("lead", flat=True))
        free = [(lead, found[lead.pk]) for lead in leads if lead.pk not in held]
        _move(*((lead, scored.tier, _in_words(scored)) for lead, scored in free), now=now)
        return kept


def _kept(lead: Lead, scored: Scored, *, by: Counting, now: datetime) -> Score:
    return Score(
        lead=lead,
        total=scored.total,
        tier=scored.tier,
        reasons=[[r.points, r.sentence, r.signal] for r in scored.reasons],
        would_change=list(scored.would_change),
        rules=by.row,
        learned=by.learned,
        scored_at=now,
    )


def stale(*, now: datetime) -> QuerySet[Lead]:
    """Prospects whose score is missing, older than the record or the rules, or a day old."""
    by = counting()
    at = OuterRef("score__scored_at")
    events = Event.objects.filter(lead=OuterRef("pk"))
    calls = Call.objects.filter(lead=OuterRef("pk"))
    heard = StopEvent.objects.filter(lead=OuterRef("pk"), kind__in=["reply", "meeting"])
    other_rules = _other("score__rules", by.row) | _other("score__learned", by.learned)
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


def _other(field: str, row: ScoringRules | Training | None) -> Q:
    """Whether the field names another row than this one."""
    none = Q(**{f"{field}__isnull": True})
    return none | ~Q(**{field: row}) if row else ~none


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
