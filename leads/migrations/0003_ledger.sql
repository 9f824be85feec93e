-- What became of a promise is a person's to say: the entry moves the finding in the same act, and
-- nothing else can. Whoever reads calls (and may write findings) therefore cannot close one.

CREATE TRIGGER ledgerentry_append_only BEFORE UPDATE OR DELETE ON leads_ledgerentry
  FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER ruling_append_only BEFORE UPDATE OR DELETE ON leads_ruling
  FOR EACH ROW EXECUTE FUNCTION refuse_change();

CREATE FUNCTION ledger_moves_finding() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  UPDATE public.leads_finding
     SET status = NEW.status,
         due = coalesce(NEW.due, due),
         due_by_id = CASE WHEN NEW.due IS NULL THEN due_by_id ELSE NEW.by_id END
   WHERE id = NEW.finding_id;
  RETURN NULL;
END $$;
CREATE TRIGGER ledger_moves_finding AFTER INSERT ON leads_ledgerentry
  FOR EACH ROW EXECUTE FUNCTION ledger_moves_finding();

CREATE FUNCTION finding_guard() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  -- The ledger's own trigger runs as the owner. Depth alone proves nothing: any role that may
  -- make a temporary table can write from inside a trigger of its own.
  IF NOT (pg_trigger_depth() > 1 AND pg_has_role(current_user, (SELECT relowner FROM pg_class WHERE oid = TG_RELID), 'USAGE'))
     AND ((NEW.status, NEW.due_by_id) IS DISTINCT FROM (OLD.status, OLD.due_by_id)
          OR OLD.due_by_id IS NOT NULL AND NEW.due IS DISTINCT FROM OLD.due) THEN
    RAISE EXCEPTION 'what became of a promise is entered in the ledger' USING ERRCODE = 'FU001';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER finding_status_guarded BEFORE UPDATE ON leads_finding
  FOR EACH ROW EXECUTE FUNCTION finding_guard();

CREATE TRIGGER proposal_is_exact BEFORE INSERT OR UPDATE ON leads_proposal
  FOR EACH ROW EXECUTE FUNCTION quote_is_in_passage();

CREATE TRIGGER ledgerentry_trail AFTER INSERT ON leads_ledgerentry
  FOR EACH ROW EXECUTE FUNCTION trail_record();
CREATE TRIGGER ruling_trail AFTER INSERT ON leads_ruling
  FOR EACH ROW EXECUTE FUNCTION trail_record();
CREATE TRIGGER proposal_trail AFTER INSERT OR UPDATE ON leads_proposal
  FOR EACH ROW EXECUTE FUNCTION trail_record();
CREATE TRIGGER speakerside_trail AFTER INSERT OR UPDATE ON leads_speakerside
  FOR EACH ROW EXECUTE FUNCTION trail_record();
CREATE TRIGGER participant_trail AFTER UPDATE ON leads_participant
  FOR EACH ROW EXECUTE FUNCTION trail_record();
