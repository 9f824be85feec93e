"""Our settings with django-post-office beside everything else, for the comparison in the bench."""

from __future__ import annotations

import os

from followup.settings import *  # noqa: F403
from followup.settings import INSTALLED_APPS

INSTALLED_APPS = [*INSTALLED_APPS, "post_office"]
EMAIL_BACKEND = "post_office.EmailBackend"
EMAIL_USE_TLS = False
POST_OFFICE = {
    "BACKENDS": {"default": "django.core.mail.backends.smtp.EmailBackend"},
    "BATCH_SIZE": int(os.environ.get("BENCH_MAILS", "400")),
    "LOG_LEVEL": 2,  # as it is set up by default: every outcome is written down
    "LOCK_FILE_NAME": os.path.join(os.environ["FOLLOWUP_VAR"], "post_office"),
}
