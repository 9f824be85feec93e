-- Who is never written to. The list is asked by the gate before every mail, for the recipient and
-- for everybody in copy; it is filled by the database itself when somebody wants no more mail; and
-- an entry ends only by a person's word with a reason.

INSERT INTO sequences_organisation (id, name, postal_address, privacy_url, tracks_opens, tracks_clicks)
  VALUES (1, '', '', '', false, false);
INSERT INTO sequences_listingkey (id, key)
  VALUES (1, sha256(uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid())));

-- What remains of an erased person's address: nobody can read it from this, and the same address
-- gives the same hash, so that they are not written to again when somebody brings them in anew.
CREATE FUNCTION suppression_print(p_address text) RETURNS text LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT encode(sha256(key || sha256(key || convert_to(lower(trim(p_address)), 'UTF8'))), 'hex')
    FROM public.sequences_listingkey WHERE id = 1
$$;

-- The standing entry against an address, if there is one: itself, its domain or one above it, or
-- the hash of an erased person.
CREATE FUNCTION suppression_of(p_address text) RETURNS bigint LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
  WITH given AS (SELECT lower(trim(p_address)) AS address, split_part(lower(trim(p_address)), '@', 2) AS domain)
  SELECT s.id FROM given, public.sequences_suppression s
   WHERE s.lifted_at IS NULL
     AND (s.kind = 'address' AND s.value = given.address
          OR s.kind = 'erased' AND s.value = public.suppression_print(given.address)
          OR s.kind = 'domain' AND s.value IN (
            SELECT array_to_string((string_to_array(given.domain, '.'))[n:], '.')
              FROM generate_series(1, cardinality(string_to_array(given.domain, '.'))) AS n))
   ORDER BY s.id LIMIT 1
$$;

CREATE OR REPLACE FUNCTION gate_look_listed(p_message bigint) RETURNS TABLE (code text, until timestamptz)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE m public.sequences_message;
BEGIN
  SELECT * INTO m FROM public.sequences_message WHERE id = p_message;
  IF public.suppression_of(m."to") IS NOT NULL
     OR EXISTS (SELECT 1 FROM public.sequences_suppression s
                WHERE s.kind = 'person' AND s.lead_id = m.lead_id AND s.lifted_at IS NULL)
     -- whoever a person has merged into this lead said it of themselves, under whatever address
     OR EXISTS (SELECT 1 FROM public.sequences_suppression s JOIN public.leads_merge g ON g.lead_id = s.lead_id
                WHERE g.into_id = m.lead_id AND g.undone_at IS NULL AND s.lifted_at IS NULL
                AND s.reason IN ('unsubscribe', 'complaint', 'objection')) THEN
    code := 'listed'; until := NULL; RETURN NEXT; RETURN;
  END IF;
  IF m.cc <> '' AND EXISTS (
       SELECT 1 FROM regexp_split_to_table(lower(m.cc), '[^[:alnum:]!#$%&''*+/=?^_`{|}~.@-]+') AS copied
        WHERE position('@' IN copied) > 1 AND public.suppression_of(copied) IS NOT NULL) THEN
    code := 'copy'; until := NULL; RETURN NEXT;
  END IF;
END $$;

