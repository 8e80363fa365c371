"""One decision on one screen, and the verdicts on it."""

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from .. import review
from ..evidence import document_evidence, shown_verdict, source_history
from ..filters import QueueFilter
from ..forms import ConfirmForm, OverrideForm
from ..keyset import next_row
from ..machine_signals import read_constraints, read_signals
from ..models import ComplianceDecision, ReasonCode
from ..rendering import redirect_page, render_page

PAGE = "compliance/decision.html"


@require_safe
@permission_required("compliance.view_compliancedecision", raise_exception=True)
def decision(request, decision_id):
    """The verdict form, what the machine read, the documents it read it in, and the source's history."""
    return render_decision(request, get_decision(decision_id))


@require_POST
@permission_required(review.PERMISSION, raise_exception=True)
def decision_confirm(request, decision_id):
    decision = get_decision(decision_id)
    form = ConfirmForm(request.POST)
    return give_verdict(
        request,
        decision,
        form,
        "confirm_form",
        lambda: review.confirm(decision.pk, by=request.user, **form.verdict()),
    )


@require_POST
@permission_required(review.PERMISSION, raise_exception=True)
def decision_override(request, decision_id):
    decision = get_decision(decision_id)
    form = OverrideForm(request.POST, decision=decision, reason_codes=ReasonCode.objects.all())
    return give_verdict(
        request,
        decision,
        form,
        "override_form",
        lambda: review.override(decision.pk, by=request.user, **form.verdict()),
    )


@require_POST
@permission_required(review.PERMISSION, raise_exception=True)
def decision_supersede(request, decision_id):
    decision = get_decision(decision_id)
    form = ConfirmForm(request.POST)
    return give_verdict(
        request,
        decision,
        form,
        "confirm_form",
        lambda: review.clear_superseded(decision.pk, by=request.user, **form.verdict()),
    )


def give_verdict(request, decision, form, form_name, verdict):
    """Runs `verdict` if the form is valid. What was typed stays on the page whenever nothing was written."""
    if not form.is_valid():
        return render_decision(request, decision, {form_name: form}, status=422)
    try:
        record = verdict()
    except review.InvalidVerdict as error:
        form.add_error(error.field, str(error))
        return render_decision(request, decision, {form_name: form}, status=422)
    except review.Conflict as conflict:
        return render_decision(request, get_decision(decision.pk), {form_name: form}, conflict=conflict, status=409)
    messages.success(request, f"{record.get_action_display()}: {record.source_url}")
    return redirect_page(request, with_query(decision.get_absolute_url(), request))


def render_decision(request, decision, forms=None, *, conflict=None, status=200):
    reason_codes = list(ReasonCode.objects.all())
    reasons = {reason.code: reason.label for reason in reason_codes}
    history = source_history(decision.source_id, this=decision, reasons=reasons)
    signals, signal_tree = read_signals(decision.signals)
    query = request.GET.urlencode()
    context = {
        "decision": decision,
        "source": decision.source,
        "is_current": history.current.pk == decision.pk,
        "superseded_by": history.current if history.current.pk != decision.pk else None,
        "can_review": request.user.has_perm(review.PERMISSION),
        "signals": signals,
        "signal_tree": signal_tree,
        "constraints": read_constraints(decision.constraints),
        "documents": document_evidence(decision),
        "history": history.entries,
        "verdict": history.verdict if not decision.review_flag else None,
        "conflict": conflict
        and {
            "message": str(conflict),
            "verdict": conflict.record and shown_verdict(conflict.record, reasons),
            "newer": conflict.newer,
        },
        "confirm_form": ConfirmForm(),
        "override_form": OverrideForm(decision=decision, reason_codes=reason_codes),
        "queue_url": reverse("compliance:queue") + (f"?{query}" if query else ""),
        "next_url": next_url(request, decision),
    }
    return render_page(request, PAGE, context | (forms or {}), fragments=["verdict-panel"], status=status)


def get_decision(decision_id):
    return get_object_or_404(ComplianceDecision.objects.select_related("source"), pk=decision_id)


def next_url(request, decision):
    """The decision after this one in the queue as the query string filters it, None at its end."""
    filters = QueueFilter(request.GET, facets=[])
    following = next_row(filters.qs.only("id").exclude(pk=decision.pk), filters.order, decision)
    return with_query(following.get_absolute_url(), request) if following else None


def with_query(url, request):
    query = request.GET.urlencode()
    return f"{url}?{query}" if query else url
