"""Verdicts on flagged decisions: the rules, one transaction each, one review record each.

Nothing else in the project clears a flag or writes a decision, but for `bulk_chunks`, which does the same to many
at once by the checks and makers below. Rules (DESIGN 2): a machine's decision is never
rewritten, of an existing row only `review_flag` changes; confirm keeps the status; override writes a new decision
that becomes the current one; what a newer decision has superseded can only be cleared as superseded.
"""

from datetime import datetime, timedelta

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from . import leases
from .models import (
    ComplianceDecision,
    Draft,
    Escalation,
    Lease,
    ReasonCode,
    Retirement,
    ReviewRecord,
    Snooze,
    Source,
    Status,
)

PERMISSION = "compliance.review_compliancedecision"
# What a person may decide. REVIEW_REQUIRED is the machine's word for not having decided.
VERDICT_STATUSES = (Status.ALLOWED, Status.CONDITIONAL, Status.BLOCKED)


class InvalidVerdict(Exception):
    """The verdict itself can't stand; `field` names the form field at fault, None for the whole."""

    def __init__(self, message, field=None):
        super().__init__(message)
        self.field = field


class Conflict(Exception):
    """Someone or the pipeline was faster.

    `record` is the review record that cleared the flag (None where no record tells), `newer` the decision that
    has superseded this one (None where it still is the current one).
    """

    def __init__(self, message, *, record=None, newer=None):
        super().__init__(message)
        self.record = record
        self.newer = newer


def confirm(decision_id, *, by, note=""):
    """Keeps the status and clears the flag. Returns the `ReviewRecord`.

    Raises `PermissionDenied`, `ComplianceDecision.DoesNotExist`, `Conflict`, and `InvalidVerdict` for
    REVIEW_REQUIRED, which can only be resolved.
    """
    with transaction.atomic():
        decision = claim(decision_id, by, current=True)
        check_confirm(decision)
        return clear_flag(decision, by, action=ReviewRecord.Action.CONFIRM, note=note)


def override(decision_id, *, by, status, channel, constraints, reason, note):
    """Writes the reviewer's decision as the new current one and clears the flag. Returns the `ReviewRecord`.

    `channel` is a str or None, `constraints` a list of str or dict, `reason` the code of an active
    `ReasonCode`. Raises as `confirm` does, `InvalidVerdict` with the field at fault.
    """
    with transaction.atomic():
        decision = claim(decision_id, by, current=True)
        check_override(status, constraints, reason, note)
        new = overriding_decision(decision, by, status=status, channel=channel, constraints=constraints, reason=reason)
        new.save(force_insert=True)
        return clear_flag(decision, by, action=ReviewRecord.Action.OVERRIDE, new=new, reason=reason, note=note)


def clear_superseded(decision_id, *, by, note=""):
    """Clears the flag of a decision that a newer one has superseded. Returns the `ReviewRecord`.

    Raises as `confirm` does, `InvalidVerdict` if the decision still is the current one.
    """
    with transaction.atomic():
        decision = claim(decision_id, by, current=False)
        return clear_flag(decision, by, action=ReviewRecord.Action.SUPERSEDE, note=note)


def undo(record_id, *, by):
    """Takes back one's own verdict. Returns the `ReviewRecord` of the undoing.

    The flag stands again; after an override the former state is written as a new, flagged, current decision.
    Raises `PermissionDenied`, `ReviewRecord.DoesNotExist`, and `Conflict` once anyone has decided since.
    """
    with transaction.atomic():
        if not by.has_perm(PERMISSION):
            raise PermissionDenied
        record = ReviewRecord.objects.get(pk=record_id)
        if record.actor_id != by.pk:
            raise Conflict(f"Nothing was changed: this is {record.actor_name}'s verdict to take back.", record=record)
        decision = lock(record.decision_id)
        latest = ComplianceDecision.objects.latest_for(decision.source_id)
        check_undo(record, decision, latest, last=verdict_on(decision))
        restored = None
        if record.action == ReviewRecord.Action.OVERRIDE:
            restored = restored_decision(decision, latest)
            restored.save(force_insert=True)
        else:
            ComplianceDecision.objects.filter(pk=decision.pk).update(review_flag=True)
        return write_record(
            decision,
            by,
            action=ReviewRecord.Action.UNDO,
            from_status=record.to_status,
            to_status=record.from_status,
            new_decision_id=restored.pk if restored else None,
            undoes=record.pk,
        )


