"""One version of a document: its text with what matters in it marked, and what is known of the fetch."""

from django.conf import settings
from django.contrib.auth.decorators import permission_required
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.http import require_safe

from ..diff_bases import note_view
from ..flag_reasons import found_for
from ..llms_txt import llms_outline
from ..machine_signals import inline, words
from ..marked_text import Mark, marked_pieces
from ..models import ComplianceDecision, Document, DocumentType, TeamSettings
from ..normalized_urls import path_of
from ..rendering import render_page
from ..retiring import is_retired, retirement_of
from ..robots import read_robots
from ..search.hits import find_matches, merged
from ..search.querying import QueryError, read_query
from ..source_evidence import faults_of

# A terms page is some 50 KB; what is longer is cut unless the whole of it is asked for.
TEXT_SHOWN = 200_000
VERSIONS_SHOWN = 200
MATCHES_MARKED = 1000
LINES_SHOWN = 2000


@require_safe
@permission_required("compliance.view_document", raise_exception=True)
def document(request, document_id):
    """The text as extracted, as fetched (`view=raw`), or as read for people (`view=read`: robots.txt and llms.txt).

    `decision` marks the clauses that this decision quotes, `find` what was searched for.
    """
    document = get_object_or_404(
        Document.objects.select_related("source").annotate(is_retired=is_retired()), pk=document_id
    )
    versions = (
        Document.objects.without_texts()
        .filter(source_id=document.source_id, document_type=document.document_type)
        .newest_versions_first()[:VERSIONS_SHOWN]
    )
    place = next((place for place, version in enumerate(versions) if version.pk == document.pk), None)
    age = timezone.now() - document.fetched_at if place == 0 else None
    faults = faults_of(document.pk, age=age, old_days=settings.FETCH_OLD_DAYS)
    note_view(request.user, document, versions)
    decision = quoting_decision(request, document)
    view = chosen_view(request, document, faults)
    metadata = document.metadata if type(document.metadata) is dict else {"metadata": document.metadata}
    context = {
        "document": document,
        "source": document.source,
        "retirement": retirement_of(document.source_id) if document.is_retired else None,
        "versions": versions,
        "decision": decision,
        "view": view,
        "metadata_rows": [(words(key), inline(value)) for key, value in metadata.items()],
        "fetch_faults": faults,
    }
    if view == "read" and document.document_type == DocumentType.ROBOTS:
        context["robots"] = robots_of(document)
        context["line_links"] = len(context["robots"].source.lines) <= LINES_SHOWN
    elif view == "read":
        context["outline"] = llms_outline(document.extracted_text)
    else:
        context |= text_context(request, document, decision, view)
    return render_page(request, "compliance/document.html", context)


def chosen_view(request, document, faults):
    """ "text", "raw" or "read". What jumps to a place in the text wants the text, and so does a broken fetch."""
    readable = document.document_type in (DocumentType.ROBOTS, DocumentType.LLMS)
    asked = request.GET.get("view")
    if asked in ("text", "raw") or (asked == "read" and readable):
        return asked
    wants_text = "decision" in request.GET or "find" in request.GET or any(fault.is_unusable for fault in faults)
    return "read" if readable and not wants_text else "text"


def robots_of(document, view="raw"):
    """The `RobotsReading` of a robots.txt for our agent at its source's path.

    As fetched unless told otherwise, for what extraction removes is to be seen: a byte order mark, odd line ends.
    """
    text = document.raw_content if view == "raw" else document.extracted_text
    path = path_of(document.source.normalized_url)
    return read_robots(text or document.extracted_text, path=path, our_agent=TeamSettings.current_agent())


def quoting_decision(request, document):
    """The decision of the same source from which one came here, or None."""
    key = request.GET.get("decision", "")
    if not key or "\x00" in key:
        return None
    return ComplianceDecision.objects.filter(pk=key, source_id=document.source_id).first()


def text_context(request, document, decision, view):
    """The text in pieces, the clauses and matches marked in it, and where it was cut."""
    text = document.raw_content if view == "raw" else document.extracted_text
    whole = "whole" in request.GET
    shown = text if whole else text[:TEXT_SHOWN]
    clauses = quoted_clauses(document, decision) if decision and view == "text" else []
    find, problem = request.GET.get("find", "").strip(), ""
    matches = []
    if find:
        try:
            matches = merged(find_matches(shown, read_query(find)))
        except QueryError as error:
            problem = str(error)
    marks = [Mark(clause["start"], clause["end"], clause["anchor"], clause["label"]) for clause in clauses]
    pieces = marked_pieces(shown, marks, [tuple(match) for match in matches[:MATCHES_MARKED]])
    return {
        "pieces": pieces,
        "lines": lines_of(pieces) if document.document_type == DocumentType.ROBOTS and view == "text" else None,
        "truncated": len(shown) < len(text),
        "clauses": clauses,
        "beyond": len(shown),
        "find": find,
        "find_problem": problem,
        "match_count": len(matches),
    }


def quoted_clauses(document, decision):
    """Clauses of the decision with their place in this version: `{number, label, state, start, end, anchor, ...}`.

    A clause that is neither here nor in another version of this type has no `start`; it is left out.
    """
    found = found_for(decision)
    clauses = []
    for pin in found.details.get("pins", []) if found else []:
        now, then = pin["document_id"] == document.pk, pin["basis_id"] == document.pk
        start, end = (pin["start"], pin["end"]) if now else (pin["basis_start"], pin["basis_end"])
        if (now or then) and start is not None:
            clauses.append(pin | {"start": start, "end": end, "anchor": f"pin-{pin['number']}"})
    return sorted(clauses, key=lambda clause: clause["start"])


def lines_of(pieces):
    """Pieces as lines, each a list of pieces, for a file that is read by its line numbers."""
    lines = [[]]
    for piece in pieces:
        for number, text in enumerate(piece.text.split("\n")):
            if number:
                lines.append([])
            if text or (piece.anchors and not number):
                anchors = piece.anchors if not number else ()
                lines[-1].append(type(piece)(text, piece.clause, piece.is_match, anchors))
    return lines
