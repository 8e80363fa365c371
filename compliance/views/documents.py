from django.contrib.auth.decorators import permission_required
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from ..evidence import fetch_problem
from ..machine_signals import inline, words
from ..models import Document
from ..rendering import render_page

# A terms page is some 50 KB; what is longer is cut unless the whole of it is asked for.
TEXT_SHOWN = 200_000


@require_safe
@permission_required("compliance.view_document", raise_exception=True)
def document(request, document_id):
    """One version of a document: its text as extracted or as fetched, and what is known of the fetch."""
    document = get_object_or_404(Document.objects.select_related("source"), pk=document_id)
    versions = (
        Document.objects.without_texts()
        .filter(source_id=document.source_id, document_type=document.document_type)
        .newest_versions_first()
    )
    raw = request.GET.get("view") == "raw"
    text = document.raw_content if raw else document.extracted_text
    whole = "whole" in request.GET
    metadata = document.metadata if type(document.metadata) is dict else {"metadata": document.metadata}
    context = {
        "document": document,
        "source": document.source,
        "versions": versions[:200],
        "view": "raw" if raw else "text",
        "text": text if whole else text[:TEXT_SHOWN],
        "truncated": not whole and len(text) > TEXT_SHOWN,
        "metadata_rows": [(words(key), inline(value)) for key, value in metadata.items()],
        "fetch_problem": fetch_problem(document.metadata, size=len(document.raw_content)),
    }
    return render_page(request, "compliance/document.html", context)
