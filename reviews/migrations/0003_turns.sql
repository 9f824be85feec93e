-- Who read what is on record for good: bulk approval rests on it.

CREATE TRIGGER draftview_append_only BEFORE UPDATE OR DELETE ON reviews_draftview
  FOR EACH ROW EXECUTE FUNCTION refuse_change();
