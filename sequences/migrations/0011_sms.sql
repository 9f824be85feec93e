-- Text messages in the gate: only to the number of the lead, only while their newest word about
-- text messages is a yes. For mail every look is what it was.

-- Whether they have agreed to text messages: the newest word that counts by now, a withdrawal
-- before a yes of the same moment. Asked in a statement of its own, after the lead's row is locked.
CREATE FUNCTION gate_may_text(p_lead bigint) RETURNS boolean LANGUAGE sql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT coalesce((SELECT c.is_given FROM public.sequences_consentrecord c
    WHERE c.lead_id = p_lead AND c.channel = 'sms' AND c.at <= clock_timestamp()
    ORDER BY c.at DESC, c.is_given, c.id DESC LIMIT 1), false)
$$;

CREATE OR REPLACE FUNCTION gate_look_lead(p_message bigint) RETURNS TABLE (code text, until timestamptz) LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE m public.sequences_message; a public.sequences_approval; l public.leads_lead; e public.sequences_enrollment;
BEGIN
  SELECT * INTO m FROM public.sequences_message WHERE id = p_message;
  SELECT * INTO a FROM public.sequences_approval WHERE id = m.approval_id;
  IF NOT FOUND THEN code := 'unapproved'; until := NULL; RETURN NEXT; RETURN; END IF;
  SELECT * INTO l FROM public.leads_lead WHERE id = m.lead_id;
  SELECT en.* INTO e FROM public.sequences_touch t JOIN public.sequences_enrollment en ON en.id = t.enrollment_id
    WHERE t.id = m.touch_id FOR SHARE OF en;
  PERFORM 1 FROM public.leads_user WHERE id = a.approver_id FOR SHARE;
  IF a.fingerprint <> public.gate_fingerprint(m.channel, m.sender, m."to", m.cc, m.reply_to, m.in_reply_to,
       m."references", m.subject, m.body, m.attachments, m.html, m.unsubscribe) THEN code := 'words'; until := NULL; RETURN NEXT; RETURN; END IF;
  IF m."to" <> (CASE m.channel WHEN 'sms' THEN l.phone ELSE l.email END) THEN code := 'recipient'; until := NULL; RETURN NEXT; RETURN; END IF;
  IF m.channel = 'sms' AND NOT public.gate_may_text(m.lead_id) THEN code := 'consent'; until := NULL; RETURN NEXT; RETURN; END IF;
  IF l.suppressed_at IS NOT NULL THEN code := 'suppressed'; until := NULL; RETURN NEXT; RETURN; END IF;
  IF a.stop_epoch <> l.stop_epoch THEN code := 'stopped'; until := NULL; RETURN NEXT; RETURN; END IF;
  IF a.record_epoch <> l.record_epoch THEN code := 'stale'; until := NULL; RETURN NEXT; RETURN; END IF;
  IF a.expires_at <= clock_timestamp() THEN code := 'expired'; until := NULL; RETURN NEXT; RETURN; END IF;
  IF NOT public.gate_may_approve(a.approver_id, m.lead_id) THEN code := 'right'; until := NULL; RETURN NEXT; RETURN; END IF;
  IF e.state = 'paused' THEN code := 'paused'; until := clock_timestamp() + interval '5 minutes'; RETURN NEXT; RETURN; END IF;
  IF e.state = 'stopped' THEN code := 'ended'; until := NULL; RETURN NEXT; RETURN; END IF;
  IF l.hold_until > clock_timestamp() THEN code := 'away'; until := l.hold_until; RETURN NEXT; RETURN; END IF;
  IF m.cc <> '' AND EXISTS (SELECT 1 FROM public.leads_lead o WHERE o.suppressed_at IS NOT NULL
       AND o.email = ANY (regexp_split_to_array(lower(m.cc), '[^[:alnum:]!#$%&''*+/=?^_`{|}~.@-]+'))) THEN
    code := 'copy'; until := NULL; RETURN NEXT; RETURN;
  END IF;
  RETURN;
END $$;

CREATE OR REPLACE FUNCTION gate_message() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE why text;
        may_move CONSTANT text[] := ARRAY['state', 'reason', 'send_at', 'provider_id', 'worker', 'lease_token',
          'lease_until', 'attempts_made', 'sent_at', 'fingerprint'];  -- the last is generated after this runs
