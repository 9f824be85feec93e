-- What came is never changed: only what became of it.
CREATE FUNCTION delivery_guard() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE may_move CONSTANT text[] := ARRAY['state', 'problem', 'attempts', 'retry_at', 'done_at'];
BEGIN
  IF (to_jsonb(NEW) - may_move) <> (to_jsonb(OLD) - may_move) THEN
    RAISE EXCEPTION 'a delivery stays as it came' USING ERRCODE = 'FU001';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER delivery_fixed BEFORE UPDATE ON leads_delivery
  FOR EACH ROW EXECUTE FUNCTION delivery_guard();

-- What is heard from somebody whom a person has merged into another is heard from that other one:
-- they are one, and mail to the one goes on. A dead address is the row's own.
CREATE FUNCTION stop_reaches_merged() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  INSERT INTO public.leads_stopevent (lead_id, kind, source, hold_until, by_id, recorded_at)
    SELECT into_id, NEW.kind, left('merge ' || id || ': ' || NEW.source, 200), NEW.hold_until, NEW.by_id, NEW.recorded_at
      FROM public.leads_merge WHERE lead_id = NEW.lead_id AND undone_at IS NULL
    ON CONFLICT DO NOTHING;
  RETURN NULL;
END $$;
CREATE TRIGGER stopevent_reaches_merged AFTER INSERT ON leads_stopevent
  FOR EACH ROW WHEN (NEW.kind NOT IN ('bounce', 'manual', 'crm')) EXECUTE FUNCTION stop_reaches_merged();
