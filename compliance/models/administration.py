"""What admins set for the team, and which sources they have retired."""

import pghistory
from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.utils import timezone


class TeamSettings(models.Model):
    """The one row of settings that belong to the team rather than to the machine. `current` reads it."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1, editable=False)
    clear_within_days = models.PositiveSmallIntegerField(
        "clear within (days)",
        default=7,
        validators=[MinValueValidator(1), MaxValueValidator(365)],
        help_text="How long a flagged decision may wait in the queue. What waits longer breaches the target.",
    )
    our_agent = models.CharField(
        "our crawler's name",
        max_length=60,
        blank=True,
        # RFC 9309, section 2.2.1: a product token.
        validators=[RegexValidator(r"\A[A-Za-z_-]+\Z", "Use letters, hyphens and underscores only (RFC 9309).")],
        help_text="The name under which our crawler reads robots.txt, without a version. Rules for this name are ours. "
        "Where it is empty, the installation's own setting holds.",
    )

    class Meta:
        db_table = "review_team_settings"
        verbose_name = verbose_name_plural = "team settings"
        constraints = [models.CheckConstraint(condition=models.Q(id=1), name="review_team_settings_one_row")]

    def __str__(self):
        return "Team settings"

    @classmethod
    def current(cls):
        """The settings as they stand, the defaults where nobody has set any."""
        return cls.objects.filter(pk=1).first() or cls()

    @classmethod
    def current_agent(cls):
        """The name of our crawler in robots.txt: what the team has set, else `OUR_AGENT` of the environment."""
        return cls.current().our_agent or settings.OUR_AGENT


@pghistory.track(
    pghistory.InsertEvent("retired"),
    pghistory.UpdateEvent("changed_to", row=pghistory.New),
    pghistory.DeleteEvent("taken_back"),
)
class Retirement(models.Model):
    """A source that people have taken out of use. Its documents, decisions and records stay; its flags do not wait.

    One row per retired source, gone once the source is taken back into use; who did what when is in the history.
    """

    source_id = models.CharField(max_length=36, primary_key=True)
    by_id = models.IntegerField()
    by_name = models.CharField(max_length=150)
    reason = models.TextField()
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        db_table = "review_retirements"

    def __str__(self):
        return f"{self.source_id} by {self.by_name}"
