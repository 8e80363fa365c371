"""Paging by position instead of by number: the last page costs what the first does.

A cursor is the ordered values of the row at a page's edge, so a page stays where it is when rows come or go.
Pure but for the queryset it is handed.
"""

import base64
import binascii
import json
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode

from django.core.exceptions import ValidationError
from django.db.models import F, Q

COUNT_LIMIT = 10_000


@dataclass(frozen=True)
class Order:
    """A list order: lookups from the most to the least significant, the key last, all in one direction."""

    label: str
    lookups: tuple[str, ...]
    descending: bool = False


@dataclass(frozen=True)
class Page:
    """`rows` of the page; query strings of its neighbours, None at either end; `first_url` None on the first
    page; `count` of the whole list, exact up to `COUNT_LIMIT`.
    """

    rows: list
    next_url: str | None
    previous_url: str | None
    first_url: str | None
    count: int

    @property
    def count_text(self):
        return count_text(self.count)


def bounded_count(queryset):
    """Number of rows, exact up to `COUNT_LIMIT`; more than that is told as `COUNT_LIMIT + 1`."""
    return queryset.order_by()[: COUNT_LIMIT + 1].count()


def count_text(count):
    return f"{COUNT_LIMIT:,}+" if count > COUNT_LIMIT else f"{count:,}"


def read_page(queryset, order, params, size):
    """The page that `params` (a QueryDict: `after` or `before` a cursor) points at; a bad cursor is no cursor.

    `queryset` is any filtered queryset without order; it is evaluated twice: the rows and the count.
    """
    backwards = "before" in params and "after" not in params
    edge = read_cursor(params.get("before" if backwards else "after"), order)
    try:
        rows = fetch(queryset, order, edge, size + 1, backwards=backwards and edge is not None)
    except (ValueError, TypeError, ValidationError):  # a forged cursor whose values are of the wrong types
        return read_page(queryset, order, without_cursor(params), size)
    more = len(rows) > size
    rows = rows[:size]
    if backwards and edge is not None:
        rows.reverse()
        has_previous, has_next = more, True
        if not more and len(rows) < size:
            # Fewer rows than a page lie before the edge: show the first page instead of a stump.
            return read_page(queryset, order, without_cursor(params), size)
    else:
        has_previous, has_next = edge is not None, more
    first_url = "?" + without_cursor(params).urlencode()
    return Page(
        rows=rows,
        next_url=page_url(params, "after", rows[-1], order) if has_next and rows else None,
        previous_url=None if not has_previous else page_url(params, "before", rows[0], order) if rows else first_url,
        first_url=first_url if has_previous else None,
        count=bounded_count(queryset),
    )


def fetch(queryset, order, edge, limit, *, backwards):
    descending = order.descending != backwards
    if edge is not None:
        queryset = queryset.filter(beyond(order.lookups, edge, "lt" if descending else "gt"))
    keys = (F(lookup).desc() if descending else F(lookup).asc() for lookup in order.lookups)
    return list(queryset.order_by(*keys)[:limit])


def beyond(lookups, values, comparison):
    """Rows strictly beyond `values` in lexical order; the first condition lets an index find the start."""
    condition = Q(**{f"{lookups[-1]}__{comparison}": values[-1]})
    for lookup, value in zip(lookups[-2::-1], values[-2::-1], strict=True):
        condition = Q(**{f"{lookup}__{comparison}e": value}) & (Q(**{f"{lookup}__{comparison}": value}) | condition)
    return condition


def values_of(row, order):
    values = []
    for lookup in order.lookups:
        value = row
        for name in lookup.split("__"):
            value = getattr(value, name)
        values.append(value)
    return values


def cursor_of(row, order):
    values = [{"at": value.isoformat()} if isinstance(value, datetime) else value for value in values_of(row, order)]
    text = json.dumps(values, separators=(",", ":"))
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def read_cursor(text, order):
    """The values of a cursor, or None for none, a broken one, or one that is of another order."""
    try:
        values = json.loads(base64.urlsafe_b64decode((text or "") + "=" * (-len(text or "") % 4)))
        values = [datetime.fromisoformat(v["at"]) if type(v) is dict else v for v in values]
    except (ValueError, KeyError, TypeError, binascii.Error, RecursionError):
        return None
    if len(values) != len(order.lookups) or any(type(v) not in (str, int, float, datetime) for v in values):
        return None
    if any("\x00" in v if type(v) is str else getattr(v, "tzinfo", 1) is None for v in values):
        return None
    return values


def without_cursor(params):
    params = params.copy()
    for name in ("after", "before"):
        params.pop(name, None)
    return params


def page_url(params, edge, row, order):
    pairs = [(key, value) for key, values in without_cursor(params).lists() for value in values]
    return "?" + urlencode([*pairs, (edge, cursor_of(row, order))])
