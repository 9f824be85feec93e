"""What each runtime role can do to the database, and above all what it cannot."""

from __future__ import annotations

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from leads.models import User
from reviews import decisions
from sequences.models import Message
from tests import factories
from tests.roles import role

pytestmark = pytest.mark.django_db

CONTENT = ("body", "subject", "sender", '"to"', "fingerprint")


def denied(statement: str, match: str = "permission denied|must be owner") -> None:
    with (
        pytest.raises(DatabaseError, match=match),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)


@pytest.fixture
def message() -> Message:
    draft = factories.draft()
    by = draft.lead.owner
    return decisions.approve(
        draft.pk,
        by=by,
        sign_in=factories.sign_in(by),
        seen=factories.seen(draft, by),
        now=timezone.now(),
    )


@pytest.mark.parametrize("name", ["web", "worker", "sender"])
def test_role_owns_no_table(name: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_class WHERE relowner = %s::regrole", [f"followup_{name}"]
        )
        assert cursor.fetchone() == (0,)


@pytest.mark.parametrize("name", ["web", "worker", "sender"])
@pytest.mark.parametrize(
    "statement",
    [
        "ALTER TABLE sequences_message DISABLE TRIGGER ALL",
        "DROP TRIGGER message_guarded ON sequences_message",
        "ALTER TABLE sequences_message DROP CONSTRAINT message_is_what_was_approved",
        "CREATE OR REPLACE FUNCTION gate_why_not(bigint) RETURNS text LANGUAGE sql AS 'SELECT NULL::text'",
        "TRUNCATE sequences_message CASCADE",
        "TRUNCATE leads_trailentry",
        "DELETE FROM leads_trailentry",
        "UPDATE leads_trailentry SET row = '{}'",
        "INSERT INTO leads_trailentry (database_role, action, \"table\", row_id, row) VALUES ('x','x','x',1,'{}')",
        "DELETE FROM sequences_message",
        "DELETE FROM sequences_approval",
        "DELETE FROM reviews_decision",
        "UPDATE sequences_message SET state = 'sent'",
        "UPDATE sequences_approval SET expires_at = now()",
        "INSERT INTO sequences_attempt (message_id, token, worker, outcome, detail) VALUES (1, gen_random_uuid(), '', '', '')",
        "CREATE TABLE mine (id int)",
        "SET session_replication_role = replica",
        "GRANT followup_sender TO followup_web",
    ],
)
def test_no_runtime_role_may(name: str, statement: str) -> None:
    with role(name):
        denied(statement, match="permission denied|must be owner|must have admin option")


@pytest.mark.parametrize(
    "call",
    [
        "gate_claim('w', 1, interval '1 minute')",
        "gate_transmit(1, gen_random_uuid(), interval '1 minute')",
        "gate_dot(1, gen_random_uuid())",
        "gate_finish(1, gen_random_uuid(), 'accepted', '', '', NULL)",
        "gate_reap()",
    ],
)
@pytest.mark.parametrize("name", ["web", "worker"])
def test_only_the_sender_may_send(name: str, call: str) -> None:
    with role(name):
        denied(f"SELECT * FROM {call}")


@pytest.mark.parametrize(
    "table", ["sequences_approval", "sequences_message", "reviews_decision", "sequences_receipt"]
)
@pytest.mark.parametrize("name", ["worker", "sender"])
def test_only_the_web_process_may_record_what_people_decide(name: str, table: str) -> None:
    with role(name):
        denied(f"INSERT INTO {table} DEFAULT VALUES")


@pytest.mark.parametrize("column", CONTENT)
def test_sender_cannot_read_words(message: Message, column: str) -> None:
    with role("sender"):
        denied(f"SELECT {column} FROM sequences_message")


@pytest.mark.parametrize(
    "table", ["reviews_sentence", "leads_passage", "leads_lead", "leads_user", "reviews_draft"]
)
def test_sender_cannot_read_the_record(table: str) -> None:
    with role("sender"):
        denied(f"SELECT * FROM {table}")


