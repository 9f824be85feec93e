-- The receipt, end to end. The database makes it, from words an admin approved; looks at it again
-- before its words leave; and has the point of no return, so that it goes once or not at all.

ALTER TABLE sequences_receiptwording ADD CONSTRAINT receiptwording_headers_safe CHECK (
  gate_header_safe(sender) AND gate_header_safe(subject));
-- It thanks and says who will answer: it claims nothing, asks nothing, leads nowhere.
ALTER TABLE sequences_receiptwording ADD CONSTRAINT receiptwording_plain CHECK (
  subject || body || notice !~* '[?{}<>]|https?:|www\.' AND octet_length(body) <= 4000);

CREATE TRIGGER receiptwording_trail AFTER INSERT OR UPDATE ON sequences_receiptwording
  FOR EACH ROW EXECUTE FUNCTION trail_record();
CREATE TRIGGER receipt_trail AFTER INSERT OR UPDATE ON sequences_receipt
  FOR EACH ROW EXECUTE FUNCTION trail_record();

-- ---- the admin's door: words and their switch are the owner's to write, in a live sign-in --------

CREATE FUNCTION receipt_write(p_sign_in bigint, p_subject text, p_body text, p_notice text, p_sender text,
                              p_mailbox bigint) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE admin bigint := public.gate_signed_in(p_sign_in, ARRAY['admin']); made bigint;
BEGIN
  INSERT INTO public.sequences_receiptwording (subject, body, notice, sender, mailbox_id, approved_by_id, approved_at, is_on)
    VALUES (p_subject, p_body, p_notice, p_sender, p_mailbox, admin, clock_timestamp(), false)
    RETURNING id INTO made;
  RETURN made;
END $$;

-- Send this wording and no other; NULL: send none.
CREATE FUNCTION receipt_switch(p_sign_in bigint, p_wording bigint) RETURNS void LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  PERFORM public.gate_signed_in(p_sign_in, ARRAY['admin']);
  UPDATE public.sequences_receiptwording SET is_on = false WHERE is_on AND id IS DISTINCT FROM p_wording;
  UPDATE public.sequences_receiptwording SET is_on = true WHERE id = p_wording AND NOT is_on;
END $$;

-- NULL when this receipt may go, else a code that `sequences.receipts` turns into words. VOLATILE:
-- each statement sees what was committed before it. The caller holds the lead's row.
CREATE FUNCTION receipt_why_not(p_event bigint, p_lead bigint, p_wording bigint) RETURNS text LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE e public.leads_event; l public.leads_lead;
BEGIN
  IF NOT EXISTS (SELECT 1 FROM public.sequences_receiptwording w JOIN public.leads_user u ON u.id = w.approved_by_id
                 WHERE w.id = p_wording AND w.is_on AND u.is_active AND u.role = 'admin') THEN RETURN 'wording'; END IF;
  SELECT * INTO e FROM public.leads_event WHERE id = p_event;
  SELECT * INTO l FROM public.leads_lead WHERE id = p_lead;
  IF e.lead_id IS DISTINCT FROM l.id OR e.kind NOT IN ('form_submitted', 'demo_requested') THEN RETURN 'event'; END IF;
  IF coalesce(e.identifiers ->> 'email', '') = '' THEN RETURN 'address'; END IF;
  IF least(e.occurred_at, e.received_at) < clock_timestamp() - interval '1 hour' THEN RETURN 'late'; END IF;
  IF l.suppressed_at IS NOT NULL THEN RETURN 'suppressed'; END IF;
  IF public.suppression_of(l.email) IS NOT NULL OR EXISTS (
       SELECT 1 FROM public.sequences_suppression s WHERE s.kind = 'person' AND s.lead_id = l.id AND s.lifted_at IS NULL) THEN
    RETURN 'listed';
  END IF;
  IF EXISTS (SELECT 1 FROM public.sequences_pause p WHERE p.lifted_at IS NULL AND (p.until IS NULL OR p.until > clock_timestamp())
             AND (p.scope = 'everything' OR p.lead_id = l.id OR p.rep_id = l.owner_id OR p.scope = 'source' AND p.source = l.source)) THEN
    RETURN 'paused';
  END IF;
  -- Whoever fills in a form with somebody else's address must not be able to bury them.
  IF (SELECT count(*) FROM public.sequences_receipt r WHERE r.lead_id = l.id AND r.event_id <> p_event AND r.state <> 'void'
      AND r.created_at > clock_timestamp() - interval '1 day') >= 5 THEN RETURN 'many'; END IF;
  RETURN NULL;
