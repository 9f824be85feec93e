"""Whether mail arrives: what a sending domain says of itself, and what comes back."""
