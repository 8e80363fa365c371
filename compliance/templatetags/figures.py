"""`{% figures_table table %}`: a `tables.Table` as HTML. In Python, as a year of days has thousands of cells."""

from numbers import Number

from django import template
from django.utils.html import escape, format_html, format_html_join
from django.utils.safestring import mark_safe

register = template.Library()

NUMBER = mark_safe(' class="table__number"')


@register.simple_tag
def figures_table(table):
    numeric = [is_numeric(table, order) for order in range(len(table.columns))]
    head = format_html_join(
        "",
        '<th scope="col"{}><bdi>{}</bdi></th>',
        ((NUMBER if right else "", heading) for heading, right in zip(table.columns, numeric, strict=True)),
    )
    body = format_html_join("", "<tr>{}</tr>", ((cells(row, numeric),) for row in table.rows))
    return format_html(
        '<table class="table numbers__table"><caption class="visually-hidden">{}</caption>'
        "<thead><tr>{}</tr></thead><tbody>{}</tbody></table>",
        table.title,
        head,
        body,
    )


def is_numeric(table, order):
    """Whether a column holds numbers, judged by the values there are; the first names its rows."""
    values = [row[order].value for row in table.rows if row[order].value is not None]
    return order > 0 and all(isinstance(value, Number) for value in values)


def cells(row, numeric):
    first, *others = (content(cell) for cell in row)
    columns = zip(others, numeric[1:], strict=True)
    # Safe: `content` has escaped the texts and addresses, the rest is ours.
    return mark_safe(  # noqa: S308
        f'<th scope="row">{first}</th>'
        + "".join(f"<td{NUMBER if right else ''}>{inside}</td>" for inside, right in columns)
    )


def content(cell):
    text = f"<bdi>{escape(cell)}</bdi>"
    return text if cell.url is None else f'<a href="{escape(cell.url)}">{text}</a>'
