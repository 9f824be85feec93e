"""The addresses of the review inbox."""

from __future__ import annotations

from django.urls import path

from reviews.views import cards, decide, inbox, lead, news, search, together, turns, words

urlpatterns = [
    path("inbox/", inbox.index, name="inbox"),
    path("inbox/reading/", inbox.reading, name="reading"),
    path("inbox/rail/", inbox.rail, name="rail"),
    path("inbox/<int:pk>/", inbox.draft, name="draft"),
    path("inbox/<int:pk>/edit/", inbox.edit, name="draft_edit"),
    path("inbox/<int:pk>/save/", decide.edit, name="draft_save"),
    path("inbox/<int:pk>/approve/", decide.approve, name="draft_approve"),
    path("inbox/<int:pk>/reject/", decide.reject, name="draft_reject"),
    path("inbox/<int:pk>/end/", decide.end, name="draft_end"),
    path("inbox/<int:pk>/pull/", words.pull, name="draft_pull"),
    path("inbox/<int:pk>/undo/", decide.undo, name="draft_undo"),
    path("inbox/<int:pk>/retry/", decide.retry, name="draft_retry"),
    path("inbox/<int:pk>/refresh/", decide.refresh, name="draft_refresh"),
    path("inbox/<int:pk>/settle/", decide.settle, name="draft_settle"),
    path("inbox/<int:pk>/snooze/", turns.snooze, name="draft_snooze"),
    path("inbox/<int:pk>/delegate/", turns.delegate, name="draft_delegate"),
    path("inbox/<int:pk>/ask/", turns.ask, name="draft_ask"),
    path("inbox/<int:pk>/comment/", turns.comment, name="draft_comment"),
    path("inbox/<int:pk>/hand-back/", turns.hand_back, name="draft_hand_back"),
    path("inbox/<int:pk>/cut/", words.cut, name="draft_cut"),
    path("inbox/<int:pk>/put-back/", words.put_back, name="draft_put_back"),
    path("inbox/<int:pk>/insert/", words.insert, name="draft_insert"),
    path("inbox/<int:pk>/regenerate/", words.regenerate, name="draft_regenerate"),
    path("inbox/<int:pk>/opened/", words.opened, name="draft_opened"),
    path("inbox/<int:pk>/keep/", words.keep, name="draft_keep"),
    path("inbox/<int:pk>/discard/", words.discard, name="draft_discard"),
    path("inbox/<int:pk>/call/", cards.call, name="draft_call"),
    path("cards/<int:pk>/", cards.card, name="card"),
    path("cards/<int:pk>/choose/", cards.choose, name="card_choose"),
    path("cards/<int:pk>/reopen/", cards.reopen, name="card_reopen"),
    path("inbox/together/", together.together, name="together"),
    path("calls/<int:pk>/draft/", inbox.of_call, name="call_draft"),
    path("leads/<int:pk>/", lead.lead, name="lead"),
    path("search/", search.search, name="search"),
    path("news/", news.news, name="news"),
    path("news/seen/", news.seen, name="news_seen"),
]