@pytest.mark.parametrize("table", ["django_session", "leads_signin"])
def test_worker_cannot_read_sessions(table: str) -> None:
    with role("worker"):
        denied(f"SELECT * FROM {table}")


@pytest.mark.parametrize(
    "change", ["role = 'admin'", "is_active = true, role = 'manager'", "email = 'x@y.example'"]
)
@pytest.mark.parametrize("name", ["web", "worker"])
def test_no_process_may_raise_somebodys_rights(name: str, change: str) -> None:
    person = factories.user()
    with role(name):
        denied(
            f"UPDATE leads_user SET {change} WHERE id = {person.pk}",
            "owner role only|permission denied",
        )


def test_web_may_change_a_password_and_a_name() -> None:
    person = factories.user()
    with role("web"):
        User.objects.filter(pk=person.pk).update(name="Maya R. Reyes")
    person.refresh_from_db()
    assert person.name == "Maya R. Reyes"


@pytest.mark.parametrize("name", ["web", "worker", "sender"])
@pytest.mark.parametrize(
    "statement",
    [
        "CREATE TEMPORARY TABLE mine (id int)",
        "CREATE FUNCTION pg_temp.mine() RETURNS int LANGUAGE sql AS 'SELECT 1'",
        "CREATE DOMAIN pg_temp.bytea AS pg_catalog.text",
        "CREATE SCHEMA mine",
        "CREATE FUNCTION public.mine() RETURNS int LANGUAGE sql AS 'SELECT 1'",
    ],
)
def test_no_runtime_role_makes_anything_of_its_own(name: str, statement: str) -> None:
    with role(name):
        denied(statement)


@pytest.mark.parametrize(
    "change", ["owner_id = owner_id", "email = 'x@evil.example'", "is_sensitive = false"]
)
def test_worker_cannot_hand_a_lead_to_somebody_else(message: Message, change: str) -> None:
    with role("worker"):
        denied(f"UPDATE leads_lead SET {change} WHERE id = {message.lead_id}")


def test_worker_cannot_read_second_factors() -> None:
    with role("worker"):
        denied("SELECT * FROM mfa_authenticator")


def test_nobody_closes_a_promise_from_inside_a_trigger_of_their_own() -> None:
    finding = factories.promise()
    with connection.cursor() as cursor:  # as where temporary tables are still allowed
        cursor.execute("CREATE TEMPORARY TABLE mine (id int)")
        cursor.execute(
            "CREATE FUNCTION pg_temp.close() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
            f" UPDATE public.leads_finding SET status = 'kept' WHERE id = {finding.pk};"
            " RETURN NULL; END $$"
        )
        cursor.execute(
            "CREATE TRIGGER x AFTER INSERT ON mine FOR EACH ROW EXECUTE FUNCTION pg_temp.close()"
        )
        cursor.execute("GRANT INSERT ON mine TO followup_worker")
        cursor.execute(
            "SELECT format('GRANT USAGE ON SCHEMA %I TO followup_worker', nspname)"
            " FROM pg_namespace WHERE oid = pg_my_temp_schema()"
        )
        cursor.execute(cursor.fetchone()[0])
        cursor.execute("GRANT EXECUTE ON FUNCTION pg_temp.close() TO followup_worker")
    with role("worker"):
        denied("INSERT INTO pg_temp.mine VALUES (1)", "entered in the ledger")


def test_temporary_objects_do_not_shadow_what_the_gate_reads(message: Message) -> None:
    """Where a role may still make temporary tables, the gate's functions do not look at them."""
    with connection.cursor() as cursor:
        cursor.execute("CREATE TEMPORARY TABLE leads_lead AS SELECT 1 AS id")
        cursor.execute(
            "SELECT gate_may_approve(%s, %s)", [message.approval.approver_id, message.lead_id]
        )
        assert cursor.fetchone() == (True,)
        cursor.execute("DROP TABLE pg_temp.leads_lead")
