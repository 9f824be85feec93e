#!/usr/bin/env python3
"""The command line of Followup."""

import os
import secrets
import sys

# Commands that read files and touch no site: they run on any machine, with nothing configured.
TEXT_TOOLS = {
    "check_grounding", "check_signatures", "evaluate", "read_call", "read_mail", "read_transcript",
    "resolve_dates",
}  # fmt: skip


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "followup.settings")
    if len(sys.argv) > 1 and sys.argv[1] in TEXT_TOOLS:
        os.environ.setdefault("SECRET_KEY", secrets.token_urlsafe(64))
        os.environ.setdefault("FOLLOWUP_URL", "http://localhost")
    from django.core.exceptions import ImproperlyConfigured
    from django.core.management import execute_from_command_line

    try:
        execute_from_command_line(sys.argv)
    except ImproperlyConfigured as error:
        sys.exit(f"Followup cannot start: {error}")


if __name__ == "__main__":
    main()
