-- What somebody said of a lead's stage stays as it was said.
CREATE TRIGGER stagechange_append_only BEFORE UPDATE OR DELETE ON leads_stagechange
  FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER stagechange_trail AFTER INSERT ON leads_stagechange
  FOR EACH ROW EXECUTE FUNCTION trail_record();

-- What scoring reads of a company, as it stood when: the trail answers it for the lead already.
CREATE TRIGGER account_trail AFTER INSERT OR UPDATE OF industry, employees ON leads_account
  FOR EACH ROW EXECUTE FUNCTION trail_record();

-- A training is finished once; what was asked for, and what came of it, stay.
CREATE FUNCTION training_guard() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  IF TG_OP = 'DELETE' OR OLD.state <> 'waiting'
     OR (to_jsonb(NEW) - ARRAY['state', 'finished_at', 'result', 'problem'])
        <> (to_jsonb(OLD) - ARRAY['state', 'finished_at', 'result', 'problem']) THEN
    RAISE EXCEPTION 'what was learnt stays as it was learnt' USING ERRCODE = 'FU001';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER training_fixed BEFORE UPDATE OR DELETE ON leads_training
  FOR EACH ROW EXECUTE FUNCTION training_guard();
CREATE TRIGGER training_trail AFTER INSERT OR UPDATE ON leads_training
  FOR EACH ROW EXECUTE FUNCTION trail_record();

-- Publishing rules and switching take turns, before any row is locked: neither misses the other.
CREATE FUNCTION scoring_in_turn() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  PERFORM pg_advisory_xact_lock(hashtext('followup scoring'));
  RETURN NULL;
END $$;
CREATE TRIGGER learneduse_in_turn BEFORE INSERT OR UPDATE ON leads_learneduse
  FOR EACH STATEMENT EXECUTE FUNCTION scoring_in_turn();

-- What was learnt counts by an admin's word, and only for the rules it was learnt for.
CREATE FUNCTION learneduse_begin() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  IF NOT EXISTS (
    SELECT 1 FROM public.leads_training t JOIN public.leads_user u ON u.id = NEW.on_by_id
     WHERE t.id = NEW.training_id AND t.state = 'learnt' AND u.is_active AND u.role = 'admin'
       AND t.rules_id IS NOT DISTINCT FROM (SELECT max(id) FROM public.leads_scoringrules)) THEN
    RAISE EXCEPTION 'only an admin, and only for the published rules' USING ERRCODE = 'FU004';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER learneduse_checked BEFORE INSERT ON leads_learneduse
  FOR EACH ROW EXECUTE FUNCTION learneduse_begin();

CREATE FUNCTION learneduse_guard() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  IF TG_OP = 'DELETE' OR NOT OLD.is_on
     OR (to_jsonb(NEW) - ARRAY['is_on', 'off_by_id', 'off_at', 'off_reason'])
        <> (to_jsonb(OLD) - ARRAY['is_on', 'off_by_id', 'off_at', 'off_reason']) THEN
    RAISE EXCEPTION 'what counted when stays as it was' USING ERRCODE = 'FU001';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER learneduse_fixed BEFORE UPDATE OR DELETE ON leads_learneduse
  FOR EACH ROW EXECUTE FUNCTION learneduse_guard();
CREATE TRIGGER learneduse_trail AFTER INSERT OR UPDATE ON leads_learneduse
  FOR EACH ROW EXECUTE FUNCTION trail_record();

CREATE FUNCTION scoringrules_count() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  -- A statement of its own: the next one sees what was switched on while this one waited.
  PERFORM pg_advisory_xact_lock(hashtext('followup scoring'));
  UPDATE public.leads_learneduse SET is_on = false, off_by_id = NEW.published_by_id,
    off_at = clock_timestamp(), off_reason = 'New rules were published' WHERE is_on;
  RETURN NULL;
END $$;
CREATE TRIGGER scoringrules_end_learnt AFTER INSERT ON leads_scoringrules
  FOR EACH ROW EXECUTE FUNCTION scoringrules_count();
