"""The tables of figures that can be exported: `/export/figures/<page>/<table>.<csv or xlsx>?<query string>`.

A page is one line of `PAGES`: its name in the address, its title, the permission of the page, the name of its view, and
the dotted name of the function that gives its tables for a request, as the page itself calls it.
"""

from dataclasses import dataclass

from django.http import Http404
from django.urls import reverse
from django.utils.module_loading import import_string

from ..machine_signals import words
from .listing import Selection

BREAKDOWN = "compliance.view_compliancedecision"
PEOPLE = "compliance.compare_reviewrecord"


@dataclass(frozen=True)
class Page:
    """`tables` is the dotted name of a `tables(request) -> list[tables.Table]`."""

    title: str
    permission: str
    view: str
    tables: str


PAGES: dict[str, Page] = {
    "breakdown": Page("Where sources stand", BREAKDOWN, "compliance:breakdown", "compliance.breakdowns.tables"),
    "machine": Page(
        "Trust in the machine", BREAKDOWN, "compliance:breakdown_machine", "compliance.verdicts.trust.tables"
    ),
    "people": Page("People", PEOPLE, "compliance:breakdown_people", "compliance.verdicts.people.tables"),
    "queue": Page("Queue health", BREAKDOWN, "compliance:breakdown_queue", "compliance.queue_health.figures.tables"),
    "report": Page("Report", BREAKDOWN, "compliance:breakdown_report", "compliance.period_report.tables"),
}


def find_table(request, page, name):
    """The `tables.Table` of that name. Raises `Http404`."""
    for table in import_string(page.tables)(request):
        if table.name == name:
            return table
    raise Http404


def select(request, page, table):
    """The `Selection` of a table's rows, each a list of values."""
    query = [f"{words(name)}: {value}" for name, values in request.GET.lists() for value in values if value]
    return Selection(
        rows=([cell.value for cell in row] for row in table.rows),
        filters=query,
        url=f"{reverse(page.view)}?{request.GET.urlencode()}",
    )
