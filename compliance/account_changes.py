"""What admins do to accounts: give a role, deactivate, take back, sign out everywhere.

Each of these checks who may, makes the change, and records it in words in the account's history (Django's `LogEntry`,
which the admin shows), in one transaction.

One admin always remains. A change of role or a deactivation holds the lock on the Admin role while it looks whether
the one who makes it still is an active admin, and nobody does it to themselves. So of two admins who remove each
other at the same moment the second is refused, and whoever made the last change is an admin still.
"""

from dataclasses import dataclass

from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.auth.models import Group, User
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone

from . import review, roles
from .accounts import follow_role, role_of
from .models import (
    AccountActivity,
    ComplianceDecision,
    Escalation,
    Lease,
    ReviewRecord,
    Snooze,
    Source,
)
from .waiting import ESCALATION_ROLES

MAY_CHANGE = "auth.change_user"


@dataclass(frozen=True)
class Work:
    """What somebody has in hand: numbers of decisions open in front of them, put off by them, and handed to them."""

    leases: int
    snoozes: int
    escalations: int

    def __str__(self):
        named = [
            (self.leases, "open decision released", "open decisions released"),
            (self.snoozes, "snoozed decision put back into the queue", "snoozed decisions put back into the queue"),
            (self.escalations, "escalation handed to the role", "escalations handed to the role"),
        ]
        return ", ".join(f"{number} {one if number == 1 else many}" for number, one, many in named if number)


def work_of(account):
    """The `Work` of an account as it stands."""
    return Work(account.leases.count(), account.snoozes.count(), account.escalations.count())


def give_role(account, role, *, by):
    """Gives a new account its role. Raises `PermissionDenied`."""
    check_rights(account, by=User.objects.get(pk=by.pk))
    account.groups.set([Group.objects.get(name=role)])
    follow_role(account)


def change_role(account, role, *, by):
    """Makes `role`, one of `roles.ROLES`, the only role of the account. It counts from the next request on.

    Work in hand of somebody who may review no longer goes back to the others. Raises `PermissionDenied`,
    and `ValidationError` for one's own role.
    """
    with transaction.atomic():
        before = check_change(account, by=by)
        if before == role and account.groups.count() == 1:
            return
        account.groups.set([Group.objects.get(name=role)])
        follow_role(account)
        message = f"Role: {before or 'none'} → {role}."
        if role not in ESCALATION_ROLES:
            message += sentence(release_work(account, before, by=by))
        record(account, message, by=by)


def deactivate(account, *, by):
    """Switches an account off: its sessions are over, nobody signs in with it, and its work goes back to the others.

    Its verdicts, drafts and saved views stay. Escalations to it go to its role, each with a review record. Returns
    the `Work` that was released; raises as `change_role` does.
    """
    with transaction.atomic():
        role = check_change(account, by=by)
        if not account.is_active:
            return Work(0, 0, 0)
        account.is_active = False
        account.save(update_fields=["is_active"])
        end(User.objects.filter(pk=account.pk))
        work = release_work(account, role, by=by)
        record(account, f"Active: yes → no. Signed out everywhere.{sentence(work)}", by=by)
        return work


def reactivate(account, *, by):
    """Lets a deactivated account sign in again, with the role and the password that it had. Raises as `deactivate`."""
    with transaction.atomic():
        check_change(account, by=by)
        if not account.is_active:
            account.is_active = True
            account.save(update_fields=["is_active"])
            record(account, "Active: no → yes.", by=by)


def sign_out(account, *, by):
    """Ends all sessions of an account, on every machine. Raises `PermissionDenied`."""
    with transaction.atomic():
        check_rights(account, by=User.objects.get(pk=by.pk))
        end(User.objects.filter(pk=account.pk))
        record(account, "Signed out everywhere.", by=by)


def sign_out_all(*, by):
    """Ends all sessions of all accounts. Raises `PermissionDenied`."""
    if not by.has_perm(MAY_CHANGE):
        raise PermissionDenied
    with transaction.atomic():
        end(User.objects.all())
        record(None, "Signed out everybody everywhere.", by=by)


