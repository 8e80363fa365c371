"""Leases: who has which decision open. They keep colleagues apart; they never decide who may write.

A lease runs `DURATION` and is extended while its holder is active. Whatever it says, a verdict itself checks that
the flag still stands (`review`). Leases are not audited.
"""

from datetime import timedelta

from django.db import transaction
from django.db.models import Exists, F, OuterRef
from django.utils import timezone

from .keyset import fetch, values_of
from .models import Lease

DURATION = timedelta(minutes=10)
WARNING = timedelta(minutes=2)

# One statement, so that of two who open an item at once exactly one holds it: the row of an expired lease, or of
# one's own, is taken over in place; another's running one is left, and it is that one which comes back. Who only
# extends a running one keeps the moment of opening.
TAKE = """
WITH taken AS (
    INSERT INTO review_leases AS held (decision_id, holder_id, opened_at, expires_at)
    VALUES (%(decision_id)s, %(holder_id)s, %(now)s, %(expires_at)s)
    ON CONFLICT (decision_id) DO UPDATE SET
        holder_id = excluded.holder_id,
        opened_at = CASE
            WHEN held.holder_id = excluded.holder_id AND held.expires_at > %(now)s THEN held.opened_at
            ELSE excluded.opened_at
        END,
        expires_at = excluded.expires_at
    WHERE held.holder_id = excluded.holder_id OR held.expires_at <= %(now)s
    RETURNING decision_id, holder_id, opened_at, expires_at
)
SELECT stands.*, username AS holder_name
FROM (
    SELECT decision_id, holder_id, opened_at, expires_at FROM taken
    UNION ALL
    SELECT decision_id, holder_id, opened_at, expires_at FROM review_leases
    WHERE decision_id = %(decision_id)s AND NOT EXISTS (SELECT FROM taken)
) stands JOIN auth_user ON auth_user.id = holder_id
"""


def take(decision_id, *, by):
    """Takes or extends the lease on a decision.

    Returns the `Lease` that stands now, one's own or a colleague's, with `holder_name`.
    """
    now = timezone.now()
    values = {"decision_id": decision_id, "holder_id": by.pk, "expires_at": now + DURATION, "now": now}
    while True:
        for lease in Lease.objects.raw(TAKE, values):
            return lease
        # A colleague took it after our snapshot and released it before our look: it is free again.


def holder_of(decision_id):
    """The running `Lease` on a decision, with `holder_name`, or None."""
    return running().filter(decision_id=decision_id).annotate(holder_name=F("holder__username")).first()


def opened_at(decision_id, *, by):
    """Since when somebody has had a decision open without a break, aware; None without a running lease of theirs."""
    return running().filter(decision_id=decision_id, holder=by).values_list("opened_at", flat=True).first()


def release(decision_id, *, by):
    """Ends one's own lease, if there is one."""
    Lease.objects.filter(decision_id=decision_id, holder=by).delete()


def running():
    """Leases that have not run out."""
    return Lease.objects.filter(expires_at__gt=timezone.now())


def take_next(decisions, order, *, by, after=None):
    """Takes the lease on the first of `decisions` in `order` that nobody else has open; returns it or None.

    Starts behind the decision `after`, if one is given, and goes on from the first at the end. Two reviewers at
    once get two decisions: the row is locked while its lease is written, and locked rows are skipped.
    """
    others = running().filter(decision_id=OuterRef("pk")).exclude(holder=by)
    free = decisions.filter(~Exists(others))
    if after is not None:
        free = free.exclude(pk=after.pk)
    edges = (values_of(after, order), None) if after is not None else (None,)
    for edge in edges:
        while True:
            with transaction.atomic():
                unlocked = free.select_for_update(skip_locked=True, of=("self",))
                rows = fetch(unlocked, order, edge, 1, backwards=False)
                if not rows:
                    break
                if take(rows[0].pk, by=by).holder_id == by.pk:
                    return rows[0]
            # A colleague's lease was committed between our look and our lock: look again.
    return None
