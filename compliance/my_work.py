"""What is a reviewer's own, as its page lists it and an export writes it."""

from django.db.models import Exists, OuterRef

from .models import ComplianceDecision


def still_flagged(rows):
    """Without those whose flag went in another way than by a verdict, which would have ended them, or that rest."""
    return rows.filter(Exists(ComplianceDecision.objects.flagged().in_use().filter(pk=OuterRef("decision_id"))))


def decisions_of(ids):
    """`{id: decision}` with their sources and `is_current`; ids that have no row any more are absent."""
    current = ComplianceDecision.objects.current().filter(pk=OuterRef("pk"))
    decisions = ComplianceDecision.objects.filter(pk__in=ids).select_related("source").defer("constraints")
    return {decision.pk: decision for decision in decisions.annotate(is_current=Exists(current))}


def target(record):
    """The id of the decision that a record left as the current one."""
    return record.new_decision_id or record.decision_id
