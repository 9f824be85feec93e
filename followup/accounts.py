"""Sign-in: by invitation, and every session on record, because approvals name theirs."""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.auth_backends import AuthenticationBackend
from allauth.account.signals import password_changed, password_reset, password_set
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.signals import user_logged_in, user_logged_out
from django.core.exceptions import PermissionDenied
from django.dispatch import receiver
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from leads.models import SignIn, User
from leads.requests import SESSION_KEY, current_sign_in

__all__ = ["AccountAdapter", "current_sign_in", "end_other_sign_ins"]


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def pre_login(self, request: HttpRequest, user: User, **kwargs: Any) -> HttpResponse | None:
        if user.is_sample and not settings.SAMPLE:
            messages.error(
                request, "Sample sign-ins work only while the site is in its sample mode."
            )
            raise PermissionDenied(
                "Sample sign-ins work only while the site is in its sample mode."
            )
        response: HttpResponse | None = super().pre_login(request, user, **kwargs)
        return response

    def set_password(self, user: User, password: str) -> None:
        # Only this column: rights of a person are not the web process's to write.
        user.set_password(password)
        user.save(update_fields=["password"])


class Backend(AuthenticationBackend):  # type: ignore[misc]
    def user_can_authenticate(self, user: User) -> bool:
        """Asked again with every request: a session from the sample mode does not outlive it."""
        return bool(super().user_can_authenticate(user)) and (settings.SAMPLE or not user.is_sample)


@receiver(user_logged_in)
def begin_sign_in(*, request: HttpRequest, user: User, **kwargs: Any) -> None:
    """Each session gets a row of its own; the gate refuses approvals outside a live one."""
    now = timezone.now()
    token = uuid.uuid4()
    if before := request.session.get(SESSION_KEY):  # signed in again without signing out
        SignIn.objects.filter(token=before, ended_at=None).update(ended_at=now)
    SignIn.objects.create(
        user=user,
        token=token,
        started_at=now,
        expires_at=now + timedelta(seconds=settings.SESSION_COOKIE_AGE),
    )
    request.session[SESSION_KEY] = str(token)


@receiver(user_logged_out)
def end_sign_in(*, request: HttpRequest, user: AbstractBaseUser | None, **kwargs: Any) -> None:
    if token := request.session.get(SESSION_KEY):
        SignIn.objects.filter(token=token, ended_at=None).update(ended_at=timezone.now())


@receiver([password_changed, password_set, password_reset])
def end_sessions_elsewhere(*, request: HttpRequest, user: User, **kwargs: Any) -> None:
    end_other_sign_ins(user=user, keep=current_sign_in(request))


def end_other_sign_ins(*, user: User, keep: SignIn | None) -> None:
    """After a password change: every session but this one is over, for the gate as well."""
    others = SignIn.objects.filter(user=user, ended_at=None)
    if keep:
        others = others.exclude(pk=keep.pk)
    others.update(ended_at=timezone.now())
