-- What always holds for the record, whoever writes: passages never change, a quote is really in
-- its passage, a finding has evidence, epochs only rise, suppression stays, the trail only grows.

CREATE FUNCTION trail_record() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE image jsonb := to_jsonb(NEW) - ARRAY['password', 'body', 'text', 'before', 'after', 'fingerprint', 'token', 'lease_token'];
BEGIN
  INSERT INTO public.leads_trailentry (at, database_role, action, "table", row_id, row)
  VALUES (clock_timestamp(), session_user, lower(TG_OP), TG_TABLE_NAME, NEW.id, image);
  RETURN NULL;
END $$;

CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  RAISE EXCEPTION '% only grows: % refused', TG_TABLE_NAME, lower(TG_OP) USING ERRCODE = 'FU001';
END $$;

CREATE TRIGGER passage_immutable BEFORE UPDATE OR DELETE ON leads_passage
  FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER stopevent_append_only BEFORE UPDATE OR DELETE ON leads_stopevent
  FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER trail_append_only BEFORE UPDATE OR DELETE ON leads_trailentry
  FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER lead_no_delete BEFORE DELETE ON leads_lead
  FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER user_no_delete BEFORE DELETE ON leads_user
  FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER signin_no_delete BEFORE DELETE ON leads_signin
  FOR EACH ROW EXECUTE FUNCTION refuse_change();

-- A sign-in may end, once. It never begins again, lasts longer, or changes hands.
CREATE FUNCTION signin_guard() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  IF (to_jsonb(NEW) - 'ended_at') <> (to_jsonb(OLD) - 'ended_at') OR OLD.ended_at IS NOT NULL THEN
    RAISE EXCEPTION 'a sign-in can only be ended' USING ERRCODE = 'FU001';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER signin_only_ends BEFORE UPDATE ON leads_signin
  FOR EACH ROW EXECUTE FUNCTION signin_guard();

-- Who may approve is not for the web process to decide: role, team and activity are the owner's.
CREATE FUNCTION user_guard() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  IF (NEW.role, NEW.team_id, NEW.is_active, NEW.is_sample, NEW.email)
     IS DISTINCT FROM (OLD.role, OLD.team_id, OLD.is_active, OLD.is_sample, OLD.email)
     AND NOT pg_has_role(current_user, (SELECT relowner FROM pg_class WHERE oid = TG_RELID), 'USAGE') THEN
    RAISE EXCEPTION 'rights of a person are changed by the owner role only' USING ERRCODE = 'FU001';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER user_rights_guarded BEFORE UPDATE ON leads_user
  FOR EACH ROW EXECUTE FUNCTION user_guard();

CREATE FUNCTION lead_guard() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  IF NEW.stop_epoch < OLD.stop_epoch OR NEW.record_epoch < OLD.record_epoch THEN
    RAISE EXCEPTION 'an epoch never goes back' USING ERRCODE = 'FU002';
  END IF;
  IF OLD.suppressed_at IS NOT NULL AND NEW.suppressed_at IS DISTINCT FROM OLD.suppressed_at THEN
    RAISE EXCEPTION 'a suppression stays' USING ERRCODE = 'FU002';
  END IF;
  IF NEW.email <> OLD.email OR (NEW.is_sensitive AND NOT OLD.is_sensitive) THEN
    NEW.stop_epoch := greatest(NEW.stop_epoch, OLD.stop_epoch + 1);  -- what was approved was approved before this
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER lead_epochs_rise BEFORE UPDATE ON leads_lead
  FOR EACH ROW EXECUTE FUNCTION lead_guard();

