from django.core.management.base import BaseCommand
from tqdm import tqdm

from compliance import standings
from compliance.models import Source
from compliance.queue_health import stays
from compliance.verdicts import facts


class Command(BaseCommand):
    help = "Holds the counts and figures that are kept against the tables they come from, and repairs them."

    def handle(self, *args, **options):
        with tqdm(total=Source.objects.count(), unit=" sources", disable=None, leave=False) as bar:
            # The stays first: a standing that is worked out anew takes the stays of its source along.
            found = [stays.recount(), *standings.recount(bar.update), facts.recount()]
        for recounted in found:
            said = f"{recounted.repaired:,} repaired" if recounted.repaired else "all as they should be"
            self.stdout.write(f"{recounted.name[:1].upper()}{recounted.name[1:]}: {recounted.rows:,} rows, {said}.")
        repaired = sum(recounted.repaired for recounted in found)
        self.stdout.write(f"{repaired:,} rows were repaired." if repaired else "Nothing had to be repaired.")
