"""What `manage.py recount` found in one of the tables that are kept from others."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Recounted:
    """`name` says in words what was recounted, `rows` how many rows it has now, `repaired` how many of them had been
    wrong, missing or too many.
    """

    name: str
    rows: int
    repaired: int
