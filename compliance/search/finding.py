"""Which documents match, as a queryset over the index, newest first by keyset, within a limit of time."""

from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from django.db import OperationalError, connection, transaction
from django.db.models import BooleanField, F, Func, OuterRef, Q, Subquery, Value
from django.db.models.functions import Coalesce
from psycopg.errors import QueryCanceled

from ..keyset import Order, Page, page_url, read_cursor, read_page, without_cursor
from ..models import Document, DocumentSearch, Source
from .hits import Excerpt, excerpts
from .querying import Query

NEWEST = Order("Newest first", ("fetched_at", "document_id"), descending=True)
# A phrase of words that are everywhere has to be looked for in every text: then it is better to say so.
SECONDS = 5
# So many matches are put into order in memory.
FEW = 2_000

# Of each document the part that has most of what is wanted. Part 0 of a long one is none to show anything of.
BEST_PARTS = """
SELECT d.id, best.start, substr(d.extracted_text, best.start + 1, best.length)
FROM documents d CROSS JOIN LATERAL (
    SELECT p.start, least(p.length, %(characters)s) AS length FROM document_search p
    WHERE p.document_id = d.id
    ORDER BY p.part = 0, p.words @@ %(all)s::tsquery DESC, p.words @@ %(any)s::tsquery DESC, p.part LIMIT 1
) best
WHERE d.id = ANY(%(ids)s)
"""
# Of a long document another part, that has what the first does not show.
FURTHER_PARTS = """
SELECT d.id, further.start, substr(d.extracted_text, further.start + 1, further.length)
FROM unnest(%(ids)s::text[], %(queries)s::text[]) AS lacking (id, query) JOIN documents d USING (id)
CROSS JOIN LATERAL (
    SELECT p.start, least(p.length, %(characters)s) AS length FROM document_search p
    WHERE p.document_id = d.id AND p.part > 0 AND p.words @@ lacking.query::tsquery ORDER BY p.part LIMIT 1
) further
"""
CHARACTERS_READ = 200_000


@dataclass(frozen=True)
class Hit:
    """A document that matches. `document` has its `source` and no texts; `end` is where in the text, in characters,
    the part ends that the excerpts are of.
    """

    document: Document
    is_current: bool
    end: int
    excerpts: list[Excerpt]


class TooSlow(Exception):
    """The database was stopped after `SECONDS`; narrower or rarer words would be found in time."""


class Matches(Func):
    """`words @@ tsquery`."""

    template = "(%(expressions)s::tsquery)"
    arg_joiner = " @@ "
    output_field = BooleanField()

    def __init__(self, tsquery):
        super().__init__(F("words"), Value(tsquery))


def matching(query, *, domain="", document_type="", current_only=True):
    """`DocumentSearch` rows of part 0 of the documents that match a `Query`. `domain` is a prefix of the source's."""
    rows = DocumentSearch.objects.filter(part=0).defer("words")
    rows = rows.filter(Matches(query.words))
    for phrase, is_negated in query.phrases:
        has_phrase = Q(Matches(phrase), is_divided=False) | Q(in_a_part(phrase), is_divided=True)
        rows = rows.filter(~has_phrase if is_negated else has_phrase)
    if current_only:
        rows = rows.filter(is_current=True)
    if document_type:
        rows = rows.filter(document_type=document_type)
    if domain:
        rows = rows.filter(source_id__in=in_domain(domain))
    return rows


def in_a_part(tsquery):
    """Whether one of a long document's parts matches."""
    parts = DocumentSearch.objects.filter(Matches(tsquery), document_id=OuterRef("document_id"), part__gt=0)
    # A value instead of EXISTS, which PostgreSQL may turn into reading the parts of all documents first.
    return Coalesce(Subquery(parts.values_list(Value(True))[:1]), False)


def in_domain(prefix):
    """Ids of sources whose domain begins so; a "www." before it is not asked for."""
    prefix = prefix.strip().lower().removeprefix("https://").removeprefix("http://").partition("/")[0]
    return Source.objects.filter(Q(domain__startswith=prefix) | Q(domain__startswith=f"www.{prefix}")).values("id")


