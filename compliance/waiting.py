"""What a reviewer does with a flagged decision short of deciding it: put it off, hand it on, remark on it.

Each is written into the review records; none of them clears a flag. Escalated and snoozed decisions stop being
so by themselves when someone decides.
"""

from datetime import timedelta

from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from . import roles
from .models import Escalation, Lease, ReviewRecord, Snooze
from .review import PERMISSION, Conflict, InvalidVerdict, lock, verdict_on, write_record

LONGEST_SNOOZE = timedelta(days=366)
# Who can do something about a flagged decision.
ESCALATION_ROLES = tuple(role for role, held in roles.ROLES.items() if PERMISSION.partition(".")[2] in held)


def snooze(decision_id, *, by, until):
    """Takes a flagged decision out of the queue until the aware datetime `until`. Returns the `ReviewRecord`.

    Raises `PermissionDenied`, `ComplianceDecision.DoesNotExist`, `Conflict` if it is not flagged any more,
    `InvalidVerdict` if `until` is past or more than a year ahead.
    """
    with transaction.atomic():
        decision = claim(decision_id, by)
        if not timezone.now() < until <= timezone.now() + LONGEST_SNOOZE:
            raise InvalidVerdict("Choose a day after today and within a year.", field="until")
        Snooze.objects.update_or_create(decision_id=decision.pk, defaults={"until": until, "user": by})
        return hand_off(decision, by, ReviewRecord.Action.SNOOZE, details={"until": until.isoformat()})


def wake(decision_id, *, by):
    """Puts a snoozed decision back into the queue at once. Not recorded: it was there before."""
    if not by.has_perm(PERMISSION):
        raise PermissionDenied
    Snooze.objects.filter(decision_id=decision_id).delete()


def escalate(decision_id, *, by, to, note):
    """Hands a flagged decision to `to`, a user who may review or the name of a role, with the reason.

    Returns the `ReviewRecord`; raises as `snooze` does.
    """
    with transaction.atomic():
        if not isinstance(to, str):
            # As it is now, and nobody deactivates it before this is written: else the decision would wait for no one.
            to = User.objects.select_for_update(no_key=True).get(pk=to.pk)
        decision = claim(decision_id, by)
        if not note.strip():
            raise InvalidVerdict("Say why you hand it on.", field="note")
        if isinstance(to, str):
            if to not in ESCALATION_ROLES:
                raise InvalidVerdict("Choose a role or a colleague who may decide.", field="to")
            target, details = {"to_user": None, "to_role": to}, {"to_role": to}
        else:
            if to.pk == by.pk or not to.is_active or not to.has_perm(PERMISSION):
                raise InvalidVerdict("Choose a role or a colleague who may decide.", field="to")
            target, details = {"to_user": to, "to_role": ""}, {"to_user": to.get_username()}
        target |= {"by_name": by.get_username(), "note": note.strip(), "created_at": timezone.now()}
        Escalation.objects.update_or_create(decision_id=decision.pk, defaults=target)
        return hand_off(decision, by, ReviewRecord.Action.ESCALATE, details=details, note=note)


def comment(decision_id, *, by, note):
    """Writes a remark on any decision into its history. Returns the `ReviewRecord`."""
    with transaction.atomic():
        if not by.has_perm(PERMISSION):
            raise PermissionDenied
        decision = lock(decision_id)
        if not note.strip():
            raise InvalidVerdict("There is nothing to add yet.", field="note")
        return remark(decision, by, ReviewRecord.Action.COMMENT, note=note)


def claim(decision_id, by):
    """The decision, locked and still flagged."""
    if not by.has_perm(PERMISSION):
        raise PermissionDenied
    decision = lock(decision_id)
    if not decision.review_flag:
        raise Conflict("Nothing was changed: it has been decided already.", record=verdict_on(decision))
    return decision


def hand_off(decision, by, action, **fields):
    """Records that `by` is done with the decision for now: whoever comes next finds it free."""
    Lease.objects.filter(decision_id=decision.pk, holder=by).delete()
    return remark(decision, by, action, **fields)


def remark(decision, by, action, *, note="", **fields):
    return write_record(
        decision,
        by,
        action=action,
        from_status=decision.status,
        to_status=decision.status,
        note=note.strip(),
        **fields,
    )
