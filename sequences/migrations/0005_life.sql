-- The life of an enrollment: where the conversation stood when it began, and who may keep it still.

-- What had been heard from the lead when the enrollment began. Nobody has to remember to fill it
-- in, and nobody enrols a lead while a stop is being recorded: both hold the lead's row.
CREATE FUNCTION enrollment_begins() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  SELECT stop_epoch INTO NEW.stop_epoch FROM public.leads_lead WHERE id = NEW.lead_id FOR NO KEY UPDATE;
  SELECT coalesce(max(id), 0) INTO NEW.last_stop FROM public.leads_stopevent WHERE lead_id = NEW.lead_id;
  RETURN NEW;
END $$;
CREATE TRIGGER enrollment_begins BEFORE INSERT ON sequences_enrollment
  FOR EACH ROW EXECUTE FUNCTION enrollment_begins();
CREATE TRIGGER enrollment_trail AFTER INSERT OR UPDATE ON sequences_enrollment
  FOR EACH ROW EXECUTE FUNCTION trail_record();

-- A pause is lifted, once. What it held, why and by whom stays as it was said.
CREATE FUNCTION pause_guard() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  IF (to_jsonb(NEW) - ARRAY['lifted_at', 'lifted_by_id']) <> (to_jsonb(OLD) - ARRAY['lifted_at', 'lifted_by_id'])
     OR OLD.lifted_at IS NOT NULL THEN
    RAISE EXCEPTION 'a pause can only be lifted' USING ERRCODE = 'FU001';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER pause_only_lifted BEFORE UPDATE ON sequences_pause
  FOR EACH ROW EXECUTE FUNCTION pause_guard();
CREATE TRIGGER pause_no_delete BEFORE DELETE ON sequences_pause
  FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER pause_trail AFTER INSERT OR UPDATE ON sequences_pause
  FOR EACH ROW EXECUTE FUNCTION trail_record();

CREATE TRIGGER engagement_append_only BEFORE UPDATE ON sequences_engagement
  FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER tierchange_append_only BEFORE UPDATE OR DELETE ON sequences_tierchange
  FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER tierchange_trail AFTER INSERT ON sequences_tierchange
  FOR EACH ROW EXECUTE FUNCTION trail_record();

-- Paused by a person, or a colleague of theirs has answered and the sequence says that this ends
-- it. A pause is looked at again every five minutes at the latest, so that lifting one early is
-- felt without touching a message.
CREATE OR REPLACE FUNCTION gate_look_paused(p_message bigint) RETURNS TABLE (code text, until timestamptz)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE f record; holds record;
BEGIN
  SELECT m.lead_id, l.owner_id, l.account_id, l.source, s.id AS sequence_id, s.stop_on_colleague, a.decided_at INTO f
    FROM public.sequences_message m
    JOIN public.leads_lead l ON l.id = m.lead_id
    JOIN public.sequences_approval a ON a.id = m.approval_id
    JOIN public.sequences_touch t ON t.id = m.touch_id
    JOIN public.sequences_enrollment e ON e.id = t.enrollment_id
    JOIN public.sequences_version v ON v.id = e.version_id
    JOIN public.sequences_sequence s ON s.id = v.sequence_id
    WHERE m.id = p_message;
  IF f.stop_on_colleague AND EXISTS (
       SELECT 1 FROM public.leads_stopevent r JOIN public.leads_lead o ON o.id = r.lead_id
       WHERE o.account_id = f.account_id AND o.id <> f.lead_id AND r.kind = 'reply' AND r.recorded_at > f.decided_at) THEN
    code := 'colleague'; until := NULL; RETURN NEXT; RETURN;
  END IF;
  SELECT count(*) AS pauses, bool_or(p.until IS NULL) AS is_open, max(p.until) AS until INTO holds
    FROM public.sequences_pause p
    WHERE p.lifted_at IS NULL AND (p.until IS NULL OR p.until > clock_timestamp())
      AND (p.scope = 'everything' OR p.lead_id = f.lead_id OR p.sequence_id = f.sequence_id OR p.rep_id = f.owner_id
           OR (p.scope = 'source' AND p.source = f.source));
  IF holds.pauses > 0 THEN
    code := 'paused';
    until := clock_timestamp() + interval '5 minutes';
    IF NOT holds.is_open THEN until := least(until, holds.until); END IF;
    RETURN NEXT;
  END IF;
END $$;

-- When the last touch of an enrollment is done, cancelled or skipped, there is nothing ahead: it is
-- finished, and the lead is free for another. What waits for a person is not over.
CREATE FUNCTION touch_ends_enrollment() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  UPDATE public.sequences_enrollment e SET state = 'finished', ended_at = clock_timestamp()
    WHERE e.id = NEW.enrollment_id AND e.state = 'active' AND NOT EXISTS (
      SELECT 1 FROM public.sequences_touch t WHERE t.enrollment_id = e.id
        AND t.state NOT IN ('done', 'cancelled', 'skipped'));
  RETURN NULL;
END $$;
CREATE TRIGGER touch_ends_enrollment AFTER UPDATE OF state ON sequences_touch FOR EACH ROW
  WHEN (NEW.state IN ('done', 'cancelled', 'skipped') AND OLD.state <> NEW.state)
  EXECUTE FUNCTION touch_ends_enrollment();

-- Something was heard from a lead, or their address changed: their sequences have yet to be told.
-- The mark is what `stopping.follow` finds, so that its cost grows with what happened.
CREATE FUNCTION lead_was_heard() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  UPDATE public.sequences_enrollment SET heard_since = clock_timestamp()
    WHERE lead_id = NEW.id AND state IN ('active', 'paused') AND heard_since IS NULL;
  RETURN NULL;
END $$;
CREATE TRIGGER lead_was_heard AFTER UPDATE ON leads_lead FOR EACH ROW
  WHEN ((OLD.stop_epoch, OLD.hold_until) IS DISTINCT FROM (NEW.stop_epoch, NEW.hold_until))
  EXECUTE FUNCTION lead_was_heard();
