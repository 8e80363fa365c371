"""What is kept of where sources stand equals the tables, whoever writes them, however, and whenever."""

import asyncio
import random
import threading
from collections import Counter
from datetime import timedelta
from io import StringIO

import psycopg
import pytest
from django.contrib.auth.models import Group, User
from django.core.management import call_command
from django.db import connection, transaction
from django.utils import timezone

from compliance import adopting, review, roles, standings
from compliance.models import (
    ComplianceDecision,
    Document,
    QueueStay,
    Retirement,
    Source,
    StaleStanding,
    Standing,
    StandingChange,
    StandingCount,
    StandingKind,
)
from compliance.queue_health import stays
from compliance.recounting import LOCK
from compliance.verdicts import facts

from .. import reference
from ..factories import START, make_decision, make_document, make_source
from . import oracle

STATUSES = ["ALLOWED", "CONDITIONAL", "BLOCKED", "REVIEW_REQUIRED", "PENDING"]


def fold_all():
    while standings.fold():
        pass


def kept():
    """What is kept, in the words of the oracle: `(now, counts, by_day)`."""
    kinds = {kind.pk: (kind.status, kind.channel, kind.model, kind.rules) for kind in StandingKind.objects.all()}
    now = {s.source_id: (s.domain, s.language, kinds[s.kind_id], s.is_flagged) for s in Standing.objects.all()}
    counts = Counter()
    for row in StandingCount.objects.exclude(sources=0):
        counts[row.dimension, row.value, kinds.get(row.kind_id)] += row.sources
    changes = Counter()
    for row in StandingChange.objects.exclude(change=0):
        changes[row.month, row.day, kinds[row.kind_id]] += row.change
    return now, counts, changes


def assert_kept_equals_the_tables():
    now, by_day = oracle.everything()
    kept_now, counts, changes = kept()
    assert kept_now == now
    expected_counts = Counter()
    for domain, language, kind, _ in now.values():
        expected_counts.update(
            (dimension, value, of)
            for dimension, value in (("domain", domain), ("language", language))
            for of in (kind, None)
        )
    assert counts == expected_counts
    months = Counter()
    for (month, day, kind), change in changes.items():
        months[month, kind] += change if day else -change
        assert day is None or day.replace(day=1) == month
    assert not +months
    assert not -months
    for day, expected in by_day.items():
        stock = Counter()
        for (_, changed, kind), change in changes.items():
            if changed and changed <= day:
                stock[kind] += change
        assert {kind: number for kind, number in stock.items() if number} == expected, day
    # The history of each source agrees with the sums.
    kinds = {kind.pk: (kind.status, kind.channel, kind.model, kind.rules) for kind in StandingKind.objects.all()}
    for standing in Standing.objects.all():
        assert standing.days == sorted(set(standing.days))
        assert kinds[standing.kinds[-1]] == kinds[standing.kind_id]
        assert all(a != b for a, b in zip(standing.kinds, standing.kinds[1:], strict=False))


def test_a_source_stands_as_undecided_until_its_first_decision(db):
    source = make_source(created_at=START)
    decision = make_decision(source, created_at=START + timedelta(days=3), status="ALLOWED", flagged=False)
    fold_all()
    standing = Standing.objects.get()
    assert standing.days == [START.date(), START.date() + timedelta(days=3)]
    assert standing.kind.status == "ALLOWED"
    assert standing.decision_id == decision.pk
    assert_kept_equals_the_tables()


def test_of_a_day_only_its_end_counts_and_of_equal_neighbours_only_the_first(db):
    source = make_source(created_at=START)
    make_decision(source, status="BLOCKED", minutes=1)
    make_decision(source, status="ALLOWED", minutes=2)
    make_decision(source, status="ALLOWED", created_at=START + timedelta(days=1))
    make_decision(source, status="BLOCKED", created_at=START + timedelta(days=2))
    fold_all()
    standing = Standing.objects.get()
    assert standing.days == [START.date(), START.date() + timedelta(days=2)]
    assert_kept_equals_the_tables()


def test_the_current_decision_is_the_latest_by_time_and_then_by_id(db):
    source = make_source(created_at=START)
    make_decision(source, id="b", status="BLOCKED")
    make_decision(source, id="a", status="ALLOWED")
    fold_all()
    assert Standing.objects.get().decision_id == "b"
    assert_kept_equals_the_tables()


