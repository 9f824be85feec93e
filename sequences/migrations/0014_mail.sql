-- Text messages have a number a day and a night, as mail has its caps and hours. Both only delay.

-- Few of all messages are texts; what a day's number is counted from is found without the others.
CREATE INDEX message_texts ON sequences_message (created_at) WHERE channel = 'sms';

-- The night is theirs, whatever moment a person chose: from nine in the evening to eight.
-- A text that may have gone counts for 24 hours. One sender looks at a time, until its transaction
-- ends, so that two cannot both take the last and one look sees what the other saw; the lead's row
-- is locked before, by everybody. An approval lasts 30 days, so no text goes that is older than 40.
CREATE FUNCTION gate_look_text(p_message bigint) RETURNS TABLE (code text, until timestamptz)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE m public.sequences_message; here text; there timestamp; gone int; first_gone timestamptz;
        present CONSTANT timestamptz := clock_timestamp();
BEGIN
  SELECT * INTO m FROM public.sequences_message WHERE id = p_message;
  SELECT coalesce(nullif(l.time_zone, ''), nullif(c.time_zone, ''), u.time_zone) INTO here
    FROM public.leads_lead l JOIN public.leads_account c ON c.id = l.account_id
    JOIN public.leads_user u ON u.id = l.owner_id WHERE l.id = m.lead_id;
  BEGIN
    there := present AT TIME ZONE here;
  EXCEPTION WHEN invalid_parameter_value THEN  -- nobody here can say when their night is; the others are not held up
    code := 'night'; until := present + interval '1 hour'; RETURN NEXT; RETURN;
  END;
  IF there::time < '08:00' OR there::time >= '21:00' THEN
    code := 'night';
    until := (there::date + CASE WHEN there::time < '08:00' THEN 0 ELSE 1 END + time '08:00') AT TIME ZONE here;
    RETURN NEXT; RETURN;
  END IF;
  PERFORM pg_advisory_xact_lock(hashtext('texts of a day'));
  SELECT count(*), min(a.dot_at) INTO gone, first_gone
    FROM public.sequences_message x JOIN public.sequences_attempt a ON a.message_id = x.id
    WHERE x.channel = 'sms' AND x.created_at > present - interval '40 days' AND a.dot_at > present - interval '24 hours';
  IF gone >= coalesce((SELECT texts_a_day FROM public.sequences_organisation WHERE id = 1), 200) THEN
    code := 'texts'; until := greatest(first_gone + interval '24 hours', present + interval '1 minute'); RETURN NEXT;
  END IF;
END $$;

-- A text message leaves from no mailbox; its own look takes the place of the mailbox's.
CREATE OR REPLACE FUNCTION gate_look_mailbox(p_message bigint) RETURNS TABLE (code text, until timestamptz)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  IF EXISTS (SELECT 1 FROM public.sequences_message WHERE id = p_message AND channel = 'sms') THEN
    RETURN QUERY SELECT * FROM public.gate_look_text(p_message);
  ELSE
    RETURN QUERY SELECT * FROM public.gate_look_mailbox_of_mail(p_message);
  END IF;
END $$;
