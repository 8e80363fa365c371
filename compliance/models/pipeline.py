"""The pipeline's three tables, mirrored exactly.

`Source`, `Document` and `ComplianceDecision` have the names, types, lengths, nullability, keys and uniqueness
that the pipeline's SQLAlchemy models create on PostgreSQL. Nothing may be added to them but indexes and
triggers; `tests/test_catalogue.py` holds them against the pipeline's own schema.
"""

import uuid

import pghistory
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.urls import reverse
from django.utils import timezone

from .. import machine_signals
from ..fields import KeyField, PostgresNamedIndex, UtcTimestampField
from ..querysets import ComplianceDecisionQuerySet, DocumentQuerySet, SourceQuerySet


def new_key():
    return str(uuid.uuid4())


class Status(models.TextChoices):
    """What a decision can say. A pipeline may write other values; they are shown as they are."""

    ALLOWED = "ALLOWED", "Allowed"
    CONDITIONAL = "CONDITIONAL", "Conditional"
    BLOCKED = "BLOCKED", "Blocked"
    REVIEW_REQUIRED = "REVIEW_REQUIRED", "Review required"


class DocumentType(models.TextChoices):
    TERMS = "tc", "Terms and conditions"
    ROBOTS = "robots", "robots.txt"
    LLMS = "llm_txt", "llms.txt"


def track_row_changes(model):
    """Database triggers that keep every changed row as it was before and after, and every deleted row.

    They also see plain SQL and the pipeline. Inserts are not copied: the pipeline makes too many of them. What people
    add is noted by `pghistory.create_event`.
    """
    return pghistory.track(
        pghistory.UpdateEvent("changed_from", row=pghistory.Old),
        pghistory.UpdateEvent("changed_to", row=pghistory.New),
        pghistory.DeleteEvent("deleted"),
        pghistory.ManualEvent("added"),
    )(model)


@track_row_changes
class Source(models.Model):
    """A web address whose use the pipeline decides on."""

    id = KeyField(primary_key=True, default=new_key, editable=False)
    url = models.CharField("URL", max_length=2048)
    normalized_url = models.CharField("normalized URL", max_length=2048)
    domain = models.CharField(max_length=255)
    created_at = UtcTimestampField("created", default=timezone.now, editable=False)
    updated_at = UtcTimestampField("updated", auto_now=True)

    objects = SourceQuerySet.as_manager()

    class Meta:
        db_table = "sources"
        indexes = [
            models.Index(fields=["domain"], name="ix_sources_domain"),
            models.Index(fields=["domain", "created_at"], name="ix_sources_domain_created"),
            # The newest sources, and sources by any part of their address.
            models.Index(fields=["created_at", "id"], name="ix_sources_created"),
            GinIndex(fields=["normalized_url"], opclasses=["gin_trgm_ops"], name="ix_sources_url_parts"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["normalized_url"],
                name="sources_normalized_url_key",
                violation_error_message="There already is a source with this normalized URL.",
            ),
        ]

    def __str__(self):
        return self.normalized_url


def source_key(related_name):
    # The constraint itself is plain SQL in the migration: Django makes deferrable ones, SQLAlchemy does not,
    # and the pipeline expects to hear of a missing source at once rather than at its commit.
    return models.ForeignKey(Source, models.PROTECT, related_name=related_name, db_index=False, db_constraint=False)


class Document(models.Model):
    """One fetched version of one of a source's three legal documents. Rows are never changed."""

    Type = DocumentType

    id = KeyField(primary_key=True, default=new_key, editable=False)
    source = source_key("documents")
    document_type = models.CharField(max_length=20, choices=DocumentType)
    raw_content = models.TextField(blank=True)
    extracted_text = models.TextField(blank=True)
    content_hash = models.CharField(max_length=64, help_text="SHA-256 in hexadecimal of the extracted text.")
    language = models.CharField(max_length=10, null=True, blank=True)
    metadata = models.JSONField(default=dict, blank=True)
    version = models.IntegerField(default=1)
    fetched_at = UtcTimestampField("fetched", default=timezone.now)

    objects = DocumentQuerySet.as_manager()

    class Meta:
        db_table = "documents"
        indexes = [
            models.Index(fields=["source"], name="ix_documents_source_id"),
            models.Index(fields=["source", "document_type"], name="ix_documents_source_type"),
            # All documents, newest first.
            models.Index(fields=["fetched_at"], name="ix_documents_fetched"),
        ]

    def __str__(self):
        return f"{self.get_document_type_display()}, version {self.version}"

    def get_absolute_url(self):
        return reverse("compliance:document", args=[self.pk])


@track_row_changes
class ComplianceDecision(models.Model):
    """One decision on a source. Of an existing row only `review_flag` ever changes."""

    Status = Status

    id = KeyField(primary_key=True, default=new_key, editable=False)
    source = source_key("decisions")
    status = models.CharField(max_length=20, choices=Status)
    compliance_channel = models.CharField("channel", max_length=50, null=True, blank=True)
    constraints = models.JSONField(default=list, blank=True)
    confidence = models.FloatField()
    review_flag = models.BooleanField("flagged for review", default=False)
    signals = models.JSONField(default=dict, blank=True)
    version_info = models.JSONField(default=dict, blank=True)
    created_at = UtcTimestampField("created", default=timezone.now)

    objects = ComplianceDecisionQuerySet.as_manager()

    class Meta:
        db_table = "compliance_decisions"
        permissions = [("review_compliancedecision", "Can confirm and override flagged decisions")]
        indexes = [
            PostgresNamedIndex(fields=["source"], name="ix_compliance_decisions_source_id"),
            # The current decision of a source, and whether a decision has been superseded.
            models.Index(
                models.F("source"),
                models.F("created_at").desc(),
                models.F("id").desc(),
                name="ix_decisions_source_newest",
            ),
            # All decisions, newest first.
            models.Index(fields=["created_at"], name="ix_decisions_created"),
            # The queue by age: only the flagged few of many, in the order in which pages read them.
            models.Index(
                fields=["created_at", "id"],
                name="ix_decisions_flagged_created",
                condition=models.Q(review_flag=True),
                # What the queue filters and counts by, so that the index alone answers.
                include=["source", "status", "compliance_channel", "confidence"],
            ),
        ]

    def __str__(self):
        return f"{self.status} of {self.created_at:%Y-%m-%d %H:%M} UTC"

    def get_absolute_url(self):
        return reverse("compliance:decision", args=[self.pk])

    @property
    def flag_reasons(self):
        return machine_signals.flag_reasons(self.signals, self.version_info)

    @property
    def model_version(self):
        return machine_signals.version_label(self.version_info, "model_version")

    @property
    def rules_version(self):
        return machine_signals.version_label(self.version_info, "rules_version")
