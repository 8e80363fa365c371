from django.core.management.base import BaseCommand, CommandError
from tqdm import tqdm

from compliance.audit import verify_chain


class Command(BaseCommand):
    help = "Checks the hash chain of the review records; exit status 1 and the record's number where it broke."

    def handle(self, *args, **options):
        with tqdm(unit=" records", disable=None, leave=False) as bar:
            report = verify_chain(lambda records: bar.update(records - bar.n))
        if report.broken_at:
            raise CommandError(f"The chain is broken at record {report.broken_at}: {report.problem}.")
        self.stdout.write(f"The chain is whole: {report.records} review records. The last hash is {report.head_hash}.")
