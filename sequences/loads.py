"""What is on its way already, and when people did something: the rows that planning rests on."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from django.db.models import Count, QuerySet
from django.db.models.functions import TruncDate

from leads.models import Lead
from sequences.models import Engagement, Enrollment, Mailbox, Message, Touch
from sequences.policies import place_of_lead, place_of_rep
from sequences.timing import Habit, Load, Other, Place, Rules, habit
from sequences.timing.habits import Weighted

STANDING = (Touch.State.PLANNED, Touch.State.DRAFTED, Touch.State.TASK)
TELLING = (
    Engagement.Kind.CLICK,
    Engagement.Kind.PAGE,
    Engagement.Kind.REPLY,
    Engagement.Kind.MEETING,
)
REMEMBERED = timedelta(days=365)
HALF_LIFE = 120  # days after which an act counts half
MOST_LIKE = 500  # acts of an industry that are looked at, the newest


@dataclass(slots=True)
class Board:
    """Everything planned and sent that matters to the leads loaded so far. Plans are added as
    they are made, so that what is planned together keeps its distance, too."""

    people: defaultdict[int, list[Other]] = field(default_factory=lambda: defaultdict(list))
    companies: defaultdict[int, list[Other]] = field(default_factory=lambda: defaultdict(list))
    mails: dict[int, Counter[date]] = field(default_factory=dict)
    drafts: dict[int, Counter[date]] = field(default_factory=dict)
    caps: dict[int, int] = field(default_factory=dict)

    def load_of(self, lead: Lead) -> Load:
        """What stands in the way of one more mail to this lead."""
        return Load(
            person=self.people[lead.pk],
            company=self.companies[lead.account_id],
            mails=self.mails[lead.owner_id],
            drafts=self.drafts[lead.owner_id],
        )


def look(
    board: Board,
    leads: Sequence[Lead],
    *,
    rules: Rules,
    now: datetime,
    but: Iterable[Enrollment] = (),
) -> None:
    """Add what is known of these leads, their companies and their owners to the board.

    What is planned in the enrollments `but` is left out: it is about to be planned anew.
    """
    since = now - max(rules.person_gap, rules.company_gap)
    accounts = {lead.account_id for lead in leads} - board.companies.keys()
    standing = Touch.objects.exclude(enrollment__in=list(but), state=Touch.State.PLANNED).filter(
        enrollment__state__in=[Enrollment.State.ACTIVE, Enrollment.State.PAUSED],
        state__in=STANDING,
    )
    for lead, account, at in standing.filter(
        enrollment__lead__account__in=accounts, due_at__gte=now
    ).values_list("enrollment__lead", "enrollment__lead__account", "due_at"):
        _note(board, lead, account, Other(at, is_planned=True))
    for lead, account, sent_at in Message.objects.filter(
        lead__account__in=accounts, sent_at__gte=since
    ).values_list("lead", "lead__account", "sent_at"):
        assert sent_at is not None  # the filter
        _note(board, lead, account, Other(sent_at))
    for account in accounts:
        board.companies[account].sort()
    for lead in {lead.pk for lead in leads}:
        board.people[lead].sort()
    _look_at_owners(board, leads, standing, rules=rules, now=now)


def _look_at_owners(
    board: Board, leads: Sequence[Lead], standing: QuerySet[Touch], *, rules: Rules, now: datetime
) -> None:
    """How many mails and drafts each owner has on each day of their own calendar."""
    owners = {lead.owner_id: lead.owner for lead in leads if lead.owner_id not in board.mails}
    zones: defaultdict[Place, list[int]] = defaultdict(list)
    for number, owner in owners.items():
        board.mails[number], board.drafts[number] = Counter(), Counter()
        zones[place_of_rep(owner)].append(number)
    for place, members in zones.items():
        for column, counts in (("due_at", board.mails), ("draft_from", board.drafts)):
            rows = (
                standing.filter(enrollment__lead__owner__in=members, **{f"{column}__gte": now})
                .annotate(day=TruncDate(column, tzinfo=place.zone))
                .values_list("enrollment__lead__owner", "day")
                .annotate(many=Count("pk"))
            )
            for number, day, many in rows:
                counts[number][day] += many
    board.caps |= dict.fromkeys(owners, rules.mails_a_day)
    own = Mailbox.objects.sending().filter(owner__in=owners)
    for number, cap in own.values_list("owner", "daily_cap"):
        board.caps[number] = min(rules.mails_a_day, cap)


def _note(board: Board, lead: int, account: int, other: Other) -> None:
    board.people[lead].append(other)
    board.companies[account].append(other)


def habits(
    leads: Sequence[Lead], places: dict[int, Place], *, rules: Rules, now: datetime
) -> dict[int, Habit]:
    """By lead: when in their day they are written to. Opens say nothing, nor do machines.

    People like them are of the same industry and in the same zone.
    """
    if not rules.learns:
        return {}
    telling = Engagement.objects.filter(
        kind__in=TELLING, is_automatic=False, at__gte=now - REMEMBERED, at__lte=now
    )
    own: defaultdict[int, list[Weighted]] = defaultdict(list)
    for lead, at in telling.filter(lead__in=leads).values_list("lead", "at"):
        own[lead].append((at, _weight(at, now)))
    like: defaultdict[tuple[str, str], list[Weighted]] = defaultdict(list)
    for industry in {lead.account.industry for lead in leads} - {""}:
        rows = telling.filter(lead__account__industry=industry).select_related(
            "lead__account", "lead__owner"
        )
        for act in rows.order_by("-at")[:MOST_LIKE]:
            zone = str(place_of_lead(act.lead).zone)
            like[industry, zone].append((act.at, _weight(act.at, now)))
    if not own and not like:
        return {}
    return {lead.pk: _habit(lead, places[lead.pk], own, like, rules) for lead in leads}


def _habit(
    lead: Lead,
    place: Place,
    own: dict[int, list[Weighted]],
    like: dict[tuple[str, str], list[Weighted]],
    rules: Rules,
) -> Habit:
    industry = lead.account.industry

    def is_allowed(at: time) -> bool:
        return any(day is not None and day[0] <= at < day[1] for day in rules.week.days)

    return habit(
        own.get(lead.pk, []),
        like.get((industry, str(place.zone)), []),
        zone=place.zone,
        plain=rules.usual,
        is_allowed=is_allowed,
        group=f"in {industry.lower()} there",
    )


def _weight(at: datetime, now: datetime) -> float:
    """What an act counts: 1 today, half after the half-life."""
    return float(0.5 ** ((now - at).days / HALF_LIFE))