-- Unsubscribed, complained, or a dead address: the entry is made in the act that records it. Fires
-- behind stopevent_stops, by its name.
CREATE FUNCTION stopevent_lists() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  INSERT INTO public.sequences_suppression (kind, value, lead_id, reason, source, by_id, at, lifted_reason)
    SELECT 'address', l.email, l.id, NEW.kind, NEW.source, NEW.by_id, clock_timestamp(), ''
      FROM public.leads_lead l WHERE l.id = NEW.lead_id
    ON CONFLICT DO NOTHING;
  -- The address may be listed already, as dead or by a file: whoever lifts that has not heard their wish.
  IF NOT FOUND AND NEW.kind <> 'bounce' THEN
    INSERT INTO public.sequences_suppression (kind, value, lead_id, reason, source, by_id, at, lifted_reason)
      SELECT 'person', '', NEW.lead_id, NEW.kind, NEW.source, NEW.by_id, clock_timestamp(), ''
       WHERE NOT EXISTS (SELECT 1 FROM public.sequences_suppression WHERE lifted_at IS NULL AND lead_id = NEW.lead_id
                         AND reason IN ('unsubscribe', 'complaint', 'objection'))
      ON CONFLICT DO NOTHING;
  END IF;
  IF NEW.kind = 'unsubscribe' THEN
    INSERT INTO public.sequences_consentrecord (lead_id, channel, is_given, source, at, by_id, recorded_at)
      VALUES (NEW.lead_id, 'email', false, NEW.source, clock_timestamp(), NEW.by_id, clock_timestamp());
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER stopevent_then_lists AFTER INSERT ON leads_stopevent
  FOR EACH ROW WHEN (NEW.kind IN ('unsubscribe', 'bounce', 'complaint')) EXECUTE FUNCTION stopevent_lists();

-- Whether an entry of the list is about a lead with this number and address.
CREATE FUNCTION suppression_is_about(p_entry public.sequences_suppression, p_lead bigint, p_email text) RETURNS boolean
LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT coalesce(p_entry.lead_id = p_lead, false)
      OR p_entry.kind = 'address' AND p_email = p_entry.value
      OR p_entry.kind = 'domain' AND (split_part(p_email, '@', 2) = p_entry.value
                                      OR right(p_email, length(p_entry.value) + 1) = '.' || p_entry.value)
$$;

-- An entry takes hold of the leads it is about, so that every page says so and what was approved
-- is void; whoever comes in later under a listed address or domain is held from the beginning.
CREATE FUNCTION suppression_takes_hold() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  PERFORM set_config('synchronous_commit', 'on', true);
  UPDATE public.leads_lead l SET suppressed_at = clock_timestamp(), stop_epoch = stop_epoch + 1
   WHERE suppressed_at IS NULL AND public.suppression_is_about(NEW, l.id, l.email);
  RETURN NULL;
END $$;
CREATE TRIGGER suppression_takes_hold AFTER INSERT ON sequences_suppression
  FOR EACH ROW EXECUTE FUNCTION suppression_takes_hold();

CREATE FUNCTION lead_listed() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  IF NEW.suppressed_at IS NULL AND public.suppression_of(NEW.email) IS NOT NULL THEN
    NEW.suppressed_at := clock_timestamp();
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER lead_listed BEFORE INSERT OR UPDATE OF email ON leads_lead
  FOR EACH ROW EXECUTE FUNCTION lead_listed();

-- Nothing of an entry changes but that it is lifted, once, by somebody who may, with a reason.
CREATE FUNCTION suppression_guard() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  IF TG_OP = 'DELETE' OR OLD.lifted_at IS NOT NULL
     OR to_jsonb(NEW) - ARRAY['lifted_at', 'lifted_by_id', 'lifted_reason'] <> to_jsonb(OLD) - ARRAY['lifted_at', 'lifted_by_id', 'lifted_reason'] THEN
    RAISE EXCEPTION 'an entry of the suppression list can only be lifted' USING ERRCODE = 'FU001';
  END IF;
  IF NOT EXISTS (SELECT 1 FROM public.leads_user WHERE id = NEW.lifted_by_id AND is_active AND role IN ('manager', 'admin')) THEN
    RAISE EXCEPTION 'a manager or an admin lifts a suppression' USING ERRCODE = 'FU001';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER suppression_only_lifted BEFORE UPDATE OR DELETE ON sequences_suppression
  FOR EACH ROW EXECUTE FUNCTION suppression_guard();

-- Whose sign-in this is, if it is live and theirs is one of these roles; nobody else gets further.
CREATE FUNCTION gate_signed_in(p_sign_in bigint, p_roles text[]) RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE person bigint;
BEGIN
  SELECT u.id INTO person FROM public.leads_signin s JOIN public.leads_user u ON u.id = s.user_id
   WHERE s.id = p_sign_in AND s.ended_at IS NULL AND s.expires_at > clock_timestamp()
     AND u.is_active AND u.role = ANY (p_roles) FOR SHARE;
  IF person IS NULL THEN RAISE EXCEPTION 'gate: session' USING ERRCODE = 'FU004'; END IF;
  RETURN person;
