"""A query that is put together once and asked many times.

Django takes longer to put the SQL of a list together than PostgreSQL to answer it. Here a query set
is compiled once, with stand-ins for what differs from one asking to the next: a key that no row
has, a moment before all others. Asking puts what is meant in their places, as parameters.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import QuerySet


@dataclass(frozen=True, slots=True)
class Prepared:
    """SQL with its parameters, stand-ins among them; no SQL for a query that finds nothing."""

    sql: str
    parameters: tuple[Any, ...]

    @classmethod
    def of(cls, rows: QuerySet[Any, Any]) -> Self:
        """From a query set of `values_list`, whose columns come as the driver reads them: numbers,
        words, truths, days and moments."""
        try:
            sql, parameters = rows.query.sql_with_params()
        except EmptyResultSet:
            return cls("", ())
        return cls(sql, tuple(parameters))

    def ask(self, given: Mapping[Any, Any]) -> list[tuple[Any, ...]]:
        """The rows, each stand-in exchanged for what is `given` for it."""
        if not self.sql:
            return []
        with connection.cursor() as cursor:
            cursor.execute(self.sql, [given.get(one, one) for one in self.parameters])
            rows: list[tuple[Any, ...]] = cursor.fetchall()
            return rows
