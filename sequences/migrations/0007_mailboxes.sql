-- Mailboxes in the gate: which one a mail leaves from, how many in a day, and when one rests.
-- The HTML part and the way out of a list are covered by the fingerprint from here on.

-- A mail of plain text alone keeps the print of the first encoding, so that what was approved under
-- it stays approved; the two encodings begin differently, so no mail of one is a mail of the other.
DROP FUNCTION gate_fingerprint(text, text, text, text, text, text, text, text, text, text);
CREATE FUNCTION gate_fingerprint(
  channel text, sender text, recipient text, cc text, reply_to text, in_reply_to text,
  thread text, subject text, body text, attachments text, html text, unsubscribe text
) RETURNS bytea LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT pg_catalog.sha256(
    CASE WHEN html = '' AND unsubscribe = '' THEN 'followup/1'::bytea ELSE 'followup/2'::bytea END
    || public.gate_field(channel) || public.gate_field(sender)
    || public.gate_field(recipient) || public.gate_field(cc) || public.gate_field(reply_to)
    || public.gate_field(in_reply_to) || public.gate_field(thread) || public.gate_field(subject)
    || public.gate_field(body) || public.gate_field(attachments)
    || CASE WHEN html = '' AND unsubscribe = '' THEN ''::bytea
       ELSE public.gate_field(html) || public.gate_field(unsubscribe) END)
$$;
ALTER TABLE sequences_message ADD COLUMN fingerprint bytea GENERATED ALWAYS AS (gate_fingerprint(
  channel, sender, "to", cc, reply_to, in_reply_to, "references", subject, body, attachments, html, unsubscribe)) STORED;
ALTER TABLE sequences_message ADD CONSTRAINT message_is_what_was_approved
  FOREIGN KEY (approval_id, lead_id, touch_id, fingerprint)
  REFERENCES sequences_approval (id, lead_id, touch_id, fingerprint);
ALTER TABLE sequences_message ADD CONSTRAINT message_id_made_of_approval CHECK (
  starts_with(message_id, '<' || approval_id || '.' || left(encode(fingerprint, 'hex'), 24) || '@')
  AND message_id ~ '^<[0-9a-f.]+@[A-Za-z0-9.-]+>$');
-- The HTML is the body again, so it may be longer, by what escaping and paragraphs take.
ALTER TABLE sequences_message ADD CONSTRAINT message_html_bounded CHECK (octet_length(html) <= 800000);
ALTER TABLE sequences_message ADD CONSTRAINT message_unsubscribe_is_address CHECK (
  unsubscribe ~ '^(https?://[!-;=?-~]+)?$');

-- A zone that PostgreSQL does not know would stop the sender at every look.
CREATE FUNCTION gate_zone_known(zone text) RETURNS boolean LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
BEGIN
  PERFORM timestamptz '2026-01-01 00:00+00' AT TIME ZONE zone;
  RETURN true;
EXCEPTION WHEN invalid_parameter_value THEN RETURN false;
END $$;
ALTER TABLE sequences_mailbox ADD CONSTRAINT mailbox_zone_known CHECK (gate_zone_known(time_zone));

CREATE TRIGGER mailbox_trail AFTER INSERT OR UPDATE OF owner_id, address, is_active, sends, daily_cap, paused_at, pause_reason
  ON sequences_mailbox FOR EACH ROW EXECUTE FUNCTION trail_record();

CREATE TRIGGER sendingdomain_trail AFTER INSERT OR UPDATE OF held_at, held_reason, exempt_reason ON sequences_sendingdomain
  FOR EACH ROW EXECUTE FUNCTION trail_record();

-- The trail keeps who and when, not the words of a mail.
CREATE OR REPLACE FUNCTION trail_record() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE image jsonb := to_jsonb(NEW) - ARRAY['password', 'body', 'html', 'text', 'before', 'after', 'fingerprint', 'token', 'lease_token', 'raw'];
BEGIN
  INSERT INTO public.leads_trailentry (at, database_role, action, "table", row_id, row)
  VALUES (clock_timestamp(), session_user, lower(TG_OP), TG_TABLE_NAME, NEW.id, image);
  RETURN NULL;
END $$;

-- ---- which mailbox, and how much of it ---------------------------------------------------------

-- Whether a mail under this From header may leave from this mailbox for this approver.
CREATE FUNCTION gate_mailbox_fits(p_mailbox bigint, p_approver bigint, p_sender text) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT EXISTS (SELECT 1 FROM public.sequences_mailbox b WHERE b.id = p_mailbox AND b.is_active AND b.sends
    AND (b.owner_id IS NULL OR b.owner_id = p_approver)
    AND (b.address = '' OR lower(p_sender) = b.address OR right(lower(p_sender), length(b.address) + 2) = '<' || b.address || '>'))
$$;

