"""The doorways of the admin area."""
