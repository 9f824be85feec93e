"""Who carries our mail and text messages, and by what they are believed: from the environment."""

from __future__ import annotations

from followup import configuration as env
from followup.hooks.schemes import Scheme

MAIL_SERVICE_KEYS = (
    "MAILGUN_API_KEY",
    "SENDGRID_API_KEY",
    "POSTMARK_SERVER_TOKEN",
    "RESEND_API_KEY",
    "BREVO_API_KEY",
)
ANYMAIL = {
    key: value for key in (*MAIL_SERVICE_KEYS, "MAILGUN_SENDER_DOMAIN") if (value := env.text(key))
}

# What mail services may tell us at /hooks/mail/<service>/<inbound|events>/, and by which secret
# they are believed; several of one service, the newest first, while one is being replaced. Where a
# service signs nothing, `user:password` stands in the address it is given.
MAIL_HOOKS = {
    (service, about): Scheme(scheme, secrets)
    for service, about, scheme, variable in (
        ("mailgun", "inbound", "mailgun", "MAILGUN_WEBHOOK_SIGNING_KEY"),
        ("mailgun", "events", "mailgun", "MAILGUN_WEBHOOK_SIGNING_KEY"),
        ("sendgrid", "inbound", "basic", "SENDGRID_INBOUND_LOGIN"),
        ("sendgrid", "events", "sendgrid", "SENDGRID_WEBHOOK_VERIFICATION_KEY"),
        ("postmark", "inbound", "postmark", "POSTMARK_WEBHOOK_LOGIN"),
        ("postmark", "events", "postmark", "POSTMARK_WEBHOOK_LOGIN"),
        ("resend", "inbound", "resend", "RESEND_INBOUND_SECRET"),
        ("resend", "events", "resend", "RESEND_WEBHOOK_SECRET"),
        ("brevo", "inbound", "brevo", "BREVO_WEBHOOK_LOGIN"),
        ("brevo", "events", "brevo", "BREVO_WEBHOOK_LOGIN"),
        ("ses", "inbound", "sns", "SES_INBOUND_TOPIC"),
        ("ses", "events", "sns", "SES_EVENTS_TOPIC"),
    )
    if (secrets := tuple(env.names(variable)))
}
# Text messages by way of Twilio. The token opens the account to the sender and proves to the web
# process that what is posted to /hooks/sms/ is Twilio's.
TWILIO = {
    "sid": env.text("TWILIO_ACCOUNT_SID"),
    "token": env.text("TWILIO_AUTH_TOKEN"),
    "from": env.text("TWILIO_FROM"),
    "url": env.url("TWILIO_URL", default="https://api.twilio.com"),
}

# Mailboxes at Google and Microsoft: an application registered with them, and what it asks for.
# The addresses are theirs as published; another one is for a test that stands in for them.
_TENANT = env.text("MICROSOFT_TENANT", "common")
_MICROSOFT = f"https://login.microsoftonline.com/{_TENANT}/oauth2/v2.0"
MAIL_PROVIDERS = {
    "gmail": {
        "name": "Google",
        "client_id": env.text("GOOGLE_CLIENT_ID"),
        "client_secret": env.text("GOOGLE_CLIENT_SECRET"),
        "authorize": "https://accounts.google.com/o/oauth2/v2/auth",
        "token": "https://oauth2.googleapis.com/token",
        "mail": "https://gmail.googleapis.com",
        "send_scope": "openid email https://www.googleapis.com/auth/gmail.send",
        "read_scope": "https://www.googleapis.com/auth/gmail.readonly",
        "options": (("access_type", "offline"), ("prompt", "consent")),
    },
    "graph": {
        "name": "Microsoft",
        "client_id": env.text("MICROSOFT_CLIENT_ID"),
        "client_secret": env.text("MICROSOFT_CLIENT_SECRET"),
        "authorize": f"{_MICROSOFT}/authorize",
        "token": f"{_MICROSOFT}/token",
        "mail": "https://graph.microsoft.com",
        "send_scope": "openid email profile offline_access Mail.Send",
        "read_scope": "Mail.Read",
        "options": (("prompt", "select_account"),),
    },
}