def check_undo(record, decision, latest, *, last):
    """Raises `Conflict` unless everything still is as the verdict left it; `last` is the decision's `verdict_on`."""
    if record.action not in ReviewRecord.VERDICTS:
        raise Conflict("Nothing was changed: only a verdict can be undone.", record=record)
    if record.action == ReviewRecord.Action.UNDO:
        raise Conflict("Nothing was changed: an undoing can't be undone; decide again instead.", record=last)
    if last.pk != record.pk:
        raise Conflict("Nothing was changed: this verdict has been taken back already.", record=last)
    if decision.review_flag:
        raise Conflict("Nothing was changed: the decision is flagged again already.", newer=None)
    expected = record.new_decision_id or decision.pk
    if record.action != ReviewRecord.Action.SUPERSEDE and latest.pk != expected:
        raise Conflict("Nothing was changed: a newer decision has been made since.", record=last, newer=latest)


def overriding_decision(decision, by, *, status, channel, constraints, reason):
    """The reviewer's own decision in place of the machine's, unsaved: unflagged, and later than the `decision`."""
    now = timezone.now()
    return ComplianceDecision(
        source=decision.source,
        status=status,
        compliance_channel=channel or None,
        constraints=constraints,
        confidence=1.0,
        review_flag=False,
        signals=decision.signals,
        version_info={
            **carried_over(decision.version_info),
            "model_version": "human-review",
            "timestamp": now.isoformat(),
            "decided_by": {"id": by.pk, "name": by.get_username()},
            "supersedes": decision.pk,
            "reason": reason,
        },
        # The pipeline's clock may run ahead of ours; the override must be the latest all the same.
        created_at=max(now, decision.created_at + timedelta(microseconds=1)),
    )


def restored_decision(decision, latest):
    """The state before an override as a new decision: flagged, and later than the `latest`, the override's own."""
    now = timezone.now()
    kept = decision.version_info if type(decision.version_info) is dict else {"version_info": decision.version_info}
    return ComplianceDecision(
        source=decision.source,
        status=decision.status,
        compliance_channel=decision.compliance_channel,
        constraints=decision.constraints,
        confidence=decision.confidence,
        review_flag=True,
        signals=decision.signals,
        version_info={**kept, "restores": decision.pk, "supersedes": latest.pk},
        created_at=max(now, latest.created_at + timedelta(microseconds=1)),
    )


def check_confirm(decision):
    """Raises `InvalidVerdict` where there is nothing to confirm."""
    if decision.status == Status.REVIEW_REQUIRED:
        raise InvalidVerdict("“Review required” can't be confirmed: decide on one of the other three.")


def check_override(status, constraints, reason, note):
    """Raises `InvalidVerdict` unless these make a complete override."""
    if status not in VERDICT_STATUSES:
        raise InvalidVerdict("Decide on allowed, conditional or blocked.", field="status")
    if status == Status.CONDITIONAL and not constraints:
        raise InvalidVerdict("A conditional decision needs at least one constraint.", field="constraints")
    if not ReasonCode.objects.filter(code=reason, active=True).exists():
        raise InvalidVerdict("Choose one of the reasons offered.", field="reason")
    if not note.strip():
        raise InvalidVerdict("An override needs a note that says why.", field="note")


def carried_over(version_info):
    """What of the machine's version info still holds for a person's decision on the same evidence."""
    kept = ("rules_version", "document_versions")
    return {key: version_info[key] for key in kept if key in version_info} if type(version_info) is dict else {}


