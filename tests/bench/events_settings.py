"""The site's own settings, with the bare view beside its addresses."""

from followup.settings import *  # noqa: F403

ROOT_URLCONF = "tests.bench.events_urls"
STORAGES["staticfiles"] = {  # noqa: F405
    "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
}
