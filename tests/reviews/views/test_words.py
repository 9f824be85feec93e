"""Sentences, changes, a new try, and unsaved words through the doors."""

from __future__ import annotations

import pytest
from django.test import Client

from leads.models import Evidence, Finding, User
from reviews.models import Draft, DraftView, Scratch
from tests import factories as make
from tests.reviews.views.desk import draft_of, page, post, signed_in

pytestmark = pytest.mark.django_db
WORDS = {"subject": "Typed", "cc": "", "body": "Typed and not saved"}


@pytest.fixture
def rep() -> User:
    return make.user()


@pytest.fixture
def client(rep: User) -> Client:
    return signed_in(rep)


@pytest.fixture
def draft(rep: User) -> Draft:
    return draft_of(rep)


def finding(draft: Draft) -> Finding:
    assert draft.call
    row = Finding.objects.create(
        call=draft.call, position=0, kind="commitment", direction="theirs", owner="Priya Nair",
        text="Priya Nair will check the data residency question with their legal team.",
    )  # fmt: skip
    passage = draft.call.passages.get(index=2)
    Evidence.objects.create(finding=row, passage=passage, quote=passage.text, start=0)
    return row


def keep(client: Client, draft: Draft, tab: str, **words: str) -> int:
    form = {"revision": draft.revision, "tab": tab, "instead_of": "", **WORDS, **words}
    return client.post(f"/inbox/{draft.pk}/keep/", form).status_code


def test_sentence_is_cut_and_put_back_from_the_page(client: Client, draft: Draft) -> None:
    promise = draft.sentences.get(origin="machine")
    shown = post(client, draft, "cut", sentence=promise.pk).content.decode()
    assert "You cut it." in shown
    assert "Put it back" in shown
    shown = post(client, draft, "put-back", sentence=promise.pk).content.decode()
    assert "You cut it." not in shown


def test_finding_is_inserted_from_the_record_once_it_is_not_in_the_mail(
    client: Client, draft: Draft
) -> None:
    row = finding(draft)
    assert "Insert: Priya Nair will check" in page(client, f"/inbox/{draft.pk}/")
    shown = post(client, draft, "insert", finding=row.pk).content.decode()
    assert "data residency question" in draft.sentences.get(block="theirs").text
    assert "In the mail" in shown


def test_changes_are_one_key_away_and_marked_for_ears_too(client: Client, draft: Draft) -> None:
    path = f"/inbox/{draft.pk}/"
    assert "show=changes" not in page(client, path)
    before = "Recap of our call\n\nHi Priya,\n\nI will send it."
    Draft.objects.filter(pk=draft.pk).update(machine_text=before)
    assert 'data-key="d"' in page(client, path)
    shown = page(client, f"{path}?show=changes")
    assert '<del class="cut"><span class="sr-only"> (cut: </span>it' in shown
    assert '<ins class="added"><span class="sr-only"> (added: </span>' in shown


def test_draft_is_written_anew_from_the_menu(client: Client, draft: Draft) -> None:
    shown = post(client, draft, "regenerate", shape="short").content.decode()
    assert "being written anew" in shown
    assert (draft.state, draft.shape) == ("writing", "short")


def test_page_reports_the_words_that_were_read_and_nothing_else(
    client: Client, rep: User, draft: Draft
) -> None:
    url = f"/inbox/{draft.pk}/opened/"
    client.post(url, {"seen": "00"}, headers={"HX-Request": "true"})
    assert not DraftView.objects.exists()
    seen = make.seen(draft, rep)
    assert client.post(url, {"seen": seen}, headers={"HX-Request": "true"}).status_code == 204
    assert client.post(url, {"seen": seen}).status_code == 302
    assert DraftView.objects.count() == 1


def test_words_typed_before_a_crash_stand_in_the_editor_again(client: Client, draft: Draft) -> None:
    assert keep(client, draft, "aaaaaaaa") == 204
    shown = page(client, f"/inbox/{draft.pk}/edit/")
    assert "Typed and not saved</textarea>" in shown
    assert "did not save" in shown
    editor = client.get(f"/inbox/{draft.pk}/edit/").context["editor"]
    assert editor.tab != "aaaaaaaa"  # the other tab may still be open
    post(client, draft, "save", **WORDS, tab=editor.tab, instead_of=editor.instead_of)
    assert not Scratch.objects.exists()
    assert draft.subject == "Typed"


def test_unsaved_words_are_thrown_away_only_when_asked(client: Client, draft: Draft) -> None:
    keep(client, draft, "aaaaaaaa")
    post(client, draft, "discard", tab="aaaaaaaa")
    assert "Typed and not saved" not in page(client, f"/inbox/{draft.pk}/edit/")


def test_second_tab_loses_nothing_and_shows_both(client: Client, draft: Draft) -> None:
    keep(client, draft, "aaaaaaaa", body="From the first tab")
    first = draft.revision
    post(client, draft, "save", subject="s", cc="", body="Saved in the second tab", tab="bbbbbbbb")
    edit = f"/inbox/{draft.pk}/edit/"
    shown = page(client, edit)
    assert "Saved in the second tab</textarea>" in shown
    assert "From the first tab" in shown
    gone_on = page(client, f"{edit}?use=aaaaaaaa")
    assert "From the first tab</textarea>" in gone_on
    assert "How it reads now" in gone_on
    form = {**WORDS, "body": "From the first tab", "revision": first, "tab": "aaaaaaaa"}
    late = client.post(f"/inbox/{draft.pk}/save/", form).content.decode()
    assert "From the first tab</textarea>" in late
    assert "Saved in the second tab" in late
    assert Scratch.objects.get().tab == "aaaaaaaa"


def test_cleared_field_stays_cleared(client: Client, draft: Draft) -> None:
    keep(client, draft, "aaaaaaaa", subject="")
    assert client.get(f"/inbox/{draft.pk}/edit/").context["editor"].fields.subject == ""


def test_words_too_long_to_keep_are_refused(client: Client, draft: Draft) -> None:
    assert keep(client, draft, "aaaaaaaa", body="x" * 50_001) == 422