CREATE FUNCTION gate_message_mailbox() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  IF NOT public.gate_mailbox_fits(NEW.mailbox_id, (SELECT approver_id FROM public.sequences_approval WHERE id = NEW.approval_id), NEW.sender) THEN
    RAISE EXCEPTION 'gate: foreign' USING ERRCODE = 'FU004';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER message_mailbox_fits BEFORE INSERT ON sequences_message
  FOR EACH ROW WHEN (NEW.mailbox_id IS NOT NULL) EXECUTE FUNCTION gate_message_mailbox();

-- How many mails a mailbox may send on one of its days. `sequences.mailboxes.allowed` says the same:
-- while it is being warmed up, 20 on the first day and a fifth more on each day after.
CREATE FUNCTION gate_mailbox_allowed(p_mailbox bigint, p_day date) RETURNS int LANGUAGE sql STABLE
SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT CASE WHEN b.ramp_started_on IS NULL OR p_day - b.ramp_started_on > 60 THEN b.daily_cap
    ELSE least(b.daily_cap, div(20 * 6::numeric ^ greatest(p_day - b.ramp_started_on, 0), 5::numeric ^ greatest(p_day - b.ramp_started_on, 0)))::int END
  FROM public.sequences_mailbox b WHERE b.id = p_mailbox
$$;

-- The last look at the way out. A mailbox that is gone ends the message; everything else delays it.
CREATE OR REPLACE FUNCTION gate_look_mailbox(p_message bigint) RETURNS TABLE (code text, until timestamptz)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE m public.sequences_message; b public.sequences_mailbox; today date; rests timestamptz;
BEGIN
  SELECT * INTO m FROM public.sequences_message WHERE id = p_message;
  IF EXISTS (SELECT 1 FROM public.sequences_sendingdomain d WHERE d.held_at IS NOT NULL
             AND d.domain = lower(split_part(rtrim(m.sender, '>'), '@', -1))) THEN
    code := 'domain'; until := clock_timestamp() + interval '10 minutes'; RETURN NEXT; RETURN;
  END IF;
  IF m.mailbox_id IS NOT NULL THEN
    SELECT * INTO b FROM public.sequences_mailbox WHERE id = m.mailbox_id;
    IF NOT public.gate_mailbox_fits(b.id, (SELECT approver_id FROM public.sequences_approval WHERE id = m.approval_id), m.sender) THEN
      code := 'foreign'; until := NULL; RETURN NEXT; RETURN;
    END IF;
    IF b.paused_at IS NOT NULL THEN
      code := 'mailbox'; until := clock_timestamp() + interval '5 minutes'; RETURN NEXT; RETURN;
    END IF;
    IF b.reads AND b.must_read_within > 0 AND (b.kind IN ('gmail', 'graph') OR b.kind = 'smtp' AND b.imap_host <> '')
       AND coalesce(b.last_read_at, b.created_at) < clock_timestamp() - make_interval(mins => b.must_read_within) THEN
      code := 'blind'; until := clock_timestamp() + interval '2 minutes'; RETURN NEXT; RETURN;
    END IF;
    today := (clock_timestamp() AT TIME ZONE b.time_zone)::date;
    IF coalesce((SELECT used FROM public.sequences_mailboxday WHERE mailbox_id = b.id AND day = today), 0)
       >= public.gate_mailbox_allowed(b.id, today) THEN
      code := 'cap'; until := (today + 1)::timestamp AT TIME ZONE b.time_zone; RETURN NEXT; RETURN;
    END IF;
  END IF;
  SELECT max(r.until) INTO rests FROM public.sequences_rest r WHERE r.mailbox_id IS NOT DISTINCT FROM m.mailbox_id
    AND r.domain IN ('', split_part(m."to", '@', 2)) AND r.until > clock_timestamp();
  IF rests IS NOT NULL THEN
    -- spread out, or everything that waited would go in the same second
    code := 'resting'; until := rests + random() * interval '20 seconds'; RETURN NEXT;
  END IF;
END $$;

-- One more of today's mails, under the lock of the day's row: two senders cannot both take the last.
CREATE FUNCTION gate_mailbox_take(p_mailbox bigint) RETURNS boolean LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE today date;
BEGIN
  SELECT (clock_timestamp() AT TIME ZONE time_zone)::date INTO today FROM public.sequences_mailbox WHERE id = p_mailbox;
  INSERT INTO public.sequences_mailboxday AS d (mailbox_id, day, used) VALUES (p_mailbox, today, 1)
    ON CONFLICT (mailbox_id, day) DO UPDATE SET used = d.used + 1
    WHERE d.used < public.gate_mailbox_allowed(p_mailbox, today);
  RETURN FOUND;
END $$;

-- What came of a try, for the mailbox ('' = its server) or for one domain of recipients. After some
-- failures in a row nothing is tried for a while: a minute, then twice as long each time, at most an hour.
CREATE FUNCTION gate_rest(p_mailbox bigint, p_domain text, p_failed boolean, p_detail text, p_patience int) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  IF NOT p_failed THEN
    UPDATE public.sequences_rest SET failures = 0, until = NULL, detail = ''
      WHERE mailbox_id IS NOT DISTINCT FROM p_mailbox AND domain IN ('', p_domain) AND failures > 0;
    RETURN;
  END IF;
  INSERT INTO public.sequences_rest AS r (mailbox_id, domain, failures, detail) VALUES (p_mailbox, left(p_domain, 253), 1, left(p_detail, 500))
    ON CONFLICT (mailbox_id, domain) DO UPDATE SET failures = least(r.failures + 1, 1000), detail = left(p_detail, 500),
      until = CASE WHEN r.failures + 1 >= p_patience
        THEN clock_timestamp() + least(interval '1 hour', interval '1 minute' * 2 ^ least(r.failures + 1 - p_patience, 6)) END;
