"""The chain tells every way of tampering, also a superuser's who switches the triggers off."""

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from compliance import review
from compliance.audit import GENESIS, verify_chain
from compliance.models import ReviewRecord

from .factories import make_decision

TAMPERING = {
    "an edited note": ("UPDATE review_records SET note = 'forged' WHERE id = 3", 3),
    "an edited snapshot": ("UPDATE review_records SET decision_snapshot = '{}' WHERE id = 1", 1),
    "a removed record": ("DELETE FROM review_records WHERE id = 2", 2),
    "a removed first record": ("DELETE FROM review_records WHERE id = 1", 1),
    "a removed last record": ("DELETE FROM review_records WHERE id = 5", 5),
    "a renumbered removal": (
        "DELETE FROM review_records WHERE id = 2; UPDATE review_records SET id = id - 1 WHERE id > 2",
        2,
    ),
    "two records exchanged": (
        "UPDATE review_records SET id = 99 WHERE id = 2; UPDATE review_records SET id = 2 WHERE id = 3;"
        "UPDATE review_records SET id = 3 WHERE id = 99",
        2,
    ),
    "an inserted record": (
        "INSERT INTO review_records SELECT 6, action, created_at, actor_id, actor_name, source_id, source_url,"
        " decision_id, new_decision_id, from_status, to_status, reason, note, decision_snapshot, details, undoes, batch_id, hash, hash"
        " FROM review_records WHERE id = 5",
        6,
    ),
    "an edit with its own hash made anew": (
        "UPDATE review_records SET note = 'forged', hash = repeat('a', 64) WHERE id = 4",
        4,
    ),
    "a head set back": ("UPDATE review_chain_head SET record_id = 4", 6),
    "a head removed": ("DELETE FROM review_chain_head", 6),
}


@pytest.fixture
def five_records(reviewer):
    return [review.confirm(make_decision().pk, by=reviewer, note=f"Nº {n} – ok") for n in range(5)]


def tamper(statement):
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE review_records DISABLE TRIGGER USER")
        cursor.execute(statement)
        cursor.execute("ALTER TABLE review_records ENABLE TRIGGER USER")


def test_an_empty_chain_is_whole(db):
    report = verify_chain()
    assert (report.records, report.head_hash, report.broken_at) == (0, GENESIS, None)


def test_records_are_numbered_and_chained_from_the_first(five_records):
    records = list(ReviewRecord.objects.order_by("id"))
    assert [record.pk for record in records] == [1, 2, 3, 4, 5]
    assert [record.previous_hash for record in records] == [GENESIS, *(record.hash for record in records[:-1])]
    report = verify_chain()
    assert (report.records, report.head_hash, report.broken_at) == (5, records[-1].hash, None)


@pytest.mark.parametrize("kind", TAMPERING)
def test_tampering_is_told_with_the_record_where_the_chain_broke(five_records, kind):
    statement, number = TAMPERING[kind]
    tamper(statement)
    assert verify_chain().broken_at == number
    with pytest.raises(CommandError, match=f"The chain is broken at record {number}: "):
        call_command("verify_audit")


def test_the_command_says_that_the_chain_is_whole_and_names_its_last_hash(five_records, capsys):
    call_command("verify_audit")
    last = ReviewRecord.objects.latest("id").hash
    assert capsys.readouterr().out == f"The chain is whole: 5 review records. The last hash is {last}.\n"


def test_what_a_client_gives_as_number_and_hash_is_ignored(five_records):
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO review_records SELECT 1, action, created_at, actor_id, actor_name, source_id, source_url,"
            " decision_id, new_decision_id, from_status, to_status, reason, note, decision_snapshot, details, undoes, batch_id, 'x', 'x'"
            " FROM review_records WHERE id = 1"
        )
    assert verify_chain().records == 6
