-- What was published is what scores were given by: it does not change.
CREATE TRIGGER scoringrules_fixed BEFORE UPDATE OR DELETE ON leads_scoringrules
  FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER scoringrules_trail AFTER INSERT ON leads_scoringrules
  FOR EACH ROW EXECUTE FUNCTION trail_record();

-- Of an override only its end may be written, once.
CREATE FUNCTION tieroverride_guard() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  IF OLD.lifted_at IS NOT NULL
     OR (to_jsonb(NEW) - ARRAY['lifted_at', 'lifted_by_id', 'lead_id'])
        <> (to_jsonb(OLD) - ARRAY['lifted_at', 'lifted_by_id', 'lead_id']) THEN
    RAISE EXCEPTION 'what somebody said of a lead stays as it was said' USING ERRCODE = 'FU001';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER tieroverride_fixed BEFORE UPDATE ON leads_tieroverride
  FOR EACH ROW EXECUTE FUNCTION tieroverride_guard();
CREATE TRIGGER tieroverride_trail AFTER INSERT OR UPDATE ON leads_tieroverride
  FOR EACH ROW EXECUTE FUNCTION trail_record();
