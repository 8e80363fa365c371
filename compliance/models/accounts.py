"""What we keep of accounts beside Django's own columns: when somebody was last here, which sessions are over."""

from django.contrib.auth.models import User
from django.db import models


class AccountActivity(models.Model):
    """One row per account that has been used.

    `last_seen_at` is written at most once a minute, `sessions_ended_at` when an admin signs the account out
    everywhere: every session that began before is over, whether its row is still there or not.
    """

    user = models.OneToOneField(User, models.CASCADE, primary_key=True, related_name="activity")
    last_seen_at = models.DateTimeField(null=True)
    sessions_ended_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "account_activity"

    def __str__(self):
        return f"{self.user_id} seen {self.last_seen_at:%Y-%m-%d %H:%M}" if self.last_seen_at else f"{self.user_id}"


class Account(User):
    """An account as its sessions know it: signing it out everywhere changes what they are held against.

    A session keeps this hash of its beginning, and Django ends one whose hash no longer fits, as it does after a
    change of password. So nobody has to find the sessions of an account among all others.
    """

    class Meta:
        proxy = True
        default_permissions = ()

    def get_session_auth_hash(self):
        return super().get_session_auth_hash() + self.sessions_end

    def get_session_auth_fallback_hash(self):
        for kept in super().get_session_auth_fallback_hash():
            yield kept + self.sessions_end

    @property
    def sessions_end(self):
        activity = getattr(self, "activity", None)
        ended_at = activity and activity.sessions_ended_at
        return f" since {ended_at.isoformat()}" if ended_at else ""
