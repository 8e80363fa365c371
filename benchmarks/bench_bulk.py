"""Bulk actions against one verdict after the other, on the same rows in one run.

    python -m benchmarks.bench_bulk [--rows 20000] [--singles 1000]

A database is made on the server that the settings name and dropped at the end. It holds `--rows` flagged decisions
with eight signals each (2 KB). Measured in rows per second: making the preview, looking at it, the worker's
chunks (each its own transaction, committed) for every bulk action, and, for comparison, `review.confirm` and
`review.undo` on `--singles` other decisions. The chain of review records is checked at the end.
"""

import argparse
import os
import time

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "acc_admin.settings")
django.setup()

from django.contrib.auth.models import Group, User  # noqa: E402
from django.db import connection  # noqa: E402

from compliance import bulk, bulk_chunks, review, roles  # noqa: E402
from compliance.audit import verify_chain  # noqa: E402
from compliance.models import Batch, ComplianceDecision, Source  # noqa: E402

SIGNALS = {
    "signals": [
        {
            "category": "automated_access",
            "signal_type": f"scraping_allowed_{number}",
            "value": "conditional",
            "confidence": 0.71,
            "source_clause": "Automated access is permitted provided that the operator is named. " * 2,
            "conditions": {"crawl_delay": number},
        }
        for number in range(8)
    ]
}
OVERRIDE = {"status": "BLOCKED", "channel": "none", "constraints": [], "reason": "machine_misread"}


def fill(rows):
    urls = [f"https://site-{number}.example/terms" for number in range(rows)]
    sources = Source.objects.bulk_create(
        [Source(url=url, normalized_url=url, domain=url.split("/")[2]) for url in urls], batch_size=2000
    )
    ComplianceDecision.objects.bulk_create(
        [
            ComplianceDecision(
                source=source,
                status="CONDITIONAL",
                compliance_channel="public_crawl",
                constraints=["Attribution"],
                confidence=0.5,
                review_flag=True,
                signals=SIGNALS,
                version_info={"model_version": "judge-1", "rules_version": "2026-02"},
            )
            for source in sources
        ],
        batch_size=2000,
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def measure(name, rows, work):
    begin = time.perf_counter()
    result = work()
    seconds = time.perf_counter() - begin
    print(f"{name:<34} {rows:>7,} rows {seconds:>8.2f} s {rows / seconds:>9,.0f} rows/s", flush=True)
    return result


def run(name, batch, by, **terms):
    bulk.start(batch.pk, by=by, number=batch.total, note="Measured.", **terms)

    def chunks():
        while bulk_chunks.run_chunk(batch.pk):
            pass

    measure(name, batch.total, chunks)
    batch.refresh_from_db()
    assert (batch.state, bulk.progress(batch).done) == (Batch.State.FINISHED, batch.total), batch.problem


def revert(name, batch, by):
    run(name, bulk.preview_revert(batch.pk, by=by), by)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=20_000)
    parser.add_argument("--singles", type=int, default=1_000)
    options = parser.parse_args()
    name = connection.settings_dict["NAME"]
    connection.creation.create_test_db(verbosity=0, autoclobber=True)
    try:
        by = User.objects.create_user("ada")
        by.groups.add(Group.objects.get(name=roles.REVIEWER))
        fill(options.rows)
        waiting = ComplianceDecision.objects.for_queue()
        batch = measure("fix the rows of the filter", options.rows, lambda: bulk.preview("confirm", waiting, by=by))
        measure("look ahead", options.rows, lambda: bulk.look_ahead(batch))
        run("confirm in bulk", batch, by)
        revert("revert it", batch, by)
        batch = bulk.preview("override", waiting, by=by)
        run("override in bulk", batch, by, **OVERRIDE)
        revert("revert it", batch, by)
        chosen = list(ComplianceDecision.objects.for_queue().values_list("pk", flat=True)[: options.singles])
        records = measure("confirm one by one", len(chosen), lambda: [review.confirm(key, by=by) for key in chosen])
        measure("undo one by one", len(chosen), lambda: [review.undo(record.pk, by=by) for record in records])
        report = verify_chain()
        assert report.problem == "", report
        print(f"{report.records:,} review records, one whole chain")
    finally:
        connection.creation.destroy_test_db(name, verbosity=0)


if __name__ == "__main__":
    main()
