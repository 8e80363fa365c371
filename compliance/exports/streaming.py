"""An export on its way: rows from a server-side cursor into a file, piece by piece, and the record of how it ended."""

from contextlib import closing

from django.db import connection, transaction

from ..models import Export
from . import recording

PIECE = 64 * 1024
# The first fetch may have to sort a million rows. A client that reads nothing must not keep the transaction open: it
# holds back the vacuuming of the whole database.
LIMITS = """
SELECT set_config('statement_timeout', '10min', true), set_config('idle_in_transaction_session_timeout', '5min', true)
"""


class Stream:
    """The content of a streaming response: pieces of about `PIECE` bytes, the first at once.

    All rows come from one transaction: outside of one, Django's cursor would be WITH HOLD, for which PostgreSQL first
    writes down the whole result. Where something fails, iterating raises, so that the server breaks off the answer,
    and the file lacks what ends it. `close`, which the server calls in any case, also ends what was never begun.
    """

    def __init__(self, export, file, columns, rows):
        self.export, self.file, self.columns, self.rows = export, file, columns, rows
        self.pieces = self.stream()

    def __iter__(self):
        return self.pieces

    def close(self):
        self.pieces.close()
        if self.export.state == Export.State.RUNNING:
            self.end(Export.State.CUT_OFF)

    def stream(self):
        file = self.file
        try:
            with transaction.atomic(), closing(self.rows):
                recording.hold(self.export)
                with connection.cursor() as cursor:
                    cursor.execute(LIMITS)
                file.begin()
                yield file.out.take()
                for row in self.rows:
                    file.write_row([column.value(row) for column in self.columns])
                    if file.out.size >= PIECE:
                        yield file.out.take()
            file.end()
            yield file.out.take()
        except GeneratorExit:
            self.end(Export.State.CUT_OFF)
            raise
        except BaseException:
            self.end(Export.State.FAILED)
            raise
        self.end(Export.State.FINISHED)

    def end(self, state):
        self.file.close()
        recording.end(self.export, state, self.file.rows)
