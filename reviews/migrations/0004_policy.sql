-- Where the organisation wants it, a sensitive mail is approved by somebody who did not write it.
-- Fires after approval_checked, which has locked the lead's row: decisions are taken under it.

CREATE FUNCTION approval_second() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE writer bigint;
BEGIN
  IF NOT EXISTS (SELECT 1 FROM public.reviews_policy WHERE second_approver) THEN RETURN NEW; END IF;
  IF NOT EXISTS (
       SELECT 1 FROM public.sequences_touch t JOIN public.sequences_enrollment e ON e.id = t.enrollment_id
       JOIN public.leads_lead l ON l.id = e.lead_id LEFT JOIN public.leads_call c ON c.id = e.call_id
       WHERE t.id = NEW.touch_id AND (l.is_sensitive OR coalesce(c.sensitive, '[]'::jsonb) <> '[]'::jsonb)) THEN
    RETURN NEW;
  END IF;
  SELECT d.by_id INTO writer FROM public.reviews_decision d JOIN public.reviews_draft r ON r.id = d.draft_id
    WHERE r.touch_id = NEW.touch_id AND d.kind IN ('edit', 'take_over', 'cut', 'put_back', 'insert')
    ORDER BY d.id DESC LIMIT 1;
  IF writer = NEW.approver_id THEN RAISE EXCEPTION 'gate: second' USING ERRCODE = 'FU004'; END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER approval_second BEFORE INSERT ON sequences_approval
  FOR EACH ROW EXECUTE FUNCTION approval_second();
