"""Diffs worked out once, and how far each person has read."""

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("compliance", "0007_activity_indexes"),
    ]

    operations = [
        migrations.CreateModel(
            name="StoredDiff",
            fields=[
                (
                    "key",
                    models.CharField(
                        help_text="See `compliance.stored_diffs.key_of`.",
                        max_length=64,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("payload", models.BinaryField()),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={
                "db_table": "stored_diffs",
                "indexes": [models.Index(fields=["created_at"], name="ix_stored_diffs_created")],
            },
        ),
        migrations.CreateModel(
            name="DocumentView",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("source_id", models.CharField(max_length=36)),
                ("document_type", models.CharField(max_length=20)),
                ("document_id", models.CharField(max_length=36)),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                ("previous_document_id", models.CharField(blank=True, max_length=36)),
                ("previous_at", models.DateTimeField(null=True)),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="document_views",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "db_table": "document_views",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("user", "source_id", "document_type"), name="document_views_one_each"
                    )
                ],
            },
        ),
    ]
