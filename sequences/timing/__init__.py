"""When a mail goes, and why. Pure: no database, no clock; every moment comes in and goes out with
its zone, and every answer says its reasons in sentences a rep can read.
"""

from sequences.timing.delays import Delay
from sequences.timing.habits import Habit, habit
from sequences.timing.hours import SHIPPED, Place, Week, is_open, next_opening, openings
from sequences.timing.moments import against, at_once, chosen, planned
from sequences.timing.places import place_of
from sequences.timing.plan import Load, Other, Planned, Rules
from sequences.timing.wording import in_their_time

__all__ = [
    "SHIPPED",
    "Delay",
    "Habit",
    "Load",
    "Other",
    "Place",
    "Planned",
    "Rules",
    "Week",
    "against",
    "at_once",
    "chosen",
    "habit",
    "in_their_time",
    "is_open",
    "next_opening",
    "openings",
    "place_of",
    "planned",
]
