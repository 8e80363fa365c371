"""Reads that have a name. All are chainable unless the docstring says what they return.

The rule that everything here stands on: **the current decision of a source is its latest by
(created_at, id)** (DESIGN 1; the pipeline's `DecisionRepository.get_latest`, with the id to break ties).
"""

import re

from django.db import models
from django.db.models import Count, Exists, F, OuterRef, Prefetch, Q
from django.db.models.lookups import BuiltinLookup

NEWEST_FIRST = (F("created_at").desc(), F("id").desc())


class AnyCaseLike(BuiltinLookup):
    """`column__ilike=pattern`: with % and _, in any case of the letters; a trigram index answers it.

    Django's own `icontains` compares upper case, which an index of the column as it is can't.
    """

    lookup_name = "ilike"

    def get_rhs_op(self, connection, rhs):
        return f"ILIKE {rhs}"


models.CharField.register_lookup(AnyCaseLike)


def like_text(text):
    """A text as part of a pattern for `ilike`, where it stands for itself."""
    return re.sub(r"([\\%_])", r"\\\1", text)


class SourceQuerySet(models.QuerySet):
    def find_by_id(self, source_id):
        """The source with this id, or None."""
        return self.filter(pk=source_id).first()

    def find_by_url(self, normalized_url):
        """The source with exactly this normalized URL, or None."""
        return self.filter(normalized_url=normalized_url).first()

    def in_domain(self, domain):
        """Sources whose `domain` column is exactly this text, newest first. Slice it for limit and offset."""
        return self.filter(domain=domain).order_by(*NEWEST_FIRST)

    def address_contains(self, text):
        """Sources whose normalized URL has this text in it, in any case of the letters."""
        return self.filter(normalized_url__ilike=f"%{like_text(text)}%")

    def with_documents(self):
        """Fills `source.documents.all()` for all rows by one more query, each type's newest version first.

        The texts themselves are deferred: a source can have 100 MB of them.
        """
        documents = self.model._meta.get_field("documents").related_model.objects.without_texts()
        return self.prefetch_related(Prefetch("documents", queryset=documents.newest_versions_first()))


class DocumentQuerySet(models.QuerySet):
    def without_texts(self):
        """Leaves `raw_content` and `extracted_text` in the database until they are asked for."""
        return self.defer("raw_content", "extracted_text")

    def newest_versions_first(self):
        """By type, then version descending: origins' dates can step back, version numbers do not."""
        return self.order_by("document_type", F("version").desc(), F("fetched_at").desc(), F("id").desc())

    def add_all(self, documents):
        """Inserts a list of unsaved documents in as few statements as PostgreSQL takes; returns the list.

        Commits nothing by itself where the caller has opened a transaction. Raises `IntegrityError` and
        inserts none if one of them can't stand.
        """
        return self.bulk_create(documents, batch_size=1000)


class ComplianceDecisionQuerySet(models.QuerySet):
    def newest_first(self):
        return self.order_by(*NEWEST_FIRST)

    def _newer_of_same_source(self):
        # The first condition is implied by the second; it lets PostgreSQL use the index on
        # (source_id, created_at, id) as a range instead of reading all decisions of the source.
        return self.model.objects.filter(
            Q(source_id=OuterRef("source_id"), created_at__gte=OuterRef("created_at"))
            & (Q(created_at__gt=OuterRef("created_at")) | Q(id__gt=OuterRef("id")))
        )

    def current(self):
        """Only decisions that are the current one of their source."""
        return self.filter(~Exists(self._newer_of_same_source()))

    def superseded(self):
        """Only decisions that a newer decision of the same source has superseded."""
        return self.filter(Exists(self._newer_of_same_source()))

    def flagged(self):
        return self.filter(review_flag=True)

    def in_use(self):
        """Without those of sources that people have retired."""
        retirements = self.model._meta.apps.get_model("compliance", "Retirement").objects
        return self.filter(~Exists(retirements.filter(source_id=OuterRef("source_id"))))

    def for_queue(self):
        """What waits for a reviewer: flagged and current, of a source in use."""
        return self.flagged().in_use().current()

    def latest_for(self, source_id):
        """The current decision of a source, or None if it has none."""
        return self.filter(source_id=source_id).newest_first().first()

    def count_by_status(self):
        """`{status: number of decisions}` over this queryset; a status nobody has is absent."""
        rows = self.order_by().values("status").annotate(number=Count("id")).values_list("status", "number")
        return dict(rows)
