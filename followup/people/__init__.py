"""Our own people: invited, moved and switched off by an admin. The database asks for the admin's
live sign-in each time; the web process alone cannot give anybody a right."""

from followup.people.changing import change, hand_leads_over
from followup.people.inviting import Refused, invite, invite_again, link

__all__ = ["Refused", "change", "hand_leads_over", "invite", "invite_again", "link"]
