"""For every trigger by name: what it refuses, or what it does by itself."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from django.db import IntegrityError, transaction
from django.utils import timezone

from leads.models import Evidence, Finding, Lead, LearnedUse, Participant, SignIn, TrailEntry, User
from reviews.models import Decision, Policy, Sentence
from sequences.models import Attempt, Message, Receipt, Step, Version
from tests import factories
from tests.roles import role
from tests.rules import (
    cards,
    crm,
    desk,
    enrichment,
    intake,
    life,
    mailboxes,
    receipts,
    receiving,
    routes,
    scores,
    suppression,
    timing,
)
from tests.rules.making import (
    Act,
    approval,
    approved_draft,
    approved_item,
    at_once,
    attempt,
    decision,
    enrolled,
    event,
    evidence,
    finding,
    ledger_entry,
    library_item,
    message,
    participant,
    planned,
    proposal,
    published_variant,
    ruling,
    sentence_evidence,
    sign_in,
    speaker_side,
    sql,
    stop,
    viewed,
    wording,
)


@dataclass(frozen=True)
class Refusal:
    """`act` is refused with the SQLSTATE `code`, and passes when the trigger is switched off."""

    table: str
    code: str
    act: Act


@dataclass(frozen=True)
class Effect:
    """`happens` is true with the trigger and false without it."""

    table: str
    happens: Callable[[], bool]


def updated(table: str, change: str, make: Callable[[], object]) -> Refusal:
    def act() -> None:
        make()
        sql(f"UPDATE {table} SET {change}")

    return Refusal(table, "FU001", act)


def deleted(table: str, make: Callable[[], object]) -> Refusal:
    def act() -> None:
        row = make()
        at_once()
        sql(f"DELETE FROM {table} WHERE id = %s", row.pk)  # type: ignore[attr-defined]

    return Refusal(table, "FU001", act)


def promoted() -> None:
    person = factories.user()
    with role("web"), transaction.atomic():
        User.objects.filter(pk=person.pk).update(role="admin")


def epoch_back() -> None:
    lead = factories.lead(stop_epoch=3)
    Lead.objects.filter(pk=lead.pk).update(stop_epoch=2)


def without_evidence() -> None:
    finding()
    at_once()


def evidence_removed() -> None:
    row = evidence()
    at_once()
    Evidence.objects.filter(pk=row.pk).delete()
    at_once()


def sentence_without_evidence() -> None:
    Sentence.objects.create(
        draft=factories.draft(), position=9, text="x", origin="machine", verdict="supported"
    )
    at_once()


def closed_by_hand() -> None:
    row = evidence()
    Finding.objects.filter(pk=row.finding_id).update(status="kept")


def closed_by_entry() -> bool:
    entry = ledger_entry()
    entry.finding.refresh_from_db()
    return entry.finding.status == "kept"


def corrected() -> Participant:
    row = participant()
    Participant.objects.filter(pk=row.pk).update(side="unknown")
    return row


def session_prolonged() -> None:
    row = sign_in(lasts=timedelta(hours=1))
    SignIn.objects.filter(pk=row.pk).update(expires_at=row.expires_at + timedelta(days=1))


def sent_by_hand() -> None:
    Message.objects.filter(pk=message().pk).update(state="sent", sent_at=timezone.now())


def accepted_without_dot() -> None:
    Attempt.objects.filter(pk=attempt().pk).update(outcome="accepted", ended_at=timezone.now())


def version_changed() -> None:
    Version.objects.filter(pk=factories.version().pk).update(number=5)


def receipt_in_unapproved_words() -> None:
    lead = factories.lead()
    Receipt.objects.create(event=event(lead=lead), lead=lead, wording=wording(is_on=False))


def approved_words_changed() -> None:
    approved_draft().sentences.filter(position=1).update(text="Other words.")


def approved_by_the_writer() -> None:
    Policy.objects.update_or_create(pk=1, defaults={"second_approver": True})
    call = factories.call(factories.lead(is_sensitive=True))
    draft = factories.draft(factories.touch(call, state="drafted"))
    Decision.objects.create(draft=draft, by=draft.lead.owner, revision=1, kind="edit")
    approval(draft)


def raised(name: str, make: Callable[[Lead], object]) -> Callable[[], bool]:
    def happens() -> bool:
        lead = factories.lead()
        make(lead)
        lead.refresh_from_db()
        return bool(getattr(lead, name) == 1)

    return happens


def traced(table: str, make: Callable[[], object]) -> Effect:
    """Making a row leaves a line on the trail."""

    def happens() -> bool:
        row = make()
        entries = TrailEntry.objects.filter(table=table, row_id=row.pk)  # type: ignore[attr-defined]
        return entries.exists()

    return Effect(table, happens)


def owner_follows_lead() -> bool:
    try:
        with transaction.atomic():
            draft = factories.draft()
    except IntegrityError:  # nobody said whose it is
        return False
    sql("UPDATE reviews_draft SET owner_id = %s WHERE id = %s", factories.user().pk, draft.pk)
    draft.refresh_from_db()
    return draft.owner_id == draft.lead.owner_id


def drafts_go_with_lead() -> bool:
    draft, other = factories.draft(), factories.user()
    Lead.objects.filter(pk=draft.lead_id).update(owner=other, tier="hot")
    draft.refresh_from_db()
    return (draft.owner, draft.heat) == (other, 3)


TRIGGERS: dict[str, Refusal | Effect] = {
    "call_without_draft": Effect("leads_call", desk.call_is_listed),
    "event_without_draft": Effect("leads_event", desk.event_is_listed),
    "draft_for_record": Effect("reviews_draft", desk.draft_takes_call_off),
    "draft_written": Effect("reviews_draft", desk.written_draft_takes_call_off),
    "draft_is_its_leads": Effect("reviews_draft", owner_follows_lead),
    "lead_takes_drafts_along": Effect("leads_lead", drafts_go_with_lead),
    "passage_immutable": updated("leads_passage", "text = 'Other.'", factories.call),
    "stopevent_append_only": updated("leads_stopevent", "source = 'x'", stop),
    "trail_append_only": updated("leads_trailentry", "action = 'x'", factories.lead),
    "lead_no_delete": deleted("leads_lead", factories.lead),
    "user_no_delete": deleted("leads_user", factories.user),
    "signin_no_delete": deleted("leads_signin", lambda: sign_in(lasts=timedelta(days=1))),
    "signin_only_ends": Refusal("leads_signin", "FU001", session_prolonged),
    "user_rights_guarded": Refusal("leads_user", "FU001", promoted),
    "lead_epochs_rise": Refusal("leads_lead", "FU002", epoch_back),
    "evidence_is_exact": Refusal("leads_evidence", "FU003", lambda: evidence(quote="Never said.")),
    "finding_has_evidence": Refusal("leads_finding", "FU003", without_evidence),
    "evidence_not_taken_away": Refusal("leads_evidence", "FU003", evidence_removed),
    "ledgerentry_append_only": updated("leads_ledgerentry", "note = 'x'", ledger_entry),
    "ruling_append_only": updated("leads_ruling", "reason = 'x'", ruling),
    "ledger_moves_finding": Effect("leads_ledgerentry", closed_by_entry),
    "finding_status_guarded": Refusal("leads_finding", "FU001", closed_by_hand),
    "proposal_is_exact": Refusal("leads_proposal", "FU003", lambda: proposal(quote="Never said.")),
    "ledgerentry_trail": traced("leads_ledgerentry", ledger_entry),
    "ruling_trail": traced("leads_ruling", ruling),
    "proposal_trail": traced("leads_proposal", proposal),
    "speakerside_trail": traced("leads_speakerside", speaker_side),
    "participant_trail": traced("leads_participant", corrected),
    "stopevent_stops": Effect("leads_stopevent", raised("stop_epoch", stop)),
    "call_moves_record": Effect("leads_call", raised("record_epoch", factories.call)),
    "lead_trail": traced("leads_lead", factories.lead),
    "stopevent_trail": traced("leads_stopevent", stop),
    "signin_trail": traced("leads_signin", lambda: sign_in(lasts=timedelta(days=1))),
    "user_trail": traced("leads_user", factories.user),
    "call_trail": traced("leads_call", factories.call),
    "approval_checked": Refusal("sequences_approval", "FU004", lambda: approval(stop_epoch=99)),
    "approval_append_only": updated("sequences_approval", "record_epoch = 9", approval),
    "sendingdomain_trail": traced("sequences_sendingdomain", mailboxes.sending_domain),
    "mailbox_trail": traced("sequences_mailbox", factories.mailbox),
    "message_mailbox_fits": Refusal(
        "sequences_message", "FU004", mailboxes.through_a_foreign_mailbox
    ),
    "message_guarded": Refusal("sequences_message", "FU005", sent_by_hand),
    "message_no_delete": deleted("sequences_message", message),
    "attempt_guarded": Refusal("sequences_attempt", "FU001", accepted_without_dot),
    "attempt_no_delete": deleted("sequences_attempt", attempt),
    "approval_trail": traced("sequences_approval", approval),
    "message_trail": traced("sequences_message", message),
    "attempt_trail": traced("sequences_attempt", attempt),
    "receipt_guarded": Refusal("sequences_receipt", "FU004", receipt_in_unapproved_words),
    "receipt_no_delete": deleted("sequences_receipt", receipts.receipt),
    "receipt_trail": traced("sequences_receipt", receipts.receipt),
    "receiptwording_trail": traced("sequences_receiptwording", wording),
    "receiptwording_fixed": updated("sequences_receiptwording", "body = 'Other.'", wording),
    "version_immutable": Refusal("sequences_version", "FU001", version_changed),
    "step_immutable": Refusal(
        "sequences_step",
        "FU001",
        lambda: Step.objects.create(version=factories.version(), position=9, angle="More"),
    ),
    "variant_immutable": updated("sequences_variant", "body = 'Other.'", published_variant),
    "libraryitem_fixed": updated("sequences_libraryitem", "text = 'Other.'", approved_item),
    "sequence_trail": traced("sequences_sequence", lambda: planned().sequence),
    "version_trail": traced("sequences_version", planned),
    "libraryitem_trail": traced("sequences_libraryitem", library_item),
    "delivery_fixed": updated("leads_delivery", "raw = '[]'", intake.delivery),
    "receivedmail_fixed": Refusal("sequences_receivedmail", "FU001", receiving.moved_to_another),
    "receivedmail_trail": traced("sequences_receivedmail", receiving.received),
    "alias_trail": traced("sequences_alias", receiving.alias),
    "correction_trail": traced("sequences_correction", receiving.answered_correction),
    "stopevent_reaches_merged": Effect("leads_stopevent", intake.heard_from_both),
    "stopevent_then_lists": Effect("leads_stopevent", suppression.makes_an_entry),
    "lead_listed": Effect("leads_lead", suppression.held_from_the_beginning),
    "suppression_takes_hold": Effect("sequences_suppression", suppression.takes_hold),
    "suppression_lets_go": Effect("sequences_suppression", suppression.lets_go),
    "suppression_only_lifted": Refusal("sequences_suppression", "FU001", suppression.lifted_twice),
    "suppression_trail": traced("sequences_suppression", suppression.listed),
    "consentrecord_append_only": updated(
        "sequences_consentrecord", "is_given = false", suppression.consent
    ),
    "consentrecord_trail": traced("sequences_consentrecord", suppression.consent),
    "trackedlink_append_only": updated(
        "sequences_trackedlink", "url = 'https://evil.example'", suppression.tracked
    ),
    "listingkey_stays": updated("sequences_listingkey", "key = 'x'", lambda: None),
    "organisation_trail": traced("sequences_organisation", suppression.organisation),
    "erasure_append_only": updated("sequences_erasure", "reason = 'x'", suppression.erasure),
    "erasure_trail": traced("sequences_erasure", suppression.erasure),
    "enrollment_begins": Effect("sequences_enrollment", life.begins_where_the_conversation_stands),
    "enrollment_trail": traced("sequences_enrollment", enrolled),
    "lead_was_heard": Effect("leads_lead", life.is_marked_when_heard),
    "touch_ends_enrollment": Effect("sequences_touch", life.ends_with_its_last_touch),
    "pause_only_lifted": updated("sequences_pause", "reason = 'x'", life.pause),
    "pause_no_delete": deleted("sequences_pause", life.pause),
    "pause_trail": traced("sequences_pause", life.pause),
    "engagement_append_only": updated("sequences_engagement", "label = 'x'", life.engagement),
    "tierchange_append_only": updated("sequences_tierchange", "reason = 'x'", life.tier_change),
    "refiling_append_only": updated("sequences_refiling", "by_id = by_id", life.refiling),
    "refiling_trail": traced("sequences_refiling", life.refiling),
    "refiling_moves_call": Effect("sequences_refiling", life.moves_the_call),
    "call_stays": Refusal("leads_call", "FU001", life.moved_by_hand),
    "enrollment_of_own_call": Refusal(
        "sequences_enrollment",
        "FU001",
        lambda: enrolled(lead=factories.lead(), call=factories.call()),
    ),
    "approval_of_own_call": Refusal(
        "sequences_approval", "FU004", life.approved_for_who_it_was_not_with
    ),
    "tierchange_trail": traced("sequences_tierchange", life.tier_change),
    "lead_moved": Effect("leads_lead", timing.lead_moved),
    "account_moved": Effect("leads_account", timing.account_moved),
    "message_moved": Effect("sequences_message", timing.message_went),
    "timingpolicy_trail": traced("sequences_timingpolicy", timing.policy),
    "workinghours_trail": traced("sequences_workinghours", timing.working),
    "enrollment_resumed": Effect("sequences_enrollment", timing.resumed),
    "assignment_append_only": updated("leads_assignment", "why = 'x'", routes.assigned),
    "assignment_trail": traced("leads_assignment", routes.assigned),
    "routingrule_trail": traced("leads_routingrule", routes.rule),
    "cover_trail": traced("leads_cover", routes.away),
    "scoringrules_fixed": updated("leads_scoringrules", "note = 'x'", scores.rules),
    "scoringrules_trail": traced("leads_scoringrules", scores.rules),
    "learneduse_in_turn": Effect(
        "leads_learneduse",
        scores.holds_its_turn(lambda: LearnedUse.objects.filter(pk=0).update(reason="x")),
    ),
    "scoringrules_end_learnt": Effect("leads_scoringrules", lambda: not scores.ended().is_on),
    "training_fixed": updated("leads_training", "problem = ''", scores.training),
    "training_trail": traced("leads_training", scores.training),
    "learneduse_checked": Refusal(
        "leads_learneduse", "FU004", lambda: scores.use(on_by=factories.user(role="manager"))
    ),
    "learneduse_fixed": updated("leads_learneduse", "reason = 'x'", scores.use),
    "learneduse_trail": traced("leads_learneduse", scores.use),
    "account_trail": traced("leads_account", lambda: factories.lead().account),
    "stagechange_append_only": updated("leads_stagechange", "why = 'x'", scores.stage_change),
    "stagechange_trail": traced("leads_stagechange", scores.stage_change),
    "tieroverride_fixed": updated("leads_tieroverride", "reason = 'x'", scores.lifted),
    "tieroverride_trail": traced("leads_tieroverride", scores.said),
    "detail_trail": Effect("leads_detail", enrichment.a_person_says),
    "enricher_trail": Effect("leads_enricher", enrichment.switched_on),
    "lookup_trail": Effect("leads_lookup", enrichment.tried_out),
    "lookup_of_nobody_held": Refusal("leads_lookup", "FU001", enrichment.asked_about_somebody_held),
    "stopevent_told_crm": Effect("leads_stopevent", crm.heard_is_noted),
    "score_told_crm": Effect("leads_score", crm.score_is_noted),
    "lead_tier_told_crm": Effect("leads_lead", crm.tier_is_noted),
    "crmentry_fixed": updated("leads_crmentry", "text = 'Other.'", crm.entry),
    "crmentry_trail": traced("leads_crmentry", crm.written_entry),
    "crmconnection_trail": traced("leads_crmconnection", crm.connection),
    "crmsecret_trail": traced("leads_crmsecret", crm.secret),
    "card_no_delete": deleted("reviews_card", cards.card),
    "carddecision_append_only": updated("reviews_carddecision", "note = 'x'", cards.card_decision),
    "carddecision_trail": traced("reviews_carddecision", cards.card_decision),
    "decision_append_only": updated("reviews_decision", "reason = 'x'", decision),
    "decision_trail": traced("reviews_decision", decision),
    "approval_second": Refusal("sequences_approval", "FU004", approved_by_the_writer),
    "draftview_append_only": updated("reviews_draftview", "revision = 9", viewed),
    "sentence_frozen": Refusal("reviews_sentence", "FU001", approved_words_changed),
    "sentence_evidence_exact": Refusal(
        "reviews_sentenceevidence", "FU003", lambda: sentence_evidence(quote="Never said.")
    ),
    "machine_sentence_cites": Refusal("reviews_sentence", "FU003", sentence_without_evidence),
}
