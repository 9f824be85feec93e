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
