-- A call is moved to another lead by a person's word alone: the entry moves it in the same act, and
-- nothing else can. What rests on it stays behind nowhere: an enrollment and an approval rest on a
-- record of their own lead.

CREATE TRIGGER refiling_append_only BEFORE UPDATE OR DELETE ON sequences_refiling
  FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER refiling_trail AFTER INSERT ON sequences_refiling
  FOR EACH ROW EXECUTE FUNCTION trail_record();

CREATE FUNCTION refiling_moves_call() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  PERFORM set_config('synchronous_commit', 'on', true);  -- one that a crash forgets leaves a mail approved
  PERFORM 1 FROM public.leads_lead WHERE id IN (NEW.from_lead_id, NEW.to_lead_id) ORDER BY id FOR NO KEY UPDATE;
  UPDATE public.leads_call SET lead_id = NEW.to_lead_id, state = 'received', attempts = 0, failure = '', retry_at = NULL,
      account_id = (SELECT account_id FROM public.leads_lead WHERE id = NEW.to_lead_id)
    WHERE id = NEW.call_id AND lead_id = NEW.from_lead_id;
  IF NOT FOUND THEN
    RAISE EXCEPTION 'the call is not this lead''s' USING ERRCODE = 'FU001';
  END IF;
  UPDATE public.leads_lead SET record_epoch = record_epoch + 1 WHERE id IN (NEW.from_lead_id, NEW.to_lead_id);
  RETURN NULL;
END $$;
CREATE TRIGGER refiling_moves_call AFTER INSERT ON sequences_refiling
  FOR EACH ROW EXECUTE FUNCTION refiling_moves_call();

CREATE FUNCTION call_stays() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  IF NOT (pg_trigger_depth() > 1 AND pg_has_role(current_user, (SELECT relowner FROM pg_class WHERE oid = TG_RELID), 'USAGE')) THEN
    RAISE EXCEPTION 'a call is moved by a person''s word' USING ERRCODE = 'FU001';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER call_stays BEFORE UPDATE OF lead_id, account_id ON leads_call FOR EACH ROW
  WHEN ((OLD.lead_id, OLD.account_id) IS DISTINCT FROM (NEW.lead_id, NEW.account_id))
  EXECUTE FUNCTION call_stays();

-- Fires after enrollment_begins, which has locked the lead's row: a call is not moved meanwhile.
CREATE FUNCTION enrollment_of_own_call() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  IF EXISTS (SELECT 1 FROM public.leads_call WHERE id = NEW.call_id AND lead_id <> NEW.lead_id) THEN
    RAISE EXCEPTION 'the call is somebody else''s' USING ERRCODE = 'FU001';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER enrollment_of_own_call BEFORE INSERT OR UPDATE OF call_id, lead_id ON sequences_enrollment
  FOR EACH ROW WHEN (NEW.call_id IS NOT NULL) EXECUTE FUNCTION enrollment_of_own_call();

-- Fires after approval_checked, which has locked the lead's row.
CREATE FUNCTION approval_of_own_call() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  IF EXISTS (SELECT 1 FROM public.sequences_touch t JOIN public.sequences_enrollment e ON e.id = t.enrollment_id
               JOIN public.leads_call c ON c.id = e.call_id
              WHERE t.id = NEW.touch_id AND c.lead_id <> NEW.lead_id) THEN
    RAISE EXCEPTION 'gate: moved' USING ERRCODE = 'FU004';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER approval_of_own_call BEFORE INSERT ON sequences_approval
  FOR EACH ROW EXECUTE FUNCTION approval_of_own_call();
