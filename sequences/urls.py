"""The addresses of the admin area: what goes out and when."""

from __future__ import annotations

from django.urls import path

from sequences.views import (
    deliverability,
    library,
    mailbox_connect,
    mailboxes,
    plans,
    steps,
    versions,
    wordings,
)

urlpatterns = [
    path("deliverability/", deliverability.index, name="deliverability"),
    path("deliverability/<int:pk>/check/", deliverability.check, name="domain_check"),
    path("deliverability/<int:pk>/change/", deliverability.change, name="domain_change"),
    path("mailboxes/", mailboxes.index, name="mailboxes"),
    path("mailboxes/new/<slug:kind>/", mailboxes.new, name="mailbox_new"),
    path("mailboxes/connect/<slug:kind>/", mailbox_connect.begin, name="mailbox_begin"),
    path("mailboxes/back/<slug:kind>/", mailbox_connect.back, name="mailbox_back"),
    path("mailboxes/finish/<slug:kind>/", mailbox_connect.finish, name="mailbox_finish"),
    path("mailboxes/<int:pk>/", mailboxes.edit, name="mailbox_edit"),
    path("mailboxes/<int:pk>/test/", mailboxes.test, name="mailbox_test"),
    path("mailboxes/<int:pk>/pause/", mailboxes.pause, name="mailbox_pause"),
    path("mailboxes/<int:pk>/resume/", mailboxes.resume, name="mailbox_resume"),
    path("mailboxes/<int:pk>/switch/", mailboxes.switch, name="mailbox_switch"),
    path("sequences/", plans.index, name="sequences"),
    path("sequences/new/", plans.new, name="sequence_new"),
    path("sequences/ready-made/", plans.ready_made, name="sequences_ready_made"),
    path("sequences/<int:pk>/", plans.sequence, name="sequence"),
    path("sequences/<int:pk>/change/", plans.change, name="sequence_change"),
    path("sequences/<int:pk>/switch/", plans.switch, name="sequence_switch"),
    path("sequences/<int:pk>/draft/", plans.draft, name="sequence_draft"),
    path("versions/<int:pk>/", versions.version, name="version"),
    path("versions/<int:pk>/steps/", versions.add_step, name="step_new"),
    path("versions/<int:pk>/discard/", versions.discard, name="version_discard"),
    path("versions/<int:pk>/review/", versions.review, name="version_review"),
    path("versions/<int:pk>/ask/", versions.ask, name="version_ask"),
    path("versions/<int:pk>/take-back/", versions.take_back, name="version_take_back"),
    path("versions/<int:pk>/publish/", versions.publish, name="version_publish"),
    path("steps/<int:pk>/", steps.step, name="step"),
    path("steps/<int:pk>/move/", steps.move, name="step_move"),
    path("steps/<int:pk>/remove/", steps.remove, name="step_remove"),
    path("steps/<int:pk>/condition/", steps.condition, name="step_condition"),
    path("steps/<int:pk>/wordings/", wordings.new, name="wording_new"),
    path("wordings/<int:pk>/", wordings.wording, name="wording"),
    path("wordings/<int:pk>/remove/", wordings.remove, name="wording_remove"),
    path("library/", library.index, name="library"),
    path("library/<int:pk>/approve/", library.approve, name="library_approve"),
    path("library/<int:pk>/retire/", library.retire, name="library_retire"),
    path("library/<int:pk>/bring-back/", library.bring_back, name="library_bring_back"),
    path("library/<int:pk>/remove/", library.remove, name="library_remove"),
]
