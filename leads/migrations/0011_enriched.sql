-- What a person says of somebody is an act; what a service says is not.
CREATE TRIGGER detail_trail AFTER INSERT OR UPDATE ON leads_detail
  FOR EACH ROW WHEN (NEW.kind = 'person') EXECUTE FUNCTION trail_record();
CREATE TRIGGER enricher_trail AFTER INSERT OR UPDATE OF url, asks_people, per_day, per_month, keep_days, is_on, stopped_why
  ON leads_enricher FOR EACH ROW EXECUTE FUNCTION trail_record();
CREATE TRIGGER lookup_trail AFTER INSERT OR UPDATE OF address ON leads_lookup
  FOR EACH ROW WHEN (NEW.address <> '') EXECUTE FUNCTION trail_record();

-- Every question is written down before it is asked. About somebody who wants no mail, or who is
-- closed or erased, there is none.
CREATE FUNCTION lookup_guard() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  IF EXISTS (SELECT 1 FROM public.leads_lead
              WHERE id = NEW.lead_id AND (suppressed_at IS NOT NULL OR stage = 'closed')) THEN
    RAISE EXCEPTION 'nobody is asked about this person' USING ERRCODE = 'FU001';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER lookup_of_nobody_held BEFORE INSERT OR UPDATE OF attempts ON leads_lookup
  FOR EACH ROW WHEN (NEW.lead_id IS NOT NULL) EXECUTE FUNCTION lookup_guard();
