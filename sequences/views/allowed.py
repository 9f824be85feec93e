"""Who comes into the admin area: admins change it, managers read it."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied

from leads.models import User
from leads.requests import Request


def reader(request: Request) -> User:
    """The admin or manager who is asking; anybody else is refused."""
    if request.user.role not in (User.Role.ADMIN, User.Role.MANAGER):
        raise PermissionDenied("Sequences are set up by admins. Managers can read them.")
    return request.user


def by_method(request: Request) -> User:
    """Who may look (GET) or change (POST) on a page that does both."""
    return reader(request) if request.method == "GET" else admin(request)


def admin(request: Request) -> User:
    """The admin who is asking; anybody else is refused."""
    if request.user.role != User.Role.ADMIN:
        raise PermissionDenied("Only an admin can change this.")
    return request.user
