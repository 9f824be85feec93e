"""A query that is put together once and asked many times.

Django takes longer to put the SQL of a page together than PostgreSQL to answer it. Here a query set
is compiled once, with stand-ins for what differs from one asking to the next: a key that no row
has, a moment before all others. Asking puts what is meant in their places, as parameters.
"""

from __future__ import annotations

from collections.abc import Mapping
from copy import copy
from datetime import UTC, datetime
from typing import Any, Generic, TypeVar

from django.core.exceptions import EmptyResultSet
from django.db import DEFAULT_DB_ALIAS, connection
from django.db.models import BooleanField, Func, Model, QuerySet, Value

Row = TypeVar("Row")
# The usual stand-ins: for who looks and their team, for a row, for many rows (see `among`), for the
# moment of asking.
ME, TEAM, KEY = -1, -2, -3
MANY = "many"
NOW = datetime(1, 1, 2, tzinfo=UTC)


class Prepared(Generic[Row]):
    """A query set, compiled. `ask` finds what the query set would."""

    def __init__(self, rows: QuerySet[Any, Row]) -> None:
        self._rows = rows
        self._compiler = rows.query.get_compiler(DEFAULT_DB_ALIAS)
        try:
            self._sql, self._parameters = self._compiler.as_sql()
        except EmptyResultSet:  # it can find nothing, whatever is given
            self._sql = ""

    def ask(self, given: Mapping[Any, Any]) -> list[Row]:
        """The rows, each stand-in exchanged for what is `given` for it."""
        if not self._sql:
            return []
        parameters = [given.get(one, one) for one in self._parameters]
        compiler, rows = copy(self._compiler), self._rows.all()
        compiler.connection = connection  # of this thread
        compiler.as_sql = lambda *_, **__: (self._sql, parameters)
        rows.query.get_compiler = lambda *_, **__: compiler  # type: ignore[method-assign]
        return list(rows)

    def one(self, given: Mapping[Any, Any]) -> Row | None:
        """The first of them, or None."""
        return next(iter(self.ask(given)), None)


def among(column: str) -> Func:
    """The condition that a column is one of the keys given, as a list, for `MANY`."""
    return Func(
        column,
        Value(MANY),
        template="(%(expressions)s))",
        arg_joiner=" = ANY (",
        output_field=BooleanField(),
    )


def attach(owner: Model, name: str, rows: list[Any]) -> None:
    """Make these rows what `owner.<name>.all()` has, as `prefetch_related` does."""
    found = getattr(owner, name).all()
    found._result_cache, found._prefetch_done = rows, True
    kept = owner.__dict__.setdefault("_prefetched_objects_cache", {})
    kept[name] = found
