-- Who may do what. Run by the owner after every migration; safe to run again.
-- The web process cannot claim or send, the worker (which drafts) cannot approve, the sender
-- cannot read or write words except through the gate's functions. None of them owns a table.

DO $$
DECLARE role text; t text;
BEGIN
  FOREACH role IN ARRAY ARRAY['followup_web', 'followup_worker', 'followup_sender'] LOOP
    IF NOT EXISTS (SELECT 1 FROM pg_roles WHERE rolname = role) THEN
      BEGIN
        EXECUTE format('CREATE ROLE %I NOLOGIN NOINHERIT', role);
        EXECUTE format('GRANT %I TO %I', role, current_user);  -- so that a process may take the role
      EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL;  -- another database was faster
      END;
    END IF;
    EXECUTE format('REVOKE ALL ON ALL TABLES IN SCHEMA public FROM %I', role);
    EXECUTE format('GRANT USAGE ON SCHEMA public TO %I', role);
    EXECUTE format('GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO %I', role);
  END LOOP;

  -- Nothing of their own, temporary tables included: a trigger on one would run inside our tables' rules.
  EXECUTE format('REVOKE TEMPORARY ON DATABASE %I FROM PUBLIC', current_database());
  REVOKE CREATE ON SCHEMA public FROM PUBLIC;

  -- Functions: nobody by default; the helpers that constraints call, everybody.
  REVOKE EXECUTE ON ALL FUNCTIONS IN SCHEMA public FROM PUBLIC;
  GRANT EXECUTE ON FUNCTION gate_field(text), gate_header_safe(text),
    gate_zone_known(text),
    gate_fingerprint(text, text, text, text, text, text, text, text, text, text, text, text)
    TO followup_web, followup_worker, followup_sender;
  GRANT EXECUTE ON FUNCTION gate_recall(bigint, bigint, text), gate_settle(bigint, bigint, boolean, text),
    gate_may_approve(bigint, bigint), people_invite(bigint, text, text, text, text, bigint, text),
    people_change(bigint, bigint, text, bigint, boolean), suppression_lift(bigint, bigint, text),
    receipt_write(bigint, text, text, text, text, bigint), receipt_switch(bigint, bigint) TO followup_web;
  GRANT EXECUTE ON FUNCTION memo_take(interval), memo_end(bigint, text) TO followup_sender;
  GRANT EXECUTE ON FUNCTION gate_claim(text, int, interval), gate_release(bigint, uuid, text, interval), gate_transmit(bigint, uuid, interval),
    gate_dot(bigint, uuid), gate_finish(bigint, uuid, text, text, text, interval), gate_reap(), gate_mailboxes(bigint[])
    TO followup_sender;
  -- The receipt: the worker names an event, the database decides; the sender gets the words last.
  GRANT EXECUTE ON FUNCTION receipt_begin(bigint) TO followup_worker;
  GRANT EXECUTE ON FUNCTION receipt_claim(int, interval), receipt_words(bigint, uuid, interval), receipt_dot(bigint, uuid),
    receipt_finish(bigint, uuid, text, text, interval), receipt_reap() TO followup_sender;
  GRANT EXECUTE ON FUNCTION gate_evidence(text, text) TO followup_web, followup_worker;
  GRANT EXECUTE ON FUNCTION gate_recall_stopped(bigint) TO followup_worker;

  -- Reading: the web process reads everything it may show, the worker everything it may draft from.
  GRANT SELECT ON ALL TABLES IN SCHEMA public TO followup_web, followup_worker;
  REVOKE SELECT ON django_session, leads_signin, mfa_authenticator FROM followup_worker;

  -- The web process: what people do.
  FOREACH t IN ARRAY ARRAY['leads_account', 'leads_lead', 'leads_call', 'leads_participant', 'leads_finding',
      'leads_user', 'leads_signin', 'leads_beat', 'leads_speakerside', 'leads_proposal', 'leads_event', 'sequences_enrollment', 'sequences_touch',
      'sequences_sequence', 'sequences_version', 'sequences_step', 'sequences_variant', 'sequences_libraryitem', 'reviews_draft',
      'reviews_sentence', 'reviews_sentenceevidence', 'reviews_scratch', 'reviews_alert', 'reviews_card', 'account_emailaddress',
      'mfa_authenticator', 'django_session', 'followup_cache', 'django_q_ormq'] LOOP
    EXECUTE format('GRANT INSERT, UPDATE ON %I TO followup_web', t);
  END LOOP;
  FOREACH t IN ARRAY ARRAY['leads_passage', 'leads_evidence', 'leads_stopevent', 'leads_lead_shared_with', 'leads_ledgerentry', 'leads_ruling',
      'sequences_approval', 'sequences_message', 'reviews_decision', 'reviews_carddecision', 'reviews_draftview'] LOOP
    EXECUTE format('GRANT INSERT ON %I TO followup_web', t);
  END LOOP;
  GRANT INSERT, UPDATE ON leads_team, reviews_preference TO followup_web;
  GRANT INSERT ON reviews_memo TO followup_web;
  REVOKE UPDATE ON sequences_message FROM followup_web;
  REVOKE INSERT ON leads_user FROM followup_web;
  FOREACH t IN ARRAY ARRAY['leads_lead_shared_with', 'sequences_version', 'sequences_step', 'sequences_variant', 'sequences_libraryitem', 'reviews_sentence',
      'reviews_sentenceevidence', 'reviews_scratch', 'account_emailaddress', 'mfa_authenticator', 'django_session', 'followup_cache',
      'django_q_ormq'] LOOP
    EXECUTE format('GRANT DELETE ON %I TO followup_web', t);
  END LOOP;

  -- The worker: what machines understand and propose.
  FOREACH t IN ARRAY ARRAY['leads_account', 'leads_lead', 'leads_call', 'leads_participant', 'leads_finding',
      'leads_evidence', 'leads_event', 'leads_beat', 'sequences_enrollment', 'sequences_touch', 'reviews_draft',
      'reviews_sentence', 'reviews_sentenceevidence', 'reviews_alert', 'reviews_card', 'followup_cache', 'django_q_ormq',
      'django_q_task', 'django_q_schedule'] LOOP
    EXECUTE format('GRANT INSERT, UPDATE ON %I TO followup_worker', t);
  END LOOP;
  -- Whose lead it is, who may see it and where it is written to are not for a machine to change.
  REVOKE UPDATE ON leads_lead FROM followup_worker;
  GRANT UPDATE (record_epoch, name, title, phone, time_zone, country, source, tier, custom, stage) ON leads_lead TO followup_worker;
  GRANT INSERT ON leads_passage, leads_stopevent, leads_proposal TO followup_worker;
  -- Mail to our own people: the worker writes it and cannot read it (an invitation opens an account).
  GRANT UPDATE ON reviews_preference TO followup_worker;
  REVOKE SELECT ON reviews_memo FROM followup_worker;
  GRANT INSERT, SELECT (id, user_id, key) ON reviews_memo TO followup_worker;
  FOREACH t IN ARRAY ARRAY['leads_finding', 'leads_evidence', 'leads_proposal', 'sequences_correction', 'reviews_sentence', 'reviews_sentenceevidence',
      'reviews_scratch', 'followup_cache', 'django_q_ormq', 'django_q_task', 'django_q_schedule'] LOOP
    EXECUTE format('GRANT DELETE ON %I TO followup_worker', t);
  END LOOP;

  -- Mailboxes: the web process writes what opens them and cannot read it; the worker reads mail
  -- with it, the sender sends with it, and both keep tokens fresh.
  REVOKE SELECT ON sequences_mailboxsecret FROM followup_web;
  GRANT SELECT (id, mailbox_id, changed_at) ON sequences_mailboxsecret TO followup_web;
  GRANT INSERT, UPDATE ON sequences_mailboxsecret TO followup_web;
  GRANT INSERT, UPDATE ON sequences_mailbox TO followup_web;
  GRANT DELETE ON sequences_rest TO followup_web;
  GRANT UPDATE ON sequences_sendingdomain TO followup_web;
  GRANT INSERT, UPDATE ON sequences_sendingdomain TO followup_worker;
  GRANT UPDATE (last_read_at, reading_problem, uidvalidity, last_uid, cursor, paused_at, pause_reason,
    test_wanted_at, tested_at, test_problem) ON sequences_mailbox TO followup_worker;
  GRANT UPDATE (access_token, refresh_token, expires_at, changed_at) ON sequences_mailboxsecret
    TO followup_worker, followup_sender;
  GRANT SELECT ON sequences_mailbox, sequences_mailboxsecret TO followup_sender;
  GRANT UPDATE (paused_at, pause_reason) ON sequences_mailbox TO followup_sender;

  -- What comes back: providers hand mail to the web process, the worker reads mailboxes; either
  -- may say what a mail is, neither may change one. Whose else an address is, a person says.
  GRANT INSERT, UPDATE ON sequences_receivedmail, sequences_hookdelivery, sequences_correction TO followup_web, followup_worker;
  GRANT INSERT, UPDATE ON sequences_readingplace TO followup_worker;
  GRANT INSERT ON sequences_alias TO followup_web;

  -- The suppression list: people and machines add to it, lifting is a function that asks for the
  -- person's live sign-in, and nobody reads the key of its hashes. Consents only grow. Tracked
  -- addresses are made with the message.
  GRANT INSERT ON sequences_suppression TO followup_web, followup_worker;
  GRANT INSERT ON sequences_consentrecord TO followup_web, followup_worker;
  GRANT INSERT ON sequences_trackedlink TO followup_web;
  GRANT UPDATE ON sequences_organisation TO followup_web;
  REVOKE SELECT ON sequences_listingkey FROM followup_web, followup_worker;
  GRANT EXECUTE ON FUNCTION suppression_of(text) TO followup_web, followup_worker;
  GRANT EXECUTE ON FUNCTION erase_person(bigint, bigint, text) TO followup_web;
  GRANT EXECUTE ON FUNCTION retention_forget(text, int) TO followup_worker;

  -- Where leads come in: the web process keeps deliveries as they came, the worker says what they
  -- tell; nobody changes one. Sources are an admin's.
  GRANT INSERT, UPDATE ON leads_source, leads_delivery TO followup_web;
  GRANT UPDATE ON leads_delivery TO followup_worker;
  GRANT UPDATE (last_seen_at) ON leads_source TO followup_worker;
  GRANT INSERT ON leads_telling, leads_identifier TO followup_web, followup_worker;

  -- Keys of the API are an admin's; what a key asked and was answered is kept for a repetition.
  -- Transcripts are fetched by the worker, and filed by a person where nobody on them is known.
  GRANT INSERT, UPDATE ON leads_apikey, leads_fetch, leads_merge TO followup_web;
  GRANT INSERT ON leads_attempt TO followup_web;
  GRANT INSERT, UPDATE ON leads_fetch TO followup_worker;
  GRANT DELETE ON leads_attempt TO followup_worker;

  -- Scores: what counts is an admin's, what they come to a machine's, what a person said a person's.
  GRANT INSERT ON leads_scoringrules TO followup_web;
  GRANT INSERT, UPDATE ON leads_score TO followup_web, followup_worker;
  GRANT INSERT, UPDATE ON leads_tieroverride TO followup_web;
  -- Learning is asked for by an admin and done by the worker; whether it counts is an admin's word.
  GRANT INSERT ON leads_training, leads_learneduse, leads_stagechange TO followup_web;
  GRANT UPDATE (is_on, off_by_id, off_at, off_reason) ON leads_learneduse TO followup_web;
  GRANT UPDATE (state, finished_at, result, problem) ON leads_training TO followup_worker;

  -- Who gets new leads: rules and cover are an admin's; each assignment is written down once.
  GRANT INSERT, UPDATE ON leads_routingrule TO followup_web;
  GRANT INSERT, DELETE ON leads_routingrule_owners, leads_cover TO followup_web;
  GRANT INSERT ON leads_assignment TO followup_web, followup_worker;

  -- Details and who is asked for them: a person corrects, the worker asks and counts what it asked.
  -- The key is written by the pages and read by the worker alone.
  GRANT INSERT, UPDATE ON leads_detail TO followup_web, followup_worker;
  GRANT INSERT, UPDATE ON leads_enricher, leads_enricherkey TO followup_web;
  GRANT UPDATE (stopped_why, day, asked_today, asked_this_month, busy_until, quiet_until, failures, problem, problem_at)
    ON leads_enricher TO followup_worker;
  REVOKE SELECT ON leads_enricherkey FROM followup_web;
  GRANT SELECT (id, enricher_id, changed_at) ON leads_enricherkey TO followup_web;
  GRANT INSERT, UPDATE ON leads_lookup TO followup_web, followup_worker;

  -- Whose call it was is a person's word; the database moves the call.
  GRANT INSERT ON sequences_refiling TO followup_web;
  -- The CRM: an admin connects it and nobody of the web process reads what opens it; the worker writes
  -- to it. What it is to be told, both note down; a person has it tried again.
  REVOKE SELECT ON leads_crmsecret FROM followup_web;
  GRANT SELECT (id, connection_id, changed_at) ON leads_crmsecret TO followup_web;
  GRANT INSERT, UPDATE ON leads_crmsecret, leads_crmconnection TO followup_web;
  GRANT INSERT ON leads_crmentry TO followup_web, followup_worker;
  GRANT UPDATE (state, problem, attempts, retry_at) ON leads_crmentry, leads_crmlookup TO followup_web;
  GRANT UPDATE (portal, wanted, wanted_at, tested_at, test_problem, standing, paused_at, pause_reason, rests_until, misses,
    last_problem, heard_at) ON leads_crmconnection TO followup_worker;
  GRANT UPDATE (state, problem, changes, attempts, retry_at, asked_at, written_at, written, number) ON leads_crmentry TO followup_worker;
  GRANT INSERT, UPDATE ON leads_crmlookup TO followup_worker;
  GRANT INSERT, UPDATE, DELETE ON leads_crmperson TO followup_worker;

  -- Pauses are a person's; what a lead took notice of, both hear.
  GRANT INSERT, UPDATE ON sequences_pause TO followup_web;
  GRANT INSERT ON sequences_engagement, sequences_tierchange TO followup_web, followup_worker;

  -- What an admin lays down about time.
  GRANT INSERT, UPDATE ON sequences_timingpolicy, sequences_workinghours TO followup_web;

  -- The sender: states and ids, never words.
  GRANT SELECT (id, state, send_at, lease_until, message_id, channel) ON sequences_message TO followup_sender;
  GRANT SELECT (id, state, send_at, lease_until) ON sequences_receipt TO followup_sender;
  GRANT SELECT, INSERT, UPDATE ON leads_beat TO followup_sender;
  GRANT INSERT ON leads_stopevent TO followup_sender;
  GRANT INSERT, SELECT ON django_q_ormq TO followup_sender;
END $$;
