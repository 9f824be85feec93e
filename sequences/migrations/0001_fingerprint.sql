-- SHA-256 over length-prefixed fields: no two mails share an encoding. `sequences.fingerprint`
-- spells the same bytes in Python; a test holds the two together.
CREATE FUNCTION gate_field(t text) RETURNS bytea LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT pg_catalog.int4send(pg_catalog.octet_length(pg_catalog.convert_to(t, 'UTF8'))) || pg_catalog.convert_to(t, 'UTF8')
$$;
CREATE FUNCTION gate_fingerprint(
  channel text, sender text, recipient text, cc text, reply_to text, in_reply_to text,
  thread text, subject text, body text, attachments text
) RETURNS bytea LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT pg_catalog.sha256(
    'followup/1'::bytea || public.gate_field(channel) || public.gate_field(sender)
    || public.gate_field(recipient) || public.gate_field(cc) || public.gate_field(reply_to)
    || public.gate_field(in_reply_to) || public.gate_field(thread) || public.gate_field(subject)
    || public.gate_field(body) || public.gate_field(attachments))
$$;
-- No control characters (header injection), no bidi overrides, nothing invisible.
CREATE FUNCTION gate_header_safe(t text) RETURNS boolean LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT t !~ '[\u0001-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069\u200b\u2060\ufeff]'
     AND t !~ '[\U000e0000-\U000e007f]' AND length(t) <= 998
$$;
