"""Background jobs: what the worker runs, and the worker. The queue is procrastinate's, in the same PostgreSQL.

A job is no more than a reminder that a batch has been started. Which batches those are, and how far each is, stands
in the batch itself, so a job that is lost with its worker is simply replaced by another.
"""

import asyncio
import os
import signal
import time

import psycopg
from asgiref.sync import sync_to_async
from django.db import DatabaseError, InterfaceError, OperationalError, connection, transaction
from procrastinate import PsycopgConnector, exceptions, jobs
from procrastinate.contrib.django import app, connector_params

from . import arrivals, bulk_chunks, flag_reasons, standings
from .imports import running as imports
from .search.indexing import index_missing

# Two batches, so that a colleague's small one does not wait for the end of a large one; one for what has arrived,
# one for the counts.
CONCURRENCY = 4
# A worker that has not been heard of for so long is dead.
SILENCE = 30


@app.task(name="run_batch", pass_context=True)
def run_batch(context, batch_id):
    """Runs a started batch to its end, or until the worker is told to stop."""
    try:
        while not context.should_abort() and bulk_chunks.run_chunk(batch_id):
            pass
    except (OperationalError, InterfaceError):
        raise  # the database went away or broke a deadlock: `resume` starts again where this ended
    except Exception:
        bulk_chunks.fail(batch_id, "An error in the program stopped it. Its cause is in the server's log.")
        raise


def defer_batch(batch_id):
    """Makes the job of a started batch in the current transaction, unless one is waiting already."""
    try:
        with transaction.atomic():
            run_batch.configure(queueing_lock=lock_of(batch_id)).defer(batch_id=str(batch_id))
    except exceptions.AlreadyEnqueued:
        pass


def lock_of(batch_id):
    return f"run_batch {batch_id}"


@app.task(name="run_import", pass_context=True)
def run_import(context, import_id):
    """Checks or writes an import, all of it or nothing; stopped, it is taken up again by `resume`."""
    try:
        imports.run(import_id, stopping=context.should_abort)
    except imports.Stopped:
        pass
    except (OperationalError, InterfaceError):
        raise  # as in `run_batch`
    except Exception:
        imports.fail(import_id, "An error in the program stopped it. Its cause is in the server's log.")
        raise


def defer_import(import_id):
    """Makes the job of an import in the current transaction, unless one is waiting already."""
    try:
        with transaction.atomic():
            run_import.configure(queueing_lock=import_lock(import_id)).defer(import_id=import_id)
    except exceptions.AlreadyEnqueued:
        pass


def import_lock(import_id):
    return f"run_import {import_id}"


@app.periodic(cron="* * * * * */30")
@app.task(name="resume", queueing_lock="resume")
async def resume(timestamp):
    """Takes up what a killed worker left, and clears away lists that were previewed and never started.

    A batch that another worker is running gets a second job, which ends at once.
    """
    for job in await app.job_manager.get_stalled_jobs(seconds_since_heartbeat=SILENCE):
        await app.job_manager.finish_job(job, status=jobs.Status.FAILED, delete_job=True)
    for batch_id in await sync_to_async(bulk_chunks.started)():
        try:
            await run_batch.configure(queueing_lock=lock_of(batch_id)).defer_async(batch_id=str(batch_id))
        except exceptions.AlreadyEnqueued:
            pass
    for import_id in await sync_to_async(imports.waiting)():
        try:
            await run_import.configure(queueing_lock=import_lock(import_id)).defer_async(import_id=import_id)
        except exceptions.AlreadyEnqueued:
            pass
    await sync_to_async(bulk_chunks.forget_unstarted)()


# Under its lock it runs once at a time, so that a great load of documents leaves the batches their places.
@app.periodic(cron="* * * * * */15")
@app.task(name="work_off_arrivals", lock="work_off_arrivals", queueing_lock="work_off_arrivals", pass_context=True)
def work_off_arrivals(context, timestamp):
    """What has arrived, then the search index of what was there before, until nothing is left or the worker stops."""
    while not context.should_abort() and (arrivals.work_off() or index_missing(limit=100)):
        pass


@app.periodic(cron="* * * * * */5")
@app.task(name="fold_standings", lock="fold_standings", queueing_lock="fold_standings", pass_context=True)
def fold_standings(context, timestamp):
    """Counts what anybody has written, until nothing is left or the worker stops."""
    while not context.should_abort() and standings.fold():
        pass


@app.periodic(cron="17 * * * *")
@app.task(name="renew_reasons", queueing_lock="renew_reasons")
def renew_reasons(timestamp):
    """Clears away the reasons of decisions that are no longer flagged, and has those worked out anew that are old."""
    flag_reasons.forget_cleared()
    arrivals.note_stale()


@app.periodic(cron="41 * * * *")
@app.task(name="forget_imports", queueing_lock="forget_imports")
def forget_imports(timestamp):
    """Throws away files that were uploaded a week ago."""
    imports.forget()


class WorkerStopped(Exception):
    """The worker can't go on; the message says why, in one sentence."""


def work(*, parent=None):
    """Runs jobs until TERM or INT, or until the process `parent` is gone. Raises `WorkerStopped`."""
    try:
        try:
            resume.defer(timestamp=int(time.time()))
        except exceptions.AlreadyEnqueued:
            pass
        connector = PsycopgConnector(kwargs=connector_params(), min_size=1, max_size=CONCURRENCY + 2, timeout=10)
        with app.replace_connector(connector):
            asyncio.run(run_worker(parent))
    except (DatabaseError, psycopg.Error, exceptions.ConnectorException) as error:
        raise WorkerStopped(f"The background worker has no database: {cause_of(error)}") from error
    finally:
        connection.close()
        connection.close_pool()


async def run_worker(parent):
    stopping = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stopping.set)
    async with app.open_async():
        worker = asyncio.create_task(
            app.run_worker_async(
                concurrency=CONCURRENCY,
                delete_jobs=jobs.DeleteJobCondition.ALWAYS,  # what became of a batch stands in the batch
                stalled_worker_timeout=SILENCE,
                # Told to stop, a batch ends after its chunk; the next worker goes on with it.
                shutdown_graceful_timeout=0,
                install_signal_handlers=False,
            )
        )
        told = asyncio.create_task(stopping.wait())
        while not worker.done() and not told.done() and parent in (None, os.getppid()):
            await asyncio.wait([worker, told], timeout=1, return_when=asyncio.FIRST_COMPLETED)
        told.cancel()
        if worker.done():  # by itself
            worker.result()
            raise WorkerStopped("The background worker has lost the database.")
        worker.cancel()
        await asyncio.wait([worker])


def cause_of(error):
    while error.__cause__:
        error = error.__cause__
    return str(error).partition("\n")[0]
