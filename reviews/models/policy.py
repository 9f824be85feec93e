"""What the organisation has laid down for reviews, where the database can see it."""

from __future__ import annotations

from django.db import models


class Policy(models.Model):
    """The one row. Written by the owner after each migration from the settings; no runtime role
    may change it, so that the gate can rely on it."""

    second_approver = models.BooleanField(default=False)

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(pk=1), name="policy_one_row")]

    def __str__(self) -> str:
        return "Sensitive mail needs a second person" if self.second_approver else "One person"
