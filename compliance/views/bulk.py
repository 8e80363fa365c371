"""Bulk actions: from the bar over the queue to the preview, then to the batch, which whoever reads records may see."""

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from .. import bulk, bulk_chunks, review
from ..bulk_forms import form_for
from ..filters import QueueFilter
from ..keyset import without_cursor
from ..models import Batch, ComplianceDecision
from ..rendering import redirect_page, render_page

BATCHES_SHOWN = 20

may_read = permission_required("compliance.view_reviewrecord", raise_exception=True)
may_review = permission_required(review.PERMISSION, raise_exception=True)


@require_POST
@may_review
def queue_bulk(request):
    """Fixes the rows, those ticked or all that the query string's filter finds, and goes to their preview."""
    query = without_cursor(request.GET).urlencode()
    try:
        decisions, missing = chosen_decisions(request, query)
        batch = bulk.preview(request.POST.get("action"), decisions, by=request.user, query=query)
    except review.InvalidVerdict as error:
        messages.error(request, f"Nothing was changed: {error}")
        return redirect_page(request, reverse("compliance:queue") + (f"?{query}" if query else ""))
    if missing:
        messages.warning(request, f"{missing} of the ticked decisions no longer exist and are left out.")
    return redirect_page(request, reverse("compliance:bulk", args=[batch.pk]))


def chosen_decisions(request, query):
    """`(decisions as a queryset, number of ticked ones that are gone)`. Raises `InvalidVerdict`."""
    if request.POST.get("scope") == "all":
        if len(query) > Batch._meta.get_field("query").max_length:
            raise review.InvalidVerdict("The filter is too long for a bulk action; take something out of it.")
        filters = QueueFilter(request.GET, user=request.user)
        if not filters.is_valid():
            # The list shows more than was asked for then; it must not decide more.
            raise review.InvalidVerdict("Some filters were not understood; correct them first.")
        return filters.qs, 0
    keys = {key for key in request.POST.getlist("decision") if "\x00" not in key}
    if not keys:
        raise review.InvalidVerdict("Tick the decisions first, or choose all that match the filter.")
    decisions = ComplianceDecision.objects.filter(pk__in=keys)
    found = decisions.count()
    if not found:
        raise review.InvalidVerdict("None of the ticked decisions exists any more.")
    return decisions, len(keys) - found


@require_safe
@may_read
def bulk_list(request):
    """The latest batches of everyone: where one finds one's own again after closing its page."""
    batches = list(Batch.objects.exclude(state=Batch.State.WAITING).select_related("actor")[:BATCHES_SHOWN])
    progress = bulk.progress_of(batches)
    rows = [(batch, progress[batch.pk]) for batch in batches]
    return render_page(request, "compliance/bulk_list.html", {"rows": rows, "limit": BATCHES_SHOWN})


@require_safe
@may_read
def bulk_batch(request, batch_id):
    """The preview until the batch is started, then how far it is and what became of its rows."""
    return render_batch(request, get_batch(batch_id))


@require_POST
@may_review
def bulk_start(request, batch_id):
    """Starts a previewed batch with what was typed, or one that has failed once more as it was."""
    batch = get_batch(batch_id)
    if batch.state == Batch.State.FAILED:
        return act(request, batch, lambda: bulk.go_on(batch.pk, by=request.user))
    form = form_for(batch, request.POST)
    may_start = batch.state == Batch.State.WAITING and batch.actor_id == request.user.pk
    if may_start and not form.is_valid():
        return render_batch(request, batch, form=form, status=422)
    terms = form.cleaned_data if may_start else {"note": ""}  # refused whatever it says
    return act(request, batch, lambda: bulk.start(batch.pk, by=request.user, **terms), form)


@require_POST
@may_review
def bulk_revert(request, batch_id):
    """Fixes the rows that a revert is about and goes to its preview."""
    batch = get_batch(batch_id)
    return act(request, batch, lambda: bulk.preview_revert(batch.pk, by=request.user))


def act(request, batch, action, form=None):
    """Runs `action` and goes to the batch that it returns; a refusal leaves everything as it was and says so."""
    try:
        batch = action()
    except review.InvalidVerdict as error:
        if form is None:
            return render_batch(request, batch, refused=str(error), status=422)
        form.add_error(error.field, str(error))
        return render_batch(request, batch, form=form, status=422)
    except review.Conflict as conflict:
        return render_batch(request, get_batch(batch.pk), refused=str(conflict), status=409)
    except PermissionDenied as denied:
        return render_batch(request, batch, refused=str(denied), status=403)
    return redirect("compliance:bulk", batch.pk)


def render_batch(request, batch, *, form=None, refused="", status=200):
    is_mine = batch.actor_id == request.user.pk and request.user.has_perm(review.PERMISSION)
    context = {"batch": batch, "is_mine": is_mine, "refused": refused}
    if batch.state == Batch.State.WAITING:
        context |= {"preview": bulk.look_ahead(batch), "form": form or form_for(batch)}
        return render_page(request, "compliance/bulk_preview.html", context, status=status)
    context |= {"progress": bulk.progress(batch), "skipped": bulk.skipped(batch)}
    if batch.state != Batch.State.RUNNING:  # else it is asked for every other second
        lowest, highest = bulk.record_range(batch)
        context |= {
            "lowest": lowest,
            "highest": highest,
            "records": bulk.first_records(batch),
            "revert": batch.reverted_by.exclude(state=Batch.State.WAITING).first(),
            "may_revert": bulk_chunks.may_revert(batch, request.user),
        }
    return render_page(request, "compliance/bulk.html", context, fragments=["bulk-progress"], status=status)


def get_batch(batch_id):
    return get_object_or_404(Batch.objects.select_related("actor", "reverts__actor"), pk=batch_id)
