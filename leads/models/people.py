"""Our own people: who they are, what they may do, and when they are signed in."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models.functions import Lower, Now


class Team(models.Model):
    """Reps who work together under their managers."""

    name = models.CharField(max_length=120)

    class Meta:
        constraints = [models.UniqueConstraint(Lower("name"), name="team_name_unique")]

    def __str__(self) -> str:
        return self.name


class UserManager(BaseUserManager["User"]):
    def create_user(self, email: str, password: str | None = None, **fields: object) -> User:
        """A person who can sign in; the address is kept in lower case."""
        user = self.model(email=email.strip().lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user


class User(AbstractBaseUser):
    """One of ours. The role says what they may do; the database enforces who may approve."""

    class Role(models.TextChoices):
        REP = "rep", "Rep"
        MANAGER = "manager", "Manager"
        ADMIN = "admin", "Admin"

    email = models.EmailField(unique=True)
    name = models.CharField(max_length=120)
    title = models.CharField(max_length=120, blank=True)
    role = models.CharField(max_length=10, choices=Role.choices, default=Role.REP)
    team = models.ForeignKey(Team, models.PROTECT, null=True, blank=True, related_name="members")
    time_zone = models.CharField(max_length=64, default="UTC")
    is_active = models.BooleanField(default=True)
    is_sample = models.BooleanField(default=False, help_text="Refused outside the sample mode.")
    joined_at = models.DateTimeField(db_default=Now())

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]
    objects: ClassVar[UserManager] = UserManager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(email=Lower("email")), name="user_email_lower"
            ),
            models.CheckConstraint(
                condition=models.Q(role__in=["rep", "manager", "admin"]), name="user_role_known"
            ),
            models.CheckConstraint(condition=~models.Q(name=""), name="user_name_given"),
            models.CheckConstraint(
                condition=~models.Q(role="manager") | models.Q(team__isnull=False),
                name="user_manager_has_team",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_full_name(self) -> str:
        return self.name

    def get_short_name(self) -> str:
        return self.first_name

    @property
    def first_name(self) -> str:
        return self.name.split()[0]


class SignIn(models.Model):
    """One session of one person, from sign-in to sign-out.

    An approval names the sign-in it was given in; the gate refuses it unless the row is live.
    Rows are only ever ended, never removed.
    """

    user = models.ForeignKey(User, models.PROTECT, related_name="sign_ins")
    token = models.UUIDField(unique=True)
    started_at = models.DateTimeField(db_default=Now())
    expires_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(expires_at__gt=models.F("started_at")),
                name="signin_expires_later",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} since {self.started_at:%Y-%m-%d %H:%M}"

    def is_live(self, *, now: datetime) -> bool:
        return self.ended_at is None and self.expires_at > now


class TrailEntry(models.Model):
    """The append-only trail. Written by database triggers, whoever writes and by whatever door."""

    at = models.DateTimeField(db_default=Now(), editable=False)
    database_role = models.CharField(max_length=63, editable=False)
    action = models.CharField(max_length=10, editable=False)
    table = models.CharField(max_length=63, editable=False)
    row_id = models.BigIntegerField(editable=False)
    row = models.JSONField(editable=False)

    class Meta:
        indexes = [models.Index(fields=["table", "row_id"], name="trail_by_row")]

    def __str__(self) -> str:
        return f"{self.action} {self.table} {self.row_id}"


class Beat(models.Model):
    """The last sign of life of a process, for `/healthz` and the watchdog."""

    name = models.CharField(max_length=40, primary_key=True)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name