def test_a_retired_source_stands_as_retired_until_it_is_taken_back(db):
    source = make_source(created_at=START)
    make_decision(source)
    retirement = Retirement.objects.create(source_id=source.pk, by_id=1, by_name="ada", reason="Gone")
    fold_all()
    standing = Standing.objects.get()
    assert (standing.kind.status, standing.is_flagged) == ("RETIRED", False)
    assert_kept_equals_the_tables()
    retirement.delete()
    fold_all()
    assert Standing.objects.get().is_flagged
    assert_kept_equals_the_tables()


def test_the_language_is_that_of_the_newest_terms(db):
    source = make_source()
    make_document(source, language="en", version=2)
    make_document(source, language="de", version=1)
    make_document(source, language="fr", version=9, document_type="robots")
    fold_all()
    assert Standing.objects.get().language == "en"
    Document.objects.filter(version=2).delete()
    fold_all()
    assert Standing.objects.get().language == "de"
    assert_kept_equals_the_tables()


@pytest.mark.parametrize("info", [{}, [], None, "text", 7, {"model_version": None}, {"model_version": ""}])
def test_version_info_of_any_shape_is_a_kind_without_versions(db, info):
    make_decision(version_info=info if info is not None else {}, compliance_channel="")
    fold_all()
    kind = Standing.objects.get().kind
    assert (kind.channel, kind.model, kind.rules) == (None, None, None)
    assert_kept_equals_the_tables()


def test_a_version_that_is_no_text_is_kept_as_it_reads(db):
    make_decision(version_info={"model_version": 7, "rules_version": {"a": 1}})
    fold_all()
    kind = Standing.objects.get().kind
    assert (kind.model, kind.rules) == ("7", '{"a": 1}')


def test_what_left_the_tables_leaves_the_counts(db):
    source = make_source()
    decision = make_decision(source)
    fold_all()
    decision.delete()
    fold_all()
    assert Standing.objects.get().kind.status == "UNDECIDED"
    assert_kept_equals_the_tables()
    source.delete()
    fold_all()
    assert not Standing.objects.exists()
    assert_kept_equals_the_tables()


def test_a_pipeline_role_without_rights_on_our_tables_is_counted_too(in_own_database):
    with psycopg.connect(in_own_database, autocommit=True) as owner:
        role = f"pipeline_{in_own_database.rpartition('/')[2].partition('?')[0]}"
        owner.execute(f"CREATE ROLE {role}")
        owner.execute(f"GRANT SELECT, INSERT, UPDATE, DELETE, TRUNCATE ON {', '.join(adopting.TABLES)} TO {role}")
        try:
            owner.execute(f"SET ROLE {role}")
            owner.execute("INSERT INTO sources VALUES ('s', 'a', 'a', 'a', now(), now())")
            owner.execute("INSERT INTO documents VALUES ('d', 's', 'tc', '', '', '', 'pt', '{}', 1, now())")
            owner.execute(
                "INSERT INTO compliance_decisions VALUES ('c', 's', 'ALLOWED', NULL, '[]', 1, false, '{}', '{}', now())"
            )
            owner.execute("UPDATE documents SET language = 'nl'")
        finally:
            owner.execute("RESET ROLE")
        fold_all()
        assert Standing.objects.get().language == "nl"
        assert_kept_equals_the_tables()
        owner.execute(f"SET ROLE {role}")
        owner.execute("TRUNCATE sources, documents, compliance_decisions")
        owner.execute("RESET ROLE")
        fold_all()
        assert not Standing.objects.exists()
        assert_kept_equals_the_tables()
        owner.execute(f"DROP OWNED BY {role}")
        owner.execute(f"DROP ROLE {role}")


def test_a_rolled_back_write_leaves_no_note(in_own_database):
    try:
        with transaction.atomic():
            make_source()
            raise ZeroDivisionError
    except ZeroDivisionError:
        pass
    assert not StaleStanding.objects.exists()


def test_a_page_folds_what_waits_and_says_when_somebody_else_is_at_it(in_own_database):
    make_source()
    with psycopg.connect(in_own_database) as other:
        other.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
        assert standings.fold_pending() is False
        assert not Standing.objects.exists()
    assert standings.fold_pending() is True
    assert Standing.objects.count() == 1


