import argparse

from django.core.management.base import BaseCommand, CommandError

from compliance import jobs


class Command(BaseCommand):
    help = "Runs background jobs, such as bulk actions, until it is stopped. `up` does so by itself."

    def add_arguments(self, parser):
        parser.add_argument("--parent", type=int, help=argparse.SUPPRESS)  # the process that it ends with

    def handle(self, *, parent, **options):
        try:
            jobs.work(parent=parent)
        except jobs.WorkerStopped as error:
            raise CommandError(str(error)) from None
