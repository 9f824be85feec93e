-- When a message may go, as the person who approved it saw it: `opens_at` and `closes_at` are the
-- window, `hours` the stretches of it in which the one who gets it is written to (none: all of
-- it). All three are of the moment of approval and never change (gate_message lets only what moves
-- a message change), so what is looked at here is what was agreed to. No window: nothing to keep.

CREATE OR REPLACE FUNCTION gate_look_window(p_message bigint) RETURNS TABLE (code text, until timestamptz)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE m public.sequences_message; nxt timestamptz; present CONSTANT timestamptz := clock_timestamp();
BEGIN
  SELECT * INTO m FROM public.sequences_message WHERE id = p_message;
  IF m.closes_at <= present THEN code := 'late'; until := NULL; RETURN NEXT; RETURN; END IF;
  IF m.opens_at > present THEN code := 'early'; until := m.opens_at; RETURN NEXT; RETURN; END IF;
  IF m.hours = '[]'::jsonb THEN RETURN; END IF;
  SELECT min(greatest((h->>0)::timestamptz, present)) INTO nxt FROM jsonb_array_elements(m.hours) AS h
    WHERE (h->>1)::timestamptz > present;
  IF nxt IS NULL THEN code := 'late'; until := NULL; RETURN NEXT; RETURN; END IF;
  IF nxt > present THEN code := 'early'; until := nxt; RETURN NEXT; END IF;
END $$;

-- What is planned rests on where the lead is and on when the mail before it went. Whoever changes
-- that, by whatever door, leaves a mark; `planning.follow` finds it and plans anew. Always the
-- newest moment: what is marked while it is being planned anew must not be taken for planned.

CREATE FUNCTION replan_of_lead() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  UPDATE public.sequences_enrollment SET replan_since = clock_timestamp()
    WHERE lead_id = NEW.id AND state IN ('active', 'paused');
  RETURN NULL;
END $$;
CREATE TRIGGER lead_moved AFTER UPDATE OF time_zone, country, phone ON leads_lead FOR EACH ROW
  WHEN ((OLD.time_zone, OLD.country, OLD.phone) IS DISTINCT FROM (NEW.time_zone, NEW.country, NEW.phone))
  EXECUTE FUNCTION replan_of_lead();

CREATE FUNCTION replan_of_account() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  UPDATE public.sequences_enrollment e SET replan_since = clock_timestamp() FROM public.leads_lead l
    WHERE l.id = e.lead_id AND l.account_id = NEW.id AND e.state IN ('active', 'paused');
  RETURN NULL;
END $$;
CREATE TRIGGER account_moved AFTER UPDATE OF time_zone, country ON leads_account FOR EACH ROW
  WHEN ((OLD.time_zone, OLD.country) IS DISTINCT FROM (NEW.time_zone, NEW.country))
  EXECUTE FUNCTION replan_of_account();

CREATE FUNCTION replan_of_message() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  UPDATE public.sequences_enrollment e SET replan_since = clock_timestamp() FROM public.sequences_touch t
    WHERE t.id = NEW.touch_id AND e.id = t.enrollment_id
      AND EXISTS (SELECT 1 FROM public.sequences_touch o WHERE o.enrollment_id = e.id AND o.state = 'planned');
  RETURN NULL;
END $$;
CREATE TRIGGER message_moved AFTER UPDATE OF state ON sequences_message FOR EACH ROW
  WHEN (NEW.state = 'sent' AND OLD.state <> 'sent') EXECUTE FUNCTION replan_of_message();

-- Taken up again after a pause: what would have gone meanwhile does not go all at once.
CREATE FUNCTION replan_of_resumed() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  NEW.replan_since := clock_timestamp();
  RETURN NEW;
END $$;
CREATE TRIGGER enrollment_resumed BEFORE UPDATE OF state ON sequences_enrollment FOR EACH ROW
  WHEN (OLD.state = 'paused' AND NEW.state = 'active') EXECUTE FUNCTION replan_of_resumed();

CREATE TRIGGER timingpolicy_trail AFTER INSERT OR UPDATE ON sequences_timingpolicy
  FOR EACH ROW EXECUTE FUNCTION trail_record();
CREATE TRIGGER workinghours_trail AFTER INSERT OR UPDATE ON sequences_workinghours
  FOR EACH ROW EXECUTE FUNCTION trail_record();
