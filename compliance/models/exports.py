"""Who took what out of the database, as a file."""

from django.db import models
from django.utils import timezone


class Export(models.Model):
    """One file that was asked for. Written before its first byte, ended once by the server, never by people.

    Nothing here is a foreign key, so that it outlives the account. Written only by `compliance.exports.recording`.
    """

    class State(models.TextChoices):
        RUNNING = "running", "Running"
        FINISHED = "finished", "Finished"
        FAILED = "failed", "Failed"
        CUT_OFF = "cut_off", "Cut off"

    by_id = models.IntegerField()
    by_name = models.CharField(max_length=150)
    at = models.DateTimeField(default=timezone.now)
    what = models.CharField(max_length=150, help_text="Path of the export: `queue`, `figures/breakdown/status`.")
    title = models.CharField(max_length=200)
    url = models.TextField(blank=True, help_text="Path and query string of the page that shows the list.")
    filters = models.TextField(blank=True, help_text="The filter in words, one condition a line.")
    format = models.CharField(max_length=10)
    rows = models.BigIntegerField(default=0, help_text="Rows sent.")
    state = models.CharField(max_length=10, choices=State, default=State.RUNNING)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "review_exports"
        indexes = [
            models.Index(fields=["by_id", "id"], name="ix_review_exports_by"),
            models.Index(fields=["id"], name="ix_review_exports_running", condition=models.Q(state="running")),
        ]

    def __str__(self):
        return f"{self.what}.{self.format} by {self.by_name}"
