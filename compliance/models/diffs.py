"""What reading versions leaves behind: diffs worked out once, and how far each person has read.

Nothing of it is audited and all of it may go. The pipeline's ids are kept as text without a foreign key, so that the
pipeline deletes its rows as it always did.
"""

from django.conf import settings
from django.db import models
from django.utils import timezone


class StoredDiff(models.Model):
    """A diff that was worked out once. `payload` is `Diff.to_json()`, compressed; it does not hold the texts."""

    key = models.CharField(max_length=64, primary_key=True, help_text="See `compliance.stored_diffs.key_of`.")
    payload = models.BinaryField()
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        db_table = "stored_diffs"
        # The old ones are found and dropped by age.
        indexes = [models.Index(fields=["created_at"], name="ix_stored_diffs_created")]

    def __str__(self):
        return self.key


class DocumentView(models.Model):
    """The newest version of one of a source's documents that someone has opened, and the one opened before it.

    While the newest one is being read, the one before it is what the reader looked at last.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="document_views")
    source_id = models.CharField(max_length=36)
    document_type = models.CharField(max_length=20)
    document_id = models.CharField(max_length=36)
    at = models.DateTimeField(default=timezone.now)
    previous_document_id = models.CharField(max_length=36, blank=True)
    previous_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "document_views"
        constraints = [
            models.UniqueConstraint(fields=["user", "source_id", "document_type"], name="document_views_one_each")
        ]

    def __str__(self):
        return f"{self.document_id} by {self.user_id}"
