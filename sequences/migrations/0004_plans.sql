-- What an admin published or approved never changes again, whoever tries.

-- A variant belongs to its step's version.
CREATE FUNCTION variant_guard() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  old_step bigint := CASE WHEN TG_OP <> 'INSERT' THEN OLD.step_id END;
  new_step bigint := CASE WHEN TG_OP <> 'DELETE' THEN NEW.step_id END;
BEGIN
  IF EXISTS (SELECT 1 FROM public.sequences_step s JOIN public.sequences_version v ON v.id = s.version_id
             WHERE v.published_at IS NOT NULL AND s.id IN (old_step, new_step)) THEN
    RAISE EXCEPTION 'a published version does not change: make a new one' USING ERRCODE = 'FU001';
  END IF;
  RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END $$;
CREATE TRIGGER variant_immutable BEFORE INSERT OR UPDATE OR DELETE ON sequences_variant
  FOR EACH ROW EXECUTE FUNCTION variant_guard();

-- Approved words of the library: they can be retired and brought back, nothing else.
CREATE FUNCTION libraryitem_guard() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  IF OLD.approved_at IS NOT NULL
     AND (TG_OP = 'DELETE' OR (to_jsonb(NEW) - 'retired_at') <> (to_jsonb(OLD) - 'retired_at')) THEN
    RAISE EXCEPTION 'approved words do not change: retire them and write new ones' USING ERRCODE = 'FU001';
  END IF;
  RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END $$;
CREATE TRIGGER libraryitem_fixed BEFORE UPDATE OR DELETE ON sequences_libraryitem
  FOR EACH ROW EXECUTE FUNCTION libraryitem_guard();

CREATE TRIGGER sequence_trail AFTER INSERT OR UPDATE ON sequences_sequence
  FOR EACH ROW EXECUTE FUNCTION trail_record();
CREATE TRIGGER version_trail AFTER INSERT OR UPDATE ON sequences_version
  FOR EACH ROW EXECUTE FUNCTION trail_record();
CREATE TRIGGER libraryitem_trail AFTER INSERT OR UPDATE ON sequences_libraryitem
  FOR EACH ROW EXECUTE FUNCTION trail_record();
