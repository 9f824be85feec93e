"""Template tags of the interface."""

from __future__ import annotations

from django import template

register = template.Library()
