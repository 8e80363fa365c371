"""What someone has typed on a decision's page and not sent yet: kept on the server, so no closed tab loses it."""

from django.db.models import OuterRef, Subquery
from django.utils import timezone

from .models import Draft

# The fields of the verdict forms, by the names that they have in the page.
FIELDS = ("confirm-note", "status", "channel", "constraints", "reason", "note")
# The page fills the others by itself, from the machine's decision: they alone are no reason to keep a draft.
TYPED = ("confirm-note", "note", "reason")
SIZE_LIMIT = 60_000


def keep(decision_id, user, data):
    """Keeps the verdict forms' fields of `data` (a QueryDict); what is too large or can't be stored is left out."""
    kept = {name: data[name] for name in FIELDS if name in data and storable(data[name])}
    if not any(kept.get(name, "").strip() for name in TYPED):
        return
    Draft.objects.update_or_create(
        decision_id=decision_id, user=user, defaults={"data": kept, "updated_at": timezone.now()}
    )


def storable(text):
    return len(text) <= SIZE_LIMIT and "\x00" not in text and not any("\ud800" <= c <= "\udfff" for c in text)


def of(user):
    """Annotates a decision with the `data` that `user` typed there, or None."""
    return Subquery(Draft.objects.filter(decision_id=OuterRef("pk"), user=user).values("data")[:1])