END $$;

-- The only way to lift. False: somebody lifted it before, or it is what is left of an erased person.
CREATE FUNCTION suppression_lift(p_sign_in bigint, p_entry bigint, p_reason text) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE person bigint := public.gate_signed_in(p_sign_in, ARRAY['manager', 'admin']);
BEGIN
  UPDATE public.sequences_suppression
     SET lifted_at = clock_timestamp(), lifted_by_id = person, lifted_reason = p_reason
   WHERE id = p_entry AND lifted_at IS NULL AND kind <> 'erased';
  RETURN FOUND;
END $$;

-- Lifting frees the leads that nothing else holds. What was approved before stays void.
CREATE FUNCTION suppression_lets_go() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  UPDATE public.leads_lead l SET suppressed_at = NULL, stop_epoch = stop_epoch + 1
   WHERE l.suppressed_at IS NOT NULL AND public.suppression_is_about(NEW, l.id, l.email)
     AND public.suppression_of(l.email) IS NULL
     AND NOT EXISTS (SELECT 1 FROM public.sequences_suppression s WHERE s.lifted_at IS NULL AND s.lead_id = l.id);
  RETURN NULL;
END $$;
CREATE TRIGGER suppression_lets_go AFTER UPDATE ON sequences_suppression
  FOR EACH ROW WHEN (OLD.lifted_at IS NULL AND NEW.lifted_at IS NOT NULL) EXECUTE FUNCTION suppression_lets_go();

-- A lead's own mark is taken away by that act alone: inside a trigger that runs as the owner.
CREATE OR REPLACE FUNCTION lead_guard() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  IF NEW.stop_epoch < OLD.stop_epoch OR NEW.record_epoch < OLD.record_epoch THEN
    RAISE EXCEPTION 'an epoch never goes back' USING ERRCODE = 'FU002';
  END IF;
  IF OLD.suppressed_at IS NOT NULL AND NEW.suppressed_at IS DISTINCT FROM OLD.suppressed_at
     AND NOT (NEW.suppressed_at IS NULL AND pg_trigger_depth() > 1
              AND pg_has_role(current_user, (SELECT relowner FROM pg_class WHERE oid = TG_RELID), 'USAGE')) THEN
    RAISE EXCEPTION 'a suppression stays' USING ERRCODE = 'FU002';
  END IF;
  IF NEW.email <> OLD.email OR (NEW.is_sensitive AND NOT OLD.is_sensitive) THEN
    NEW.stop_epoch := greatest(NEW.stop_epoch, OLD.stop_epoch + 1);  -- what was approved was approved before this
  END IF;
  RETURN NEW;
END $$;

CREATE TRIGGER consentrecord_append_only BEFORE UPDATE OR DELETE ON sequences_consentrecord
  FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER trackedlink_append_only BEFORE UPDATE OR DELETE ON sequences_trackedlink
  FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER listingkey_stays BEFORE UPDATE OR DELETE ON sequences_listingkey
  FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER erasure_append_only BEFORE UPDATE OR DELETE ON sequences_erasure
  FOR EACH ROW EXECUTE FUNCTION refuse_change();

CREATE TRIGGER suppression_trail AFTER INSERT OR UPDATE ON sequences_suppression
  FOR EACH ROW EXECUTE FUNCTION trail_record();
CREATE TRIGGER consentrecord_trail AFTER INSERT ON sequences_consentrecord
  FOR EACH ROW EXECUTE FUNCTION trail_record();
CREATE TRIGGER organisation_trail AFTER UPDATE ON sequences_organisation
  FOR EACH ROW EXECUTE FUNCTION trail_record();
CREATE TRIGGER erasure_trail AFTER INSERT ON sequences_erasure
  FOR EACH ROW EXECUTE FUNCTION trail_record();
