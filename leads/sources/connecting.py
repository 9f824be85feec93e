"""What a person does at the sender's end to connect it, in words. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Step:
    """One thing to do, with what is to be copied, if anything is."""

    text: str
    copied: str = ""


def steps(kind: str, *, address: str, site: str, token: str) -> Sequence[Step]:
    """For a kind of source, in order. `site` is our own address."""
    if kind == "pages":
        return _pages(site, token)
    if kind == "form":
        return _form(address, site, token)
    return [Step(text, address if "address" in text else "") for text in _STEPS[kind]]


def _pages(site: str, token: str) -> Sequence[Step]:
    tag = f'<script src="{site}/static/site.js" data-source="{token}" defer></script>'
    return [
        Step("Put this line before the end of every page that counts.", tag),
        Step(
            "Nothing is stored or told before the visitor agrees. Have your consent banner call"
            " this when they do, and the same with false when they change their mind.",
            "followup.consent(true)",
        ),
        Step("List the addresses of those sites below."),
    ]


def _form(address: str, site: str, token: str) -> Sequence[Step]:
    form = (
        f'<form method="post" action="{address}">\n'
        '  <input type="hidden" name="_form" value="Demo">\n'
        '  <label>Name <input name="name" autocomplete="name"></label>\n'
        '  <label>E-mail <input name="email" type="email" required></label>\n'
        '  <label>What brings you here? <input name="What brings you here?"></label>\n'
        "  <button>Send</button>\n</form>"
    )
    return [
        Step("Post your form here. A form whose name holds the word demo asks for a demo.", form),
        Step(
            "With the script of a source “Pages of your site” on the same page, the form says"
            " which pages were read before, if the visitor agreed to that."
        ),
    ]


_STEPS = {
    "webhook": (
        "Post JSON to this address.",
        "Sign it as Standard Webhooks says: webhook-id, webhook-timestamp, webhook-signature.",
        "The body is {“type”, “timestamp”, “data”}; data has email, name, company and answers.",
    ),
    "hubspot": (
        "In HubSpot, open your app, Webhooks, and set this address as the target.",
        "Subscribe to contact.creation and contact.propertyChange.",
        "Type the app’s client secret in below.",
    ),
    "typeform": (
        "In Typeform, open the form, Connect, Webhooks, and add this address.",
        "Set the secret that is shown here once as the webhook’s secret.",
    ),
    "calendly": (
        "Create a webhook subscription with this address as its url.",
        "Give the secret that is shown here once as its signing_key, and invitee.created and"
        " invitee.canceled as its events.",
    ),
    "zoom": (
        "In your Zoom app, add an event subscription with this address.",
        "Choose “All recordings have completed transcription”.",
        "Type the app’s secret token in below, and an access token that may read recordings.",
    ),
    "teams": (
        "Create a Graph subscription to getAllTranscripts with this address as notificationUrl.",
        "Give the secret that is shown here once as its clientState.",
        "Type an access token with OnlineMeetingTranscript.Read.All in below.",
    ),
    "meet": (
        "Have Workspace Events send transcript.fileGenerated to Pub/Sub, and Pub/Sub push it,"
        " with authentication, to this address.",
        "Type the push service account’s address in below, Google’s certificates as the secret,"
        " and an access token for the Meet API.",
    ),
    "fireflies": (
        "In Fireflies, Settings, Developer settings, set this address as the webhook.",
        "Type its signing secret in below, and the API key as the access token.",
    ),
    "gong": (
        "In Gong, add an automation rule that calls a webhook with this address, signed by JWT.",
        "Type the public key of its page in below, and an API access token.",
    ),
}
