-- What was decided about a card is on record for good.

CREATE TRIGGER carddecision_append_only BEFORE UPDATE OR DELETE ON reviews_carddecision
  FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER carddecision_trail AFTER INSERT ON reviews_carddecision
  FOR EACH ROW EXECUTE FUNCTION trail_record();
-- A card is a question that was asked: it is answered, never taken away.
CREATE TRIGGER card_no_delete BEFORE DELETE ON reviews_card
  FOR EACH ROW EXECUTE FUNCTION refuse_change();
