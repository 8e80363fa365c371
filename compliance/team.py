"""What follows from the team's settings."""

from django.db import connection

# Also those that wait already: a worker may be working them out at this moment, from the setting as it was.
NOTE_FLAGGED = """
INSERT INTO review_arrivals (source_id) SELECT DISTINCT source_id FROM compliance_decisions WHERE review_flag
"""


def work_out_anew():
    """Has the background worker work out the reasons of all flagged decisions anew; returns of how many sources.

    To be called in the transaction that changes a setting on which they rest, our crawler's name: whoever takes up the
    note then reads the new one. What robots.txt says to us is read anew for each page and needs no such thing.
    """
    with connection.cursor() as cursor:
        cursor.execute(NOTE_FLAGGED)
        return cursor.rowcount
