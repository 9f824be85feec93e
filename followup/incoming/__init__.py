"""The admin's screens of where leads come in: sources, deliveries, keys, imported files."""