END $$;

CREATE OR REPLACE FUNCTION receipt_guard() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE why text; may_move CONSTANT text[] := ARRAY['state', 'reason', 'send_at', 'lease_token', 'lease_until', 'tries', 'dot_at', 'sent_at'];
BEGIN
  IF TG_OP = 'UPDATE' AND (to_jsonb(NEW) - may_move) <> (to_jsonb(OLD) - may_move) THEN
    RAISE EXCEPTION 'a receipt is of one event in one wording' USING ERRCODE = 'FU001';
  END IF;
  IF TG_OP = 'INSERT' AND NEW.state <> 'waiting' OR TG_OP = 'UPDATE' AND NEW.state <> OLD.state AND (OLD.state, NEW.state) NOT IN (
       ('waiting', 'claimed'), ('waiting', 'void'), ('claimed', 'waiting'), ('claimed', 'sending'), ('claimed', 'void'),
       ('sending', 'sent'), ('sending', 'waiting'), ('sending', 'failed'), ('sending', 'unknown'), ('sending', 'void')) THEN
    RAISE EXCEPTION 'gate: not a step a receipt takes' USING ERRCODE = 'FU005';
  END IF;
  IF NEW.state = 'sent' AND NEW.dot_at IS NULL THEN
    RAISE EXCEPTION 'gate: nothing was handed over' USING ERRCODE = 'FU006';
  END IF;
  IF TG_OP = 'INSERT' OR NEW.state IN ('claimed', 'sending') AND NEW.state <> OLD.state THEN
    PERFORM 1 FROM public.leads_lead WHERE id = NEW.lead_id FOR NO KEY UPDATE;
    why := public.receipt_why_not(NEW.event_id, NEW.lead_id, NEW.wording_id);
    IF why IS NOT NULL THEN RAISE EXCEPTION 'gate: %', why USING ERRCODE = 'FU004'; END IF;
  END IF;
  IF TG_OP = 'INSERT' THEN PERFORM pg_notify('followup_outbox', ''); END IF;  -- wakes the sender when this commits
  RETURN NEW;
END $$;
DROP TRIGGER receipt_guarded ON sequences_receipt;
CREATE TRIGGER receipt_guarded BEFORE INSERT OR UPDATE ON sequences_receipt
  FOR EACH ROW EXECUTE FUNCTION receipt_guard();
CREATE TRIGGER receipt_no_delete BEFORE DELETE ON sequences_receipt
  FOR EACH ROW EXECUTE FUNCTION refuse_change();

-- ---- the worker's door: an event in, a receipt or the reason why none ---------------------------

CREATE FUNCTION receipt_begin(p_event bigint) RETURNS text LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE whose bigint; words bigint; why text;
BEGIN
  SELECT id INTO words FROM public.sequences_receiptwording WHERE is_on;
  IF NOT FOUND THEN RETURN 'wording'; END IF;
  SELECT lead_id INTO whose FROM public.leads_event WHERE id = p_event;
  PERFORM 1 FROM public.leads_lead WHERE id = whose FOR NO KEY UPDATE;
  IF NOT FOUND THEN RETURN 'event'; END IF;
  why := public.receipt_why_not(p_event, whose, words);
  IF why IS NULL THEN
    INSERT INTO public.sequences_receipt (event_id, lead_id, wording_id) VALUES (p_event, whose, words) ON CONFLICT (event_id) DO NOTHING;
  END IF;
  RETURN coalesce(why, '');
END $$;

-- ---- the sender's doors -------------------------------------------------------------------------

