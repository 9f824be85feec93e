"""`make run`: everything Followup needs on one machine, started, watched and stopped together."""
