"""Notices, mail to our own people and what has no draft: as they should be, and as they should not."""

from __future__ import annotations

from leads.models import Call, User
from reviews.models import Draft, Memo, Preference, Undrafted
from tests import factories
from tests.rules.making import Act, changed, event


def preference(**fields: object) -> Preference:
    return Preference.objects.create(user=factories.user(), **fields)


def memo(user: User | None = None, **fields: object) -> Memo:
    given: dict[str, object] = {"kind": "digest", "key": "2026-11-21", "subject": "s", "text": "t"}
    return Memo.objects.create(user=user or factories.user(), **given | fields)


def same_memo_twice() -> None:
    user = factories.user()
    memo(user)
    memo(user)


def undrafted(**fields: object) -> Undrafted:
    call = factories.call()
    Undrafted.objects.all().delete()
    return Undrafted.objects.create(**{"call": call, "lead": call.lead} | fields)


def call_is_listed() -> bool:
    return Undrafted.objects.filter(call=factories.call()).exists()


def event_is_listed() -> bool:
    return Undrafted.objects.filter(event=event(lead=factories.lead())).exists()


def draft_takes_call_off() -> bool:
    call = read_call()
    factories.draft(factories.touch(call, state="drafted"))
    return not Undrafted.objects.filter(call=call).exists()


def written_draft_takes_call_off() -> bool:
    call = read_call()
    draft = factories.draft(factories.touch(call, state="drafted"))
    Draft.objects.filter(pk=draft.pk).update(state="failed", failure="f")
    return Undrafted.objects.filter(call=call).exists()


def read_call() -> Call:
    return factories.call(state="read", engine="rules")


CASES: dict[str, Act] = {
    "preference_hour_of_the_day": changed(preference, digest_hour=24),
    "memo_once": same_memo_twice,
    "memo_kind_known": changed(memo, kind="advert"),
    "memo_subject_in_one_line": changed(memo, subject="a\nb"),
    "undrafted_is_one_record": changed(undrafted, call=None),
}
