-- Decisions only grow, and what was approved stays readable as it was.

CREATE TRIGGER decision_append_only BEFORE UPDATE OR DELETE ON reviews_decision
  FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER decision_trail AFTER INSERT ON reviews_decision
  FOR EACH ROW EXECUTE FUNCTION trail_record();

CREATE FUNCTION sentence_guard() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE wanted bigint := CASE WHEN TG_OP = 'DELETE' THEN OLD.draft_id ELSE NEW.draft_id END;
BEGIN
  IF EXISTS (SELECT 1 FROM public.reviews_draft WHERE id = wanted AND state IN ('approved', 'sent')) THEN
    RAISE EXCEPTION 'an approved draft does not change: take the approval back first' USING ERRCODE = 'FU001';
  END IF;
  RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END $$;
CREATE TRIGGER sentence_frozen BEFORE INSERT OR UPDATE OR DELETE ON reviews_sentence
  FOR EACH ROW EXECUTE FUNCTION sentence_guard();

CREATE TRIGGER sentence_evidence_exact BEFORE INSERT OR UPDATE ON reviews_sentenceevidence
  FOR EACH ROW EXECUTE FUNCTION quote_is_in_passage();

-- Every machine sentence cites: checked at commit, so that sentence and evidence come together.
CREATE FUNCTION machine_sentence_cites() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  IF EXISTS (SELECT 1 FROM public.reviews_sentence WHERE id = NEW.id AND origin = 'machine' AND NOT is_left_out)
     AND NOT EXISTS (SELECT 1 FROM public.reviews_sentenceevidence WHERE sentence_id = NEW.id) THEN
    RAISE EXCEPTION 'a machine sentence needs evidence' USING ERRCODE = 'FU003';
  END IF;
  RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER machine_sentence_cites AFTER INSERT OR UPDATE ON reviews_sentence
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION machine_sentence_cites();
