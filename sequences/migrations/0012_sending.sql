-- One look for one step. `gate_message` looks whenever a message moves to claimed or to sending, for
-- whoever moves it; the doors looked just before that, too, and so each step paid for two. Now they
-- move the message and let the guard look. Only when it refuses do they ask which code it was.

CREATE OR REPLACE FUNCTION gate_claim(p_worker text, p_limit int, p_lease interval)
RETURNS TABLE (id bigint, token uuid, attempt int) LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
#variable_conflict use_column
DECLARE r record; why text; til timestamptz; taken int := 0;
BEGIN
  PERFORM public.gate_isolation();
  FOR r IN SELECT m.id FROM public.sequences_message m JOIN public.leads_lead l ON l.id = m.lead_id
           WHERE m.state = 'scheduled' AND m.send_at <= clock_timestamp()
           ORDER BY m.send_at LIMIT p_limit * 3 FOR NO KEY UPDATE OF m, l SKIP LOCKED LOOP
    EXIT WHEN taken >= p_limit;
    BEGIN
      RETURN QUERY UPDATE public.sequences_message m
        SET state = 'claimed', lease_token = gen_random_uuid(), worker = p_worker, reason = '',
            lease_until = clock_timestamp() + p_lease, attempts_made = m.attempts_made + 1
        WHERE m.id = r.id RETURNING m.id, m.lease_token, m.attempts_made::int;
      taken := taken + 1;
    EXCEPTION WHEN SQLSTATE 'FU006' THEN
      why := NULL; til := NULL;
      SELECT code, until INTO why, til FROM public.gate_look(r.id);
      -- Nothing to say any more: what was in the way ended just now, and the next claim takes it.
      UPDATE public.sequences_message m SET state = 'void', reason = why
        WHERE m.id = r.id AND why IS NOT NULL AND til IS NULL;
      UPDATE public.sequences_message m SET reason = why, send_at = til
        WHERE m.id = r.id AND til IS NOT NULL;
    END;
  END LOOP;
END $$;

-- The last look, then the words. No row: the message is not this worker's any more, or may not go.
-- `answered` is the provider's own name of the message this one answers, where there is one.
CREATE OR REPLACE FUNCTION gate_transmit(p_message bigint, p_token uuid, p_lease interval)
RETURNS TABLE (message_id text, sender text, recipient text, cc text, reply_to text, in_reply_to text,
               thread text, subject text, body text, html text, unsubscribe text, fingerprint bytea, answered text)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
#variable_conflict use_column
DECLARE why text; til timestamptz;
BEGIN
  IF NOT public.gate_lock_leased(p_message, p_token, 'claimed') THEN RETURN; END IF;
  BEGIN
    INSERT INTO public.sequences_attempt (message_id, token, worker, started_at, outcome, detail)
      SELECT id, p_token, worker, clock_timestamp(), '', '' FROM public.sequences_message WHERE id = p_message;
    UPDATE public.sequences_message SET state = 'sending', lease_until = clock_timestamp() + p_lease WHERE id = p_message;
  EXCEPTION WHEN SQLSTATE 'FU006' THEN
    SELECT code, until INTO why, til FROM public.gate_look(p_message);
    UPDATE public.sequences_message SET
      state = CASE WHEN why IS NOT NULL AND til IS NULL THEN 'void' ELSE 'scheduled' END,
      send_at = coalesce(til, send_at), reason = coalesce(why, ''), lease_token = NULL, lease_until = NULL
      WHERE id = p_message;
    RETURN;
  END;
  RETURN QUERY SELECT m.message_id::text, m.sender::text, m."to"::text, m.cc, m.reply_to::text, m.in_reply_to::text,
    m."references", m.subject::text, m.body, m.html, m.unsubscribe::text, m.fingerprint,
    coalesce((SELECT o.provider_id FROM public.sequences_message o WHERE o.message_id = m.in_reply_to
              AND o.lead_id = m.lead_id AND o.mailbox_id = m.mailbox_id), '')::text
    FROM public.sequences_message m WHERE m.id = p_message;
END $$;
