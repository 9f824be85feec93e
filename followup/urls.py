"""Every address of the site."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path
from django.views.generic import RedirectView

from followup.health import healthz

urlpatterns: list[URLPattern | URLResolver] = [
    path("healthz", healthz, name="healthz"),
    # Addresses are the admin's: allauth's page would write on GET and let people add their own.
    path("accounts/email/", RedirectView.as_view(pattern_name="account_change_password")),
    path("accounts/", include("allauth.urls")),
    path("mailbox/", include("followup.mailbox.urls")),
    path("hooks/", include("followup.hooks.urls")),
    path("api/v1/", include("followup.api.urls")),
    path("", RedirectView.as_view(pattern_name="inbox"), name="home"),
    path("settings/events/", include("followup.incoming.urls")),
    path("settings/crm/", include("followup.crm.urls")),
    path("settings/enrichment/", include("followup.enrichment.urls")),
    path("settings/routing/", include("followup.routing.urls")),
    path("settings/people/", include("followup.people.urls")),
    path("settings/", include("sequences.urls")),
    path("settings/privacy/", include("followup.privacy.urls")),
    path("", include("sequences.public_urls")),
    path("", include("leads.urls")),
    path("", include("reviews.urls")),
]
