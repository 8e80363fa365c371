"""Full text search over the documents."""

from urllib.parse import urlencode

from django.contrib.auth.decorators import permission_required
from django.views.decorators.http import require_safe

from ..keyset import count_text, without_cursor
from ..rendering import render_page
from ..search.finding import TooSlow, find_page, hits_of, limited_time, matching
from ..search.form import ALL, SearchForm
from ..search.indexing import UNINDEXED_LIMIT, unindexed_count
from .documents import TEXT_SHOWN

PAGE_SIZE = 10


@require_safe
@permission_required("compliance.view_document", raise_exception=True)
def search(request):
    """Documents that have what `q` asks for, newest first, filtered and paged by the query string."""
    form = SearchForm(request.GET)
    unindexed = unindexed_count()
    context = {
        "form": form,
        "unindexed": unindexed,
        "unindexed_text": f"{UNINDEXED_LIMIT:,}+" if unindexed > UNINDEXED_LIMIT else count_text(unindexed),
    }
    if form.is_valid() and form.query:
        context |= results(request, form)
    return render_page(request, "compliance/search.html", context, fragments=["search-results"])


def results(request, form):
    """`page` and `hits`, or `too_slow`; and `wider`, the searches that ask for less."""
    context = {"wider": wider(request.GET, form)}
    try:
        with limited_time():
            page = find_page(matching(form.query, **form.conditions), request.GET, PAGE_SIZE)
            hits = hits_of(page.rows, form.query)
    except TooSlow:
        return context | {"too_slow": True}
    typed = form.cleaned_data["q"]
    return context | {"page": page, "hits": [(hit, hit_url(hit, typed)) for hit in hits]}


def hit_url(hit, typed):
    """The document's page at its first match, the whole text where the beginning alone might not have it."""
    parameters = {"find": typed} | ({"whole": "1"} if hit.end > TEXT_SHOWN else {})
    return f"{hit.document.get_absolute_url()}?{urlencode(parameters)}#match-1"


def wider(params, form):
    """`[(label, query string), ...]`: the same search without one of its conditions."""
    given = form.cleaned_data
    ways = []
    if given["versions"] != ALL:
        ways.append(("Search all versions", {"versions": ALL}))
    if given["domain"]:
        ways.append(("Search all domains", {"domain": ""}))
    if given["document_type"]:
        ways.append(("Search all three documents", {"document_type": ""}))
    urls = []
    for label, change in ways:
        data = without_cursor(params)
        for name, value in change.items():
            data[name] = value
            if not value:
                del data[name]
        urls.append((label, f"?{data.urlencode()}"))
    return urls
