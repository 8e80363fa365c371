"""The diffs that were worked out once, kept in the database."""

import hashlib
import zlib
from datetime import timedelta

from django.utils import timezone

from .diffs import ENGINE_VERSION, Diff, compare
from .models import StoredDiff

KEPT_DAYS = 90
DROPPED_AT_ONCE = 500
# A larger one is worked out again each time; in bytes, compressed.
LARGEST = 1_000_000


def stored_diff(old, new, *, view):
    """The `Diff` of two texts, kept from the last time or worked out now and kept. `view` is "text" or "raw"."""
    key = key_of(old, new, view)
    payload = StoredDiff.objects.filter(pk=key).values_list("payload", flat=True).first()
    if payload is not None:
        return Diff.from_json(zlib.decompress(payload), old, new)
    diff = compare(old, new)
    payload = zlib.compress(diff.to_json().encode(), 1)
    if len(payload) <= LARGEST:
        StoredDiff.objects.bulk_create([StoredDiff(key=key, payload=payload)], ignore_conflicts=True)
        # One time in sixteen is often enough.
        if key.startswith("0"):
            drop_old()
    return diff


def key_of(old, new, view):
    """SHA-256 over the engine's version, which texts these are, and the hash of each."""
    hashes = [hashlib.sha256(text.encode()).hexdigest() for text in (old, new)]
    return hashlib.sha256("\n".join([str(ENGINE_VERSION), view, *hashes]).encode()).hexdigest()


def drop_old():
    old = StoredDiff.objects.filter(created_at__lt=timezone.now() - timedelta(days=KEPT_DAYS))
    StoredDiff.objects.filter(pk__in=old.order_by("created_at").values("pk")[:DROPPED_AT_ONCE]).delete()
