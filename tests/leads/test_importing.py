"""Files of people: what is read, what would happen, what happens, what is left out and why."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from leads import importing
from leads.models import Event, Lead, Passage
from tests import factories

NOW = datetime(2026, 11, 18, 14, 0, tzinfo=UTC)
LIST = (
    b"Full name;E-mail;Company;Job title\n"
    b"Ines Park;Ines@Werk.example;Werk;Head of Operations\n"
    b"Jo Berg;jo@berg;Berg;\n"
    b"Ines P.;ines@werk.example;Werk;\n"
    b";;Nobody;\n"
    b"=HYPERLINK(1);no address;;\n"
)


def bring_in(data: bytes, mapping: list[str] | None = None) -> importing.Report:
    table = importing.table(data)
    return importing.bring_in(
        table,
        mapping or importing.propose(table.header),
        name="Fair",
        owner=factories.user(),
        now=NOW,
    )


def test_columns_are_proposed_by_their_titles_and_no_field_twice() -> None:
    header = ["Full Name", "Work_Email", "Email", "Company name", "Shoe size"]
    assert importing.propose(header) == ["name", "email", "", "company", ""]


@pytest.mark.parametrize("between", [",", ";", "\t"], ids=["comma", "semicolon", "tab"])
def test_file_is_read_whatever_stands_between_its_cells(between: str) -> None:
    text = between.join(["Name", "Email"]) + "\r\n" + between.join(["Zoë", "z@b.example"])
    assert importing.table(text.encode("utf-8-sig")).rows == (("Zoë", "z@b.example"),)
    assert importing.table(text.encode("cp1252")).rows == (("Zoë", "z@b.example"),)


@pytest.mark.parametrize(
    ("data", "word"),
    [(b"Name,Email\n", "no rows"), (b"PK\x03\x04\x00\x00", "CSV"), (b"", "no rows")],
    ids=["only-a-header", "a-workbook", "empty"],
)
def test_what_is_no_list_is_refused_in_words(data: bytes, word: str) -> None:
    with pytest.raises(importing.Unreadable, match=word):
        importing.table(data)


@pytest.mark.django_db
def test_dry_run_changes_nothing_and_says_what_would_happen() -> None:
    table = importing.table(LIST)
    report = importing.check(table, importing.propose(table.header), now=NOW)
    assert [row.line for row in report.new] == [2]
    assert {row.line: row.problem for row in report.wrong} == {
        3: "jo@berg is no address.",
        4: "The same person stands above.",
        5: "There is no address.",
        6: "no address is no address.",
    }
    assert not Lead.objects.exists()


@pytest.mark.django_db
def test_people_on_a_list_become_leads_and_no_event_that_could_be_answered() -> None:
    bring_in(LIST)
    lead = Lead.objects.get()
    assert (lead.name, lead.email, lead.title) == (
        "Ines Park",
        "ines@werk.example",
        "Head of Operations",
    )
    assert (lead.account.name, lead.source) == ("Werk", "Fair")
    assert not Event.objects.exists()


@pytest.mark.django_db
def test_what_somebody_wrote_is_an_event_with_their_words_once() -> None:
    data = b"Email,Message,Date\nines@werk.example,Renewals slip through,2026-11-17T09:00:00Z\n"
    for _ in range(2):
        bring_in(data)
    event = Event.objects.get()
    assert (event.kind, event.lead) == ("form_submitted", Lead.objects.get())
    assert Event.objects.to_answer().get() == event
    assert Passage.objects.get().text == "Renewals slip through"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("at", "word"), [("", "no day"), ("2031-01-01", "future")], ids=["never", "tomorrow"]
)
def test_words_without_a_day_that_can_be_are_left_out(at: str, word: str) -> None:
    report = bring_in(f"Email,Message,Date\nines@werk.example,Hello,{at}\n".encode())
    assert word in report.wrong[0].problem


@pytest.mark.django_db
def test_who_is_known_stays_as_they_are() -> None:
    lead = factories.lead(name="Ines Park", email="ines@werk.example", title="CEO")
    report = bring_in(LIST)
    lead.refresh_from_db()
    assert (len(report.new), len(report.known), lead.title) == (0, 1, "CEO")


@pytest.mark.django_db
def test_lines_left_out_come_back_with_the_reason_and_no_formula() -> None:
    table = importing.table(LIST)
    text = importing.errors(table, bring_in(LIST))
    assert "jo@berg is no address." in text
    assert "'=HYPERLINK(1)" in text
