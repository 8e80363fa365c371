"""Exports: a list or a table of figures as a file, and who has exported what."""

from django.core.exceptions import PermissionDenied
from django.http import Http404, StreamingHttpResponse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_safe

from .. import standings
from ..exports import figures, recording
from ..exports.csv_file import CsvFile
from ..exports.listing import Column
from ..exports.lists import LISTS
from ..exports.streaming import Stream
from ..exports.workbook import Workbook
from ..keyset import Order, read_page
from ..models import Export
from ..rendering import render_page

PAGE_SIZE = 50
NEWEST = Order("Newest first", ("id",), descending=True)
FORMATS = {"csv": CsvFile, "xlsx": Workbook}


@require_safe
def exports(request):
    """Who exported what, newest first: of all for those who may see it, of oneself for everybody."""
    return exports_page(request)


@require_GET
def export(request, name, file_format):
    """A list as a file: all rows of its pages for the same query string, in their order."""
    exported = LISTS.get(name)
    if exported is None or file_format not in FORMATS:
        raise Http404
    if not request.user.has_perm(exported.permission):
        raise PermissionDenied
    standings.fold_pending()
    selection = exported.select(request)
    return answer(request, name, file_format, exported.title, exported.columns, selection)


@require_GET
def export_figures(request, page, table, file_format):
    """One table of a page of figures as a file, as the page shows it for the same query string."""
    described = figures.PAGES.get(page)
    if described is None or file_format not in FORMATS:
        raise Http404
    if not request.user.has_perm(described.permission):
        raise PermissionDenied
    standings.fold_pending()
    found = figures.find_table(request, described, table)
    columns = [
        Column(heading, lambda values, place=place: values[place]) for place, heading in enumerate(found.columns)
    ]
    selection = figures.select(request, described, found)
    return answer(
        request, f"figures/{page}/{table}", file_format, f"{described.title}: {found.title}", columns, selection
    )


def answer(request, what, file_format, title, columns, selection):
    """The file as a streaming response, recorded; the list of exports with a sentence where too many run already."""
    try:
        record = recording.start(
            request.user,
            what=what,
            title=title[:200],
            url=selection.url,
            filters="\n".join(selection.filters),
            format=file_format,
        )
    except recording.TooMany:
        return exports_page(request, too_many=True, status=429)
    about = [
        ("Export", title),
        *(("Filter", words) for words in selection.filters or ["none"]),
        ("List", request.build_absolute_uri(selection.url)),
        ("Exported at", record.at.isoformat(timespec="seconds")),
        ("Exported by", record.by_name),
    ]
    file = FORMATS[file_format](title, about, [column.heading for column in columns])
    return StreamingHttpResponse(
        Stream(record, file, columns, selection.rows),
        headers={
            "Content-Type": file.content_type,
            "Content-Disposition": f'attachment; filename="{file_name(what, record.at)}.{file_format}"',
            "Cache-Control": "private, no-store",
            # nginx would wait until it has a good part of the file.
            "X-Accel-Buffering": "no",
        },
    )


def file_name(what, at):
    """ "acc-queue-20261123-0410Z": what it is and when it was made."""
    return f"acc-{what.removeprefix('figures/').replace('/', '-')}-{at:%Y%m%d-%H%M}Z"


def exports_page(request, *, too_many=False, status=200):
    recording.end_abandoned()
    sees_all = request.user.has_perm("compliance.view_export")
    records = Export.objects.all() if sees_all else Export.objects.filter(by_id=request.user.pk)
    page = read_page(records, NEWEST, request.GET, PAGE_SIZE)
    for record in page.rows:
        record.seconds = int(((record.finished_at or timezone.now()) - record.at).total_seconds())
    context = {
        "page": page,
        "sees_all": sees_all,
        "too_many": too_many,
        "most_at_once": recording.MOST_AT_ONCE,
    }
    return render_page(request, "compliance/exports.html", context, status=status)
