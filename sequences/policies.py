"""The organisation's rules about time, as its rows say; as they ship while there are none."""

from __future__ import annotations

from datetime import timedelta
from functools import cache

from followup.lib.prepared import Prepared
from leads.models import Lead, User
from sequences.models import TimingPolicy
from sequences.timing import SHIPPED, Place, Rules, Week, place_of


def policy() -> TimingPolicy | None:
    """The one row with its working hours, or None while nobody has saved one."""
    return _policy().one({})


@cache
def _policy() -> Prepared[TimingPolicy]:
    return Prepared(TimingPolicy.objects.prefetch_related("hours").filter(pk=1))


def rules(row: TimingPolicy | None = None) -> Rules:
    """What is kept to when a mail is planned. Two queries, or none when `row` is given."""
    row = row or policy()
    if row is None:
        return Rules()
    return Rules(
        week=_week(row),
        usual=row.default_time,
        person_gap=timedelta(hours=row.person_gap_hours),
        company_gap=timedelta(hours=row.company_gap_hours),
        mails_a_day=row.mails_a_day,
        drafts_a_day=row.drafts_a_day,
        read_for=timedelta(hours=row.read_hours),
        open_days=row.open_days,
        learns=row.learns,
    )


def place_of_lead(lead: Lead) -> Place:
    """Where a lead is, as far as their row and their account's say; their owner's zone at worst.

    The region of a country, for its holidays, stands in the field `region` of the organisation's
    own fields (`DE-BY`).
    """
    account = lead.account
    region = lead.custom.get("region") or account.custom.get("region") or ""
    return place_of(
        lead_zone=lead.time_zone,
        lead_country=lead.country,
        phone=lead.phone,
        account_zone=account.time_zone,
        account_country=account.country,
        region=str(region),
        rep_zone=lead.owner.time_zone,
    )


def place_of_rep(user: User) -> Place:
    """Where one of ours works."""
    return place_of(lead_zone=user.time_zone)


def _week(row: TimingPolicy) -> Week:
    rows = list(row.hours.all())
    hours = {h.weekday: (h.opens, h.closes) for h in rows if h.opens and h.closes}
    if not rows:
        return Week(SHIPPED.days, (row.quiet_from, row.quiet_until), row.keeps_holidays)
    return Week(
        days=tuple(hours.get(weekday) for weekday in range(7)),
        quiet=(row.quiet_from, row.quiet_until),
        keeps_holidays=row.keeps_holidays,
    )