def claim(decision_id, by, *, current):
    """The decision, locked for a verdict, with its source; checked to be flagged, and current or not."""
    if not by.has_perm(PERMISSION):
        raise PermissionDenied
    decision = lock(decision_id)
    check_in_use(Retirement.objects.filter(source_id=decision.source_id).first())
    check_claim(decision, ComplianceDecision.objects.latest_for(decision.source_id), verdict_on, current=current)
    return decision


def check_in_use(retirement):
    """Raises `Conflict` if there is a `Retirement` of the decision's source."""
    if retirement:
        raise Conflict(
            f"Nothing was changed: {retirement.by_name} has retired this source. It can be decided once it is taken "
            "back into use."
        )


def check_claim(decision, latest, last_verdict, *, current):
    """Raises unless the decision is flagged, and current or not; `last_verdict` gives its last `ReviewRecord`."""
    newer = latest if latest.pk != decision.pk else None
    if not decision.review_flag:
        record = last_verdict(decision)
        who = f"{record.actor_name} has decided it already" if record else "its flag is gone already"
        raise Conflict(f"Nothing was changed: {who}.", record=record, newer=newer)
    if current and newer:
        raise Conflict("Nothing was changed: a newer decision has superseded this one.", newer=newer)
    if not current and not newer:
        raise InvalidVerdict("This still is the current decision of its source: confirm or override it.")


def lock(decision_id):
    """The decision with its source, both to be changed by nobody else until the end of the transaction.

    The lock on the source is the one that the pipeline's insert of a decision waits for too (its foreign key
    asks for a share of it), so that "is the current one" holds until then.
    """
    source_id = ComplianceDecision.objects.values_list("source_id", flat=True).get(pk=decision_id)
    Source.objects.select_for_update().get(pk=source_id)
    return ComplianceDecision.objects.select_related("source").get(pk=decision_id)


def verdict_on(decision):
    """The latest `ReviewRecord` that decided on a decision or took that back, or None."""
    records = ReviewRecord.objects.filter(decision_id=decision.pk, action__in=ReviewRecord.VERDICTS)
    return records.order_by("-id").first()


def clear_flag(decision, by, *, action, new=None, reason="", note=""):
    """Clears the flag of a claimed decision, and what waited for it, and writes the review record; returns it."""
    if not ComplianceDecision.objects.filter(pk=decision.pk, review_flag=True).update(review_flag=False):
        raise Conflict("Nothing was changed: its flag is gone already.", record=verdict_on(decision))
    opened_at = leases.opened_at(decision.pk, by=by)
    forget_waiting([decision.pk])
    return write_record(
        decision,
        by,
        action=action,
        from_status=decision.status,
        to_status=new.status if new else decision.status,
        new_decision_id=new.pk if new else None,
        reason=reason,
        note=note.strip(),
        details={"opened_at": opened_at.isoformat()} if opened_at else {},
    )


def forget_waiting(decision_ids):
    """Ends what waited for a verdict on these decisions."""
    for waiting in (Lease, Draft, Snooze, Escalation):
        waiting.objects.filter(decision_id__in=decision_ids).delete()


def write_record(decision, by, **fields):
    """Writes and returns a `ReviewRecord`; `decision` is as it stood before.

    Comes last in its transaction: the insert takes the chain's lock, which all verdicts share, until the commit.
    """
    record = make_record(decision, by, **fields)
    record.save(force_insert=True)
    return record


def make_record(decision, by, **fields):
    """The `ReviewRecord` of something `by` did with the decision, which is as it stood before; unsaved."""
    return ReviewRecord(
        actor_id=by.pk,
        actor_name=by.get_username(),
        source_id=decision.source_id,
        source_url=decision.source.normalized_url,
        decision_id=decision.pk,
        decision_snapshot=snapshot(decision),
        **fields,
    )


def snapshot(decision):
    """The decision's row as JSON, timestamps with offset."""
    row = {field.attname: getattr(decision, field.attname) for field in decision._meta.concrete_fields}
    # Not Django's encoder, which cuts times to milliseconds: the record is the decision as it stood.
    return {name: value.isoformat() if isinstance(value, datetime) else value for name, value in row.items()}
