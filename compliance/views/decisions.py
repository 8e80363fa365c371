"""One decision on one screen, and the verdicts on it."""

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from .. import drafts, leases, review
from ..evidence import document_evidence, shown_verdict, source_history
from ..flag_reasons import attach
from ..forms import CommentForm, ConfirmForm, EscalateForm, OverrideForm, SnoozeForm
from ..machine_signals import read_constraints, read_signals
from ..models import ComplianceDecision, ReasonCode
from ..pins_beside_signals import beside_signals, pins_with_urls
from ..rendering import redirect_page, render_page
from ..retiring import is_retired, retirement_of
from .documents import TEXT_SHOWN

PAGE = "compliance/decision.html"
# Nobody reads a decision in this time; the second click of a double click comes within it.
ACCIDENT_SECONDS = 0.5


@require_safe
@permission_required("compliance.view_compliancedecision", raise_exception=True)
def decision(request, decision_id):
    """The verdict form, what the machine read, the documents it read it in, and the source's history."""
    return render_decision(request, get_decision(request, decision_id))


@require_POST
@permission_required(review.PERMISSION, raise_exception=True)
def decision_confirm(request, decision_id):
    decision = get_decision(request, decision_id)
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
    decision = get_decision(request, decision_id)
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
    decision = get_decision(request, decision_id)
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
    if opened_just_now(request):
        form.add_error(None, "Nothing was decided, for this page had only just opened. Decide now if you mean it.")
    if not form.is_valid():
        return render_decision(request, decision, {form_name: form}, status=422)
    try:
        record = verdict()
    except review.InvalidVerdict as error:
        form.add_error(error.field, str(error))
        return render_decision(request, decision, {form_name: form}, status=422)
    except review.Conflict as conflict:
        return render_decision(
            request, get_decision(request, decision.pk), {form_name: form}, conflict=conflict, status=409
        )
    messages.success(request, f"{record.get_action_display()}: {record.source_url}", extra_tags=f"undo-{record.pk}")
    return redirect_page(request, next_url(request, decision))


def opened_just_now(request):
    """Whether the form was sent before anyone can have read its page: the second half of a double click.

    The page says when it was made; a request that does not say is not held up, for this is no protection
    against anybody, only against an accident.
    """
    try:
        age = timezone.now().timestamp() - float(request.POST["opened"])
    except (KeyError, ValueError):
        return False
    return 0 <= age < ACCIDENT_SECONDS


def render_decision(request, decision, forms=None, *, conflict=None, status=200):
    """The page. Whoever may review takes the lease by opening it, and finds what was typed the last time."""
    reason_codes = list(ReasonCode.objects.all())
    reasons = {reason.code: reason.label for reason in reason_codes}
    history = source_history(decision.source_id, this=decision, reasons=reasons)
    signals, signal_tree = read_signals(decision.signals)
    attach([decision], whole=True)
    signal_pins, other_pins = beside_signals(signals, pins_with_urls(decision.found, decision, shown=TEXT_SHOWN))
    can_review = request.user.has_perm(review.PERMISSION)
    typed = decision.draft or {}
    context = {
        "decision": decision,
        "source": decision.source,
        "retirement": retirement_of(decision.source_id) if decision.is_retired else None,
        "is_current": history.current.pk == decision.pk,
        "superseded_by": history.current if history.current.pk != decision.pk else None,
        "can_review": can_review,
        "signals": signal_pins,
        "other_pins": other_pins,
        "contradictions": decision.found.details.get("contradictions", []) if decision.found else [],
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
        "draft": decision.draft,
        "queue_url": queue_url(request),
        "next_url": next_url(request, decision),
        "opened": timezone.now().timestamp(),
        **lease_context(request, decision, can_review),
    }
    if can_review:
        context |= {
            "confirm_form": ConfirmForm(initial={"note": typed.get("confirm-note", "")}),
            "override_form": OverrideForm(decision=decision, reason_codes=reason_codes, initial=typed),
            "snooze_form": SnoozeForm(),
            "escalate_form": EscalateForm(user=request.user),
            "comment_form": CommentForm(),
        }
    return render_page(request, PAGE, context | (forms or {}), fragments=["verdict-panel"], status=status)


def render_lease(request, decision):
    return render_page(request, f"{PAGE}#lease", lease_context(request, decision, True))


def lease_context(request, decision, can_review):
    """`lease` of whoever has a flagged decision open: taken or extended by this very request where that is free."""
    if not decision.review_flag:
        return {"lease": None}
    lease = leases.take(decision.pk, by=request.user) if can_review else leases.holder_of(decision.pk)
    return {
        "decision": decision,
        "lease": lease,
        "lease_is_mine": lease is not None and lease.holder_id == request.user.pk,
        "lease_seconds": int((lease.expires_at - timezone.now()).total_seconds()) if lease else 0,
        "lease_warning_seconds": int(leases.WARNING.total_seconds()),
    }


def get_decision(request, decision_id):
    """The decision with its source and `draft`: what this user typed and did not send, or None; and `is_retired`."""
    decisions = ComplianceDecision.objects.select_related("source").annotate(
        draft=drafts.of(request.user), is_retired=is_retired()
    )
    return get_object_or_404(decisions, pk=decision_id)


def next_url(request, decision):
    """Where one goes after a decision: to the next one of the same filter that is free."""
    query = request.GET.copy()
    query["behind"] = decision.pk
    return f"{reverse('compliance:queue_next')}?{query.urlencode()}"


def queue_url(request):
    """The list that the query string filters."""
    return with_query(reverse("compliance:queue"), request)


def with_query(url, request):
    query = request.GET.copy()
    query.pop("behind", None)
    return f"{url}?{query.urlencode()}" if query else url
