"""The screens of who gets new leads."""
