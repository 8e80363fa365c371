"""How long flagged decisions waited in the review queue, and what ended it.

Kept by `compliance.queue_health` from the pipeline's tables, the review records and the retirements, and from nothing
else: `manage.py recount` can make all of it anew.
"""

from django.db import models
from django.db.models import F, Q


class QueueStay(models.Model):
    """One stay of one decision in the review queue; `left_at` and `left_by` are None while it is there.

    A verdict that is taken back begins another stay of the same decision, hence `number`, which counts from 1. A
    decision that is deleted takes its stays with it.
    """

    class LeftBy(models.TextChoices):
        CONFIRM = "confirm", "Confirmed"
        OVERRIDE = "override", "Overridden"
        NEWER = "newer", "Newer decision"
        RETIRED = "retired", "Source retired"
        OTHER = "other", "Cleared without a verdict"

    # What a person's verdict ended; the rest left the queue by itself.
    CLEARED = (LeftBy.CONFIRM, LeftBy.OVERRIDE)
    OTHERWISE = (LeftBy.NEWER, LeftBy.RETIRED, LeftBy.OTHER)

    decision_id = models.CharField(max_length=36)
    number = models.PositiveSmallIntegerField()
    source_id = models.CharField(max_length=36)
    entered_at = models.DateTimeField()
    left_at = models.DateTimeField(null=True)
    left_by = models.CharField(max_length=20, choices=LeftBy, null=True)
    record_id = models.BigIntegerField(null=True, help_text="The review record of the verdict that ended it.")
    actor_id = models.IntegerField(null=True, help_text="Who gave that verdict.")

    class Meta:
        db_table = "review_queue_stays"
        constraints = [
            models.UniqueConstraint(fields=["decision_id", "number"], name="review_queue_stays_once"),
            models.CheckConstraint(
                condition=Q(left_at__isnull=True, left_by__isnull=True)
                | Q(left_at__gte=F("entered_at"), left_by__isnull=False),
                name="review_queue_stays_left_after_entered",
            ),
        ]
        indexes = [
            models.Index(fields=["source_id"], name="ix_review_queue_stays_source"),
            # The list in its order, and what entered within some days.
            models.Index(fields=["entered_at", "id"], name="ix_review_queue_stays_entered"),
            # What is there now, by age.
            models.Index(fields=["entered_at"], name="ix_review_queue_stays_open", condition=Q(left_at__isnull=True)),
            # What left within some days, and how: the index alone answers.
            models.Index(
                fields=["left_at"],
                name="ix_review_queue_stays_left",
                condition=Q(left_at__isnull=False),
                include=["left_by", "entered_at", "actor_id"],
            ),
        ]

    def __str__(self):
        return f"{self.decision_id}, stay {self.number}"
