"""Doors for what other services tell us."""
