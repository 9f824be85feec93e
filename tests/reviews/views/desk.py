"""A rep at the inbox: a client, a draft, and what the page carries."""

from __future__ import annotations

from django.http import HttpResponse
from django.test import Client

from leads.models import User
from reviews.models import Draft
from tests import factories as make


def draft_of(rep: User, *, name: str = "Priya Nair") -> Draft:
    call = make.call(make.lead(rep, name=name), state="read", engine="rules")
    return make.draft(make.touch(call, state="drafted"))


def signed_in(person: User) -> Client:
    client = Client()
    client.force_login(person)
    return client


def post(client: Client, draft: Draft, act: str, **fields: object) -> HttpResponse:
    """Press a button of the draft's page as it is now; the answer is the page that follows."""
    draft.refresh_from_db()
    form = {"revision": draft.revision, **fields}
    answer = client.post(f"/inbox/{draft.pk}/{act}/", form, follow=True)
    draft.refresh_from_db()
    assert isinstance(answer, HttpResponse)
    return answer


def page(client: Client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200
    return answer.content.decode()
