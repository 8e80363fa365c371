"""What reviewers leave behind: records that only grow, and the reasons they choose from."""

from django.db import models
from django.db.models.functions import Collate
from django.utils import timezone

# What people leave out of an address: a regular expression to Python and to PostgreSQL.
BEFORE_DOMAIN = r"^https?://(www\.)?|^www\."


def from_domain():
    """The address of a review record's source from its domain on, ordered so that an index finds what begins alike."""
    bare = models.Func(
        models.F("source_url"),
        models.Value(BEFORE_DOMAIN),
        models.Value(""),
        function="regexp_replace",
        output_field=models.TextField(),
    )
    return Collate(bare, "C")


class ReasonCode(models.Model):
    """Why a reviewer overrode the machine. Admins edit the list; retired codes stay for old records."""

    code = models.SlugField(primary_key=True, max_length=50)
    label = models.CharField(max_length=100)
    active = models.BooleanField(default=True, help_text="Offered to reviewers.")
    position = models.PositiveSmallIntegerField(default=100, help_text="Lower ones are offered first.")

    class Meta:
        db_table = "review_reason_codes"
        ordering = ["position", "code"]

    def __str__(self):
        return self.label


class ReviewRecord(models.Model):
    """One verdict, or one step on the way to it, written once.

    The database refuses UPDATE, DELETE and TRUNCATE, also in plain SQL. Written only by `compliance.review`, and by
    `compliance.bulk_chunks` for many rows at once. The database numbers the records without gaps and chains them:
    each carries the hash of the one before it (`compliance.audit` has the rule and the check). Nothing here
    is a foreign key, so that a record outlives the source, the decision and the account it speaks of.
    """

    class Action(models.TextChoices):
        CONFIRM = "confirm", "Confirmed"
        OVERRIDE = "override", "Overridden"
        SUPERSEDE = "supersede", "Cleared as superseded"
        UNDO = "undo", "Undone"
        ESCALATE = "escalate", "Escalated"
        SNOOZE = "snooze", "Snoozed"
        COMMENT = "comment", "Commented"

    # The actions that decide; the others only accompany.
    VERDICTS = (Action.CONFIRM, Action.OVERRIDE, Action.SUPERSEDE, Action.UNDO)

    id = models.BigAutoField(primary_key=True, help_text="Place in the chain, from 1; set by the trigger.")
    action = models.CharField(max_length=20, choices=Action)
    created_at = models.DateTimeField(default=timezone.now)
    actor_id = models.IntegerField()
    actor_name = models.CharField(max_length=150)
    source_id = models.CharField(max_length=36)
    source_url = models.CharField("source", max_length=2048)
    decision_id = models.CharField(max_length=36)
    new_decision_id = models.CharField(max_length=36, null=True, help_text="What an override wrote.")
    from_status = models.CharField(max_length=20)
    to_status = models.CharField(max_length=20)
    reason = models.CharField(max_length=50, blank=True, help_text="Reason code; empty where none is asked for.")
    note = models.TextField(blank=True)
    decision_snapshot = models.JSONField(help_text="The decision's row as it stood before the verdict.")
    details = models.JSONField(default=dict, help_text="What the other columns have no place for, by action.")
    undoes = models.BigIntegerField(null=True, help_text="Number of the record that this one takes back.")
    batch_id = models.UUIDField(null=True, help_text="Shared by the verdicts of one bulk action.")
    previous_hash = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)

    class Meta:
        db_table = "review_records"
        ordering = ["-id"]
        permissions = [("compare_reviewrecord", "Can see figures per reviewer")]
        indexes = [
            models.Index(fields=["decision_id"], name="ix_review_records_decision"),
            models.Index(fields=["source_id", "id"], name="ix_review_records_source"),
            # Activity and "my work": one person's records, a day's, a batch's.
            models.Index(fields=["actor_id", "id"], name="ix_review_records_actor"),
            models.Index(fields=["created_at"], name="ix_review_records_created"),
            models.Index(
                fields=["batch_id", "id"],
                name="ix_review_records_batch",
                condition=models.Q(batch_id__isnull=False),
            ),
            # Activity: each choice of its filters, for those that few records bear; the start of an address. An address
            # fits into an index, however long: it comes from sources, where a unique one holds it.
            models.Index(fields=["action", "id"], name="ix_review_records_action"),
            models.Index(fields=["from_status", "id"], name="ix_review_records_from"),
            models.Index(fields=["to_status", "id"], name="ix_review_records_to"),
            models.Index(fields=["reason", "id"], name="ix_review_records_reason", condition=~models.Q(reason="")),
            models.Index(from_domain(), name="ix_review_records_address"),
        ]

    def __str__(self):
        return f"#{self.pk} {self.get_action_display()} by {self.actor_name}"


class ReviewChainHead(models.Model):
    """The one row that says where the chain of review records ends. Kept by the database's trigger."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    record_id = models.BigIntegerField()
    hash = models.CharField(max_length=64)

    class Meta:
        db_table = "review_chain_head"
        constraints = [models.CheckConstraint(condition=models.Q(id=1), name="review_chain_head_one_row")]

    def __str__(self):
        return f"#{self.record_id}"
