-- Erasing a person. The one way to empty what otherwise never changes; run by the owner's function,
-- so that no runtime role can do a part of it. Written anew after every migration.
--
-- What was said, written and found out is emptied or removed. What stays is the skeleton: that there
-- was somebody, which mails were approved by whom and when, and what stopped them; a keyed hash of the
-- address, so that they are not written to again; and of each mail its old fingerprint, on the trail.

CREATE OR REPLACE FUNCTION erase_person(p_lead bigint, p_sign_in bigint, p_reason text) RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  who bigint; was public.leads_lead; print text; t text; done jsonb := '{}'; n bigint;
  gone constant text := '[erased]';
  calls bigint[]; events bigint[]; passages bigint[]; findings bigint[]; touches bigint[]; drafts bigint[]; sentences bigint[];
  touched constant text[] := ARRAY['leads_lead', 'leads_call', 'leads_participant', 'leads_passage', 'leads_finding', 'leads_evidence',
    'leads_ledgerentry', 'leads_proposal', 'leads_event', 'leads_delivery', 'leads_identifier', 'leads_ruling', 'leads_speakerside',
    'leads_stopevent', 'leads_detail', 'leads_lookup', 'leads_tieroverride', 'leads_stagechange', 'leads_assignment', 'leads_trailentry', 'sequences_approval', 'sequences_message', 'sequences_attempt', 'sequences_receivedmail',
    'sequences_alias', 'sequences_correction', 'sequences_suppression', 'sequences_consentrecord', 'sequences_trackedlink', 'sequences_engagement',
    'sequences_tierchange', 'sequences_receipt', 'sequences_pause', 'sequences_enrollment', 'sequences_touch', 'reviews_draft', 'reviews_sentence',
    'reviews_sentenceevidence', 'reviews_decision', 'reviews_scratch', 'reviews_alert', 'reviews_card', 'reviews_carddecision',
    'reviews_memo'];
