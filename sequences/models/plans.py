"""Sequences, their versions, steps and variants. A published version never changes again."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models.functions import Lower, Now
from django.db.models.lookups import Exact


class Sequence(models.Model):
    """A named plan of steps for a purpose, and whom it may be given to."""

    class Purpose(models.TextChoices):
        AFTER_CALL = "after_call", "After a call"
        HOT = "hot", "Hot lead"
        WARM = "warm", "Warm lead"
        COLD = "cold", "Cold lead"
        NURTURE = "nurture", "Nurture"
        QBR = "qbr", "Quarterly review"
        RENEWAL = "renewal", "Renewal"
        NO_SHOW = "no_show", "No-show"
        NO_NEXT_STEP = "no_next_step", "No next step"

    name = models.CharField(max_length=120)
    purpose = models.CharField(max_length=12, choices=Purpose.choices)
    description = models.CharField(max_length=400, blank=True)
    is_active = models.BooleanField(default=True)
    is_exclusive = models.BooleanField(
        default=True, help_text="Nobody is in another exclusive sequence at the same time."
    )
    once = models.BooleanField(default=False, help_text="Never twice for the same person.")
    recontact_days = models.PositiveSmallIntegerField(
        default=0, help_text="Days that must pass before the same person may get it again."
    )
    stop_on_colleague = models.BooleanField(
        default=False, help_text="A reply from a colleague at the company stops it, too."
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(Lower("name"), name="sequence_name_unique"),
            models.CheckConstraint(condition=~models.Q(name=""), name="sequence_name_given"),
            models.CheckConstraint(
                condition=models.Q(
                    purpose__in=[
                        "after_call",
                        "hot",
                        "warm",
                        "cold",
                        "nurture",
                        "qbr",
                        "renewal",
                        "no_show",
                        "no_next_step",
                    ]
                ),
                name="sequence_purpose_known",
            ),
            models.CheckConstraint(
                condition=models.Q(recontact_days__lte=3650), name="sequence_recontact_bounded"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Version(models.Model):
    """One numbered state of a sequence: a draft, a draft in review, or published.

    Once published, the database refuses any change to it, its steps and their variants.
    """

    sequence = models.ForeignKey(Sequence, models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    note = models.CharField(max_length=400, blank=True, help_text="What changed, and why.")
    review_asked_at = models.DateTimeField(null=True, blank=True)
    review_asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    published_at = models.DateTimeField(null=True, blank=True)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["sequence", "number"], name="version_number_once"),
            models.UniqueConstraint(
                fields=["sequence"],
                condition=models.Q(published_at__isnull=True),
                name="version_one_draft",
            ),
            models.CheckConstraint(
                condition=models.Q(number__gte=1), name="version_number_from_one"
            ),
            models.CheckConstraint(
                condition=models.Q(review_asked_at__isnull=True, review_asked_by__isnull=True)
                | models.Q(review_asked_at__isnull=False, review_asked_by__isnull=False),
                name="version_review_asked_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.sequence}, version {self.number}"

    @property
    def standing(self) -> str:
        """`published`, `review` or `draft`."""
        if self.published_at is not None:
            return "published"
        return "review" if self.review_asked_at is not None else "draft"


class Step(models.Model):
    """One touch to come: how long after the one before, by which channel, for what, and when not.

    `condition` is a list of tests that must all hold, see `sequences.conditions`. A step without
    variants writes the machine's recap from the record.
    """

    class Channel(models.TextChoices):
        EMAIL = "email", "Mail"
        SMS = "sms", "SMS"
        LINKEDIN = "linkedin", "LinkedIn"
        PHONE = "phone", "Phone"

    class Unit(models.TextChoices):
        HOURS = "hours", "hours"
        DAYS = "days", "days"
        WORKING_DAYS = "working_days", "working days"

    version = models.ForeignKey(Version, models.PROTECT, related_name="steps")
    position = models.PositiveIntegerField()
    delay_amount = models.PositiveSmallIntegerField(default=0)
    delay_unit = models.CharField(max_length=12, choices=Unit.choices, default=Unit.WORKING_DAYS)
    at_time = models.TimeField(
        null=True, blank=True, help_text="A wall clock time where the recipient is."
    )
    channel = models.CharField(max_length=8, choices=Channel.choices, default=Channel.EMAIL)
    angle = models.CharField(max_length=200, help_text="What this touch is for.")
    condition = models.JSONField(default=list, blank=True)
    greeting = models.CharField(max_length=200, default="Hi {lead.first_name},")
    sign_off = models.CharField(max_length=400, default="Best regards,\n{rep.name}")

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(
                fields=["version", "position"],
                name="step_position_once",
                deferrable=models.Deferrable.DEFERRED,
            ),
            models.CheckConstraint(
                condition=models.Q(channel__in=["email", "sms", "linkedin", "phone"]),
                name="step_channel_known",
            ),
            models.CheckConstraint(
                condition=models.Q(delay_unit__in=["hours", "days", "working_days"]),
                name="step_delay_unit_known",
            ),
            models.CheckConstraint(
                condition=models.Q(delay_amount__lte=9999), name="step_delay_bounded"
            ),
            models.CheckConstraint(condition=~models.Q(angle=""), name="step_angle_given"),
            models.CheckConstraint(
                condition=Exact(
                    models.Func(
                        models.F("condition"),
                        function="jsonb_typeof",
                        output_field=models.TextField(),
                    ),
                    models.Value("array"),
                ),
                name="step_condition_is_list",
            ),
        ]

    def __str__(self) -> str:
        return f"Step {self.position}: {self.angle}"


BY_HAND = (Step.Channel.PHONE, Step.Channel.LINKEDIN)  # a person's to do, never a machine's


class Variant(models.Model):
    """One wording of a step: a template with typed slots, see `sequences.slots`.

    `language` is an ISO 639 code, blank for any; `greeting` and `sign_off` stand instead of the
    step's when given. An empty subject continues the thread.
    """

    step = models.ForeignKey(Step, models.CASCADE, related_name="variants")
    label = models.CharField(max_length=60)
    weight = models.PositiveSmallIntegerField(default=1, help_text="Its share; 0 is never drawn.")
    language = models.CharField(max_length=2, blank=True)
    subject = models.CharField(max_length=200, blank=True)
    greeting = models.CharField(max_length=200, blank=True)
    body = models.TextField()
    sign_off = models.CharField(max_length=400, blank=True)

    class Meta:
        ordering = ["label"]
        constraints = [
            models.UniqueConstraint("step", Lower("label"), name="variant_label_once"),
            models.CheckConstraint(condition=~models.Q(label=""), name="variant_label_given"),
            models.CheckConstraint(condition=~models.Q(body=""), name="variant_body_given"),
            models.CheckConstraint(
                condition=models.Q(weight__lte=1000), name="variant_weight_bounded"
            ),
            models.CheckConstraint(
                condition=models.Q(language__regex="^([a-z]{2})?$"), name="variant_language_code"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.step}, {self.label}"


class LibraryItem(models.Model):
    """Words an admin approved for the slots `{library.…}`, for an industry and a title.

    Blank `industry` and `title_words` fit everybody. An approved item never changes again: it is
    retired and another one written.
    """

    class Kind(models.TextChoices):
        PAIN_QUESTION = "pain_question", "Question about a pain point"
        CASE_STUDY = "case_study", "Case study"

    kind = models.CharField(max_length=16, choices=Kind.choices)
    industry = models.CharField(max_length=80, blank=True)
    title_words = models.CharField(
        max_length=200, blank=True, help_text="Words of a job title, separated by commas."
    )
    language = models.CharField(max_length=2, blank=True)
    text = models.TextField()
    created_at = models.DateTimeField(db_default=Now())
    approved_at = models.DateTimeField(null=True, blank=True)
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    retired_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(kind__in=["pain_question", "case_study"]),
                name="libraryitem_kind_known",
            ),
            models.CheckConstraint(condition=~models.Q(text=""), name="libraryitem_text_given"),
            models.CheckConstraint(
                condition=models.Q(approved_at__isnull=True, approved_by__isnull=True)
                | models.Q(approved_at__isnull=False, approved_by__isnull=False),
                name="libraryitem_approved_by_somebody",
            ),
            models.CheckConstraint(
                condition=models.Q(language__regex="^([a-z]{2})?$"),
                name="libraryitem_language_code",
            ),
        ]

    def __str__(self) -> str:
        return self.text
