-- What the retention policy may remove, and nothing else: one branch for each line of
-- retention.toml, run by the owner's function, never for what is younger than a week.

CREATE OR REPLACE FUNCTION retention_forget(p_what text, p_days int) RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE n bigint := 0; before timestamptz := clock_timestamp() - make_interval(days => p_days);
BEGIN
  IF p_days < 7 THEN RETURN 0; END IF;
  CASE p_what
    WHEN 'received_mail_bytes' THEN
      UPDATE public.sequences_receivedmail SET raw = '', erased_at = clock_timestamp()
        WHERE erased_at IS NULL AND understood_at IS NOT NULL AND received_at < before;
    WHEN 'unmatched_mail' THEN
      UPDATE public.sequences_receivedmail SET raw = '', text = '', subject = '', sender = '', recipients = '[]', facts = '{}', erased_at = clock_timestamp()
        WHERE erased_at IS NULL AND understood_at IS NOT NULL AND lead_id IS NULL AND received_at < before;
    WHEN 'service_deliveries' THEN
      DELETE FROM public.sequences_hookdelivery WHERE followed_at < before;
    WHEN 'seen_alerts' THEN
      DELETE FROM public.reviews_alert WHERE seen_at < before;
    WHEN 'enrichment' THEN
      DELETE FROM public.leads_lookup WHERE answered_at < before;
      DELETE FROM public.leads_detail WHERE kind IN ('own', 'apollo') AND at < before;
    WHEN 'ended_sessions' THEN
      DELETE FROM public.django_session WHERE expire_date < before;
    ELSE
      RAISE EXCEPTION 'no such line of the policy: %', p_what USING ERRCODE = 'FU001';
  END CASE;
  GET DIAGNOSTICS n = ROW_COUNT;
  RETURN n;
END $$;
