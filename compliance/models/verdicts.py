"""The verdicts that people gave, laid out for figures: one row per review record that cleared a flag."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models


class Verdict(models.Model):
    """What one review record says about the machine and about the work, read out of its JSON.

    Written by a trigger on `review_records` in the transaction of the record itself, whoever writes that, and from
    nothing but the record: `verdicts.facts.recount` can make all of it anew. (Only where a record does not name the
    documents that were read are their types looked up among the source's documents, once.) Texts out of JSON are cut
    to 200 characters, lists to 200 entries, so that each fits into an index, whatever a record holds.
    """

    record_id = models.BigIntegerField(primary_key=True)
    source_id = models.CharField(max_length=36)
    decision_id = models.CharField(max_length=36)
    actor_id = models.IntegerField()
    action = models.CharField(max_length=20, help_text="confirm, override or supersede")
    machine_status = models.CharField(max_length=20)
    human_status = models.CharField(max_length=20)
    confidence = models.FloatField(null=True, help_text="The machine's, 0 to 1; none where it gave none in that range.")
    model = models.TextField(null=True, help_text="`model_version` of the decision's version info.")
    rules = models.TextField(null=True, help_text="`rules_version` of the decision's version info.")
    signals = ArrayField(models.TextField(), help_text="Each as `signal_type=value`, once.")
    document_types = ArrayField(models.TextField(), help_text="Of the documents that the decision rests on.")
    decided_at = models.DateTimeField()
    opened_at = models.DateTimeField(null=True, help_text="When the reviewer opened it; none where that is unknown.")
    batch_id = models.UUIDField(null=True)
    is_undone = models.BooleanField(default=False, help_text="A later record takes it back.")

    class Meta:
        db_table = "review_verdicts"
        indexes = [
            models.Index(fields=["decided_at"], name="ix_review_verdicts_decided"),
            # The versions that there are; one version's verdicts.
            models.Index(fields=["model", "record_id"], name="ix_review_verdicts_model"),
            models.Index(fields=["rules", "record_id"], name="ix_review_verdicts_rules"),
            GinIndex(fields=["signals"], name="ix_review_verdicts_signals"),
            # Who judged a source after whom, one by one: answered by the index alone.
            models.Index(
                fields=["source_id", "record_id"],
                include=["actor_id", "human_status", "decided_at"],
                name="ix_review_verdicts_source",
                condition=models.Q(action__in=["confirm", "override"], batch_id=None, is_undone=False),
            ),
        ]

    def __str__(self):
        return f"#{self.record_id} {self.machine_status} to {self.human_status}"