-- Until when the way out is shut for a wording; NULL when it is open.
CREATE FUNCTION receipt_shut(p_wording bigint) RETURNS timestamptz LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT clock_timestamp() + interval '1 minute' FROM public.sequences_receiptwording w
    LEFT JOIN public.sequences_mailbox b ON b.id = w.mailbox_id
   WHERE w.id = p_wording AND (
     EXISTS (SELECT 1 FROM public.sequences_sendingdomain d WHERE d.held_at IS NOT NULL
             AND d.domain = lower(split_part(rtrim(w.sender, '>'), '@', -1)))
     OR b.id IS NOT NULL AND (b.paused_at IS NOT NULL OR b.owner_id IS NOT NULL
                              OR NOT public.gate_mailbox_fits(b.id, w.approved_by_id, w.sender)))
$$;

CREATE FUNCTION receipt_claim(p_limit int, p_lease interval) RETURNS TABLE (id bigint, token uuid, mailbox bigint, tries int)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
#variable_conflict use_column
DECLARE r record; why text; shut timestamptz;
BEGIN
  PERFORM public.gate_isolation();
  FOR r IN SELECT q.id, q.event_id, q.lead_id, q.wording_id FROM public.sequences_receipt q JOIN public.leads_lead l ON l.id = q.lead_id
           WHERE q.state = 'waiting' AND q.send_at <= clock_timestamp() ORDER BY q.send_at LIMIT p_limit
           FOR NO KEY UPDATE OF q, l SKIP LOCKED LOOP
    why := public.receipt_why_not(r.event_id, r.lead_id, r.wording_id);
    shut := public.receipt_shut(r.wording_id);
    IF why IS NOT NULL THEN
      UPDATE public.sequences_receipt q SET state = 'void', reason = why WHERE q.id = r.id;
    ELSIF shut IS NOT NULL THEN
      UPDATE public.sequences_receipt q SET send_at = shut, reason = 'mailbox' WHERE q.id = r.id;
    ELSE
      RETURN QUERY UPDATE public.sequences_receipt q SET state = 'claimed', reason = '', lease_token = gen_random_uuid(),
          lease_until = clock_timestamp() + p_lease, tries = q.tries + 1
        WHERE q.id = r.id
        RETURNING q.id, q.lease_token, (SELECT w.mailbox_id FROM public.sequences_receiptwording w WHERE w.id = q.wording_id), q.tries::int;
    END IF;
  END LOOP;
END $$;

CREATE FUNCTION receipt_held(p_receipt bigint, p_token uuid, p_state text) RETURNS boolean LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  PERFORM public.gate_isolation();
  PERFORM set_config('synchronous_commit', 'on', true), set_config('lock_timeout', '3s', true);
  PERFORM 1 FROM public.leads_lead WHERE id = (SELECT lead_id FROM public.sequences_receipt WHERE id = p_receipt) FOR NO KEY UPDATE;
  PERFORM 1 FROM public.sequences_receipt WHERE id = p_receipt AND lease_token = p_token AND state = p_state
    AND lease_until > clock_timestamp() FOR NO KEY UPDATE;
  RETURN FOUND;
END $$;

-- The last look, then the words: the wording's own, with its notice below, and nothing else.
CREATE FUNCTION receipt_words(p_receipt bigint, p_token uuid, p_lease interval)
RETURNS TABLE (message_id text, sender text, recipient text, subject text, body text)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE r public.sequences_receipt; why text;
BEGIN
  IF NOT public.receipt_held(p_receipt, p_token, 'claimed') THEN RETURN; END IF;
  SELECT * INTO r FROM public.sequences_receipt WHERE id = p_receipt;
  why := public.receipt_why_not(r.event_id, r.lead_id, r.wording_id);
  IF why IS NOT NULL THEN
    UPDATE public.sequences_receipt SET state = 'void', reason = why, lease_token = NULL, lease_until = NULL WHERE id = p_receipt;
    RETURN;
  END IF;
  UPDATE public.sequences_receipt SET state = 'sending', lease_until = clock_timestamp() + p_lease WHERE id = p_receipt;
  RETURN QUERY SELECT '<receipt.' || r.id || '.' || r.event_id || '.' || extract(epoch FROM r.created_at)::bigint || '@'
      || rtrim(split_part(w.sender, '@', -1), '>'), w.sender::text, l.email::text, w.subject::text, w.body || E'\n\n-- \n' || w.notice
    FROM public.sequences_receiptwording w, public.leads_lead l WHERE w.id = r.wording_id AND l.id = r.lead_id;
