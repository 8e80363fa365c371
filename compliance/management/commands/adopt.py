from django.core.management.base import BaseCommand, CommandError

from compliance.adopting import CannotAdopt, adopt


class Command(BaseCommand):
    help = "Takes over a database that the pipeline has filled: compares its tables with ours and adds our own."

    def handle(self, *args, **options):
        try:
            comparison = adopt()
        except CannotAdopt as error:
            for difference in error.comparison.obstacles + error.comparison.remarks:
                self.stderr.write(f"- {difference}")
            raise CommandError(str(error)) from None
        if comparison is None:
            self.stdout.write("This database is adopted already and up to date; nothing was changed.")
            return
        for remark in comparison.remarks:
            self.stdout.write(f"- {remark}")
        self.stdout.write("Adopted: the pipeline's tables are as they were, ours stand beside them.")
