-- Why somebody was given a lead stays as it was written down.
CREATE TRIGGER assignment_append_only BEFORE UPDATE ON leads_assignment
  FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER assignment_trail AFTER INSERT ON leads_assignment
  FOR EACH ROW EXECUTE FUNCTION trail_record();
CREATE TRIGGER routingrule_trail AFTER INSERT OR UPDATE ON leads_routingrule
  FOR EACH ROW EXECUTE FUNCTION trail_record();
CREATE TRIGGER cover_trail AFTER INSERT OR UPDATE ON leads_cover
  FOR EACH ROW EXECUTE FUNCTION trail_record();
