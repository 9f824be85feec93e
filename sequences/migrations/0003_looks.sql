-- The last look, opened for what has a say in it. Each look is a function of its own, so that one
-- rule can change without touching the others: it answers with a code, and with the moment at
-- which to look again, or NULL for what will not pass by waiting. No row: nothing stands against it.
-- Every look reads rows in statements of its own, after the caller has locked the lead's row.

CREATE FUNCTION gate_look_window(p_message bigint) RETURNS TABLE (code text, until timestamptz)
LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT NULL::text, NULL::timestamptz WHERE false
$$;

CREATE FUNCTION gate_look_paused(p_message bigint) RETURNS TABLE (code text, until timestamptz)
LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT NULL::text, NULL::timestamptz WHERE false
$$;

CREATE FUNCTION gate_look_mailbox(p_message bigint) RETURNS TABLE (code text, until timestamptz)
LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT NULL::text, NULL::timestamptz WHERE false
$$;

CREATE FUNCTION gate_look_listed(p_message bigint) RETURNS TABLE (code text, until timestamptz)
LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT NULL::text, NULL::timestamptz WHERE false
$$;

-- What the lead's row, the approval and the enrollment say.
CREATE FUNCTION gate_look_lead(p_message bigint) RETURNS TABLE (code text, until timestamptz) LANGUAGE plpgsql VOLATILE SECURITY DEFINER
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
       m."references", m.subject, m.body, m.attachments) THEN code := 'words'; until := NULL; RETURN NEXT; RETURN; END IF;
  IF m."to" <> l.email THEN code := 'recipient'; until := NULL; RETURN NEXT; RETURN; END IF;
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

-- The first thing that stands against sending; what ends a message comes before what delays it.
CREATE FUNCTION gate_look(p_message bigint) RETURNS TABLE (code text, until timestamptz)
LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT code, until FROM (
    SELECT 1 AS place, * FROM public.gate_look_lead(p_message)
    UNION ALL SELECT 2, * FROM public.gate_look_listed(p_message)
    UNION ALL SELECT 3, * FROM public.gate_look_window(p_message)
    UNION ALL SELECT 4, * FROM public.gate_look_paused(p_message)
    UNION ALL SELECT 5, * FROM public.gate_look_mailbox(p_message)
  ) AS looks ORDER BY until IS NOT NULL, place LIMIT 1
$$;

-- NULL when it may go, else the code. The caller holds the lead's row.
CREATE OR REPLACE FUNCTION gate_why_not(p_message bigint) RETURNS text LANGUAGE sql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT code FROM public.gate_look(p_message)
$$;

-- Leases up to p_limit due messages. Both rows are locked and both skip what is locked, so it
-- never waits and never deadlocks. Hands out ids and tokens, not one word.
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
    why := NULL; til := NULL;
    SELECT code, until INTO why, til FROM public.gate_look(r.id);
    IF why IS NULL THEN
      taken := taken + 1;
      RETURN QUERY UPDATE public.sequences_message m
        SET state = 'claimed', lease_token = gen_random_uuid(), worker = p_worker, reason = '',
            lease_until = clock_timestamp() + p_lease, attempts_made = m.attempts_made + 1
        WHERE m.id = r.id RETURNING m.id, m.lease_token, m.attempts_made::int;
    ELSIF til IS NOT NULL THEN
      UPDATE public.sequences_message m SET reason = why, send_at = til WHERE m.id = r.id;
    ELSE
      UPDATE public.sequences_message m SET state = 'void', reason = why WHERE m.id = r.id;
    END IF;
  END LOOP;
END $$;

-- The last look, then the words. No row: the message is not this worker's any more, or may not go.
CREATE OR REPLACE FUNCTION gate_transmit(p_message bigint, p_token uuid, p_lease interval)
RETURNS TABLE (message_id text, sender text, recipient text, cc text, reply_to text, in_reply_to text,
               thread text, subject text, body text, fingerprint bytea)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
#variable_conflict use_column
DECLARE why text; til timestamptz;
BEGIN
  IF NOT public.gate_lock_leased(p_message, p_token, 'claimed') THEN RETURN; END IF;
  SELECT code, until INTO why, til FROM public.gate_look(p_message);
  IF why IS NOT NULL THEN
    UPDATE public.sequences_message SET
      state = CASE WHEN til IS NULL THEN 'void' ELSE 'scheduled' END,
      send_at = coalesce(til, send_at), reason = why, lease_token = NULL, lease_until = NULL WHERE id = p_message;
    RETURN;
  END IF;
  INSERT INTO public.sequences_attempt (message_id, token, worker, started_at, outcome, detail)
    SELECT id, p_token, worker, clock_timestamp(), '', '' FROM public.sequences_message WHERE id = p_message;
  UPDATE public.sequences_message SET state = 'sending', lease_until = clock_timestamp() + p_lease WHERE id = p_message;
  RETURN QUERY SELECT m.message_id::text, m.sender::text, m."to"::text, m.cc, m.reply_to::text, m.in_reply_to::text,
    m."references", m.subject::text, m.body, m.fingerprint FROM public.sequences_message m WHERE m.id = p_message;
END $$;

-- The point of no return, committed just before the provider may act. False: hang up without it.
CREATE OR REPLACE FUNCTION gate_dot(p_message bigint, p_token uuid) RETURNS boolean LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE why text; til timestamptz;
BEGIN
  IF NOT public.gate_lock_leased(p_message, p_token, 'sending') THEN RETURN false; END IF;
  SELECT code, until INTO why, til FROM public.gate_look(p_message);
  IF why IS NOT NULL THEN
    UPDATE public.sequences_attempt SET outcome = 'deferred', detail = why, ended_at = clock_timestamp()
      WHERE token = p_token AND outcome = '' AND dot_at IS NULL;
    UPDATE public.sequences_message SET
      state = CASE WHEN til IS NULL THEN 'void' ELSE 'scheduled' END,
      send_at = coalesce(til, send_at), reason = why, lease_token = NULL, lease_until = NULL WHERE id = p_message;
    RETURN false;
  END IF;
  UPDATE public.sequences_attempt SET dot_at = clock_timestamp() WHERE token = p_token AND outcome = '' AND dot_at IS NULL;
  RETURN FOUND;
END $$;