class Writer:
    """Random writes, each way by which rows come, change and go. One per thread; errors are kept for the test."""

    def __init__(self, seed, database_url):
        self.random = random.Random(seed)
        self.url = database_url
        self.error = None

    def some(self, model):
        return model.objects.order_by("?").first()

    def moment(self):
        return START + timedelta(days=self.random.randrange(-20, 20), minutes=self.random.randrange(1440))

    def values(self):
        return {
            "status": self.random.choice(STATUSES),
            "compliance_channel": self.random.choice([None, "", "public_crawl", "llms_txt"]),
            "version_info": self.random.choice(
                [{}, {"model_version": "m1"}, {"model_version": "m2", "rules_version": "r"}]
            ),
            "created_at": self.moment(),
            "confidence": 0.5,
        }

    def run(self, steps):
        try:
            for _ in range(steps):
                self.random.choice(self.ways)(self)
        except Exception as error:
            self.error = error
            raise
        finally:
            connection.close()

    def by_django(self):
        source = self.some(Source)
        if source is None or self.random.random() < 0.3:
            make_source(created_at=self.moment(), domain=self.random.choice(["a.example", "b.example"]))
        elif self.random.random() < 0.7:
            make_decision(source, flagged=self.random.random() < 0.5, **self.values())
        else:
            Document.objects.create(
                source=source, document_type="tc", content_hash="", version=self.random.randrange(5),
                language=self.random.choice([None, "en", "de"]), fetched_at=self.moment(),
            )  # fmt: skip

    def by_bulk(self):
        sources = list(Source.objects.order_by("?")[:5])
        ComplianceDecision.objects.bulk_create(ComplianceDecision(source=s, **self.values()) for s in sources)

    def by_sql(self):
        statements = [
            "UPDATE compliance_decisions SET status = 'BLOCKED' WHERE id IN (SELECT id FROM compliance_decisions LIMIT 3)",
            "UPDATE compliance_decisions SET created_at = created_at + interval '2 days' WHERE confidence < random()",
            "UPDATE compliance_decisions SET review_flag = NOT review_flag WHERE random() < 0.2",
            "DELETE FROM compliance_decisions WHERE random() < 0.05",
            "UPDATE sources SET domain = 'c.example' WHERE random() < 0.1",
            "UPDATE documents SET language = 'fr' WHERE random() < 0.1",
            "DELETE FROM documents WHERE random() < 0.05",
        ]
        with psycopg.connect(self.url, autocommit=True) as plain:
            try:
                plain.execute(self.random.choice(statements))
            except (psycopg.errors.DeadlockDetected, psycopg.errors.ForeignKeyViolation):
                pass  # of the statements among themselves: rows in random order

    def by_deleting(self):
        source = self.some(Source)
        if source and self.random.random() < 0.5:
            try:
                with transaction.atomic():
                    locked = Source.objects.select_for_update().filter(pk=source.pk)
                    if locked and not source.decisions.exists() and not source.documents.exists():
                        source.delete()
            except Exception as error:
                if not isinstance(
                    error.__cause__, (psycopg.errors.ForeignKeyViolation, psycopg.errors.DeadlockDetected)
                ):
                    raise

    def by_retiring(self):
        source = self.some(Source)
        if source:
            if self.random.random() < 0.5:
                Retirement.objects.filter(source_id=source.pk).delete()
            else:
                Retirement.objects.bulk_create(
                    [Retirement(source_id=source.pk, by_id=1, by_name="ada", reason="x", created_at=self.moment())],
                    ignore_conflicts=True,
                )

    def by_reviewer(self):
        user, decision = User.objects.get(), ComplianceDecision.objects.for_queue().order_by("?").first()
        if decision is None:
            return
        try:
            if decision.status != "REVIEW_REQUIRED" and self.random.random() < 0.5:
                record = review.confirm(decision.pk, by=user)
            else:
                verdict = {"status": "BLOCKED", "channel": None, "constraints": [], "reason": "other", "note": "x"}
                record = review.override(decision.pk, by=user, **verdict)
            if self.random.random() < 0.3:
                review.undo(record.pk, by=user)
        except (review.Conflict, ComplianceDecision.DoesNotExist, Source.DoesNotExist):
            pass  # somebody was faster
        except Exception as error:
            if not isinstance(error.__cause__, psycopg.errors.DeadlockDetected):
                raise

    def by_the_pipeline(self):
        async def write():
            async with reference.session_on(self.url) as session:
                key = f"p{self.random.getrandbits(60):x}"
                naive = self.moment().replace(tzinfo=None)
                await reference.SourceRepository(session).create(
                    reference.Source(id=key, url=key, normalized_url=key, domain="p.example", created_at=naive)
                )
                values = self.values() | {"created_at": naive}
                await reference.DecisionRepository(session).create(
                    reference.ComplianceDecision(
                        id=key, source_id=key, review_flag=True, constraints=[], signals={}, **values
                    )
                )
                await reference.bulk_create_documents(session, [
                    reference.Document(id=f"{key}-{n}", source_id=key, document_type="tc", raw_content="",
                        extracted_text="", content_hash="", language="es", version=n) for n in range(2)
                ])  # fmt: skip

        asyncio.run(write())

    ways = [by_django, by_django, by_bulk, by_sql, by_deleting, by_retiring, by_reviewer, by_reviewer, by_the_pipeline]


