"""Documents as exports: all versions of one source's, and what a search finds. What they are, never their texts."""

from itertools import islice

from django.db import connection
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse

from ..keyset import without_cursor
from ..models import Document, Source
from ..search.finding import NEWEST, matching
from ..search.form import SearchForm
from .listing import Column, ExportList, Selection, in_order, links_to, rows_of

DOCUMENTS_READ = 500


def of_source(request):
    """The versions of the source whose id is the parameter `source`, as `newest_versions_first` orders them."""
    key = request.GET.get("source", "")
    if not key or "\x00" in key:
        raise Http404
    source = get_object_or_404(Source, pk=key)
    documents = source.documents.without_texts().select_related("source").newest_versions_first()
    return Selection(
        rows=linked(request, rows_of(documents)),
        filters=[f"Source: {source.normalized_url}"],
        url=reverse("compliance:source", args=[source.pk]),
    )


def found(request):
    form = SearchForm(request.GET)
    rows = hits(form) if form.is_valid() and form.query else iter(())
    return Selection(
        rows=linked(request, rows),
        filters=[
            f"{bound.label}: {dict(getattr(bound.field, 'choices', ())).get(text, text)}"
            for bound in form
            if (text := bound.data or "").strip("\x00 ") and not bound.errors
        ]
        + [f"Left out, for it was not understood: {form[name].label}" for name in form.errors if name in form.fields],
        url=f"{reverse('compliance:search')}?{without_cursor(request.GET).urlencode()}",
    )


def hits(form):
    """The documents that match, newest first; one that is gone is left out, as on the page."""
    with connection.cursor() as cursor:
        # As `search.finding.limited_time` does, for the reason that it gives.
        cursor.execute("SELECT set_config('enable_seqscan', 'off', true)")
    keys = rows_of(in_order(matching(form.query, **form.conditions), NEWEST).values_list("document_id", flat=True))
    while taken := list(islice(keys, DOCUMENTS_READ)):
        documents = Document.objects.without_texts().select_related("source").in_bulk(taken)
        yield from (documents[key] for key in taken if key in documents)


def linked(request, documents):
    """`(document, its address)`."""
    link = links_to(request, "compliance:document")
    for document in documents:
        yield document, link(document.pk)


COLUMNS = [
    Column("Document", lambda item: item[0].pk),
    Column("Source URL", lambda item: item[0].source.url),
    Column("Domain", lambda item: item[0].source.domain),
    Column("Type", lambda item: item[0].get_document_type_display()),
    Column("Version", lambda item: item[0].version),
    Column("Language", lambda item: item[0].language),
    Column("Fetched at", lambda item: item[0].fetched_at),
    Column("SHA-256 of the text", lambda item: item[0].content_hash),
    Column("Source", lambda item: item[0].source_id),
    Column("Link", lambda item: item[1]),
]
PERMISSION = "compliance.view_document"
SOURCE_DOCUMENTS = ExportList("Documents of a source", PERMISSION, COLUMNS, of_source)
SEARCH = ExportList("Documents found", PERMISSION, COLUMNS, found)
