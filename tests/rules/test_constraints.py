"""Wrong states are impossible: every constraint and every trigger, with an act that meets it."""

from __future__ import annotations

import pytest
from django.apps import apps
from django.db import DatabaseError, connection, transaction

from tests.rules.cases import CASES
from tests.rules.making import sql
from tests.rules.triggers import TRIGGERS, Effect, Refusal

pytestmark = pytest.mark.django_db

ROOMS = ("leads", "sequences", "reviews")
# Cannot be met alone: it is there for message_is_what_was_approved to point at, and holds the id.
TARGETS = {"approval_identity"}


def refused(act: object) -> DatabaseError:
    assert callable(act)
    with pytest.raises(DatabaseError) as caught, transaction.atomic():
        act()
    return caught.value


@pytest.mark.parametrize("name", CASES)
def test_constraint_refuses(name: str) -> None:
    error = refused(CASES[name]).__cause__
    assert getattr(getattr(error, "diag", None), "constraint_name", None) == name


@pytest.mark.parametrize("name", [n for n, t in TRIGGERS.items() if isinstance(t, Refusal)])
def test_trigger_refuses(name: str) -> None:
    trigger = TRIGGERS[name]
    assert isinstance(trigger, Refusal)
    assert getattr(refused(trigger.act).__cause__, "sqlstate", "") == trigger.code
    sql(f"ALTER TABLE {trigger.table} DISABLE TRIGGER {name}")
    trigger.act()  # nothing else stands in the way: it is this trigger that refuses


@pytest.mark.parametrize("name", [n for n, t in TRIGGERS.items() if isinstance(t, Effect)])
def test_trigger_acts(name: str) -> None:
    trigger = TRIGGERS[name]
    assert isinstance(trigger, Effect)
    with transaction.atomic():
        assert trigger.happens()
        transaction.set_rollback(True)
    sql(f"ALTER TABLE {trigger.table} DISABLE TRIGGER {name}")
    assert not trigger.happens()


def test_every_constraint_has_a_case() -> None:
    models = [model for room in ROOMS for model in apps.get_app_config(room).get_models()]
    declared = {c.name for model in models for c in model._meta.constraints}
    assert declared | in_sql_files() == CASES.keys() | TARGETS


def test_every_trigger_has_a_case() -> None:
    found = names(
        "SELECT tgname FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid"
        " WHERE NOT tgisinternal AND relname ~ %s"
    )
    assert found == TRIGGERS.keys()


def in_sql_files() -> set[str]:
    """Constraints that Django has not named after a table or by a hash."""
    return names(
        "SELECT conname FROM pg_constraint JOIN pg_class ON pg_class.oid = conrelid"
        " WHERE contype IN ('c', 'f', 'u', 'x') AND relname ~ %s"
        " AND NOT starts_with(conname, relname) AND conname !~ '_[0-9a-f]{8}_fk_'"
    )


def names(query: str) -> set[str]:
    with connection.cursor() as cursor:
        cursor.execute(query, [f"^({'|'.join(ROOMS)})_"])
        return {name for (name,) in cursor.fetchall()}
