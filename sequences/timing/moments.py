"""One answer: when a touch goes, between when and when it may, from when it is drafted, and why."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta

from sequences.timing.calendars import is_weekend
from sequences.timing.delays import Delay, advance
from sequences.timing.habits import Habit
from sequences.timing.hours import (
    DAY,
    FARTHEST,
    NeverOpen,
    Place,
    Stretch,
    Week,
    is_open,
    next_opening,
    of_day,
    openings,
    wall,
    why_closed,
)
from sequences.timing.plan import Load, Other, Planned, Rules
from sequences.timing.wording import day_words, in_their_time, moment_words

MOST_MOVES = 1000
NEVER = (
    "It waits: of the hours in which we write, none is left where they are ({place}), with their"
    " weekend and holidays. An admin can change the hours under Settings, Timing."
)
CHOSEN_FOR = DAY  # how long a moment a person chose stays open, should the mail server be away

Move = tuple[datetime, list[str]]  # a later moment, and the sentences that say why


def planned(
    start: datetime,
    delay: Delay,
    *,
    now: datetime,
    after: str,
    to: Place,
    rep: Place,
    rules: Rules,
    load: Load,
    habit: Habit | None = None,
) -> Planned:
    """The first moment from `start` plus `delay`, and not before `now`, that nothing stands
    against. `after` names what `start` was: “the call”. Where no hour of any week is left it
    `waits`, and says so."""
    try:
        return _planned(
            start, delay, now=now, after=after, to=to, rep=rep, rules=rules, load=load, habit=habit
        )
    except NeverOpen:
        return _waiting(start, delay, to=to, now=now)


def _planned(
    start: datetime,
    delay: Delay,
    *,
    now: datetime,
    after: str,
    to: Place,
    rep: Place,
    rules: Rules,
    load: Load,
    habit: Habit | None,
) -> Planned:
    usual = delay.at or (habit.at if habit else rules.usual)
    moment = advance(start, delay, place=to, week=rules.week, usual=usual)
    why = [f"{str(delay).capitalize()} after {after}." if delay.amount else f"After {after}."]
    if delay.at:
        why.append(f"This step is meant for {delay.at:%H:%M} their time.")
    elif habit and delay.unit != "hours":
        why.append(habit.why)
    if delay.unit == "working_days":
        why += _holidays(start.astimezone(to.zone).date(), moment, to, rules.week)
    if moment < now:
        moment = now.astimezone(UTC)
        why.append("That moment had gone by when it was planned.")
    checks = _checks(to=to, rep=rep, rules=rules, load=load, now=now)
    for _ in range(MOST_MOVES):
        found = next((move for check in checks if (move := check(moment)) is not None), None)
        if found is None:
            break
        moment = _at_the_usual_time(found[0], moment, usual, to, rules.week)
        why += [sentence for sentence in found[1] if sentence not in why]
    return Planned(
        due_at=moment,
        opens_at=moment,
        closes_at=_closes(moment, to, rules),
        draft_from=_draft_from(moment, rep, rules, now=now),
        why=(in_their_time(moment, to), *_shortened(why)),
    )


def _waiting(start: datetime, delay: Delay, *, to: Place, now: datetime) -> Planned:
    """Nobody is ever written to there: it stands where the delay puts it, and is not drafted."""
    hours = delay.amount if delay.unit == "hours" else 24 * delay.amount
    moment = max(start + timedelta(hours=hours), now).astimezone(UTC)
    return Planned(moment, None, None, moment + FARTHEST * DAY, (NEVER.format(place=to.zone),))


def at_once(start: datetime, *, after: str, to: Place, rules: Rules) -> Planned:
    """Drafted now, and gone when a person approves it: they say the moment by approving."""
    start = start.astimezone(UTC)
    try:
        closes = _closes(start, to, rules)
    except NeverOpen:
        closes = None
    return Planned(
        due_at=start,
        opens_at=start,
        closes_at=closes,
        draft_from=start,
        why=(f"As soon as you approve it: it follows {after} at once.",),
    )


def chosen(moment: datetime, *, by: str, to: Place, rules: Rules) -> Planned:
    """The moment a person chose, whatever stands against it; that is said."""
    moment = moment.astimezone(UTC)
    said = f"{in_their_time(moment, to)[:-1]}, as {by} chose."
    why = (said, *against(moment, place=to, week=rules.week))
    return Planned(moment, moment, moment + CHOSEN_FOR, moment, why)


def against(moment: datetime, *, place: Place, week: Week) -> list[str]:
    """What stands against writing to somebody there at that moment, in sentences."""
    there = moment.astimezone(place.zone)
    if reason := why_closed(there.date(), place, week):
        return [reason]
    if is_open(moment, place, week):
        return []
    night = "the middle of the night" if there.hour < 6 or there.hour >= 22 else "out of hours"
    where = "there" if place.is_known else "for you"
    return [f"It is {there:%H:%M} {where}, {night}."]


def stretches(first: datetime, last: datetime, *, place: Place, week: Week) -> list[Stretch]:
    """The open stretches between two moments, in UTC."""
    found: list[Stretch] = []
    try:
        for begin, end in openings(first, place, week):
            if begin >= last:
                break
            found.append((begin, min(end, last)))
    except NeverOpen:
        pass  # nothing is open from here on
    return found


def _checks(
    *, to: Place, rep: Place, rules: Rules, load: Load, now: datetime
) -> list[Callable[[datetime], Move | None]]:
    """Everything that may push a moment back, what costs least to ask first."""
    days = f"The mailbox has its {rules.mails_a_day} mails for {{}}."
    read = f"{rules.drafts_a_day} drafts are to be read on {{}} already."

    def mails(moment: datetime) -> Move | None:
        day = moment.astimezone(rep.zone).date()
        return _next_day(day, rep, days) if load.mails[day] >= rules.mails_a_day else None

    def drafts(moment: datetime) -> Move | None:
        day = _draft_from(moment, rep, rules, now=now).astimezone(rep.zone).date()
        if load.drafts[day] < rules.drafts_a_day:
            return None
        return moment + DAY, [read.format(day_words(day))]

    return [
        lambda m: _when_open(m, to, rules.week),
        lambda m: _apart(m, load.person, rules.person_gap, "They", to),
        lambda m: _apart(m, load.company, rules.company_gap, "Their company", to),
        mails,
        drafts,
    ]


def _when_open(moment: datetime, to: Place, week: Week) -> Move | None:
    if is_open(moment, to, week):
        return None
    opening = next_opening(moment, to, week)
    passed = _holidays(moment.astimezone(to.zone).date(), opening, to, week)
    return opening, [*against(moment, place=to, week=week), *passed]


def _holidays(day: date, until: datetime, to: Place, week: Week) -> list[str]:
    """The holidays after `day` and before the day of `until` there, on days that would count."""
    last, found = until.astimezone(to.zone).date(), []
    while week.keeps_holidays and (day := day + DAY) < last:
        if week.days[day.weekday()] is not None and not is_weekend(day, country=to.country):
            found.append(why_closed(day, to, week))
    return [sentence for sentence in found if sentence]


def _apart(
    moment: datetime, others: list[Other], gap: timedelta, who: str, to: Place
) -> Move | None:
    """Far enough from the nearest mails before and after."""
    place = bisect_left(others, moment, key=lambda o: o.at)
    for other in others[max(0, place - 1) : place + 1]:
        if abs(other.at - moment) < gap:
            got = "will get" if other.is_planned else "got"
            said = f"{who} {got} another mail on {moment_words(other.at, to.zone)}."
            return other.at + gap, [said]
    return None


def _next_day(day: date, rep: Place, sentence: str) -> Move:
    return wall(day + DAY, time(0), rep.zone), [sentence.format(day_words(day))]


def _at_the_usual_time(
    moved: datetime, before: datetime, usual: time, to: Place, week: Week
) -> datetime:
    """On another day, the usual time there, when that is not too early and open."""
    day = moved.astimezone(to.zone).date()
    if day == before.astimezone(to.zone).date():
        return moved
    wanted = wall(day, usual, to.zone)
    return wanted if wanted >= moved and is_open(wanted, to, week) else moved


def _closes(moment: datetime, to: Place, rules: Rules) -> datetime:
    """The end of the last working day in which it may still go."""
    day, left = moment.astimezone(to.zone).date(), rules.open_days
    end = next_opening(moment, to, rules.week)
    while left:
        if found := [until for _, until in of_day(day, to, rules.week) if until > moment]:
            end, left = found[-1], left - 1
        day += DAY
    return end


def _draft_from(moment: datetime, rep: Place, rules: Rules, *, now: datetime) -> datetime:
    """As much of the rep's working time before the moment as reading takes; not before `now`."""
    left, day = rules.read_for, moment.astimezone(rep.zone).date()
    now = now.astimezone(UTC)
    while left > timedelta(0) and day >= now.astimezone(rep.zone).date():
        for begin, end in reversed(of_day(day, rep, rules.week)):
            if (until := min(end, moment)) > begin:
                if until - begin >= left:
                    return max(now, until - left)
                left -= until - begin
        day -= DAY
    return now if left > timedelta(0) else max(now, moment)


def _shortened(why: list[str]) -> list[str]:
    """A long row of full days is told by its first and last."""
    return why if len(why) <= 7 else [*why[:4], f"… and {len(why) - 6} more such days.", *why[-2:]]