END $$;

-- ---- the doors, with the mailbox in them -------------------------------------------------------

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

-- Which mailbox the messages of a worker leave from: it opens the connection before it asks for words.
CREATE FUNCTION gate_mailboxes(p_messages bigint[]) RETURNS TABLE (id bigint, mailbox bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT m.id, m.mailbox_id FROM public.sequences_message m WHERE m.id = ANY (p_messages)
$$;

CREATE OR REPLACE FUNCTION gate_release(p_message bigint, p_token uuid, p_detail text, p_retry_in interval) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  IF NOT public.gate_lock_leased(p_message, p_token, 'claimed') THEN RETURN false; END IF;
  UPDATE public.sequences_message SET state = 'scheduled', lease_token = NULL, lease_until = NULL,
    reason = left(p_detail, 500), send_at = clock_timestamp() + p_retry_in, attempts_made = attempts_made - 1
    WHERE id = p_message;
  PERFORM public.gate_rest((SELECT mailbox_id FROM public.sequences_message WHERE id = p_message), '', true, p_detail, 3);
  RETURN true;
END $$;

-- The last look, then the words. No row: the message is not this worker's any more, or may not go.
-- `answered` is the provider's own name of the message this one answers, where there is one.
DROP FUNCTION gate_transmit(bigint, uuid, interval);
CREATE FUNCTION gate_transmit(p_message bigint, p_token uuid, p_lease interval)
RETURNS TABLE (message_id text, sender text, recipient text, cc text, reply_to text, in_reply_to text,
               thread text, subject text, body text, html text, unsubscribe text, fingerprint bytea, answered text)
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
    m."references", m.subject::text, m.body, m.html, m.unsubscribe::text, m.fingerprint,
    coalesce((SELECT o.provider_id FROM public.sequences_message o WHERE o.message_id = m.in_reply_to
              AND o.lead_id = m.lead_id AND o.mailbox_id = m.mailbox_id), '')::text
    FROM public.sequences_message m WHERE m.id = p_message;
END $$;

-- The point of no return, committed just before the provider may act. False: hang up without it.
CREATE OR REPLACE FUNCTION gate_dot(p_message bigint, p_token uuid) RETURNS boolean LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE why text; til timestamptz; from_box bigint;
BEGIN
  IF NOT public.gate_lock_leased(p_message, p_token, 'sending') THEN RETURN false; END IF;
  SELECT code, until INTO why, til FROM public.gate_look(p_message);
  SELECT mailbox_id INTO from_box FROM public.sequences_message WHERE id = p_message;
  IF why IS NULL AND from_box IS NOT NULL AND NOT public.gate_mailbox_take(from_box) THEN
    why := 'cap'; til := clock_timestamp() + interval '1 minute';  -- the next look says until when
  END IF;
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

-- Settles an attempt: accepted, refused, deferred (nothing can have been sent) or unknown. Returns
-- the message's new state, or 'ignored' for a worker that lost its lease. Waits no longer than
-- three seconds for whoever holds the lead: the sender asks again, and serves others in between.
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
  PERFORM public.gate_rest(m.mailbox_id, split_part(m."to", '@', 2), p_outcome IN ('deferred', 'unknown'), p_detail, 5);
  RETURN becomes;
END $$;

-- Evidence that a message which may have been sent was sent: the provider's own event, or the mail
-- itself in the Sent folder. False: there was nothing to settle.
CREATE FUNCTION gate_evidence(p_message_id text, p_detail text) RETURNS boolean LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE found_id bigint;
BEGIN
  PERFORM set_config('synchronous_commit', 'on', true);
  PERFORM 1 FROM public.leads_lead WHERE id = (SELECT lead_id FROM public.sequences_message WHERE message_id = p_message_id)
    FOR NO KEY UPDATE;
  SELECT id INTO found_id FROM public.sequences_message WHERE message_id = p_message_id AND state = 'unknown' FOR NO KEY UPDATE;
  IF found_id IS NULL THEN RETURN false; END IF;
  UPDATE public.sequences_attempt SET outcome = 'accepted', detail = left(p_detail, 500), ended_at = clock_timestamp()
    WHERE message_id = found_id AND outcome = 'unknown';
  UPDATE public.sequences_message SET state = 'sent', reason = '', sent_at = clock_timestamp() WHERE id = found_id;
  UPDATE public.sequences_touch SET state = 'done' WHERE id = (SELECT touch_id FROM public.sequences_message WHERE id = found_id);
  RETURN true;
END $$;
