"""The admin's screen of the CRM: connect it, say what it is told, see what became of it."""
