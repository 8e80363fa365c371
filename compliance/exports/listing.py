"""What it takes to export a list: its columns, and its rows for a query string."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

from django.db.models import F
from django.http import HttpRequest
from django.urls import reverse

# Rows fetched at once from the server-side cursor.
ROWS_A_FETCH = 1_000
# What `reverse` leaves as it is.
UNQUOTED = "!$&'()*+,;=/~:@"


@dataclass(frozen=True)
class Column:
    """`value` makes of a row what stands in the cell: None, text, number, bool, date or aware datetime."""

    heading: str
    value: Callable[[Any], Any]


@dataclass(frozen=True)
class Selection:
    """All rows of the list for a query string, in its order.

    `rows` is not to run a query before its first row is asked for: the cursor lives in the transaction of the
    stream. `rows_of` makes it of a queryset. `filters` is the filter in words, one condition each; `url` the path and
    query string of the page that shows the list.
    """

    rows: Iterator[Any]
    filters: list[str] = field(default_factory=list)
    url: str = ""


@dataclass(frozen=True)
class ExportList:
    """A list that can be exported; `permission` is that of its page.

    `select` may raise `Http404`; bad parameters it treats as the page does.
    """

    title: str
    permission: str
    columns: list[Column]
    select: Callable[[HttpRequest], Selection]


def rows_of(queryset):
    """The rows of a queryset by a server-side cursor, which is opened with the first of them."""
    return queryset.iterator(chunk_size=ROWS_A_FETCH)


def in_order(queryset, order):
    """By a `keyset.Order`, as `keyset.read_page` orders the pages."""
    return queryset.order_by(*(F(lookup).desc() if order.descending else F(lookup).asc() for lookup in order.lookups))


def filter_words(filters):
    """What a `FilterSet` with chips narrows its list by, one condition each, and what it has not understood."""
    words = [f"{chip.label}: {chip.value}" if chip.value else chip.label for chip in filters.chips()]
    for name in filters.form.errors:
        label = filters.form.fields[name].label if name in filters.form.fields else name
        words.append(f"Left out, for it was not understood: {label}")
    return words


def links_to(request, view):
    """A function from a key to the absolute address of its page. `reverse` takes longer than all else of a row."""
    before, _, after = request.build_absolute_uri(reverse(view, args=["0"])).rpartition("0")
    return lambda key: f"{before}{quote(str(key), safe=UNQUOTED)}{after}"


def joined(texts):
    """Several texts in one cell."""
    return "; ".join(texts)
