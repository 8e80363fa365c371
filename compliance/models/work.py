"""Work in progress on flagged decisions: who has it open, what waits, what is half typed.

None of it is audited and all of it may go: nothing here says what was decided. The pipeline's ids are kept as
text without a foreign key, so that the pipeline deletes its rows as it always did.
"""

from django.conf import settings
from django.db import models
from django.utils import timezone


class Lease(models.Model):
    """One reviewer has a decision open. Others see who; it ends by itself at `expires_at`.

    `opened_at` is when this holder began, None where that was not noted.
    """

    decision_id = models.CharField(max_length=36, primary_key=True)
    holder = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="leases")
    opened_at = models.DateTimeField(null=True)
    expires_at = models.DateTimeField()

    class Meta:
        db_table = "review_leases"

    def __str__(self):
        return f"{self.decision_id} until {self.expires_at:%H:%M:%S}"


class Draft(models.Model):
    """What someone has typed on a decision's page and not yet sent. `data` is `{field name: list of texts}`."""

    decision_id = models.CharField(max_length=36)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="drafts")
    data = models.JSONField(default=dict)
    updated_at = models.DateTimeField(default=timezone.now)

    class Meta:
        db_table = "review_drafts"
        constraints = [models.UniqueConstraint(fields=["decision_id", "user"], name="review_drafts_one_each")]

    def __str__(self):
        return f"{self.decision_id} by {self.user_id}"


class Snooze(models.Model):
    """A flagged decision that is out of everybody's queue until a time."""

    decision_id = models.CharField(max_length=36, primary_key=True)
    until = models.DateTimeField()
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="snoozes")

    class Meta:
        db_table = "review_snoozes"
        indexes = [models.Index(fields=["user", "until"], name="ix_review_snoozes_user")]

    def __str__(self):
        return f"{self.decision_id} until {self.until:%Y-%m-%d}"


class Escalation(models.Model):
    """A flagged decision that was handed to a colleague (`to_user`) or to a role (`to_role`), never to both."""

    decision_id = models.CharField(max_length=36, primary_key=True)
    to_user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, null=True, blank=True, related_name="escalations"
    )
    to_role = models.CharField(max_length=150, blank=True)
    by_name = models.CharField(max_length=150)
    note = models.TextField()
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        db_table = "review_escalations"
        indexes = [models.Index(fields=["to_role"], name="ix_review_escalations_role")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(to_user=None) ^ models.Q(to_role=""), name="review_escalations_one_target"
            )
        ]

    def __str__(self):
        return f"{self.decision_id} to {self.to_role or self.to_user_id}"


class SavedView(models.Model):
    """A filter of the queue under a name: its owner's, or everyone's. `query` is the query string without paging."""

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="saved_views")
    name = models.CharField(max_length=80)
    query = models.CharField(max_length=2000)
    shared = models.BooleanField(default=False)
    default_for_role = models.CharField(max_length=150, blank=True)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        db_table = "review_saved_views"
        ordering = ["name", "id"]
        constraints = [
            models.UniqueConstraint(fields=["owner", "name"], name="review_saved_views_name"),
            models.UniqueConstraint(
                fields=["default_for_role"],
                condition=~models.Q(default_for_role=""),
                name="review_saved_views_default",
            ),
        ]

    def __str__(self):
        return self.name


class NoteTemplate(models.Model):
    """A text that reviewers put into a note with one click. Admins edit the list."""

    title = models.CharField(max_length=80, unique=True)
    text = models.TextField()
    active = models.BooleanField(default=True, help_text="Offered to reviewers.")
    position = models.PositiveSmallIntegerField(default=100, help_text="Lower ones are offered first.")

    class Meta:
        db_table = "review_note_templates"
        ordering = ["position", "title"]

    def __str__(self):
        return self.title


class Batch(models.Model):
    """One bulk action over a list of decisions that was fixed when it was confirmed.

    `parameters` are the keyword arguments of the verdict; `query` is the filter that found the rows. A batch
    that takes another back names it in `reverts`. Counts come from its items.
    """

    class Action(models.TextChoices):
        CONFIRM = "confirm", "Confirm"
        OVERRIDE = "override", "Override"
        SUPERSEDE = "supersede", "Clear as superseded"
        REVERT = "revert", "Revert"

    class State(models.TextChoices):
        WAITING = "waiting", "Waiting"
        RUNNING = "running", "Running"
        FINISHED = "finished", "Finished"
        FAILED = "failed", "Failed"

    id = models.UUIDField(primary_key=True)
    action = models.CharField(max_length=20, choices=Action)
    state = models.CharField(max_length=20, choices=State, default=State.WAITING)
    parameters = models.JSONField(default=dict)
    query = models.CharField(max_length=2000, blank=True)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="batches")
    reverts = models.ForeignKey("self", models.PROTECT, null=True, related_name="reverted_by")
    total = models.IntegerField(default=0)
    problem = models.TextField(blank=True, help_text="What ended it, where it failed.")
    created_at = models.DateTimeField(default=timezone.now)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "review_batches"
        ordering = ["-created_at"]

    def __str__(self):
        return f"{self.get_action_display()}, {self.total} decisions"


class BatchItem(models.Model):
    """One decision of a batch: waiting, done (`record_id` is its review record) or skipped (`problem` says why)."""

    class State(models.TextChoices):
        WAITING = "waiting", "Waiting"
        DONE = "done", "Done"
        SKIPPED = "skipped", "Skipped"

    batch = models.ForeignKey(Batch, models.CASCADE, related_name="items")
    decision_id = models.CharField(max_length=36)
    state = models.CharField(max_length=20, choices=State, default=State.WAITING)
    record_id = models.BigIntegerField(null=True)
    problem = models.TextField(blank=True)

    class Meta:
        db_table = "review_batch_items"
        constraints = [models.UniqueConstraint(fields=["batch", "decision_id"], name="review_batch_items_once")]
        indexes = [models.Index(fields=["batch", "state", "id"], name="ix_review_batch_items_state")]

    def __str__(self):
        return f"{self.decision_id} {self.state}"
