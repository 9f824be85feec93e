from pathlib import Path

import django.db.models.deletion
import django.db.models.functions.datetime
import django.db.models.functions.text
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("sequences", "0008_receiving"),
        ("leads", "0004_profile"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="ListingKey",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("key", models.BinaryField()),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("pk", 1)), name="listingkey_one_row")
                ],
            },
        ),
        migrations.CreateModel(
            name="Suppression",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("address", "Address"),
                            ("domain", "Domain"),
                            ("person", "Person"),
                            ("erased", "Erased person"),
                        ],
                        max_length=8,
                    ),
                ),
                ("value", models.CharField(blank=True, max_length=254)),
                (
                    "reason",
                    models.CharField(
                        choices=[
                            ("unsubscribe", "Asked for no more mail"),
                            ("complaint", "Complained"),
                            ("bounce", "The address does not work"),
                            ("erasure", "Erased at their wish"),
                            ("objection", "Objected"),
                            ("policy", "Our own decision"),
                            ("import", "From an imported list"),
                        ],
                        max_length=12,
                    ),
                ),
                (
                    "source",
                    models.CharField(
                        help_text="What told us, or a person's own words.", max_length=200
                    ),
                ),
                ("at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ("lifted_at", models.DateTimeField(blank=True, null=True)),
                ("lifted_reason", models.CharField(blank=True, max_length=300)),
                (
                    "by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "lead",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="leads.lead",
                    ),
                ),
                (
                    "lifted_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["-at", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="TrackedLink",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("token", models.CharField(max_length=43, unique=True)),
                ("url", models.CharField(blank=True, max_length=2000)),
                (
                    "touch",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="sequences.touch",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="ConsentRecord",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "channel",
                    models.CharField(
                        choices=[
                            ("email", "Mail"),
                            ("sms", "Text message"),
                            ("phone", "Phone"),
                            ("linkedin", "LinkedIn"),
                        ],
                        max_length=8,
                    ),
                ),
                ("is_given", models.BooleanField()),
                (
                    "source",
                    models.CharField(help_text="Where and how they said so.", max_length=300),
                ),
                ("at", models.DateTimeField()),
                (
                    "recorded_at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now()),
                ),
                (
                    "by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "lead",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="leads.lead",
                    ),
                ),
            ],
            options={
                "ordering": ["-at", "-pk"],
                "indexes": [
                    models.Index(fields=["lead", "channel", "-at"], name="consentrecord_newest")
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("channel__in", ["email", "sms", "phone", "linkedin"])),
                        name="consentrecord_channel_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("source", ""), _negated=True),
                        name="consentrecord_source_given",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Erasure",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("lead_number", models.BigIntegerField(unique=True)),
                ("print", models.CharField(max_length=64)),
                ("reason", models.CharField(max_length=300)),
                (
                    "counts",
                    models.JSONField(
                        default=dict, help_text="How many rows of which table were emptied."
                    ),
                ),
                ("at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                (
                    "by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["-at", "-pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("reason", ""), _negated=True),
                        name="erasure_reason_given",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Organisation",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(blank=True, max_length=200)),
                ("postal_address", models.TextField(blank=True, help_text="As on an envelope.")),
                ("privacy_url", models.URLField(blank=True)),
                ("tracks_opens", models.BooleanField(default=False)),
                ("tracks_clicks", models.BooleanField(default=False)),
                (
                    "changed_at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now()),
                ),
                (
                    "changed_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("pk", 1)), name="organisation_one_row"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("name", ""),
                            models.Q(("postal_address", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="organisation_whole",
                    ),
                ],
            },
        ),
        migrations.AddConstraint(
            model_name="suppression",
            constraint=models.UniqueConstraint(
                condition=models.Q(
                    ("lifted_at__isnull", True), models.Q(("kind", "person"), _negated=True)
                ),
                fields=("kind", "value"),
                name="suppression_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="suppression",
            constraint=models.UniqueConstraint(
                condition=models.Q(("kind", "person"), ("lifted_at__isnull", True)),
                fields=("lead",),
                name="suppression_person_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="suppression",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("kind", "person"), ("lead__isnull", False), ("value", "")),
                    models.Q(
                        ("kind__in", ["address", "domain", "erased"]),
                        models.Q(("value", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="suppression_names_somebody",
            ),
        ),
        migrations.AddConstraint(
            model_name="suppression",
            constraint=models.CheckConstraint(
                condition=models.Q(("value", django.db.models.functions.text.Lower("value"))),
                name="suppression_value_lower",
            ),
        ),
        migrations.AddConstraint(
            model_name="suppression",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("kind", "address"), _negated=True),
                    ("value__contains", "@"),
                    _connector="OR",
                ),
                name="suppression_address_whole",
            ),
        ),
        migrations.AddConstraint(
            model_name="suppression",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("kind", "domain"), _negated=True),
                    models.Q(("value__contains", "@"), _negated=True),
                    _connector="OR",
                ),
                name="suppression_domain_bare",
            ),
        ),
        migrations.AddConstraint(
            model_name="suppression",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "reason__in",
                        [
                            "unsubscribe",
                            "complaint",
                            "bounce",
                            "erasure",
                            "objection",
                            "policy",
                            "import",
                        ],
                    )
                ),
                name="suppression_reason_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="suppression",
            constraint=models.CheckConstraint(
                condition=models.Q(("source", ""), _negated=True), name="suppression_source_given"
            ),
        ),
        migrations.AddConstraint(
            model_name="suppression",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("lifted_at__isnull", True),
                        ("lifted_by__isnull", True),
                        ("lifted_reason", ""),
                    ),
                    models.Q(
                        ("lifted_at__isnull", False),
                        ("lifted_by__isnull", False),
                        models.Q(("lifted_reason", ""), _negated=True),
                        models.Q(("kind", "erased"), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="suppression_lifted_with_reason",
            ),
        ),
        migrations.AddConstraint(
            model_name="trackedlink",
            constraint=models.UniqueConstraint(fields=("touch", "url"), name="trackedlink_once"),
        ),
        migrations.AddConstraint(
            model_name="trackedlink",
            constraint=models.CheckConstraint(
                condition=models.Q(("url", ""), ("url__regex", "^https?://"), _connector="OR"),
                name="trackedlink_is_web",
            ),
        ),
        migrations.RunSQL(Path(__file__).with_suffix(".sql").read_text(), migrations.RunSQL.noop),
    ]
