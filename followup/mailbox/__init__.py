"""A mail server for trying Followup out: it takes everything, delivers nowhere, shows it all."""