BEGIN
  PERFORM set_config('synchronous_commit', 'on', true), set_config('lock_timeout', '8s', true);
  SELECT s.user_id INTO who FROM public.leads_signin s JOIN public.leads_user u ON u.id = s.user_id
   WHERE s.id = p_sign_in AND s.ended_at IS NULL AND s.expires_at > clock_timestamp() AND u.is_active AND u.role = 'admin';
  IF NOT FOUND THEN
    RAISE EXCEPTION 'gate: right' USING ERRCODE = 'FU004';
  END IF;
  IF length(trim(p_reason)) < 5 THEN
    RAISE EXCEPTION 'an erasure needs a reason' USING ERRCODE = 'FU001';
  END IF;
  -- The tables are this transaction's alone until it ends, so nobody meets them without their guards.
  SET CONSTRAINTS ALL IMMEDIATE;  -- a table with checks to come cannot be taken
  FOREACH t IN ARRAY touched LOOP EXECUTE format('ALTER TABLE public.%I DISABLE TRIGGER USER', t); END LOOP;
  SET CONSTRAINTS ALL DEFERRED;  -- rows go in any order
  SELECT * INTO was FROM public.leads_lead WHERE id = p_lead FOR NO KEY UPDATE;
  IF NOT FOUND OR EXISTS (SELECT 1 FROM public.sequences_erasure WHERE lead_number = p_lead) THEN
    RAISE EXCEPTION 'nobody is there to erase' USING ERRCODE = 'FU001';
  END IF;
  IF EXISTS (SELECT 1 FROM public.sequences_message WHERE lead_id = p_lead AND state IN ('claimed', 'sending')) THEN
    RAISE EXCEPTION 'a mail to this person is being sent: try again in a moment' USING ERRCODE = 'FU001';
  END IF;
  print := public.suppression_print(was.email);


  calls := ARRAY(SELECT id FROM public.leads_call WHERE lead_id = p_lead);
  events := ARRAY(SELECT id FROM public.leads_event WHERE lead_id = p_lead);
  passages := ARRAY(SELECT id FROM public.leads_passage WHERE call_id = ANY (calls) OR event_id = ANY (events));
  findings := ARRAY(SELECT id FROM public.leads_finding WHERE call_id = ANY (calls));
  touches := ARRAY(SELECT t2.id FROM public.sequences_touch t2 JOIN public.sequences_enrollment e ON e.id = t2.enrollment_id WHERE e.lead_id = p_lead);
  drafts := ARRAY(SELECT id FROM public.reviews_draft WHERE lead_id = p_lead);
  sentences := ARRAY(SELECT id FROM public.reviews_sentence WHERE draft_id = ANY (drafts));

  -- What was understood, and every quote.
  DELETE FROM public.reviews_sentenceevidence WHERE passage_id = ANY (passages) OR sentence_id = ANY (sentences);
  DELETE FROM public.reviews_sentence WHERE id = ANY (sentences);
  DELETE FROM public.reviews_scratch WHERE draft_id = ANY (drafts);
  DELETE FROM public.sequences_correction WHERE finding_id = ANY (findings) OR mail_id IN (SELECT id FROM public.sequences_receivedmail WHERE lead_id = p_lead);
  DELETE FROM public.leads_proposal WHERE passage_id = ANY (passages) OR finding_id = ANY (findings);
  DELETE FROM public.leads_ledgerentry WHERE finding_id = ANY (findings);
  UPDATE public.leads_ledgerentry SET passage_id = NULL WHERE passage_id = ANY (passages);
  DELETE FROM public.leads_evidence WHERE passage_id = ANY (passages) OR finding_id = ANY (findings);
  DELETE FROM public.leads_finding WHERE id = ANY (findings);
  GET DIAGNOSTICS n = ROW_COUNT; done := done || jsonb_build_object('findings', n);

  -- What was said and written.
  UPDATE public.leads_passage SET text = gone WHERE id = ANY (passages);
  GET DIAGNOSTICS n = ROW_COUNT; done := done || jsonb_build_object('passages', n);
  UPDATE public.leads_participant SET name = 'Erased ' || id WHERE side <> 'ours' AND call_id = ANY (calls);
  UPDATE public.leads_call SET title = gone, warnings = '[]', sensitive = '[]', content_hash = encode(sha256(int8send(id)), 'hex'),
    failure = CASE WHEN failure = '' THEN '' ELSE gone END WHERE lead_id = p_lead;
  GET DIAGNOSTICS n = ROW_COUNT; done := done || jsonb_build_object('calls', n);
  UPDATE public.leads_event SET external_id = 'erased ' || id, identifiers = '{}', metadata = '{}' WHERE lead_id = p_lead;
  GET DIAGNOSTICS n = ROW_COUNT; done := done || jsonb_build_object('events', n);
  UPDATE public.leads_delivery SET raw = convert_to(gone, 'UTF8'), problem = CASE WHEN problem = '' THEN '' ELSE gone END
    WHERE id IN (SELECT delivery_id FROM public.leads_telling WHERE event_id = ANY (events))
       OR position(convert_to(was.email, 'UTF8') IN raw) > 0;
  -- A mail that a service brought was kept as a received mail when it was acted on; of its double no
  -- encoding hides whose it is.
  DELETE FROM public.sequences_hookdelivery WHERE about = 'inbound' AND followed_at IS NOT NULL
    OR position(convert_to(was.email, 'UTF8') IN body) > 0 OR position(was.email IN lower(encode(body, 'escape'))) > 0
    OR length(was.phone) > 7 AND position(convert_to(ltrim(was.phone, '+'), 'UTF8') IN body) > 0;
  UPDATE public.sequences_receivedmail SET erased_at = clock_timestamp(), raw = '', text = '', subject = '', sender = '', recipients = '[]',
    facts = '{}', message_id = '', in_reply_to = '', "references" = '', identity = encode(sha256(int8send(id)), 'hex')
    WHERE lead_id = p_lead OR lower(sender) = was.email;
  GET DIAGNOSTICS n = ROW_COUNT; done := done || jsonb_build_object('received mails', n);

  -- Their mails: the old fingerprint goes to the trail, then approval and message become empty in one
  -- statement, each still the other's.
  INSERT INTO public.leads_trailentry (at, database_role, action, "table", row_id, row)
    SELECT clock_timestamp(), session_user, 'erase', 'sequences_message', id, jsonb_build_object('id', id, 'fingerprint', encode(fingerprint, 'hex'))
      FROM public.sequences_message WHERE lead_id = p_lead;
  WITH emptied AS (
    SELECT id, approval_id, public.gate_fingerprint(channel::text, 'Erased <erased@erased.invalid>', place, '', '', '', '', about, gone, '', '', '') AS print, place, about
      FROM public.sequences_message CROSS JOIN LATERAL (SELECT
        CASE channel WHEN 'sms' THEN '+10000000' ELSE 'erased-' || p_lead || '@erased.invalid' END AS place,
        CASE channel WHEN 'sms' THEN '' ELSE gone END AS about) AS instead
      WHERE lead_id = p_lead
  ), approved AS (
    UPDATE public.sequences_approval a SET fingerprint = emptied.print FROM emptied WHERE a.id = emptied.approval_id RETURNING a.id
  )
  UPDATE public.sequences_message m SET sender = 'Erased <erased@erased.invalid>', "to" = emptied.place, cc = '', reply_to = '',
    in_reply_to = '', "references" = '', subject = emptied.about, body = gone, attachments = '', html = '', unsubscribe = '',
    reason = CASE WHEN state IN ('scheduled', 'void', 'failed', 'unknown') THEN gone ELSE '' END, provider_id = '',
    message_id = '<' || m.approval_id || '.' || left(encode(emptied.print, 'hex'), 24) || '@' || split_part(rtrim(message_id, '>'), '@', 2) || '>',
    state = CASE WHEN state = 'scheduled' THEN 'void' ELSE state END
    FROM emptied WHERE m.id = emptied.id;
  GET DIAGNOSTICS n = ROW_COUNT; done := done || jsonb_build_object('sent mails', n);
  UPDATE public.sequences_attempt SET detail = CASE WHEN detail = '' THEN '' ELSE gone END
    WHERE message_id IN (SELECT id FROM public.sequences_message WHERE lead_id = p_lead);
  DELETE FROM public.sequences_trackedlink WHERE touch_id = ANY (touches);
  UPDATE public.sequences_engagement SET url = '', source = 'erased ' || id WHERE lead_id = p_lead;
  UPDATE public.sequences_tierchange SET reason = gone WHERE lead_id = p_lead;
  UPDATE public.sequences_pause SET reason = gone WHERE lead_id = p_lead;
  UPDATE public.sequences_touch SET why = '{}', reason = CASE WHEN reason = '' THEN '' ELSE gone END WHERE id = ANY (touches);
  UPDATE public.sequences_enrollment SET state = CASE WHEN state IN ('active', 'paused') THEN 'stopped' ELSE state END, paused_until = NULL,
    reason = CASE WHEN state IN ('active', 'paused', 'stopped') THEN gone ELSE '' END WHERE lead_id = p_lead;

  -- What people here wrote about them.
  UPDATE public.reviews_draft SET subject = gone, cc = '', failure = CASE WHEN failure = '' THEN '' ELSE gone END, note = '', machine_text = '',
    state = CASE WHEN state IN ('ready', 'writing', 'failed', 'snoozed', 'approved') THEN 'rejected' ELSE state END WHERE lead_id = p_lead;
  UPDATE public.reviews_decision SET reason = CASE WHEN reason = '' THEN '' ELSE gone END, before = '', after = '' WHERE draft_id = ANY (drafts);
  GET DIAGNOSTICS n = ROW_COUNT; done := done || jsonb_build_object('decisions', n);
  UPDATE public.reviews_carddecision SET note = CASE WHEN note = '' THEN '' ELSE gone END, before = ''
    WHERE card_id IN (SELECT id FROM public.reviews_card WHERE lead_id = p_lead);
  DELETE FROM public.reviews_alert WHERE lead_id = p_lead;
  DELETE FROM public.reviews_memo WHERE position(was.email IN text) > 0 OR position(was.name IN text) > 0 OR position(was.name IN subject) > 0;
  UPDATE public.leads_ruling SET reason = gone, flags = '[]' WHERE lead_id = p_lead OR call_id = ANY (calls);
  DELETE FROM public.leads_speakerside WHERE lead_id = p_lead;
  UPDATE public.sequences_receipt SET reason = CASE WHEN reason = '' THEN '' ELSE gone END,
    state = CASE WHEN state IN ('waiting', 'claimed') THEN 'void' ELSE state END WHERE lead_id = p_lead;
  DELETE FROM public.leads_assignment WHERE lead_id = p_lead;
  DELETE FROM public.leads_score WHERE lead_id = p_lead;
  DELETE FROM public.leads_tieroverride WHERE lead_id = p_lead;
  UPDATE public.leads_stagechange SET why = CASE WHEN why = '' THEN '' ELSE gone END WHERE lead_id = p_lead;
  DELETE FROM public.leads_identifier WHERE lead_id = p_lead;
  DELETE FROM public.leads_lookup WHERE lead_id = p_lead OR address = was.email;
  -- A company without a domain stands for this one person.
  DELETE FROM public.leads_detail WHERE lead_id = p_lead
    OR account_id IN (SELECT id FROM public.leads_account WHERE id = was.account_id AND domain IS NULL);
  DELETE FROM public.leads_crmlookup WHERE number IN (SELECT number FROM public.leads_crmperson WHERE lead_id = p_lead);
  DELETE FROM public.leads_crmperson WHERE lead_id = p_lead;
  DELETE FROM public.leads_crmentry WHERE lead_id = p_lead;
  UPDATE public.leads_fetch SET title = gone, guests = '[]' WHERE event_id = ANY (events);
  UPDATE public.leads_merge SET why = gone WHERE lead_id = p_lead OR into_id = p_lead;
  DELETE FROM public.leads_attempt WHERE answer ->> 'email' = was.email;
  DELETE FROM public.sequences_alias WHERE lead_id = p_lead;
  UPDATE public.leads_stopevent SET source = 'erased ' || id WHERE lead_id = p_lead;
  UPDATE public.sequences_consentrecord SET source = gone WHERE lead_id = p_lead;

  -- The list keeps the hash alone; the person keeps a number.
  UPDATE public.sequences_suppression SET lead_id = NULL, kind = 'erased', value = encode(sha256(int8send(id)), 'hex'), source = gone,
    lifted_at = NULL, lifted_by_id = NULL, lifted_reason = '' WHERE lead_id = p_lead OR kind = 'address' AND value = was.email;
  INSERT INTO public.sequences_suppression (kind, value, reason, source, by_id, at, lifted_reason)
    VALUES ('erased', print, 'erasure', 'Erased at their wish', who, clock_timestamp(), '') ON CONFLICT DO NOTHING;
  UPDATE public.leads_lead SET name = 'Erased person ' || id, email = 'erased-' || id || '@erased.invalid', title = '', phone = '', custom = '{}',
    source = '', stage = 'closed', stop_epoch = stop_epoch + 1, suppressed_at = coalesce(suppressed_at, clock_timestamp()) WHERE id = p_lead;

  -- Of the trail, what says when and what, not who.
  UPDATE public.leads_trailentry e SET row = (
      SELECT coalesce(jsonb_object_agg(key, value), '{}') FROM jsonb_each(e.row)
       WHERE jsonb_typeof(value) IN ('number', 'boolean', 'null') OR key IN ('state', 'kind', 'stage', 'channel', 'fingerprint') OR key ~ '_at$')
    WHERE e."table" = 'leads_lead' AND e.row_id = p_lead
       OR (e.row ->> 'lead_id')::bigint = p_lead
       OR e."table" IN ('leads_participant') AND (e.row ->> 'call_id')::bigint = ANY (calls)
       OR e."table" IN ('leads_proposal', 'leads_ledgerentry') AND (e.row ->> 'finding_id')::bigint = ANY (findings)
       OR e."table" = 'reviews_decision' AND (e.row ->> 'draft_id')::bigint = ANY (drafts)
       OR position(was.email IN lower(e.row::text)) > 0;

  SET CONSTRAINTS ALL IMMEDIATE;
  FOREACH t IN ARRAY touched LOOP EXECUTE format('ALTER TABLE public.%I ENABLE TRIGGER USER', t); END LOOP;
  INSERT INTO public.sequences_erasure (lead_number, print, reason, counts, by_id, at)
    VALUES (p_lead, print, left(p_reason, 300), done, who, clock_timestamp());
  RETURN done;
END $$;
