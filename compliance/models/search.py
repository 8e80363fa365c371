"""The search index over the documents' texts: our own table, filled in the background, free to be thrown away."""

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models

from ..fields import KeyField


class DocumentSearch(models.Model):
    """Part of a document as it is searched.

    Part 0 is the whole document: which words occur in it. A document that fits into one part has their positions
    there too; a longer one has them in parts 1, 2, ..., each of which begins before the one before it ends, so that
    a phrase stands in at least one of them whole. `start` and `length` are in characters of `extracted_text`.
    The columns of the document are copied: a search must not join a million rows to order ten.
    """

    pk = models.CompositePrimaryKey("document_id", "part")
    document_id = KeyField()
    part = models.IntegerField()
    source_id = KeyField()
    document_type = models.CharField(max_length=20)
    fetched_at = models.DateTimeField()
    # Of part 0 alone: the newest version of its source and type. In no index, so that a change of it stays cheap.
    is_current = models.BooleanField(default=False)
    # Of part 0 alone: other parts follow, which have the positions.
    is_divided = models.BooleanField(default=False)
    start = models.IntegerField(default=0)
    length = models.IntegerField()
    words = SearchVectorField()

    class Meta:
        db_table = "document_search"
        indexes = [
            # The parts of a long document are only looked at once its part 0 has all the words.
            GinIndex(fields=["words"], name="ix_document_search_words", condition=models.Q(part=0)),
            # Words that are everywhere: the newest are read until a page is full.
            models.Index(
                models.F("fetched_at").desc(),
                models.F("document_id").desc(),
                name="ix_document_search_newest",
                condition=models.Q(part=0),
            ),
            models.Index(fields=["source_id"], name="ix_document_search_source", condition=models.Q(part=0)),
        ]

    def __str__(self):
        return f"{self.document_id}, part {self.part}"


class SearchProgress(models.Model):
    """How far the pass over all documents is that finds what was never indexed; one row.

    `after_id` is the last document that it has looked at, "" at its beginning; `finished_at` None while it runs.
    """

    id = models.SmallIntegerField(primary_key=True, default=1)
    after_id = models.CharField(max_length=36, default="", blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        db_table = "document_search_progress"
        constraints = [models.CheckConstraint(condition=models.Q(id=1), name="document_search_progress_one_row")]

    def __str__(self):
        return f"after {self.after_id!r}" if self.finished_at is None else f"finished {self.finished_at:%Y-%m-%d}"
