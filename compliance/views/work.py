"""Working through the queue: the next item, its lease and draft, and what one does short of a verdict."""

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from .. import drafts, leases, review, waiting
from ..filters import QueueFilter
from ..forms import CommentForm, EscalateForm, SnoozeForm, as_line
from ..machine_signals import read_constraint
from ..models import ComplianceDecision, NoteTemplate, ReviewRecord
from ..rendering import redirect_page
from ..used_constraints import find_used_constraints
from .decisions import get_decision, next_url, queue_url, render_decision, render_lease, with_query

may_review = permission_required(review.PERMISSION, raise_exception=True)


@require_GET
@may_review
def queue_next(request):
    """Opens the next decision of the filter that nobody else has open, behind `behind` if that is given."""
    filters = QueueFilter(request.GET, user=request.user)
    behind = ComplianceDecision.objects.select_related("source").filter(pk=request.GET.get("behind", "")).first()
    found = leases.take_next(filters.qs.select_related("source"), filters.order, by=request.user, after=behind)
    if found:
        return redirect_page(request, with_query(found.get_absolute_url(), request))
    messages.info(request, "That was the last one: nothing else in this list is free to review.")
    return redirect_page(request, queue_url(request))


@require_GET
@may_review
def used_constraints(request):
    """Choices for the field of constraints: asked for by the page once the field is in sight."""
    constraints = [(as_line(entry), read_constraint(entry)) for entry in find_used_constraints()]
    return render(request, "compliance/_used_constraints.html", {"constraints": constraints})


@require_GET
@may_review
def note_templates(request):
    """Texts for the note whose field has the id `into`: asked for by the page once the note is in sight."""
    context = {"note_templates": NoteTemplate.objects.filter(active=True), "into": request.GET.get("into", "")}
    return render(request, "compliance/_note_template_field.html", context)


@require_POST
@may_review
def decision_lease(request, decision_id):
    """Extends the lease while its holder is active and keeps what is typed; answers with the lease as it is now."""
    decision = get_decision(request, decision_id)
    if decision.review_flag:
        drafts.keep(decision.pk, request.user, request.POST)
    return render_lease(request, decision)


@require_POST
@may_review
def decision_release(request, decision_id):
    """Ends one's lease on leaving the page; what was typed stays for the next time."""
    if get_decision(request, decision_id).review_flag:
        drafts.keep(decision_id, request.user, request.POST)
    leases.release(decision_id, by=request.user)
    return HttpResponse(status=204)


@require_POST
@may_review
def decision_snooze(request, decision_id):
    form = SnoozeForm(request.POST)
    return act(
        request,
        decision_id,
        form,
        "snooze_form",
        lambda decision: waiting.snooze(decision.pk, by=request.user, until=form.cleaned_data["until"]),
    )


@require_POST
@may_review
def decision_wake(request, decision_id):
    waiting.wake(get_decision(request, decision_id).pk, by=request.user)
    messages.success(request, "Back in the queue.")
    return redirect_page(request, with_query(reverse("compliance:decision", args=[decision_id]), request))


@require_POST
@may_review
def decision_escalate(request, decision_id):
    form = EscalateForm(request.POST, user=request.user)
    return act(
        request,
        decision_id,
        form,
        "escalate_form",
        lambda decision: waiting.escalate(decision.pk, by=request.user, **form.cleaned_data),
    )


@require_POST
@may_review
def decision_comment(request, decision_id):
    form = CommentForm(request.POST)
    return act(
        request,
        decision_id,
        form,
        "comment_form",
        lambda decision: waiting.comment(decision.pk, by=request.user, **form.cleaned_data),
        stay=True,
    )


def act(request, decision_id, form, form_name, action, *, stay=False):
    """Runs `action` if the form is valid, then goes on to the next decision, or stays."""
    decision = get_decision(request, decision_id)
    if not form.is_valid():
        return render_decision(request, decision, {form_name: form}, status=422)
    try:
        record = action(decision)
    except review.InvalidVerdict as error:
        form.add_error(error.field, str(error))
        return render_decision(request, decision, {form_name: form}, status=422)
    except review.Conflict as conflict:
        return render_decision(request, decision, {form_name: form}, conflict=conflict, status=409)
    messages.success(request, f"{record.get_action_display()}: {record.source_url}")
    if stay:
        return redirect_page(request, with_query(decision.get_absolute_url(), request))
    return redirect_page(request, next_url(request, decision))


@require_POST
@may_review
def record_undo(request, record_id):
    """Takes back one's own verdict and opens the decision that is flagged again."""
    record = get_object_or_404(ReviewRecord, pk=record_id)
    try:
        undone = review.undo(record.pk, by=request.user)
    except review.Conflict as conflict:
        messages.error(request, str(conflict))
        return redirect_page(request, with_query(reverse("compliance:decision", args=[record.decision_id]), request))
    messages.success(request, f"Undone: {undone.source_url} is flagged again.")
    again = undone.new_decision_id or undone.decision_id
    return redirect_page(request, with_query(reverse("compliance:decision", args=[again]), request))
