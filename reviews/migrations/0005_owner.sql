-- A draft belongs to whom its lead belongs, and presses as its lead does: the copies are the
-- database's to keep, whoever writes.

CREATE FUNCTION lead_heat(tier text) RETURNS smallint LANGUAGE sql IMMUTABLE
SET search_path = pg_catalog, pg_temp AS $$
  SELECT CASE tier WHEN 'hot' THEN 3 WHEN 'warm' THEN 2 WHEN 'cold' THEN 1 ELSE 0 END::smallint
$$;

CREATE FUNCTION draft_is_its_leads() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  SELECT owner_id, public.lead_heat(tier) INTO NEW.owner_id, NEW.heat
    FROM public.leads_lead WHERE id = NEW.lead_id;
  RETURN NEW;
END $$;
CREATE TRIGGER draft_is_its_leads BEFORE INSERT OR UPDATE OF lead_id, owner_id, heat ON reviews_draft
  FOR EACH ROW EXECUTE FUNCTION draft_is_its_leads();

-- Whoever writes a draft holds the lead's row first, so no draft is made for the one before.
CREATE FUNCTION lead_takes_drafts_along() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  UPDATE public.reviews_draft SET owner_id = NEW.owner_id WHERE lead_id = NEW.id;
  RETURN NULL;
END $$;
CREATE TRIGGER lead_takes_drafts_along AFTER UPDATE OF owner_id, tier ON leads_lead
  FOR EACH ROW WHEN (NEW.owner_id <> OLD.owner_id OR NEW.tier <> OLD.tier)
  EXECUTE FUNCTION lead_takes_drafts_along();

UPDATE reviews_draft SET owner_id = NULL;  -- the trigger fills it in
SET CONSTRAINTS ALL IMMEDIATE;  -- so that the column may be altered in the same transaction
