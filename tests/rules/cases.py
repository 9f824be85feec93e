"""For every constraint by name: an act that violates it and nothing else."""

from __future__ import annotations

import uuid
from datetime import date, timedelta

from django.utils import timezone

from leads.models import Account, Participant, Team
from reviews.models import Policy
from sequences.models import Sequence, Touch, Version
from sequences.rendering import Mail
from tests import factories
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
    texting,
    timing,
)
from tests.rules.making import (
    Act,
    alert,
    approval,
    attempt,
    changed,
    decision,
    enrolled,
    event,
    evidence,
    finding,
    in_one,
    ledger_entry,
    library_item,
    message,
    participant,
    passage,
    planned,
    proposal,
    ruling,
    same_call_twice,
    same_quote_twice,
    scratch,
    second_message,
    sentence,
    sentence_evidence,
    sentences_in_one_place,
    sign_in,
    speaker_side,
    step,
    steps_in_one_place,
    stop,
    twice,
    two_attempts,
    unguarded,
    variant,
    viewed,
    wording,
)

CASES: dict[str, Act] = {
    # leads: people
    "team_name_unique": lambda: (Team.objects.create(name="A"), Team.objects.create(name="a")),
    "user_email_lower": changed(factories.user, email="Maya@ours.example"),
    "user_role_known": changed(factories.user, role="boss"),
    "user_name_given": changed(factories.user, name=""),
    "user_manager_has_team": changed(factories.user, role="manager", team=None),
    "signin_expires_later": lambda: sign_in(lasts=timedelta(0)),
    # leads: accounts
    "account_name_given": lambda: Account.objects.create(name=""),
    "account_domain_lower": lambda: Account.objects.create(name="A", domain="A.example"),
    "account_fiscal_year_month": lambda: Account.objects.create(name="A", fiscal_year_start=13),
    "account_country_code": lambda: Account.objects.create(name="A", country="de"),
    "lead_name_given": changed(factories.lead, name=""),
    "lead_email_lower": changed(factories.lead, email="Priya@theirs.example"),
    "lead_stage_known": changed(factories.lead, stage="warm"),
    "lead_tier_known": changed(factories.lead, tier="mild"),
    "lead_country_code": changed(factories.lead, country="de"),
    "stopevent_once": in_one(stop, factories.lead, "lead"),
    "stopevent_kind_known": lambda: stop(kind="bored"),
    "stopevent_out_of_office_until": lambda: stop(kind="out_of_office"),
    # leads: record
    "event_once": twice(event),
    "event_identified": lambda: event(external_id=""),
    "call_once_per_lead": same_call_twice,
    "call_title_given": changed(factories.call, title=""),
    "call_state_known": changed(factories.call, state="x"),
    "call_kind_known": changed(factories.call, kind="x"),
    "call_source_known": changed(factories.call, source="x"),
    "call_failure_explained": changed(factories.call, state="failed"),
    "call_retry_planned": changed(factories.call, state="reading"),
    "call_read_by_engine": changed(factories.call, state="read"),
    "participant_once": in_one(Participant.objects.create, factories.call, "call", name="A"),
    "participant_side_known": changed(participant, side="both"),
    "participant_user_is_ours": lambda: changed(participant, user=factories.user())(),
    "passage_once_in_call": in_one(passage, factories.call, "call"),
    "passage_once_in_event": in_one(passage, event, "event"),
    "passage_of_one_record": lambda: passage(call=factories.call(), event=event()),
    "passage_not_empty": lambda: passage(event=event(), text=""),
    "passage_kind_known": lambda: passage(event=event(), kind="rumour"),
    # leads: findings
    "finding_position_once": in_one(finding, factories.call, "call"),
    "finding_kind_known": lambda: finding(kind="rumour"),
    "finding_direction_known": lambda: finding(direction="both"),
    "finding_strength_known": lambda: finding(strength="iron"),
    "finding_status_known": lambda: finding(status="gone"),
    "finding_text_given": lambda: finding(text=""),
    "finding_due_has_phrase": lambda: finding(due=date(2026, 12, 1)),
    "evidence_once": same_quote_twice,
    "evidence_quote_given": lambda: evidence(quote=""),
    # leads: what became of promises, and what people said about the machine's judgement
    "ledgerentry_status_known": lambda: ledger_entry(status="gone"),
    "proposal_once": in_one(proposal, lambda: evidence().finding, "of"),
    "proposal_quote_given": lambda: proposal(quote=""),
    "proposal_state_known": lambda: proposal(state="x", by=factories.user(), at=timezone.now()),
    "proposal_decided_by_somebody": changed(proposal, state="confirmed"),
    "ruling_reason_given": lambda: ruling(reason=""),
    "speakerside_once": in_one(speaker_side, lambda: factories.lead().account, "of"),
    "speakerside_name_given": lambda: speaker_side(name=""),
    "speakerside_side_known": lambda: speaker_side(side="unknown"),
    "speakerside_person_fits": lambda: speaker_side(lead=factories.lead()),
    # sequences: plans
    "sequence_name_unique": lambda: [
        Sequence.objects.create(name=name, purpose="nurture") for name in ("A", "a")
    ],
    "sequence_purpose_known": lambda: Sequence.objects.create(name="A", purpose="spam"),
    "sequence_name_given": lambda: Sequence.objects.create(name="", purpose="nurture"),
    "sequence_recontact_bounded": lambda: Sequence.objects.create(
        name="A", purpose="nurture", recontact_days=9999
    ),
    "version_number_once": lambda: Version.objects.create(
        sequence=factories.version().sequence, number=1
    ),
    "version_one_draft": lambda: Version.objects.create(sequence=planned().sequence, number=2),
    "version_number_from_one": changed(planned, number=0),
    "version_review_asked_by_somebody": changed(planned, review_asked_at=timezone.now()),
    "step_position_once": steps_in_one_place,
    "step_channel_known": changed(step, channel="fax"),
    "step_delay_unit_known": changed(step, delay_unit="moons"),
    "step_delay_bounded": changed(step, delay_amount=10_000),
    "step_angle_given": changed(step, angle=""),
    "step_condition_is_list": changed(step, condition={}),
    "variant_label_once": lambda: [variant(of, label=name) for of in [step()] for name in "Aa"],
    "variant_label_given": lambda: variant(label=""),
    "variant_body_given": lambda: variant(body=""),
    "variant_weight_bounded": lambda: variant(weight=1001),
    "variant_language_code": lambda: variant(language="D"),
    "libraryitem_kind_known": lambda: library_item(kind="rumour"),
    "libraryitem_text_given": lambda: library_item(text=""),
    "libraryitem_approved_by_somebody": lambda: library_item(approved_at=timezone.now()),
    "libraryitem_language_code": lambda: library_item(language="D"),
    "receiptwording_one_on": twice(wording),
    "receiptwording_given": lambda: wording(body=""),
    # sequences: enrollments
    "enrollment_once_per_call": lambda: [
        enrolled(version=v, call=c, lead=c.lead)
        for v, c in [(factories.version(), factories.call())] * 2
    ],
    "enrollment_once_per_event": lambda: [
        enrolled(version=v, event=e, call=None) for v, e in [(factories.version(), event())] * 2
    ],
    "enrollment_rests_on_one_record": lambda: enrolled(event=event()),
    "enrollment_state_known": changed(enrolled, state="x"),
    "enrollment_reason_given": changed(enrolled, state="paused"),
    "touch_once_per_step": lambda: [
        Touch.objects.create(enrollment=t.enrollment, step=t.step, due_at=t.due_at)
        for t in [factories.touch()]
    ],
    "touch_state_known": changed(factories.touch, state="x"),
    # leads: where they come in
    **intake.CASES,
    **scores.CASES,
    **enrichment.CASES,
    **routes.CASES,
    # sequences: mailboxes
    **mailboxes.CASES,
    # sequences: timing
    **timing.CASES,
    # sequences: messages
    "approval_expires_later": lambda: approval(expires_at=timezone.now() - timedelta(days=1)),
    "message_one_per_touch": second_message,
    "message_state_known": unguarded(
        "sequences_message", "message_guarded", changed(message, state="x")
    ),
    "message_channel_known": lambda: message(channel="fax"),
    "message_leased_while_claimed": changed(message, lease_token=uuid.uuid4()),
    "message_sent_has_moment": changed(message, sent_at=timezone.now()),
    "message_reason_given": changed(message, state="void"),
    "message_not_empty": lambda: message(body=""),
    "message_text_is_plain": lambda: texting.message(subject="Hello"),
    "message_is_what_was_approved": lambda: message(
        approved=Mail(sender="a@ours.example", to="b@theirs.example", subject="s", body="other")
    ),
    "message_headers_safe": lambda: message(subject="Hi\r\nBcc: x@evil.example"),
    "message_id_made_of_approval": lambda: message(message_id="<Buy now: 1.abc@ours.example>"),
    "message_body_bounded": lambda: message(body="x" * 100_001),
    "attempt_at_most_one_delivery": two_attempts,
    "attempt_outcome_known": lambda: attempt(outcome="x", ended_at=timezone.now()),
    "attempt_ended_with_outcome": lambda: attempt(outcome="refused"),
    # sequences: the life of an enrollment
    **life.CASES,
    # sequences: what comes back
    **receiving.CASES,
    **crm.CASES,
    **suppression.CASES,
    **receipts.CASES,
    # reviews
    "draft_state_known": changed(factories.draft, state="x"),
    "draft_kind_known": changed(factories.draft, kind="x"),
    "draft_failure_explained": changed(factories.draft, state="failed"),
    "draft_writing_has_lease": changed(factories.draft, state="writing"),
    "draft_ready_has_moment": changed(factories.draft, ready_at=None),
    "draft_snoozed_until_moment": changed(factories.draft, state="snoozed"),
    "draft_shape_known": changed(factories.draft, shape="x"),
    "policy_one_row": lambda: Policy.objects.create(pk=2),
    "draftview_once": in_one(viewed, factories.draft, "of"),
    "scratch_one_per_tab": in_one(scratch, factories.draft, "of"),
    "scratch_tab_given": lambda: scratch(tab=""),
    "sentence_position_once": sentences_in_one_place,
    "sentence_not_empty": changed(sentence, text=""),
    "sentence_verdict_if_machine": changed(sentence, verdict=""),
    "sentence_verdict_known": changed(sentence, verdict="maybe"),
    "sentence_unsupported_left_out": changed(sentence, verdict="unsupported"),
    "sentenceevidence_once": lambda: sentence_evidence(quote="I", start=0),
    "sentenceevidence_quote_given": lambda: sentence_evidence(quote=""),
    "decision_kind_known": lambda: decision(kind="x"),
    "decision_approval_complete": lambda: decision(kind="approve"),
    "decision_reason_given": lambda: decision(kind="reject"),
    "alert_once": in_one(alert, factories.lead, "lead"),
    "alert_kind_known": lambda: alert(kind="gossip"),
    **cards.CASES,
    **desk.CASES,
}
