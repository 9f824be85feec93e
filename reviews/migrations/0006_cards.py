from datetime import date
from pathlib import Path

from django.conf import settings
from django.db import migrations, models
from django.db.models.expressions import CombinedExpression
from django.db.models.functions import Now


class Migration(migrations.Migration):
    dependencies = [
        ("reviews", "0005_owner"),
        ("sequences", "0008_receiving"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]
    operations = [
        migrations.CreateModel(
            name="Card",
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
                            ("handoff", "They answered"),
                            ("silence", "Silence"),
                            ("call_task", "A call to make"),
                            ("task", "Something to do by hand"),
                            ("no_next_step", "No next step"),
                            ("unmatched", "Whose mail is this?"),
                            ("out_of_office", "Out of office"),
                            ("engagement", "They are looking"),
                        ],
                        max_length=14,
                    ),
                ),
                ("key", models.CharField(max_length=120, unique=True)),
                ("due_on", models.DateField(default=date(9999, 12, 31))),
                (
                    "haste",
                    models.GeneratedField(
                        db_persist=True,
                        expression=CombinedExpression(
                            CombinedExpression(
                                models.Func(
                                    models.Value(date(9999, 12, 31)),
                                    models.F("due_on"),
                                    arg_joiner=" - ",
                                    output_field=models.IntegerField(),
                                    template="(%(expressions)s)",
                                ),
                                "*",
                                models.Value(4),
                            ),
                            "+",
                            models.Value(3),
                        ),
                        output_field=models.IntegerField(),
                    ),
                ),
                ("opened_at", models.DateTimeField(db_default=Now())),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("open", "Open"),
                            ("waiting", "Put off"),
                            ("done", "Done"),
                            ("dismissed", "Dismissed"),
                        ],
                        default="open",
                        max_length=9,
                    ),
                ),
                ("wakes_at", models.DateTimeField(blank=True, null=True)),
                (
                    "choice",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("answered", "Answered by hand"),
                            ("write", "Wrote a draft"),
                            ("wait", "Waits"),
                            ("nudge", "Asked for a nudge"),
                            ("call", "Calls instead"),
                            ("called", "Called"),
                            ("close", "Closed"),
                            ("agreed", "Agreed on a next step"),
                            ("none", "There is none"),
                            ("assigned", "Said whose it is"),
                            ("resume", "Said when to go on"),
                            ("done", "Done"),
                            ("dismissed", "Dismissed"),
                            ("reopened", "Opened again"),
                            ("overtaken", "Overtaken by events"),
                        ],
                        max_length=9,
                    ),
                ),
                ("decided_at", models.DateTimeField(blank=True, null=True)),
            ],
        ),
        migrations.CreateModel(
            name="CardDecision",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "choice",
                    models.CharField(
                        choices=[
                            ("answered", "Answered by hand"),
                            ("write", "Wrote a draft"),
                            ("wait", "Waits"),
                            ("nudge", "Asked for a nudge"),
                            ("call", "Calls instead"),
                            ("called", "Called"),
                            ("close", "Closed"),
                            ("agreed", "Agreed on a next step"),
                            ("none", "There is none"),
                            ("assigned", "Said whose it is"),
                            ("resume", "Said when to go on"),
                            ("done", "Done"),
                            ("dismissed", "Dismissed"),
                            ("reopened", "Opened again"),
                            ("overtaken", "Overtaken by events"),
                        ],
                        max_length=9,
                    ),
                ),
                ("at", models.DateTimeField(db_default=Now())),
                ("note", models.CharField(blank=True, max_length=1000)),
                (
                    "before",
                    models.CharField(
                        blank=True, help_text="The lead's stage, when moved.", max_length=20
                    ),
                ),
            ],
            options={
                "ordering": ["-at", "-pk"],
            },
        ),
        migrations.RemoveConstraint(
            model_name="alert",
            name="alert_kind_known",
        ),
        migrations.RemoveConstraint(
            model_name="decision",
            name="decision_kind_known",
        ),
        migrations.AlterField(
            model_name="alert",
            name="kind",
            field=models.CharField(
                choices=[
                    ("draft_ready", "A draft is ready"),
                    ("call_failed", "A call could not be read"),
                    ("not_sent", "A mail was not sent"),
                    ("unknown", "A mail may have been sent"),
                    ("no_next_step", "No next step was agreed"),
                    ("handed_over", "A draft was handed to you"),
                    ("asked", "Somebody asks you to look first"),
                    ("remark", "Somebody said something about a draft"),
                    ("card", "A question for you"),
                ],
                max_length=14,
            ),
        ),
        migrations.AlterField(
            model_name="decision",
            name="kind",
            field=models.CharField(
                choices=[
                    ("approve", "Approved"),
                    ("edit", "Edited"),
                    ("reject", "Rejected"),
                    ("undo", "Undone"),
                    ("retry", "Asked for another try"),
                    ("take_over", "Written by hand"),
                    ("refresh", "Refreshed"),
                    ("settle", "Settled"),
                    ("snooze", "Put off"),
                    ("delegate", "Handed over"),
                    ("ask", "Asked the manager"),
                    ("comment", "Commented"),
                    ("hand_back", "Handed back"),
                    ("regenerate", "Had it written anew"),
                    ("cut", "Cut a sentence"),
                    ("put_back", "Put a sentence back"),
                    ("insert", "Inserted from the record"),
                    ("call", "Chose to call instead"),
                ],
                max_length=10,
            ),
        ),
        migrations.AddConstraint(
            model_name="decision",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "kind__in",
                        [
                            "approve",
                            "edit",
                            "reject",
                            "undo",
                            "retry",
                            "take_over",
                            "refresh",
                            "settle",
                            "snooze",
                            "delegate",
                            "ask",
                            "comment",
                            "hand_back",
                            "regenerate",
                            "cut",
                            "put_back",
                            "insert",
                            "call",
                        ],
                    )
                ),
                name="decision_kind_known",
            ),
        ),
        migrations.AddField(
            model_name="card",
            name="call",
            field=models.ForeignKey(
                blank=True, null=True, on_delete=models.PROTECT, related_name="+", to="leads.call"
            ),
        ),
        migrations.AddField(
            model_name="card",
            name="decided_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=models.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="card",
            name="draft",
            field=models.ForeignKey(
                blank=True,
                help_text="Instead of.",
                null=True,
                on_delete=models.PROTECT,
                related_name="+",
                to="reviews.draft",
            ),
        ),
        migrations.AddField(
            model_name="card",
            name="event",
            field=models.ForeignKey(
                blank=True, null=True, on_delete=models.PROTECT, related_name="+", to="leads.event"
            ),
        ),
        migrations.AddField(
            model_name="card",
            name="lead",
            field=models.ForeignKey(
                blank=True, null=True, on_delete=models.PROTECT, related_name="+", to="leads.lead"
            ),
        ),
        migrations.AddField(
            model_name="card",
            name="mail",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=models.PROTECT,
                related_name="+",
                to="sequences.receivedmail",
            ),
        ),
        migrations.AddField(
            model_name="card",
            name="message",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=models.PROTECT,
                related_name="+",
                to="sequences.message",
            ),
        ),
        migrations.AddField(
            model_name="card",
            name="stop",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=models.PROTECT,
                related_name="+",
                to="leads.stopevent",
            ),
        ),
        migrations.AddField(
            model_name="card",
            name="touch",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=models.PROTECT,
                related_name="+",
                to="sequences.touch",
            ),
        ),
        migrations.AddField(
            model_name="card",
            name="written",
            field=models.ForeignKey(
                blank=True,
                help_text="What came of it.",
                null=True,
                on_delete=models.PROTECT,
                related_name="+",
                to="reviews.draft",
            ),
        ),
        migrations.AddField(
            model_name="alert",
            name="card",
            field=models.ForeignKey(
                blank=True, null=True, on_delete=models.PROTECT, related_name="+", to="reviews.card"
            ),
        ),
        migrations.AddConstraint(
            model_name="alert",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "kind__in",
                        [
                            "draft_ready",
                            "call_failed",
                            "not_sent",
                            "unknown",
                            "no_next_step",
                            "handed_over",
                            "asked",
                            "remark",
                            "card",
                        ],
                    )
                ),
                name="alert_kind_known",
            ),
        ),
        migrations.AddField(
            model_name="carddecision",
            name="by",
            field=models.ForeignKey(
                on_delete=models.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="carddecision",
            name="card",
            field=models.ForeignKey(
                on_delete=models.PROTECT, related_name="decisions", to="reviews.card"
            ),
        ),
        migrations.AddIndex(
            model_name="card",
            index=models.Index(fields=["lead", "state"], name="card_by_lead"),
        ),
        migrations.AddIndex(
            model_name="card",
            index=models.Index(
                condition=models.Q(("state", "open")),
                fields=["-haste", "-opened_at", "-id"],
                name="card_by_loss",
            ),
        ),
        migrations.AddIndex(
            model_name="card",
            index=models.Index(
                condition=models.Q(("state", "waiting")), fields=["wakes_at"], name="card_waiting"
            ),
        ),
        migrations.AddConstraint(
            model_name="card",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "kind__in",
                        [
                            "handoff",
                            "silence",
                            "call_task",
                            "task",
                            "no_next_step",
                            "unmatched",
                            "out_of_office",
                            "engagement",
                        ],
                    )
                ),
                name="card_kind_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="card",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", ["open", "waiting", "done", "dismissed"])),
                name="card_state_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="card",
            constraint=models.CheckConstraint(
                condition=models.Q(("key", ""), _negated=True), name="card_key_given"
            ),
        ),
        migrations.AddConstraint(
            model_name="card",
            constraint=models.CheckConstraint(
                condition=models.Q(("lead__isnull", False), ("kind", "unmatched"), _connector="OR"),
                name="card_has_lead",
            ),
        ),
        migrations.AddConstraint(
            model_name="card",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("mail__isnull", False),
                    models.Q(("kind", "unmatched"), _negated=True),
                    _connector="OR",
                ),
                name="card_unmatched_has_mail",
            ),
        ),
        migrations.AddConstraint(
            model_name="card",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "waiting"), ("wakes_at__isnull", False)),
                    models.Q(
                        models.Q(("state", "waiting"), _negated=True), ("wakes_at__isnull", True)
                    ),
                    _connector="OR",
                ),
                name="card_waiting_until_moment",
            ),
        ),
        migrations.AddConstraint(
            model_name="card",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        models.Q(("state__in", ["done", "dismissed"]), _negated=True),
                        models.Q(
                            ("decided_at__isnull", False), models.Q(("choice", ""), _negated=True)
                        ),
                        _connector="OR",
                    ),
                    models.Q(
                        models.Q(("state", "open"), _negated=True),
                        models.Q(("choice", ""), ("decided_at__isnull", True)),
                        _connector="OR",
                    ),
                ),
                name="card_decided_with_choice",
            ),
        ),
        migrations.AddConstraint(
            model_name="card",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("choice__in", ["", "overtaken"]), ("decided_by__isnull", True)),
                    models.Q(
                        models.Q(("choice__in", ["", "overtaken"]), _negated=True),
                        ("decided_by__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="card_decided_by_somebody",
            ),
        ),
        migrations.AddConstraint(
            model_name="card",
            constraint=models.UniqueConstraint(
                condition=models.Q(
                    ("state__in", ["open", "waiting"]),
                    ("kind__in", ["handoff", "silence", "out_of_office", "engagement"]),
                ),
                fields=("lead", "kind"),
                name="card_one_open_of_kind",
            ),
        ),
        migrations.AddConstraint(
            model_name="carddecision",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "choice__in",
                        [
                            "answered",
                            "write",
                            "wait",
                            "nudge",
                            "call",
                            "called",
                            "close",
                            "agreed",
                            "none",
                            "assigned",
                            "resume",
                            "done",
                            "dismissed",
                            "reopened",
                        ],
                    )
                ),
                name="carddecision_choice_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="carddecision",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("choice__in", ["called", "agreed", "none", "dismissed"]), _negated=True
                    ),
                    models.Q(("note", ""), _negated=True),
                    _connector="OR",
                ),
                name="carddecision_note_given",
            ),
        ),
        migrations.RunSQL(Path(__file__).with_suffix(".sql").read_text(), migrations.RunSQL.noop),
    ]
