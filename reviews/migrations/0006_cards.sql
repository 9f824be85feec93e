-- What was decided about a card is on record for good.

CREATE TRIGGER carddecision_append_only BEFORE UPDATE OR DELETE ON reviews_carddecision
  FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER carddecision_trail AFTER INSERT ON reviews_carddecision
  FOR EACH ROW EXECUTE FUNCTION trail_record();
-- A card is a question that was asked: it is answered, never taken away.
CREATE TRIGGER card_no_delete BEFORE DELETE ON reviews_card
  FOR EACH ROW EXECUTE FUNCTION refuse_change();

-- Something was heard from a lead: what was approved before it comes back at once, not only when its
-- moment comes. It takes back and lets nothing go; how many. Without a lead: everybody's.
CREATE FUNCTION gate_recall_stopped(p_lead bigint) RETURNS int LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE r record; back int := 0; n int;
BEGIN
  FOR r IN SELECT DISTINCT m.lead_id FROM public.sequences_message m
           JOIN public.sequences_approval a ON a.id = m.approval_id JOIN public.leads_lead l ON l.id = m.lead_id
           WHERE m.state = 'scheduled' AND a.stop_epoch <> l.stop_epoch AND (p_lead IS NULL OR m.lead_id = p_lead)
           ORDER BY m.lead_id LIMIT 500 LOOP
    PERFORM 1 FROM public.leads_lead WHERE id = r.lead_id FOR NO KEY UPDATE;
    UPDATE public.sequences_message m SET state = 'void', reason = 'stopped'
      FROM public.sequences_approval a, public.leads_lead l
      WHERE a.id = m.approval_id AND l.id = m.lead_id AND m.lead_id = r.lead_id
        AND m.state = 'scheduled' AND a.stop_epoch <> l.stop_epoch;
    GET DIAGNOSTICS n = ROW_COUNT;
    back := back + n;
  END LOOP;
  RETURN back;
END $$;