def check_change(account, *, by):
    """Locks the Admin role and the account, reads the account anew, and returns the name of its role.

    Raises `PermissionDenied` or `ValidationError` unless `by` may change its role and its use.
    """
    # Not FOR UPDATE: that would also wait for those who only refer to these rows, and they for us.
    Group.objects.select_for_update(no_key=True).get(name=roles.ADMIN)
    User.objects.select_for_update(no_key=True).get(pk=account.pk)
    account.refresh_from_db(fields=["is_active", "is_superuser", "is_staff"])
    check_rights(account, by=User.objects.get(pk=by.pk))
    if account.pk == by.pk:
        raise ValidationError("Nobody changes their own role or deactivates themselves. Ask another admin.")
    return role_of(account)


def check_rights(account, *, by):
    """Raises `PermissionDenied` with a sentence unless `by`, freshly read, may change the account."""
    if not by.is_active or not by.has_perm(MAY_CHANGE):
        raise PermissionDenied("Nothing was changed: you are no longer an admin.")
    if account.is_superuser and not by.is_superuser:
        raise PermissionDenied("Nothing was changed: only a superuser changes a superuser's account.")


def end(accounts):
    """Ends the sessions of the accounts of a queryset: they began under another `Account.sessions_end`."""
    now = timezone.now()
    AccountActivity.objects.bulk_create(
        [AccountActivity(user_id=key, sessions_ended_at=now) for key in accounts.values_list("pk", flat=True)],
        update_conflicts=True,
        unique_fields=["user"],
        update_fields=["sessions_ended_at"],
    )


def release_work(account, role, *, by):
    """Gives what the account has in hand back to the others; `role` is what it was. Returns the `Work`."""
    # First, for it waits for the reviewers of these sources; they may wait for the rows that the others delete.
    escalations = hand_to_role(account, role, by=by)
    leases = Lease.objects.filter(holder=account).delete()[0]
    snoozes = Snooze.objects.filter(user=account).delete()[0]
    write_hand_overs(account, escalations, by=by)
    return Work(leases, snoozes, len(escalations))


def hand_to_role(account, role, *, by):
    """Makes escalations to the account ones to its role, or to the admins if it has none that may review.

    Returns `[(decision, role), ...]` of those that are still flagged; the others are over and go.
    """
    role = role if role in ESCALATION_ROLES else roles.ADMIN
    escalations = Escalation.objects.filter(to_user=account)
    keys = list(escalations.values_list("decision_id", flat=True))
    decisions = ComplianceDecision.objects.filter(pk__in=keys)
    # In the order in which a bulk action locks them.
    sources = Source.objects.filter(pk__in=decisions.values("source_id")).order_by("pk")
    list(sources.select_for_update().values_list("pk"))
    flagged = list(decisions.flagged().select_related("source").order_by("pk"))
    escalations.filter(decision_id__in=[decision.pk for decision in flagged]).update(to_user=None, to_role=role)
    escalations.delete()
    return [(decision, role) for decision in flagged]


def write_hand_overs(account, escalations, *, by):
    for decision, role in escalations:
        review.write_record(
            decision,
            by,
            action=ReviewRecord.Action.ESCALATE,
            from_status=decision.status,
            to_status=decision.status,
            note=f"It was with {account.get_username()}, who no longer reviews.",
            details={"to_role": role, "from_user": account.get_username()},
        )


def record(account, message, *, by):
    """Writes into the history of an account, or of the accounts as a whole (None), what `by` did."""
    LogEntry.objects.create(
        user_id=by.pk,
        content_type=ContentType.objects.get_for_model(User),
        object_id=account and account.pk,
        object_repr=account.get_username() if account else "All accounts",
        action_flag=CHANGE,
        change_message=message,
    )


def sentence(work):
    """`work` as a sentence to go on with, "" if there was none."""
    return f" {str(work)[0].upper()}{str(work)[1:]}." if str(work) else ""
