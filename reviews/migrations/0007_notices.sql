-- ---- what has no draft that a person could read: kept by whatever could change it -------------

CREATE FUNCTION undrafted_call(p_call bigint) RETURNS void LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  IF EXISTS (SELECT 1 FROM public.leads_call WHERE id = p_call AND state = 'read')
     AND EXISTS (SELECT 1 FROM public.reviews_draft WHERE call_id = p_call AND state NOT IN ('writing', 'failed')) THEN
    DELETE FROM public.reviews_undrafted WHERE call_id = p_call;
  ELSE
    INSERT INTO public.reviews_undrafted (call_id, lead_id)
      SELECT id, lead_id FROM public.leads_call WHERE id = p_call
      ON CONFLICT (call_id) DO UPDATE SET lead_id = excluded.lead_id;  -- a call may be moved
  END IF;
END $$;

-- A received mail is answered by a person; whatever else a lead did is followed up with a draft.
CREATE FUNCTION undrafted_event(p_event bigint) RETURNS void LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  IF EXISTS (SELECT 1 FROM public.reviews_draft d
               JOIN public.sequences_touch t ON t.id = d.touch_id
               JOIN public.sequences_enrollment e ON e.id = t.enrollment_id
              WHERE e.event_id = p_event AND d.state NOT IN ('writing', 'failed')) THEN
    DELETE FROM public.reviews_undrafted WHERE event_id = p_event;
  ELSE
    INSERT INTO public.reviews_undrafted (event_id, lead_id)
      SELECT id, lead_id FROM public.leads_event
       WHERE id = p_event AND lead_id IS NOT NULL AND source <> 'mail' ON CONFLICT DO NOTHING;
  END IF;
END $$;

CREATE FUNCTION undrafted_follows() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE of_event bigint;
BEGIN
  IF TG_TABLE_NAME = 'leads_call' THEN PERFORM public.undrafted_call(NEW.id);
  ELSIF TG_TABLE_NAME = 'leads_event' THEN PERFORM public.undrafted_event(NEW.id);
  ELSIF NEW.call_id IS NOT NULL THEN PERFORM public.undrafted_call(NEW.call_id);
  ELSE
    SELECT e.event_id INTO of_event FROM public.sequences_touch t
      JOIN public.sequences_enrollment e ON e.id = t.enrollment_id WHERE t.id = NEW.touch_id;
    IF of_event IS NOT NULL THEN PERFORM public.undrafted_event(of_event); END IF;
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER call_without_draft AFTER INSERT OR UPDATE OF state ON leads_call
  FOR EACH ROW EXECUTE FUNCTION undrafted_follows();
CREATE TRIGGER event_without_draft AFTER INSERT OR UPDATE OF lead_id ON leads_event
  FOR EACH ROW EXECUTE FUNCTION undrafted_follows();
CREATE TRIGGER draft_for_record AFTER INSERT ON reviews_draft
  FOR EACH ROW EXECUTE FUNCTION undrafted_follows();
CREATE TRIGGER draft_written AFTER UPDATE OF state ON reviews_draft
  FOR EACH ROW WHEN (OLD.state IN ('writing', 'failed') OR NEW.state IN ('writing', 'failed'))
  EXECUTE FUNCTION undrafted_follows();

SELECT undrafted_call(id) FROM leads_call;
SELECT undrafted_event(id) FROM leads_event;

-- ---- mail to our own people: the sender asks for it, and never for an address -----------------

CREATE FUNCTION memo_take(p_lease interval) RETURNS TABLE (id bigint, recipient text, subject text, body text)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  RETURN QUERY
    UPDATE public.reviews_memo m SET tries = m.tries + 1, retry_at = clock_timestamp() + p_lease
      FROM public.leads_user u
     WHERE u.id = m.user_id AND m.id = (
       SELECT o.id FROM public.reviews_memo o JOIN public.leads_user p ON p.id = o.user_id
        WHERE o.sent_at IS NULL AND o.retry_at <= clock_timestamp() AND o.tries < 5 AND p.is_active
        ORDER BY o.retry_at LIMIT 1 FOR UPDATE OF o SKIP LOCKED)
    RETURNING m.id, u.email::text, m.subject::text, m.text;
