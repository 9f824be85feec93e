-- A received mail is evidence. Its bytes never change, what was understood of it is said once, and
-- it is not removed; erasing a person empties it, which the owner's functions alone may do. Whose
-- mail it is may be said later, by a person.
CREATE FUNCTION receivedmail_guard() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE loose text[] := ARRAY['lead_id', 'matched_by', 'assigned_by_id', 'answers_id', 'event_id', 'owner_id', 'mailbox_id',
                              'retry_at', 'attempts'];
BEGIN
  IF TG_OP = 'DELETE' THEN
    RAISE EXCEPTION 'a received mail is kept' USING ERRCODE = 'FU001';
  END IF;
  IF NEW.erased_at IS NOT NULL AND OLD.erased_at IS NULL
     AND pg_has_role(current_user, (SELECT relowner FROM pg_class WHERE oid = TG_RELID), 'USAGE') THEN
    RETURN NEW;
  END IF;
  IF NEW.raw IS DISTINCT FROM OLD.raw OR NEW.identity <> OLD.identity OR NEW.erased_at IS DISTINCT FROM OLD.erased_at
     OR OLD.understood_at IS NOT NULL
        AND (to_jsonb(NEW) - 'raw' - loose) <> (to_jsonb(OLD) - 'raw' - loose)
     OR OLD.lead_id IS NOT NULL AND NEW.lead_id IS DISTINCT FROM OLD.lead_id THEN
    RAISE EXCEPTION 'a received mail does not change' USING ERRCODE = 'FU001';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER receivedmail_fixed BEFORE UPDATE OR DELETE ON sequences_receivedmail
  FOR EACH ROW EXECUTE FUNCTION receivedmail_guard();

-- The trail says that a mail came and what was made of it, never whose words it held.
CREATE FUNCTION receivedmail_record() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  INSERT INTO public.leads_trailentry (at, database_role, action, "table", row_id, row)
  VALUES (clock_timestamp(), session_user, lower(TG_OP), TG_TABLE_NAME, NEW.id,
          to_jsonb(NEW) - ARRAY['raw', 'text', 'quote', 'subject', 'sender', 'recipients', 'facts', 'references', 'in_reply_to']);
  RETURN NULL;
END $$;
CREATE TRIGGER receivedmail_trail
  AFTER INSERT OR UPDATE OF kind, lead_id, matched_by, assigned_by_id, erased_at ON sequences_receivedmail
  FOR EACH ROW EXECUTE FUNCTION receivedmail_record();
CREATE TRIGGER alias_trail AFTER INSERT ON sequences_alias
  FOR EACH ROW EXECUTE FUNCTION trail_record();
CREATE TRIGGER correction_trail AFTER UPDATE ON sequences_correction
  FOR EACH ROW EXECUTE FUNCTION receivedmail_record();