-- Recording a stop and raising the epoch are one act: there is no list of things to remember.
CREATE FUNCTION stop_lead() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  PERFORM set_config('synchronous_commit', 'on', true);  -- a stop that a crash forgets is a mail that goes
  IF NEW.kind = 'out_of_office' THEN
    UPDATE public.leads_lead SET hold_until = greatest(hold_until, NEW.hold_until) WHERE id = NEW.lead_id;
  ELSE
    UPDATE public.leads_lead
       SET stop_epoch = stop_epoch + 1,
           is_sensitive = is_sensitive OR NEW.kind = 'sensitive',
           suppressed_at = CASE WHEN NEW.kind IN ('unsubscribe', 'bounce', 'complaint')
                                THEN coalesce(suppressed_at, clock_timestamp()) ELSE suppressed_at END
     WHERE id = NEW.lead_id;
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER stopevent_stops AFTER INSERT ON leads_stopevent
  FOR EACH ROW EXECUTE FUNCTION stop_lead();

-- A call is new knowledge: drafts written before it are stale, whatever door it came in by.
CREATE FUNCTION call_moves_record() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  UPDATE public.leads_lead SET record_epoch = record_epoch + 1 WHERE id = NEW.lead_id;
  RETURN NULL;
END $$;
CREATE TRIGGER call_moves_record AFTER INSERT ON leads_call
  FOR EACH ROW EXECUTE FUNCTION call_moves_record();

CREATE FUNCTION quote_is_in_passage() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE said text;
BEGIN
  SELECT text INTO said FROM public.leads_passage WHERE id = NEW.passage_id;
  IF substring(said FROM NEW.start + 1 FOR char_length(NEW.quote)) IS DISTINCT FROM NEW.quote THEN
    RAISE EXCEPTION 'the passage does not say that' USING ERRCODE = 'FU003';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER evidence_is_exact BEFORE INSERT OR UPDATE ON leads_evidence
  FOR EACH ROW EXECUTE FUNCTION quote_is_in_passage();

CREATE FUNCTION finding_has_evidence() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE wanted bigint;
BEGIN
  IF TG_TABLE_NAME = 'leads_evidence' THEN wanted := OLD.finding_id; ELSE wanted := NEW.id; END IF;
  IF EXISTS (SELECT 1 FROM public.leads_finding WHERE id = wanted)
     AND NOT EXISTS (SELECT 1 FROM public.leads_evidence WHERE finding_id = wanted) THEN
    RAISE EXCEPTION 'a finding needs evidence' USING ERRCODE = 'FU003';
  END IF;
  RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER finding_has_evidence AFTER INSERT ON leads_finding
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION finding_has_evidence();
CREATE CONSTRAINT TRIGGER evidence_not_taken_away AFTER DELETE ON leads_evidence
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION finding_has_evidence();

CREATE TRIGGER lead_trail AFTER INSERT OR UPDATE ON leads_lead
  FOR EACH ROW EXECUTE FUNCTION trail_record();
CREATE TRIGGER stopevent_trail AFTER INSERT ON leads_stopevent
  FOR EACH ROW EXECUTE FUNCTION trail_record();
CREATE TRIGGER signin_trail AFTER INSERT OR UPDATE ON leads_signin
  FOR EACH ROW EXECUTE FUNCTION trail_record();
CREATE TRIGGER user_trail AFTER INSERT OR UPDATE OF role, team_id, is_active, email ON leads_user
  FOR EACH ROW EXECUTE FUNCTION trail_record();
CREATE TRIGGER call_trail AFTER INSERT ON leads_call
  FOR EACH ROW EXECUTE FUNCTION trail_record();

-- The same rule as LeadQuerySet.visible_to: reps their own and what is shared with them, managers
-- their team's. A test holds the two together.
CREATE FUNCTION gate_may_approve(p_user bigint, p_lead bigint) RETURNS boolean LANGUAGE sql STABLE
SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT EXISTS (
    SELECT 1
      FROM public.leads_user u
      JOIN public.leads_lead l ON l.id = p_lead
      JOIN public.leads_user o ON o.id = l.owner_id
     WHERE u.id = p_user AND u.is_active AND u.role IN ('rep', 'manager')
       AND (l.owner_id = u.id
            OR (u.role = 'manager' AND o.team_id = u.team_id)
            OR EXISTS (SELECT 1 FROM public.leads_lead_shared_with s WHERE s.lead_id = l.id AND s.user_id = u.id)))
$$;