BEGIN
  IF TG_OP = 'INSERT' THEN
    IF NEW.state <> 'scheduled' OR NEW.attempts_made <> 0 THEN
      RAISE EXCEPTION 'gate: a message begins scheduled' USING ERRCODE = 'FU005';
    END IF;
    PERFORM 1 FROM public.leads_lead WHERE id = NEW.lead_id
      AND CASE NEW.channel WHEN 'sms' THEN phone ELSE email END = NEW."to" FOR NO KEY UPDATE;
    IF NOT FOUND THEN RAISE EXCEPTION 'gate: recipient' USING ERRCODE = 'FU004'; END IF;
    IF NEW.channel = 'sms' AND NOT public.gate_may_text(NEW.lead_id) THEN
      RAISE EXCEPTION 'gate: consent' USING ERRCODE = 'FU004';
    END IF;
    PERFORM pg_notify('followup_outbox', '');  -- wakes the sender when this commits
    RETURN NEW;
  END IF;
  IF (to_jsonb(NEW) - may_move) <> (to_jsonb(OLD) - may_move) THEN
    RAISE EXCEPTION 'gate: what was approved does not change' USING ERRCODE = 'FU001';
  END IF;
  IF NEW.state <> OLD.state AND (OLD.state, NEW.state) NOT IN (
       ('scheduled', 'claimed'), ('scheduled', 'void'), ('claimed', 'scheduled'), ('claimed', 'void'),
       ('claimed', 'sending'), ('sending', 'sent'), ('sending', 'scheduled'), ('sending', 'failed'),
       ('sending', 'unknown'), ('sending', 'void'), ('unknown', 'sent'), ('unknown', 'failed')) THEN
    RAISE EXCEPTION 'gate: % to % is not a step a message takes', OLD.state, NEW.state USING ERRCODE = 'FU005';
  END IF;
  IF NEW.state IN ('claimed', 'sending') AND NEW.state <> OLD.state THEN
    PERFORM 1 FROM public.leads_lead WHERE id = NEW.lead_id FOR NO KEY UPDATE;
    why := public.gate_why_not(NEW.id);
    IF why IS NOT NULL THEN RAISE EXCEPTION 'gate: %', why USING ERRCODE = 'FU006'; END IF;
  END IF;
  IF NEW.state = 'sending' AND OLD.state = 'claimed' AND NOT EXISTS (
       SELECT 1 FROM public.sequences_attempt WHERE message_id = NEW.id AND token = NEW.lease_token AND outcome = '') THEN
    RAISE EXCEPTION 'gate: no open attempt' USING ERRCODE = 'FU006';
  END IF;
  IF NEW.state = 'sent' AND NEW.state <> OLD.state AND NOT EXISTS (
       SELECT 1 FROM public.sequences_attempt WHERE message_id = NEW.id AND outcome = 'accepted') THEN
    RAISE EXCEPTION 'gate: nothing was accepted' USING ERRCODE = 'FU006';
  END IF;
  RETURN NEW;
END $$;

-- Mailboxes, their caps and their rests are for mail; a text message leaves from none.
ALTER FUNCTION gate_look_mailbox(bigint) RENAME TO gate_look_mailbox_of_mail;
CREATE FUNCTION gate_look_mailbox(p_message bigint) RETURNS TABLE (code text, until timestamptz)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  IF EXISTS (SELECT 1 FROM public.sequences_message WHERE id = p_message AND channel = 'sms') THEN RETURN; END IF;
  RETURN QUERY SELECT * FROM public.gate_look_mailbox_of_mail(p_message);
END $$;

CREATE OR REPLACE FUNCTION gate_release(p_message bigint, p_token uuid, p_detail text, p_retry_in interval) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  IF NOT public.gate_lock_leased(p_message, p_token, 'claimed') THEN RETURN false; END IF;
  UPDATE public.sequences_message SET state = 'scheduled', lease_token = NULL, lease_until = NULL,
    reason = left(p_detail, 500), send_at = clock_timestamp() + p_retry_in, attempts_made = attempts_made - 1
    WHERE id = p_message;
  PERFORM public.gate_rest(mailbox_id, '', true, p_detail, 3) FROM public.sequences_message WHERE id = p_message AND channel = 'email';
  RETURN true;
END $$;

CREATE OR REPLACE FUNCTION gate_finish(p_message bigint, p_token uuid, p_outcome text, p_provider_id text, p_detail text,
                                       p_retry_in interval) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE m public.sequences_message; becomes text;
BEGIN
  PERFORM set_config('synchronous_commit', 'on', true);
  PERFORM set_config('lock_timeout', '3s', true);
  PERFORM 1 FROM public.leads_lead WHERE id = (SELECT lead_id FROM public.sequences_message WHERE id = p_message)
    FOR NO KEY UPDATE;
  SELECT * INTO m FROM public.sequences_message WHERE id = p_message FOR NO KEY UPDATE;
  IF m.state = 'unknown' AND p_outcome = 'accepted' AND EXISTS (
       SELECT 1 FROM public.sequences_attempt WHERE token = p_token AND message_id = p_message AND outcome = 'unknown') THEN
    NULL;  -- a late answer settles its own unknown
  ELSIF m.state <> 'sending' OR m.lease_token IS DISTINCT FROM p_token THEN
    RETURN 'ignored';
  END IF;
  UPDATE public.sequences_attempt SET outcome = p_outcome, detail = left(p_detail, 500), ended_at = clock_timestamp()
    WHERE token = p_token;
  becomes := CASE p_outcome WHEN 'accepted' THEN 'sent' WHEN 'refused' THEN 'failed' WHEN 'unknown' THEN 'unknown'
             WHEN 'deferred' THEN CASE WHEN p_retry_in IS NULL THEN 'failed' ELSE 'scheduled' END END;
  UPDATE public.sequences_message SET state = becomes, lease_token = NULL, lease_until = NULL,
      provider_id = coalesce(p_provider_id, ''), reason = CASE WHEN becomes = 'sent' THEN '' ELSE left(coalesce(nullif(p_detail, ''), p_outcome), 500) END,
      send_at = CASE WHEN becomes = 'scheduled' THEN clock_timestamp() + p_retry_in ELSE send_at END,
      sent_at = CASE WHEN becomes = 'sent' THEN clock_timestamp() END
    WHERE id = p_message;
  IF becomes = 'sent' THEN
    UPDATE public.sequences_touch SET state = 'done' WHERE id = m.touch_id;
  END IF;
  IF m.channel = 'email' THEN
    PERFORM public.gate_rest(m.mailbox_id, split_part(m."to", '@', 2), p_outcome IN ('deferred', 'unknown'), p_detail, 5);
  END IF;
  RETURN becomes;
END $$;