def make_reviewer():
    user = User.objects.create_user("ada")
    user.groups.add(Group.objects.get(name=roles.REVIEWER))


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_after_any_writes_the_counts_equal_the_tables(in_own_database, seed):
    make_reviewer()
    writer = Writer(seed, in_own_database)
    for _ in range(6):
        writer.run(12)
        fold_all()
        assert_kept_equals_the_tables()
    assert [found.repaired for found in [*standings.recount(), stays.recount(), facts.recount()]] == [0, 0, 0, 0, 0]


def test_writers_and_folders_at_once_leave_counts_that_equal_the_tables(in_own_database):
    make_reviewer()
    stop = threading.Event()
    writers = [Writer(seed, in_own_database) for seed in range(4)]

    def fold_on():
        try:
            while not stop.is_set():
                standings.fold(limit=7)
        finally:
            connection.close()

    folders = [threading.Thread(target=fold_on) for _ in range(3)]
    threads = [threading.Thread(target=writer.run, args=(40,)) for writer in writers]
    for thread in [*folders, *threads]:
        thread.start()
    for thread in threads:
        thread.join()
    stop.set()
    for thread in folders:
        thread.join()
    assert [writer.error for writer in writers] == [None] * 4
    fold_all()
    assert_kept_equals_the_tables()
    assert [found.repaired for found in [*standings.recount(), stays.recount(), facts.recount()]] == [0, 0, 0, 0, 0]


def test_recount_finds_and_repairs_what_somebody_broke(in_own_database):
    for number in range(5):
        make_decision(make_source(created_at=timezone.now() - timedelta(days=number)))
    fold_all()
    broken = Standing.objects.order_by("source_id").first()
    Standing.objects.filter(pk=broken.pk).update(domain="elsewhere.example")
    Standing.objects.exclude(pk=broken.pk).last().delete()
    StandingChange.objects.filter(pk=StandingChange.objects.first().pk).update(change=50)
    StandingCount.objects.filter(pk=StandingCount.objects.first().pk).delete()
    Standing.objects.create(source_id="gone", domain="x", kind_id=1, is_flagged=False, days=[START.date()], kinds=[1])
    first, changes, counts = standings.recount()
    assert (first.rows, first.repaired) == (5, 3)
    assert changes.repaired > 0
    assert counts.repaired > 0
    assert_kept_equals_the_tables()
    assert [found.repaired for found in [*standings.recount(), stays.recount(), facts.recount()]] == [0, 0, 0, 0, 0]


def test_the_command_says_what_it_found_and_repaired(in_own_database):
    def said():
        out = StringIO()
        call_command("recount", stdout=out)
        return out.getvalue().splitlines()

    for _ in range(3):
        make_decision()
    fold_all()
    assert said()[1] == "Where each source stands: 3 rows, all as they should be."
    assert said()[-1] == "Nothing had to be repaired."
    Standing.objects.update(domain="elsewhere.example")
    QueueStay.objects.all().delete()
    found = said()
    assert "Where each source stands: 3 rows, 3 repaired." in found
    assert "Stays in the review queue: 3 rows, 3 repaired." in found
    assert "Verdicts: 0 rows, all as they should be." in found
    assert said()[-1] == "Nothing had to be repaired."


def test_recount_counts_what_waits_without_calling_it_a_repair(in_own_database):
    make_decision()
    assert [found.repaired for found in [*standings.recount(), stays.recount(), facts.recount()]] == [0, 0, 0, 0, 0]
    assert_kept_equals_the_tables()


@pytest.mark.sample
def test_the_sample_stands_as_its_rows_say(in_own_database, sample_path):
    call_command("load_records", str(sample_path), verbosity=0)
    fold_all()
    assert Standing.objects.count() == Source.objects.count() == 434
    assert_kept_equals_the_tables()
