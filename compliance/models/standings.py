"""Where each source stands, now and at the end of every past day, and how many stand where.

Kept by `compliance.standings` from the pipeline's tables and from nothing else: `manage.py recount` can make all of it
anew. Days are UTC's.
"""

from datetime import UTC, datetime

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Coalesce

NEVER = datetime.min.replace(tzinfo=UTC)


def decided_or_never():
    """When a standing's current decision was made, `NEVER` without one: sources in the order of their decisions."""
    return Coalesce("decided_at", models.Value(NEVER), output_field=models.DateTimeField())


class StandingKind(models.Model):
    """One way to stand: what a decision says, and which versions said it. Rows are never changed.

    `status` is a decision's, or one of the two words below. The others are None where the decision does not say, or
    says "".
    """

    UNDECIDED = "UNDECIDED"  # the source has no decision
    RETIRED = "RETIRED"  # people have retired the source

    status = models.CharField(max_length=20)
    channel = models.CharField(max_length=50, null=True)
    model = models.TextField(null=True, help_text="`model_version` of the decision's version info.")
    rules = models.TextField(null=True, help_text="`rules_version` of the decision's version info.")

    class Meta:
        db_table = "review_standing_kinds"
        constraints = [
            models.UniqueConstraint(
                fields=["status", "channel", "model", "rules"],
                name="review_standing_kinds_once",
                nulls_distinct=False,
            )
        ]

    def __str__(self):
        return f"{self.status}, {self.channel}, {self.model}, {self.rules}"

    @property
    def is_decided(self):
        """Whether a decision says so, rather than that there is none or that it no longer counts."""
        return self.status not in (self.UNDECIDED, self.RETIRED)


class Standing(models.Model):
    """Where one source stands: one row per source.

    `days` and `kinds` are as long as each other, never empty: from the end of `days[i]` on the source stood as
    `kinds[i]` says, until the next. The last of them is `kind`, on a day that may have yet to come: the current
    decision is the one with the latest date, whatever our clock says.
    """

    source_id = models.CharField(max_length=36, primary_key=True)
    domain = models.CharField(max_length=255)
    language = models.CharField(max_length=10, null=True, help_text="Of the newest version of its terms.")
    kind = models.ForeignKey(StandingKind, models.PROTECT, db_constraint=False, db_index=False)
    decision_id = models.CharField(max_length=36, null=True, help_text="The current decision.")
    is_flagged = models.BooleanField(help_text="The current decision waits for a reviewer.")
    decided_at = models.DateTimeField(null=True)
    days = ArrayField(models.DateField())
    kinds = ArrayField(models.IntegerField())

    class Meta:
        db_table = "review_standings"
        indexes = [
            # The list of sources in its order, and the rarer kinds and languages of it.
            models.Index(fields=["domain", "source_id"], name="ix_review_standings_domain"),
            models.Index(fields=["kind", "domain", "source_id"], name="ix_review_standings_kind"),
            models.Index(fields=["language", "domain", "source_id"], name="ix_review_standings_language"),
            models.Index(decided_or_never(), "source_id", name="ix_review_standings_decided"),
        ]

    def __str__(self):
        return f"{self.source_id}: {self.kind_id}"


class StandingChange(models.Model):
    """How many more sources stood as `kind` at the end of a day than at the end of the day before; may be negative.

    `month` is its first day. Where `day` is null, the row is the sum of all days of the month: a long time is added up
    from months, and only those that begin or end within are looked at by day.
    """

    month = models.DateField()
    day = models.DateField(null=True)
    kind = models.ForeignKey(StandingKind, models.PROTECT, db_constraint=False, db_index=False)
    change = models.IntegerField()

    class Meta:
        db_table = "review_standing_changes"
        constraints = [
            models.UniqueConstraint(
                fields=["month", "day", "kind"], name="review_standing_changes_once", nulls_distinct=False
            )
        ]
        indexes = [
            models.Index(fields=["month"], condition=models.Q(day=None), name="ix_review_standing_months"),
        ]

    def __str__(self):
        return f"{self.day or self.month} {self.kind_id}: {self.change:+}"


class StandingCount(models.Model):
    """How many sources of a domain, or with terms in a language, stand as `kind` now; 0 where the last has left.

    Where `kind` is null, the row is the sum of all kinds. `value` is null for no language.
    """

    class Dimension(models.TextChoices):
        DOMAIN = "domain", "Domain"
        LANGUAGE = "language", "Language"

    dimension = models.CharField(max_length=10, choices=Dimension)
    value = models.CharField(max_length=255, null=True)
    kind = models.ForeignKey(StandingKind, models.PROTECT, null=True, db_constraint=False, db_index=False)
    sources = models.IntegerField()

    class Meta:
        db_table = "review_standing_counts"
        constraints = [
            models.UniqueConstraint(
                fields=["dimension", "value", "kind"], name="review_standing_counts_once", nulls_distinct=False
            )
        ]
        indexes = [
            # The domains with the most sources, without adding up all of them.
            models.Index(
                models.F("dimension"),
                models.F("sources").desc(),
                models.F("value"),
                condition=models.Q(kind=None),
                name="ix_review_standing_largest",
            ),
        ]

    def __str__(self):
        return f"{self.dimension} {self.value}, {self.kind_id}: {self.sources}"


class StaleStanding(models.Model):
    """A source that somebody wrote about since its standing was worked out.

    Written by triggers, so plain SQL counts too. Nothing here is unique, so nobody who writes waits for another.
    """

    source_id = models.CharField(max_length=36)

    class Meta:
        db_table = "review_stale_standings"

    def __str__(self):
        return self.source_id
