-- The gate. Constraints first: a message's fingerprint is generated from its bytes, and the
-- foreign key below ties it to an approval of the same fingerprint, lead and touch. Triggers
-- second: they hold whoever writes, the owner of the tables included.
--
-- The one rule to keep when changing this file: every fact a send depends on is a column of a
-- row that is locked first (the lead's row, always), or is read again in a new statement after
-- the lock. A check in the same statement as the lock sees the world from before it.
--
-- Errors: FU001 append-only, FU004 approval refused, FU005 not a transition, FU006 not to be
-- sent, FU007 wrong isolation level. The message after the colon is a code that
-- `sequences.refusals` turns into words.

ALTER TABLE sequences_message ADD CONSTRAINT message_is_what_was_approved
  FOREIGN KEY (approval_id, lead_id, touch_id, fingerprint)
  REFERENCES sequences_approval (id, lead_id, touch_id, fingerprint);
ALTER TABLE sequences_message ADD CONSTRAINT message_headers_safe CHECK (
  gate_header_safe(sender) AND gate_header_safe("to") AND gate_header_safe(cc)
  AND gate_header_safe(reply_to) AND gate_header_safe(in_reply_to) AND gate_header_safe("references")
  AND gate_header_safe(subject) AND gate_header_safe(message_id));
ALTER TABLE sequences_message ADD CONSTRAINT message_body_bounded CHECK (octet_length(body) <= 100000);
-- The Message-ID is the one header outside the fingerprint: it carries nothing but what it is made of.
ALTER TABLE sequences_message ADD CONSTRAINT message_id_made_of_approval CHECK (
  starts_with(message_id, '<' || approval_id || '.' || left(encode(fingerprint, 'hex'), 24) || '@')
  AND message_id ~ '^<[0-9a-f.]+@[A-Za-z0-9.-]+>$');

-- ---- approvals ------------------------------------------------------------------------------

CREATE FUNCTION gate_approval() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE l public.leads_lead; refused text;
BEGIN
  SELECT * INTO l FROM public.leads_lead WHERE id = NEW.lead_id FOR NO KEY UPDATE;
  PERFORM 1 FROM public.leads_user WHERE id = NEW.approver_id FOR SHARE;
  PERFORM 1 FROM public.leads_signin WHERE id = NEW.sign_in_id FOR SHARE;
  NEW.decided_at := clock_timestamp();
  NEW.expires_at := least(NEW.expires_at, NEW.decided_at + interval '30 days');
  SELECT CASE
    WHEN NOT EXISTS (SELECT 1 FROM public.leads_signin s WHERE s.id = NEW.sign_in_id
                     AND s.user_id = NEW.approver_id AND s.ended_at IS NULL
                     AND s.expires_at > clock_timestamp()) THEN 'session'
    WHEN NOT public.gate_may_approve(NEW.approver_id, NEW.lead_id) THEN 'right'
    WHEN NOT EXISTS (SELECT 1 FROM public.sequences_touch t JOIN public.sequences_enrollment e ON e.id = t.enrollment_id
                     WHERE t.id = NEW.touch_id AND e.lead_id = NEW.lead_id) THEN 'touch'
    WHEN NEW.stop_epoch <> l.stop_epoch THEN 'stopped'
    WHEN NEW.record_epoch <> l.record_epoch THEN 'stale'
    WHEN l.suppressed_at IS NOT NULL THEN 'suppressed'
  END INTO refused;
  IF refused IS NOT NULL THEN
    RAISE EXCEPTION 'gate: %', refused USING ERRCODE = 'FU004';
  END IF;
  PERFORM set_config('synchronous_commit', 'on', true);
  RETURN NEW;
END $$;
CREATE TRIGGER approval_checked BEFORE INSERT ON sequences_approval
  FOR EACH ROW EXECUTE FUNCTION gate_approval();
CREATE TRIGGER approval_append_only BEFORE UPDATE OR DELETE ON sequences_approval
  FOR EACH ROW EXECUTE FUNCTION refuse_change();

-- ---- may this go? ---------------------------------------------------------------------------

-- NULL when it may, else a code. The caller holds the lead's row. VOLATILE on purpose: each
-- statement in here sees what was committed before it, not what the caller's statement saw.
CREATE FUNCTION gate_why_not(p_message bigint) RETURNS text LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE m public.sequences_message; a public.sequences_approval; l public.leads_lead; e public.sequences_enrollment;
BEGIN
  SELECT * INTO m FROM public.sequences_message WHERE id = p_message;
  SELECT * INTO a FROM public.sequences_approval WHERE id = m.approval_id;
  IF NOT FOUND THEN RETURN 'unapproved'; END IF;
  SELECT * INTO l FROM public.leads_lead WHERE id = m.lead_id;
  SELECT en.* INTO e FROM public.sequences_touch t JOIN public.sequences_enrollment en ON en.id = t.enrollment_id
    WHERE t.id = m.touch_id FOR SHARE OF en;
  PERFORM 1 FROM public.leads_user WHERE id = a.approver_id FOR SHARE;
  IF a.fingerprint <> public.gate_fingerprint(m.channel, m.sender, m."to", m.cc, m.reply_to, m.in_reply_to,
       m."references", m.subject, m.body, m.attachments) THEN RETURN 'words'; END IF;
  IF m."to" <> l.email THEN RETURN 'recipient'; END IF;
  IF l.suppressed_at IS NOT NULL THEN RETURN 'suppressed'; END IF;
  IF a.stop_epoch <> l.stop_epoch THEN RETURN 'stopped'; END IF;
  IF a.record_epoch <> l.record_epoch THEN RETURN 'stale'; END IF;
  IF a.expires_at <= clock_timestamp() THEN RETURN 'expired'; END IF;
  IF NOT public.gate_may_approve(a.approver_id, m.lead_id) THEN RETURN 'right'; END IF;
  IF e.state = 'paused' THEN RETURN 'paused'; END IF;
  IF e.state = 'stopped' THEN RETURN 'ended'; END IF;
  IF l.hold_until > clock_timestamp() THEN RETURN 'away'; END IF;
  IF m.cc <> '' AND EXISTS (SELECT 1 FROM public.leads_lead o WHERE o.suppressed_at IS NOT NULL
       AND o.email = ANY (regexp_split_to_array(lower(m.cc), '[^[:alnum:]!#$%&''*+/=?^_`{|}~.@-]+'))) THEN
    RETURN 'copy';
  END IF;
  RETURN NULL;
END $$;

-- ---- messages -------------------------------------------------------------------------------

CREATE FUNCTION gate_message() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE why text;
        may_move CONSTANT text[] := ARRAY['state', 'reason', 'send_at', 'provider_id', 'worker', 'lease_token',
          'lease_until', 'attempts_made', 'sent_at', 'fingerprint'];  -- the last is generated after this runs
BEGIN
  IF TG_OP = 'INSERT' THEN
    IF NEW.state <> 'scheduled' OR NEW.attempts_made <> 0 THEN
      RAISE EXCEPTION 'gate: a message begins scheduled' USING ERRCODE = 'FU005';
    END IF;
    PERFORM 1 FROM public.leads_lead WHERE id = NEW.lead_id AND email = NEW."to" FOR NO KEY UPDATE;
    IF NOT FOUND THEN RAISE EXCEPTION 'gate: recipient' USING ERRCODE = 'FU004'; END IF;
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
CREATE TRIGGER message_guarded BEFORE INSERT OR UPDATE ON sequences_message
  FOR EACH ROW EXECUTE FUNCTION gate_message();
CREATE TRIGGER message_no_delete BEFORE DELETE ON sequences_message
  FOR EACH ROW EXECUTE FUNCTION refuse_change();

-- An attempt is closed once; an unknown one may later be settled; nothing else about it changes.
CREATE FUNCTION gate_attempt() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE may_move CONSTANT text[] := ARRAY['outcome', 'detail', 'ended_at', 'dot_at'];
BEGIN
  IF (to_jsonb(NEW) - may_move) <> (to_jsonb(OLD) - may_move)
     OR (OLD.dot_at IS NOT NULL AND NEW.dot_at IS DISTINCT FROM OLD.dot_at)
     OR (NEW.outcome IN ('accepted', 'unknown') AND NEW.dot_at IS NULL)
     OR NOT ((OLD.outcome = '' AND NEW.outcome <> 'unsent')
             OR (OLD.outcome = 'unknown' AND NEW.outcome IN ('accepted', 'unsent'))) THEN
    RAISE EXCEPTION 'gate: an attempt only ends' USING ERRCODE = 'FU001';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER attempt_guarded BEFORE UPDATE ON sequences_attempt
  FOR EACH ROW EXECUTE FUNCTION gate_attempt();
CREATE TRIGGER attempt_no_delete BEFORE DELETE ON sequences_attempt
  FOR EACH ROW EXECUTE FUNCTION refuse_change();

CREATE TRIGGER approval_trail AFTER INSERT ON sequences_approval
  FOR EACH ROW EXECUTE FUNCTION trail_record();
CREATE TRIGGER message_trail AFTER INSERT OR UPDATE ON sequences_message
  FOR EACH ROW EXECUTE FUNCTION trail_record();
CREATE TRIGGER attempt_trail AFTER INSERT OR UPDATE ON sequences_attempt
  FOR EACH ROW EXECUTE FUNCTION trail_record();

-- ---- the sender's doors: the only way a message moves, and the only way its words leave -------

CREATE FUNCTION gate_isolation() RETURNS void LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF current_setting('transaction_isolation') <> 'read committed' THEN
    RAISE EXCEPTION 'gate: read committed only' USING ERRCODE = 'FU007';
  END IF;
END $$;

-- Leases up to p_limit due messages. Both rows are locked and both skip what is locked, so it
-- never waits and never deadlocks. Hands out ids and tokens, not one word.
CREATE FUNCTION gate_claim(p_worker text, p_limit int, p_lease interval)
RETURNS TABLE (id bigint, token uuid, attempt int) LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
#variable_conflict use_column
DECLARE r record; why text; taken int := 0;
BEGIN
  PERFORM public.gate_isolation();
  FOR r IN SELECT m.id, l.hold_until FROM public.sequences_message m JOIN public.leads_lead l ON l.id = m.lead_id
           WHERE m.state = 'scheduled' AND m.send_at <= clock_timestamp()
           ORDER BY m.send_at LIMIT p_limit * 3 FOR NO KEY UPDATE OF m, l SKIP LOCKED LOOP
    EXIT WHEN taken >= p_limit;
    why := public.gate_why_not(r.id);
    IF why IS NULL THEN
      taken := taken + 1;
      RETURN QUERY UPDATE public.sequences_message m
        SET state = 'claimed', lease_token = gen_random_uuid(), worker = p_worker, reason = '',
            lease_until = clock_timestamp() + p_lease, attempts_made = m.attempts_made + 1
        WHERE m.id = r.id RETURNING m.id, m.lease_token, m.attempts_made::int;
    ELSIF why IN ('away', 'paused') THEN
      UPDATE public.sequences_message m SET reason = why,
        send_at = CASE WHEN why = 'away' THEN (SELECT hold_until FROM public.leads_lead WHERE id = m.lead_id)
                       ELSE clock_timestamp() + interval '5 minutes' END
        WHERE m.id = r.id;
    ELSE
      UPDATE public.sequences_message m SET state = 'void', reason = why WHERE m.id = r.id;
    END IF;
  END LOOP;
END $$;

CREATE FUNCTION gate_lock_leased(p_message bigint, p_token uuid, p_state text) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  PERFORM public.gate_isolation();
  PERFORM set_config('synchronous_commit', 'on', true);  -- a session may have relaxed it; a lost commit here sends twice
  PERFORM set_config('lock_timeout', '3s', true);  -- whoever holds on to one lead does not stop the mail of the others
  PERFORM 1 FROM public.leads_lead WHERE id = (SELECT lead_id FROM public.sequences_message WHERE id = p_message)
    FOR NO KEY UPDATE;
  PERFORM 1 FROM public.sequences_message WHERE id = p_message AND lease_token = p_token AND state = p_state
    AND lease_until > clock_timestamp() FOR NO KEY UPDATE;
  RETURN FOUND;
END $$;

-- Nothing was tried (no connection): back in line, and the try does not count.
CREATE FUNCTION gate_release(p_message bigint, p_token uuid, p_detail text, p_retry_in interval) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  IF NOT public.gate_lock_leased(p_message, p_token, 'claimed') THEN RETURN false; END IF;
  UPDATE public.sequences_message SET state = 'scheduled', lease_token = NULL, lease_until = NULL,
    reason = left(p_detail, 500), send_at = clock_timestamp() + p_retry_in, attempts_made = attempts_made - 1
    WHERE id = p_message;
  RETURN true;
END $$;

-- The last look, then the words. No row: the message is not this worker's any more, or may not go.
CREATE FUNCTION gate_transmit(p_message bigint, p_token uuid, p_lease interval)
RETURNS TABLE (message_id text, sender text, recipient text, cc text, reply_to text, in_reply_to text,
               thread text, subject text, body text, fingerprint bytea)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
#variable_conflict use_column
DECLARE why text;
BEGIN
  IF NOT public.gate_lock_leased(p_message, p_token, 'claimed') THEN RETURN; END IF;
  why := public.gate_why_not(p_message);
  IF why IS NOT NULL THEN
    UPDATE public.sequences_message SET
      state = CASE WHEN why IN ('away', 'paused') THEN 'scheduled' ELSE 'void' END,
      reason = why, lease_token = NULL, lease_until = NULL WHERE id = p_message;
    RETURN;
  END IF;
  INSERT INTO public.sequences_attempt (message_id, token, worker, started_at, outcome, detail)
    SELECT id, p_token, worker, clock_timestamp(), '', '' FROM public.sequences_message WHERE id = p_message;
  UPDATE public.sequences_message SET state = 'sending', lease_until = clock_timestamp() + p_lease WHERE id = p_message;
  RETURN QUERY SELECT m.message_id::text, m.sender::text, m."to"::text, m.cc, m.reply_to::text, m.in_reply_to::text,
    m."references", m.subject::text, m.body, m.fingerprint FROM public.sequences_message m WHERE m.id = p_message;
END $$;

-- The point of no return, committed just before the provider may act. False: hang up without it.
CREATE FUNCTION gate_dot(p_message bigint, p_token uuid) RETURNS boolean LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE why text;
BEGIN
  IF NOT public.gate_lock_leased(p_message, p_token, 'sending') THEN RETURN false; END IF;
  why := public.gate_why_not(p_message);
  IF why IS NOT NULL THEN
    UPDATE public.sequences_attempt SET outcome = 'deferred', detail = why, ended_at = clock_timestamp()
      WHERE token = p_token AND outcome = '' AND dot_at IS NULL;
    UPDATE public.sequences_message SET
      state = CASE WHEN why IN ('away', 'paused') THEN 'scheduled' ELSE 'void' END,
      reason = why, lease_token = NULL, lease_until = NULL WHERE id = p_message;
    RETURN false;
  END IF;
  UPDATE public.sequences_attempt SET dot_at = clock_timestamp() WHERE token = p_token AND outcome = '' AND dot_at IS NULL;
  RETURN FOUND;
END $$;

-- Settles an attempt: accepted, refused, deferred (nothing can have been sent) or unknown.
-- Returns the message's new state, or 'ignored' for a worker that lost its lease.
CREATE FUNCTION gate_finish(p_message bigint, p_token uuid, p_outcome text, p_provider_id text, p_detail text,
                            p_retry_in interval) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE m public.sequences_message; becomes text;
BEGIN
  PERFORM set_config('synchronous_commit', 'on', true);
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
  RETURN becomes;
END $$;

-- After a crash: before the point of no return nothing was sent, so it goes back in line; after
-- it nobody knows, so it is unknown and no machine touches it again. Returns how many of each.
CREATE FUNCTION gate_reap() RETURNS TABLE (requeued int, unknown int) LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE r record; is_over boolean;
BEGIN
  requeued := 0; unknown := 0;
  FOR r IN SELECT m.id, m.state, m.lease_token, m.attempts_made FROM public.sequences_message m JOIN public.leads_lead l ON l.id = m.lead_id
           WHERE m.state IN ('claimed', 'sending') AND m.lease_until < clock_timestamp()
           FOR NO KEY UPDATE OF m, l SKIP LOCKED LOOP
    IF r.state = 'claimed' OR EXISTS (SELECT 1 FROM public.sequences_attempt WHERE token = r.lease_token AND dot_at IS NULL) THEN
      UPDATE public.sequences_attempt SET outcome = 'deferred', detail = 'the sender stopped before sending', ended_at = clock_timestamp()
        WHERE token = r.lease_token AND outcome = '';
      -- A lease without words was not a try. A mail whose words stop the sender each time must end.
      is_over := r.state = 'sending' AND r.attempts_made >= 6;
      UPDATE public.sequences_message SET state = CASE WHEN is_over THEN 'failed' ELSE 'scheduled' END,
        lease_token = NULL, lease_until = NULL, reason = 'the sender stopped before sending',
        attempts_made = attempts_made - CASE WHEN r.state = 'claimed' THEN 1 ELSE 0 END WHERE id = r.id;
      requeued := requeued + CASE WHEN is_over THEN 0 ELSE 1 END;
    ELSE
      UPDATE public.sequences_attempt SET outcome = 'unknown', detail = 'the sender stopped while sending', ended_at = clock_timestamp()
        WHERE token = r.lease_token AND outcome = '';
      UPDATE public.sequences_message SET state = 'unknown', lease_token = NULL, lease_until = NULL,
        reason = 'the sender stopped while sending' WHERE id = r.id;
      unknown := unknown + 1;
    END IF;
  END LOOP;
  RETURN NEXT;
END $$;

-- ---- a person's doors -------------------------------------------------------------------------

CREATE FUNCTION gate_person(p_sign_in bigint, p_message bigint) RETURNS void LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  PERFORM set_config('synchronous_commit', 'on', true);
  PERFORM 1 FROM public.leads_lead WHERE id = (SELECT lead_id FROM public.sequences_message WHERE id = p_message)
    FOR NO KEY UPDATE;
  IF NOT EXISTS (SELECT 1 FROM public.leads_signin s JOIN public.sequences_message m ON m.id = p_message
                 WHERE s.id = p_sign_in AND s.ended_at IS NULL AND s.expires_at > clock_timestamp()
                 AND public.gate_may_approve(s.user_id, m.lead_id)) THEN
    RAISE EXCEPTION 'gate: session' USING ERRCODE = 'FU004';
  END IF;
END $$;

-- Takes an approved message back while it can be. False: it is already on its way.
CREATE FUNCTION gate_recall(p_message bigint, p_sign_in bigint, p_reason text) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  PERFORM public.gate_person(p_sign_in, p_message);
  UPDATE public.sequences_message SET state = 'void', reason = left(p_reason, 500), lease_token = NULL, lease_until = NULL
    WHERE id = p_message AND state IN ('scheduled', 'claimed');
  RETURN FOUND;
END $$;

-- A person settles what no machine may: was it sent? A new try needs a new approval.
CREATE FUNCTION gate_settle(p_message bigint, p_sign_in bigint, p_was_sent boolean, p_reason text) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  PERFORM public.gate_person(p_sign_in, p_message);
  PERFORM 1 FROM public.sequences_message WHERE id = p_message AND state = 'unknown' FOR NO KEY UPDATE;
  IF NOT FOUND THEN RETURN false; END IF;
  UPDATE public.sequences_attempt SET outcome = CASE WHEN p_was_sent THEN 'accepted' ELSE 'unsent' END,
    detail = left(p_reason, 500), ended_at = clock_timestamp() WHERE message_id = p_message AND outcome = 'unknown';
  UPDATE public.sequences_message SET state = CASE WHEN p_was_sent THEN 'sent' ELSE 'failed' END,
    reason = CASE WHEN p_was_sent THEN '' ELSE left(p_reason, 500) END,
    sent_at = CASE WHEN p_was_sent THEN clock_timestamp() END WHERE id = p_message;
  IF p_was_sent THEN
    UPDATE public.sequences_touch SET state = 'done'
      WHERE id = (SELECT touch_id FROM public.sequences_message WHERE id = p_message);
  END IF;
  RETURN true;
END $$;

-- ---- receipts and published versions ----------------------------------------------------------

CREATE FUNCTION receipt_guard() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  IF NOT EXISTS (SELECT 1 FROM public.sequences_receiptwording w JOIN public.leads_user u ON u.id = w.approved_by_id
                 WHERE w.id = NEW.wording_id AND w.is_on AND u.is_active AND u.role = 'admin') THEN
    RAISE EXCEPTION 'gate: a receipt needs wording that an admin approved and switched on' USING ERRCODE = 'FU004';
  END IF;
  IF EXISTS (SELECT 1 FROM public.leads_lead WHERE id = NEW.lead_id AND suppressed_at IS NOT NULL) THEN
    RAISE EXCEPTION 'gate: suppressed' USING ERRCODE = 'FU004';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER receipt_guarded BEFORE INSERT ON sequences_receipt
  FOR EACH ROW EXECUTE FUNCTION receipt_guard();

CREATE FUNCTION receiptwording_guard() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  IF (to_jsonb(NEW) - 'is_on') <> (to_jsonb(OLD) - 'is_on') THEN
    RAISE EXCEPTION 'approved wording does not change: write a new one' USING ERRCODE = 'FU001';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER receiptwording_fixed BEFORE UPDATE ON sequences_receiptwording
  FOR EACH ROW EXECUTE FUNCTION receiptwording_guard();

CREATE FUNCTION version_guard() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  IF OLD.published_at IS NOT NULL THEN
    RAISE EXCEPTION 'a published version does not change: make a new one' USING ERRCODE = 'FU001';
  END IF;
  RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END $$;
CREATE TRIGGER version_immutable BEFORE UPDATE OR DELETE ON sequences_version
  FOR EACH ROW EXECUTE FUNCTION version_guard();

CREATE FUNCTION step_guard() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE wanted bigint := CASE WHEN TG_OP = 'DELETE' THEN OLD.version_id ELSE NEW.version_id END;
BEGIN
  IF EXISTS (SELECT 1 FROM public.sequences_version WHERE published_at IS NOT NULL
             AND id IN (wanted, CASE WHEN TG_OP = 'UPDATE' THEN OLD.version_id END)) THEN
    RAISE EXCEPTION 'a published version does not change: make a new one' USING ERRCODE = 'FU001';
  END IF;
  RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END $$;
CREATE TRIGGER step_immutable BEFORE INSERT OR UPDATE OR DELETE ON sequences_step
  FOR EACH ROW EXECUTE FUNCTION step_guard();