END $$;

-- Nothing said: it was handed over, and its words are no longer kept.
CREATE FUNCTION memo_end(p_memo bigint, p_problem text) RETURNS void LANGUAGE sql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
  UPDATE public.reviews_memo
     SET problem = left(p_problem, 300),
         sent_at = CASE WHEN p_problem = '' THEN clock_timestamp() END,
         text = CASE WHEN p_problem = '' THEN '' ELSE text END
   WHERE id = p_memo AND sent_at IS NULL
$$;

-- ---- people: their rights are the owner's to write, on an admin's word in a live sign-in -------

CREATE FUNCTION people_admin(p_sign_in bigint) RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE admin bigint;
BEGIN
  SELECT u.id INTO admin FROM public.leads_signin s JOIN public.leads_user u ON u.id = s.user_id
   WHERE s.id = p_sign_in AND s.ended_at IS NULL AND s.expires_at > clock_timestamp()
     AND u.is_active AND u.role = 'admin' FOR SHARE;
  IF admin IS NULL THEN RAISE EXCEPTION 'people: session' USING ERRCODE = 'FU004'; END IF;
  RETURN admin;
END $$;

CREATE FUNCTION people_invite(p_sign_in bigint, p_email text, p_name text, p_title text, p_role text,
                              p_team bigint, p_zone text) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE made bigint;
BEGIN
  PERFORM public.people_admin(p_sign_in);
  IF EXISTS (SELECT 1 FROM public.leads_lead WHERE email = lower(p_email)) THEN
    RAISE EXCEPTION 'people: lead' USING ERRCODE = 'FU004';  -- mail to our own people needs no approval
  END IF;
  INSERT INTO public.leads_user (email, name, title, role, team_id, time_zone, is_active, is_sample, password)
    VALUES (lower(p_email), p_name, p_title, p_role, p_team, p_zone, true, false, '!' || md5(random()::text))
    RETURNING id INTO made;
  RETURN made;
END $$;

CREATE FUNCTION people_change(p_sign_in bigint, p_user bigint, p_role text, p_team bigint, p_active boolean)
RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE admin bigint;
BEGIN
  admin := public.people_admin(p_sign_in);
  IF admin = p_user AND (p_role <> 'admin' OR NOT p_active) THEN
    RAISE EXCEPTION 'people: self' USING ERRCODE = 'FU004';  -- so one admin is always left
  END IF;
  UPDATE public.leads_user SET role = p_role, team_id = p_team, is_active = p_active WHERE id = p_user;
  IF NOT p_active THEN
    UPDATE public.leads_signin SET ended_at = clock_timestamp() WHERE user_id = p_user AND ended_at IS NULL;
  END IF;
END $$;

-- ---- search: every word of the record, in whatever language, by its beginning -----------------

CREATE INDEX passage_words ON leads_passage USING gin (to_tsvector('simple'::regconfig, COALESCE(text, '')));
CREATE INDEX finding_words ON leads_finding USING gin (to_tsvector('simple'::regconfig, COALESCE(text, '')));
CREATE INDEX sentence_words ON reviews_sentence USING gin (to_tsvector('simple'::regconfig, COALESCE(text, '')));
CREATE INDEX draft_words ON reviews_draft USING gin (to_tsvector('simple'::regconfig, COALESCE(subject, '')));
CREATE INDEX call_words ON leads_call USING gin (to_tsvector('simple'::regconfig, COALESCE(title, '')));
CREATE INDEX account_words ON leads_account
  USING gin (to_tsvector('simple'::regconfig, COALESCE(name, '') || ' ' || COALESCE(domain, '')));
CREATE INDEX lead_words ON leads_lead
  USING gin (to_tsvector('simple'::regconfig, COALESCE(name, '') || ' ' || COALESCE(email, '') || ' ' || COALESCE(title, '')));
