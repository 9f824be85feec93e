"""An account with a link to set its password: shown to the admin, and sent to the person."""

from __future__ import annotations

from datetime import datetime

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.urls import reverse

from leads.models import SignIn, Team, User
from reviews.models import Memo

REFUSED = "FU004"  # what 0007_notices.sql raises
WORDS = {
    "session": "Your sign-in has ended, or you are no admin any more. Sign in again.",
    "lead": "This is the address of a lead. Only people who work here get an account.",
    "self": "You cannot take your own rights away. Another admin can.",
}


class Refused(Exception):
    """It was not done; the text says why and what to do."""


def invite(
    *,
    sign_in: SignIn,
    email: str,
    name: str,
    title: str,
    role: str,
    team: Team | None,
    time_zone: str,
    now: datetime,
) -> User:
    """A new account without a password, and a mail with the link to set one.

    `sign_in` is the admin's own. Raises `Refused`.
    """
    with transaction.atomic():
        try:
            ((made,),) = ask(
                "SELECT people_invite(%s, %s, %s, %s, %s, %s, %s)",
                *(sign_in.pk, email, name, title, role, team.pk if team else None, time_zone),
            )
        except IntegrityError as taken:
            raise Refused("Somebody with this address has an account already.") from taken
        user = User.objects.get(pk=made)
        _write(user, by=sign_in.user, now=now)
        return user


def invite_again(user: User, *, by: User, now: datetime) -> None:
    """A fresh link for somebody who lost theirs; the one before still works until it is used."""
    if not user.is_active:
        raise Refused("This account is switched off. Switch it on first.")
    _write(user, by=by, now=now)


def link(user: User) -> str:
    """The address at which this person sets a password: for once, and for three days."""
    path = reverse(
        "account_reset_password_from_key",
        kwargs={
            "uidb36": user_pk_to_url_str(user),
            "key": default_token_generator.make_token(user),
        },
    )
    return f"{settings.SITE_URL}{path}"


def ask(question: str, *arguments: str | int | bool | None) -> list[tuple[int]]:
    """One question to the functions that guard people's rights. Raises `Refused`."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(question, arguments)
            rows: list[tuple[int]] = cursor.fetchall()
            return rows
    except DatabaseError as error:
        if getattr(error.__cause__, "sqlstate", "") != REFUSED:
            raise
        code = str(error).splitlines()[0].removeprefix("people: ")
        raise Refused(WORDS.get(code, "The database refused it.")) from error


def _write(user: User, *, by: User, now: datetime) -> None:
    Memo.objects.create(
        user=user,
        kind=Memo.Kind.INVITATION,
        key=f"invitation:{now.isoformat()}",
        subject=f"{by.name} invites you to Followup",
        text=(
            f"Hello {user.first_name},\n\n"
            f"{by.name} made you an account on Followup, where follow-ups to your calls wait for"
            " your review. Nothing is sent before you have read and approved it.\n\n"
            f"Set your password here, within three days:\n{link(user)}\n\n"
            f"Then sign in as {user.email}.\n"
        ),
    )
