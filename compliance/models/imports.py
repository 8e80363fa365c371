"""Files that admins upload: the file itself while it is needed, what becomes of each of its rows, who did what when."""

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils import timezone


class Import(models.Model):
    """One uploaded file on its way into the three tables.

    `reading` says how a CSV is read: `{encoding, separator, headings, url, domain, update_urls}`, the columns as
    numbers from 0, `domain` None where there is none; `left_out` are the names of the other columns, and `utf8_error`
    the number of the byte for which the file is not taken for UTF-8. `previewed` and `written` are
    `{kind: {outcome: number}}`. `percent` and `stage` tell how far the worker is. Who uploaded, confirmed or cancelled
    it keeps their account.
    """

    class Format(models.TextChoices):
        CSV = "csv", "CSV"
        JSON_LINES = "jsonl", "JSON Lines"

    class State(models.TextChoices):
        UPLOADED = "uploaded", "Columns to be chosen"
        CHECKING = "checking", "Being checked"
        PREVIEWED = "previewed", "Waiting for confirmation"
        RUNNING = "running", "Running"
        FINISHED = "finished", "Finished"
        FAILED = "failed", "Failed"
        CANCELLED = "cancelled", "Cancelled"

    # Nothing was written yet and nothing is at it: who may, can choose other columns, confirm or cancel.
    OPEN = (State.UPLOADED, State.CHECKING, State.PREVIEWED)
    # The worker is at it, or will be.
    AT_WORK = (State.CHECKING, State.RUNNING)

    format = models.CharField(max_length=10, choices=Format)
    state = models.CharField(max_length=20, choices=State)
    file_name = models.CharField(max_length=255)
    file_size = models.BigIntegerField(help_text="Bytes, as uploaded.")
    reading = models.JSONField(default=dict)
    stage = models.CharField(max_length=100, blank=True)
    percent = models.PositiveSmallIntegerField(default=0)
    previewed = models.JSONField(default=dict)
    written = models.JSONField(default=dict)
    problem = models.TextField(blank=True, help_text="What ended it, where it failed or was thrown away.")
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="imports")
    confirmed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    cancelled_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)
    checked_at = models.DateTimeField(null=True)
    confirmed_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "review_imports"
        indexes = [
            # What the worker looks for twice a minute.
            models.Index(
                fields=["id"], name="ix_review_imports_at_work", condition=models.Q(state__in=("checking", "running"))
            )
        ]

    def __str__(self):
        return self.file_name

    def get_absolute_url(self):
        return reverse("compliance:import", args=[self.pk])


class ImportChunk(models.Model):
    """A piece of an uploaded file, by `number` from 0. Kept here, so that any machine's worker can read it."""

    pk = models.CompositePrimaryKey("parent", "number")
    parent = models.ForeignKey(Import, models.CASCADE, related_name="chunks", db_column="import_id", db_index=False)
    number = models.IntegerField()
    data = models.BinaryField()

    class Meta:
        db_table = "review_import_chunks"

    def __str__(self):
        return f"{self.parent_id}, piece {self.number}"


class ImportRow(models.Model):
    """What becomes of one row of the file: `outcome` and `reason` at the preview.

    `line` is the number of the row (CSV, the headings included) or line, from 1. `url` is the address as the file
    has it, of a rejected row its beginning. `stored_url` is what the source's `url` was where that differs.
    `written` is empty where the import did what the preview said, else what it did instead, and `written_reason` why.
    """

    class Outcome(models.TextChoices):
        NEW = "new", "New"
        CHANGED = "changed", "Changed"
        SAME = "same", "Same"
        REJECTED = "rejected", "Rejected"

    pk = models.CompositePrimaryKey("parent", "line")
    parent = models.ForeignKey(Import, models.CASCADE, related_name="rows", db_column="import_id", db_index=False)
    line = models.IntegerField()
    kind = models.CharField(max_length=10, blank=True, help_text="source, document, decision; empty if unreadable.")
    outcome = models.CharField(max_length=10, choices=Outcome)
    reason = models.TextField(blank=True)
    remark = models.TextField(blank=True)
    url = models.TextField(blank=True)
    normalized_url = models.TextField(blank=True)
    domain = models.TextField(blank=True)
    source_id = models.CharField(max_length=36, blank=True)
    stored_url = models.TextField(blank=True)
    written = models.CharField(max_length=10, choices=Outcome, blank=True)
    written_reason = models.TextField(blank=True)

    class Meta:
        db_table = "review_import_rows"
        indexes = [
            # The first rows of each kind, and the rejected ones to download.
            models.Index(fields=["parent", "outcome", "line"], name="ix_review_import_rows_outcome"),
            models.Index(
                fields=["parent", "line"], name="ix_review_import_rows_other", condition=~models.Q(written="")
            ),
        ]

    def __str__(self):
        return f"{self.parent_id}, row {self.line}"
