from django.contrib.auth.decorators import permission_required
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_safe

from ..diff_bases import (
    decision_base,
    default_base,
    note_view,
    older_than,
    previous_base,
    verdict_base,
    versions_of,
)
from ..diff_pages import diff_page
from ..diffs import unified_patch
from ..models import Document, DocumentType
from ..rendering import render_page
from ..robots import robots_changes
from ..stored_diffs import stored_diff
from .documents import robots_of

# The choices of the query string, the first of each is what counts without it.
CHOICES = {"view": ("text", "raw"), "layout": ("inline", "side"), "context": ("folded", "whole")}
TEXT_OF = {"text": "extracted_text", "raw": "raw_content"}


@require_safe
@permission_required("compliance.view_document", raise_exception=True)
def document_diff_default(request, document_id):
    """What has changed since the version that matters most, or between the two that the form names.

    The form sends `older`, and `newer` where it is not this document.
    """
    document = get_object_or_404(Document.objects.without_texts().select_related("source"), pk=document_id)
    chosen = differing(choices_of(request.GET))
    if request.GET.get("older"):
        newer_id = request.GET.get("newer") or document.pk
        return HttpResponseRedirect(diff_url(newer_id, request.GET["older"], chosen))
    base = default_base(document, versions_of(document))
    if base:
        return HttpResponseRedirect(diff_url(document.pk, base.document.pk, chosen))
    return render_page(request, "compliance/diff_none.html", {"document": document, "source": document.source})


@require_safe
@permission_required("compliance.view_document", raise_exception=True)
def document_diff(request, document_id, older_id):
    """Two versions of one document compared. Which of them is the older one is for the address to say."""
    document, older = two_versions(document_id, older_id)
    chosen = choices_of(request.GET)
    versions = versions_of(document)
    looked = note_view(request.user, document, versions)
    behind = verdict_base(document, versions) or decision_base(document, versions)
    bases = [base for base in (behind, previous_base(document, versions), looked) if base]
    diff = stored_diff(*texts(older, document, chosen["view"]), view=chosen["view"])
    page = diff_page(diff, number=page_number(request.GET), anchor=request.GET.get("change", ""))
    context = {
        "document": document,
        "older": older,
        "source": document.source,
        "versions": versions,
        "bases": [(base, diff_url(document.pk, base.document.pk, differing(chosen))) for base in bases],
        "why": next((base.why for base in bases if base.document.pk == older.pk), ""),
        "reversed": older.pk not in {version.pk for version in older_than(document, versions)},
        "diff": diff,
        "meanings": meanings(older, document, chosen["view"]),
        "page": page,
        "chosen": chosen,
        "markup_only": diff.identical and chosen["view"] == "text" and document.raw_content != older.raw_content,
        "patch_url": reverse(
            "compliance:document_diff_patch",
            args=[document.pk, older.pk],
            query={name: value for name, value in differing(chosen).items() if name == "view"},
        ),
        # The tag that changes a query string has no way to name this one.
        "folded_url": with_context(request.GET, "folded"),
        "whole_url": with_context(request.GET, "whole"),
        "swapped_url": diff_url(older.pk, document.pk, differing(chosen)),
    }
    return render_page(request, "compliance/diff.html", context)


@require_safe
@permission_required("compliance.view_document", raise_exception=True)
def document_diff_patch(request, document_id, older_id):
    """The same comparison as a unified patch to download."""
    document, older = two_versions(document_id, older_id)
    view = choices_of(request.GET)["view"]
    diff = stored_diff(*texts(older, document, view), view=view)
    stem = f"{document.source.domain}-{document.document_type}"
    names = [f"{stem}-version-{version.version}" for version in (older, document)]
    response = HttpResponse(unified_patch(diff, *names), content_type="text/x-diff; charset=utf-8")
    response.headers["Content-Disposition"] = attachment(f"{stem}-{older.version}-{document.version}.patch")
    return response


def meanings(older, document, view):
    """What the change means for agents, as a list of `RobotsChange`; None for documents that are not robots.txt."""
    if document.document_type != DocumentType.ROBOTS:
        return None
    return robots_changes(robots_of(older, view), robots_of(document, view))


def two_versions(document_id, older_id):
    """Both documents with texts and source; raises Http404 unless they are versions of one document. One query."""
    found = Document.objects.select_related("source").in_bulk([document_id, older_id])
    document, older = found.get(document_id), found.get(older_id)
    if not document or not older:
        raise Http404("There is no such version.")
    if (document.source_id, document.document_type) != (older.source_id, older.document_type):
        raise Http404("These are no two versions of one document.")
    return document, older


def texts(older, document, view):
    return getattr(older, TEXT_OF[view]), getattr(document, TEXT_OF[view])


def choices_of(query):
    """`{name: value}` for all of `CHOICES`; what is not among them counts as not given."""
    return {name: query[name] if query.get(name) in values else values[0] for name, values in CHOICES.items()}


def differing(chosen):
    """Those choices that need saying."""
    return {name: value for name, value in chosen.items() if value != CHOICES[name][0]}


def diff_url(document_id, older_id, query):
    return reverse("compliance:document_diff", args=[document_id, older_id], query=query)


def with_context(query, choice):
    """The query string with another choice of `context`."""
    query = query.copy()
    query["context"] = choice
    return f"?{query.urlencode()}"


def page_number(query):
    number = query.get("page", "")
    return int(number) if number.isascii() and number.isdigit() and len(number) < 7 else 1


def attachment(name):
    """A Content-Disposition header; the name keeps only what every system takes."""
    kept = "".join(letter if letter.isascii() and (letter.isalnum() or letter in "-._") else "_" for letter in name)
    return f'attachment; filename="{kept}"'
