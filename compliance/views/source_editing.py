"""What admins do with a source: add and change it, retire it and take it back, delete it while it is empty."""

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.core.exceptions import PermissionDenied
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from .. import retiring
from ..models import ComplianceDecision, Source
from ..rendering import render_page
from ..source_editing import SourceForm, preview, save_source

FORM_PAGE = "compliance/source_form.html"
ADD, CHANGE = "compliance.add_source", "compliance.change_source"


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required(ADD, raise_exception=True)
def source_add(request):
    """A new source, by its URL."""
    return edit(request, Source(), "Added: {}")


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required(CHANGE, raise_exception=True)
def source_edit(request, source_id):
    """Another URL for a source; the rest follows from it."""
    return edit(request, get_object_or_404(Source, pk=source_id), "Saved: {}")


def edit(request, source, done):
    """The form of a source, unsaved to add it. "check" shows what saving would write, and writes nothing."""
    if request.method != "POST":
        adding = source._state.adding
        initial = {"url": request.GET.get("url", "")} if adding and "url" in request.GET else None
        form = SourceForm(instance=source, initial=initial)
        given = form["url"].value()
        shown = preview(given.strip(), source_id=source.pk) if given else None
        return render_form(request, form, source, shown)
    only_check = "check" in request.POST
    form = save_source(request.POST, source, only_check=only_check)
    if form.is_valid() and not only_check:
        messages.success(request, done.format(form.instance.normalized_url) if form.has_written else "Nothing to save.")
        return HttpResponseRedirect(reverse("compliance:source", args=[form.instance.pk]))
    status = 409 if form.changed_by_others or form.has_error("url", "twin") else 422
    return render_form(request, form, source, form.preview, status=200 if form.is_valid() else status)


def render_form(request, form, source, shown, *, status=200):
    """The page; `source` is as the table had it when the request came."""
    context = {
        "form": form,
        "source": None if source._state.adding else form.changed_by_others or source,
        "preview": shown,
        "changed_by_others": form.changed_by_others,
        "before": None if source._state.adding else source,
    }
    return render_page(request, FORM_PAGE, context, status=status)


@require_safe
def source_preview(request):
    """What the URL in the query string would be kept as, for a new source or for `source`: one fragment."""
    if not (request.user.has_perm(ADD) or request.user.has_perm(CHANGE)):
        raise PermissionDenied
    url, source_id = request.GET.get("url", "").strip(), request.GET.get("source", "").replace("\x00", "")
    source = Source.objects.find_by_id(source_id) if source_id else None
    context = {"preview": preview(url, source_id=source_id or None) if url else None, "source": source}
    return render(request, f"{FORM_PAGE}#source-preview", context)


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required(retiring.RETIRE_PERMISSION, raise_exception=True)
def source_retire(request, source_id):
    """Takes a source out of use, with the reason; first shows what that touches."""
    source = get_object_or_404(Source, pk=source_id)
    refused = None
    if request.method == "POST":
        try:
            retiring.retire(source.pk, by=request.user, reason=request.POST.get("reason", ""))
        except retiring.Refused as error:
            refused = error
        else:
            messages.success(request, f"Retired: {source.normalized_url}")
            return HttpResponseRedirect(reverse("compliance:source", args=[source.pk]))
    context = {
        "source": source,
        "references": retiring.references(source.pk),
        "retirement": retiring.retirement_of(source.pk),
        "waiting": ComplianceDecision.objects.for_queue().filter(source_id=source.pk).exists(),
        "reason": request.POST.get("reason", ""),
        "longest_reason": retiring.LONGEST_REASON,
        "refused": refused,
    }
    status = 200 if refused is None else 422 if refused.field else 409
    return render_page(request, "compliance/source_retire.html", context, status=status)


@require_POST
@permission_required(retiring.RETIRE_PERMISSION, raise_exception=True)
def source_take_back(request, source_id):
    """Takes a retired source back into use."""
    source = get_object_or_404(Source, pk=source_id)
    try:
        retiring.take_back(source.pk, by=request.user)
        messages.success(request, f"Back in use: {source.normalized_url}")
    except retiring.Refused as refused:
        messages.warning(request, str(refused))
    return HttpResponseRedirect(reverse("compliance:source", args=[source.pk]))


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required(retiring.DELETE_PERMISSION, raise_exception=True)
def source_delete(request, source_id):
    """Deletes a source that has neither documents nor decisions; first lists what names it."""
    source = get_object_or_404(Source, pk=source_id)
    refused = None
    if request.method == "POST":
        try:
            retiring.delete(source.pk, by=request.user)
        except retiring.Refused as error:
            refused = error
        else:
            messages.success(request, f"Deleted: {source.normalized_url}")
            return HttpResponseRedirect(reverse("compliance:sources"))
    references = retiring.references(source.pk)
    context = {
        "source": source,
        "references": references,
        "may_delete": not any(reference.count for reference in references if reference.keeps_source),
        "retirement": retiring.retirement_of(source.pk),
        "refused": refused,
    }
    return render_page(request, "compliance/source_delete.html", context, status=409 if refused else 200)
