-- What is heard of somebody is an entry for the CRM in the same transaction, whoever hears it: only
-- while one is connected that wants it. Not what the CRM itself told us, nor that two rows are one.
CREATE FUNCTION crm_hears() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  INSERT INTO public.leads_crmentry (connection_id, lead_id, kind, key, mark, at, text, state, problem, changes, attempts, written, number)
    SELECT id, NEW.lead_id, 'heard', 'stop:' || NEW.id, gen_random_uuid(), NEW.recorded_at, '', 'waiting', '', 1, 0, '{}', ''
      FROM public.leads_crmconnection WHERE is_on AND notes ? 'heard'
    ON CONFLICT DO NOTHING;
  RETURN NULL;
END $$;
CREATE TRIGGER stopevent_told_crm AFTER INSERT ON leads_stopevent
  FOR EACH ROW WHEN (NEW.kind <> 'crm' AND NEW.source NOT LIKE 'merge %') EXECUTE FUNCTION crm_hears();

-- Score and tier: one entry for each person, which waits again whenever either moves. `changes` tells
-- whoever is writing it just now that what they write is no longer the newest.
CREATE FUNCTION crm_score_moved(p_lead bigint) RETURNS void LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  INSERT INTO public.leads_crmentry (connection_id, lead_id, kind, key, mark, at, text, state, problem, changes, attempts, written, number)
    SELECT id, p_lead, 'score', 'score:' || p_lead, gen_random_uuid(), clock_timestamp(), '', 'waiting', '', 1, 0, '{}', ''
      FROM public.leads_crmconnection WHERE is_on AND fields <> '{}'
    ON CONFLICT ON CONSTRAINT crmentry_once DO UPDATE
      SET state = 'waiting', problem = '', changes = leads_crmentry.changes + 1, attempts = 0, retry_at = now(), at = excluded.at;
END $$;

CREATE FUNCTION crm_score() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  IF TG_TABLE_NAME = 'leads_lead' THEN
    PERFORM public.crm_score_moved(NEW.id);
  ELSIF TG_OP = 'INSERT' OR (NEW.total, NEW.tier, NEW.reasons) IS DISTINCT FROM (OLD.total, OLD.tier, OLD.reasons) THEN
    PERFORM public.crm_score_moved(NEW.lead_id);
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER score_told_crm AFTER INSERT OR UPDATE ON leads_score
  FOR EACH ROW EXECUTE FUNCTION crm_score();
CREATE TRIGGER lead_tier_told_crm AFTER UPDATE OF tier ON leads_lead
  FOR EACH ROW WHEN (NEW.tier <> OLD.tier) EXECUTE FUNCTION crm_score();

-- What happened stays as it was reported: only what became of the report moves.
CREATE FUNCTION crmentry_guard() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE may_move text[] := ARRAY['state', 'problem', 'changes', 'attempts', 'retry_at', 'asked_at', 'written_at', 'written', 'number'];
BEGIN
  IF OLD.kind = 'score' THEN may_move := may_move || 'at'::text; END IF;
  IF (to_jsonb(NEW) - may_move) <> (to_jsonb(OLD) - may_move) THEN
    RAISE EXCEPTION 'what the CRM is told stays as it happened' USING ERRCODE = 'FU001';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER crmentry_fixed BEFORE UPDATE ON leads_crmentry
  FOR EACH ROW EXECUTE FUNCTION crmentry_guard();

CREATE TRIGGER crmconnection_trail AFTER INSERT OR UPDATE OF fields, notes, address, portal, is_on, paused_at, wanted ON leads_crmconnection
  FOR EACH ROW EXECUTE FUNCTION trail_record();
CREATE TRIGGER crmsecret_trail AFTER INSERT OR UPDATE ON leads_crmsecret
  FOR EACH ROW EXECUTE FUNCTION trail_record();
CREATE TRIGGER crmentry_trail AFTER UPDATE ON leads_crmentry
  FOR EACH ROW WHEN (NEW.state <> OLD.state) EXECUTE FUNCTION trail_record();