class Row(NamedTuple):
    """What a page needs of a `DocumentSearch`."""

    fetched_at: datetime
    document_id: str
    is_current: bool


def find_page(rows, params, size):
    """The `keyset.Page` of `matching`'s rows that `params` (a QueryDict) points at, newest first.

    PostgreSQL knows little about how often a word occurs, and reads all texts in the order of their age to find a
    rare one. So what matches is asked for without an order first: few are put into order here, and of many the
    newest are met soon.
    """
    few = [Row(*row) for row in rows.values_list(*Row._fields)[: FEW + 1]]
    return read_page(rows, NEWEST, params, size) if len(few) > FEW else page_of(few, params, size)


def page_of(rows, params, size):
    rows = sorted(rows, reverse=True)
    backwards = "before" in params and "after" not in params
    edge = read_cursor(params.get("before" if backwards else "after"), NEWEST)
    first = 0
    if edge and isinstance(edge[0], datetime) and type(edge[1]) is str:
        newer = sum(row[:2] > tuple(edge) for row in rows)
        at_edge = sum(row[:2] == tuple(edge) for row in rows)
        first = max(newer - size, 0) if backwards else newer + at_edge
    shown = rows[first : first + size]
    first_url = "?" + without_cursor(params).urlencode()
    previous_url = page_url(params, "before", shown[0], NEWEST) if shown else first_url
    return Page(
        rows=shown,
        next_url=page_url(params, "after", shown[-1], NEWEST) if rows[first + size :] else None,
        previous_url=previous_url if first else None,
        first_url=first_url if first else None,
        count=len(rows),
    )


# The planner does not know what it costs to fetch and unpack a vector, and would rather read all of them.
LIMIT = "SELECT set_config('statement_timeout', %s, true), set_config('enable_seqscan', 'off', true)"


@contextmanager
def limited_time():
    """Raises `TooSlow` where a query in it takes longer than `SECONDS`. The limit ends with the transaction."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(LIMIT, [f"{SECONDS}s"])
            yield
    except OperationalError as error:
        if isinstance(error.__cause__, QueryCanceled):
            raise TooSlow from error
        raise


def hits_of(rows, query):
    """`Hit`s of a page of `matching`'s rows, in their order; one that is gone is left out. At most three queries."""
    ids = [row.document_id for row in rows]
    documents = Document.objects.without_texts().select_related("source").in_bulk(ids)
    shown, ends = {}, {}
    for document_id, start, text in texts(BEST_PARTS, ids=ids, all=query.all_wanted, any=query.any_wanted):
        shown[document_id], ends[document_id] = excerpts(text, query), start + len(text)
    lacking = {key: rest for key, chosen in shown.items() if (rest := not_shown(chosen, query)).terms}
    queries = [rest.any_wanted for rest in lacking.values()]
    for document_id, start, text in texts(FURTHER_PARTS, ids=list(lacking), queries=queries):
        most = max(shown[document_id], key=lambda chosen: len(chosen.terms))
        shown[document_id] = [most, *excerpts(text, lacking[document_id])[:1]]
        ends[document_id] = max(ends[document_id], start + len(text))
    return [
        Hit(documents[row.document_id], row.is_current, ends[row.document_id], shown[row.document_id])
        for row in rows
        if row.document_id in shown and row.document_id in documents
    ]


def texts(statement, **parameters):
    """`[(document id, where the text begins, text), ...]` of some of the `ids`."""
    if not parameters["ids"]:
        return []
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters | {"characters": CHARACTERS_READ})
        return cursor.fetchall()


def not_shown(chosen, query):
    """The `Query` of the wanted terms that none of the excerpts shows."""
    seen = {number for one in chosen for number in one.terms}
    return Query(tuple(term for number, term in enumerate(query.wanted) if number not in seen))