END $$;

-- The point of no return, committed just before the provider may act. False: hang up without it.
CREATE FUNCTION receipt_dot(p_receipt bigint, p_token uuid) RETURNS boolean LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE r public.sequences_receipt; why text; box bigint;
BEGIN
  IF NOT public.receipt_held(p_receipt, p_token, 'sending') THEN RETURN false; END IF;
  SELECT * INTO r FROM public.sequences_receipt WHERE id = p_receipt;
  SELECT mailbox_id INTO box FROM public.sequences_receiptwording WHERE id = r.wording_id;
  why := public.receipt_why_not(r.event_id, r.lead_id, r.wording_id);
  IF why IS NULL AND box IS NOT NULL AND NOT public.gate_mailbox_take(box) THEN why := 'cap'; END IF;
  IF why IS NOT NULL THEN
    UPDATE public.sequences_receipt SET state = 'void', reason = why, lease_token = NULL, lease_until = NULL WHERE id = p_receipt;
    RETURN false;
  END IF;
  UPDATE public.sequences_receipt SET dot_at = clock_timestamp() WHERE id = p_receipt;
  RETURN true;
END $$;

-- What came of a try: accepted, refused, unknown, or deferred (the provider said that it has nothing).
CREATE FUNCTION receipt_finish(p_receipt bigint, p_token uuid, p_outcome text, p_detail text, p_retry_in interval) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE r public.sequences_receipt; becomes text;
BEGIN
  PERFORM set_config('synchronous_commit', 'on', true);
  PERFORM 1 FROM public.leads_lead WHERE id = (SELECT lead_id FROM public.sequences_receipt WHERE id = p_receipt) FOR NO KEY UPDATE;
  SELECT * INTO r FROM public.sequences_receipt WHERE id = p_receipt FOR NO KEY UPDATE;
  IF r.state NOT IN ('claimed', 'sending') OR r.lease_token IS DISTINCT FROM p_token THEN RETURN 'ignored'; END IF;
  becomes := CASE WHEN p_outcome = 'deferred' AND (p_retry_in IS NOT NULL OR r.state = 'claimed') THEN 'waiting'
                  WHEN p_outcome = 'accepted' THEN 'sent' WHEN p_outcome = 'unknown' THEN 'unknown' ELSE 'failed' END;
  UPDATE public.sequences_receipt SET state = becomes, lease_token = NULL, lease_until = NULL, reason = left(p_detail, 500),
      dot_at = CASE WHEN becomes = 'waiting' THEN NULL ELSE dot_at END,
      send_at = CASE WHEN becomes = 'waiting' THEN clock_timestamp() + coalesce(p_retry_in, interval '1 minute') ELSE send_at END,
      sent_at = CASE WHEN becomes = 'sent' THEN clock_timestamp() END
    WHERE id = p_receipt;
  RETURN becomes;
END $$;

-- After a crash: before the point of no return it goes back in line, after it nobody knows, and a
-- receipt that nobody knows of is not sent again.
CREATE FUNCTION receipt_reap() RETURNS int LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE n int;
BEGIN
  WITH dead AS (
    SELECT q.id FROM public.sequences_receipt q JOIN public.leads_lead l ON l.id = q.lead_id
     WHERE q.state IN ('claimed', 'sending') AND q.lease_until < clock_timestamp() FOR NO KEY UPDATE OF q, l SKIP LOCKED)
  UPDATE public.sequences_receipt q SET lease_token = NULL, lease_until = NULL, reason = 'crashed',
      state = CASE WHEN q.dot_at IS NOT NULL THEN 'unknown' WHEN q.state = 'sending' AND q.tries >= 6 THEN 'failed' ELSE 'waiting' END
    FROM dead WHERE q.id = dead.id;
  GET DIAGNOSTICS n = ROW_COUNT;
  RETURN n;
END $$;
