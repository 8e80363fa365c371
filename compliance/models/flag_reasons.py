"""Why flagged decisions are flagged, worked out in the background, and what has arrived since."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models.functions import Now
from django.utils import timezone


class FlagReasons(models.Model):
    """What was found for one flagged decision; no row means that it is not known yet.

    `codes` are keys of `compliance.flag_reasons.LABELS`; `details` is what the pages show of them, as
    `compliance.flag_judging.judge` makes it.
    """

    decision_id = models.CharField(max_length=36, primary_key=True)
    codes = ArrayField(models.CharField(max_length=40), default=list)
    details = models.JSONField(default=dict)
    worked_out_at = models.DateTimeField(default=timezone.now)

    class Meta:
        db_table = "review_flag_reasons"
        indexes = [GinIndex(fields=["codes"], name="ix_review_flag_reasons_codes")]

    def __str__(self):
        return f"{self.decision_id}: {', '.join(self.codes)}"


class Arrival(models.Model):
    """A source got a document or a flagged decision that the background worker has not looked at yet.

    Written by triggers, so plain SQL counts too. One source may have several: nothing here is unique, so that
    nobody who writes ever waits for another.
    """

    source_id = models.CharField(max_length=36)
    at = models.DateTimeField(db_default=Now())
    is_judged = models.BooleanField(db_default=False, help_text="The reasons are worked out, the index is not.")

    class Meta:
        db_table = "review_arrivals"
        indexes = [models.Index(fields=["is_judged", "id"], name="ix_review_arrivals_next")]

    def __str__(self):
        return self.source_id
