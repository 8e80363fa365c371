"""The queue's facets: the values that its decisions have, how many there are of each, and the ways to choose them.

A facet's numbers are what the list would hold beside all *other* conditions, so that each says what choosing it
brings. They come from one statement over at most `COUNT_LIMIT` decisions; a longer list shows its choices without.
"""

from dataclasses import dataclass

from django.db import connection

from .keyset import COUNT_LIMIT, without_cursor

# A facet with more values shows the most frequent; the others are reached by a link or another condition.
CHOICES_SHOWN = 12


@dataclass(frozen=True)
class Choice:
    """One value of a facet. `count` is None where it is not known; `state` is "", "included" or "excluded".

    The query strings lead to the list with this value alone, without it, and with this choice taken back.
    """

    value: str
    label: str
    count: int | None
    state: str
    only_url: str
    exclude_url: str
    clear_url: str


@dataclass(frozen=True)
class Facet:
    name: str
    label: str
    choices: list[Choice]


def count_groups(decisions, columns):
    """`[((a tuple of values per column), number of decisions), ...]`, or None if there are over `COUNT_LIMIT`.

    `decisions` is annotated with the `columns`; a value may be a list, None is no value.
    """
    sql, parameters = decisions.order_by().values(*columns)[: COUNT_LIMIT + 1].query.sql_with_params()
    numbers = ", ".join(str(number) for number in range(1, len(columns) + 1))
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT *, count(*) FROM ({sql}) chosen GROUP BY {numbers}", parameters)  # noqa: S608 Django's own SQL
        rows = cursor.fetchall()
    if sum(row[-1] for row in rows) > COUNT_LIMIT:
        return None
    return [(tuple(map(values_of, row[:-1])), row[-1]) for row in rows]


def values_of(value):
    return tuple(value) if type(value) in (list, tuple) else (value,)


def facet(name, label, *, names, place, groups, data, always=(), word=str):
    """The `Facet` called `name`, whose values stand at `place` of each group of `groups` (None if not known).

    `names` are all facets in the order of their columns; `data` is the QueryDict; `always` the values to offer even
    if nothing has them; `word` makes a value's label. None among the values is offered as "-".
    """
    included, excluded = set(data.getlist(name)), set(data.getlist(f"not_{name}"))
    counts = {}
    for values, number in groups or ():
        if all(passes(data, other, values[at]) for at, other in enumerate(names) if at != place):
            for value in values[place]:
                value = NO_VALUE if value is None else value
                counts[value] = counts.get(value, 0) + number
    offered = list(dict.fromkeys([*always, *sorted(counts, key=lambda value: (-counts[value], value))]))
    chosen = [value for value in sorted(included | excluded) if value and "\x00" not in value]
    offered = list(dict.fromkeys([*offered[: max(CHOICES_SHOWN, len(always))], *chosen]))
    choices = [
        Choice(
            value=value,
            label=word(value),
            count=None if groups is None else counts.get(value, 0),
            state="included" if value in included else "excluded" if value in excluded else "",
            only_url=address(data, name, included={value}, excluded=set()),
            exclude_url=address(data, name, included=included - {value}, excluded=excluded | {value}),
            clear_url=address(data, name, included=included - {value}, excluded=excluded - {value}),
        )
        for value in offered
    ]
    return Facet(name, label, choices)


# How "no value" stands in a query string.
NO_VALUE = "-"


def passes(data, name, values):
    """Whether a decision with these values of a facet passes what the query string asks of it."""
    values = {NO_VALUE if value is None else value for value in values}
    included = {value for value in data.getlist(name) if value}
    excluded = set(data.getlist(f"not_{name}"))
    return (not included or bool(values & included)) and not values & excluded


def address(data, name, *, included, excluded):
    """The query string with other choices of one facet, from its first page."""
    data = without_cursor(data)
    for parameter, values in ((name, included), (f"not_{name}", excluded)):
        data.setlist(parameter, sorted(value for value in values if value))
    return "?" + data.urlencode()
