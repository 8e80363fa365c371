import argparse
import signal
import sys

from django.conf import settings
from django.contrib.auth.models import User
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connection, connections

from acc_admin.serving import AddressUnavailable, address_of, check_address, serve
from compliance.adopting import existing_tables, is_adopted

# Two `up` at once prepare one after the other. Any number will do as long as nothing else of ours locks it.
PREPARING = 7_215_001


def port(text):
    number = int(text)
    if not 1 <= number <= 65535:
        raise argparse.ArgumentTypeError("a port is a number from 1 to 65535")
    return number


class Command(BaseCommand):
    help = "One machine, ready to work: database, migrations, static files, web server, background worker."
    requires_system_checks = []

    def add_arguments(self, parser):
        parser.add_argument("--demo", action="store_true", help="add a demo data set and an account per role")
        parser.add_argument("--host", default="127.0.0.1")
        parser.add_argument("--port", type=port, default=8000)

    def handle(self, *, host, port, **options):
        # Without this a TERM would end Python on the spot and leave the database to the next `up`.
        signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
        try:
            check_address(host, port)
        except AddressUnavailable as error:
            raise CommandError(f"{error} Choose another with --port or --host.") from None
        self.allow_host(host)
        self.say("Preparing the database ...")
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(%s)", [PREPARING])
            try:
                self.prepare(options["demo"])
            finally:
                if connection.is_usable():
                    cursor.execute("SELECT pg_advisory_unlock(%s)", [PREPARING])
        self.say_first_steps()
        # Neither a connection nor the pool's threads would survive the fork into workers.
        connections.close_all()
        connection.close_pool()
        try:
            serve(
                host,
                port,
                when_ready=lambda: self.say(f"Ready: http://{address_of(host, port)}/  (Ctrl-C stops it)"),
                command=["work"],
            )
        except KeyboardInterrupt:
            sys.exit(0)

    def prepare(self, with_demo):
        if existing_tables() and not is_adopted():
            raise CommandError(
                "This database was made by the pipeline. `python manage.py adopt` compares it with what is expected"
                " and takes it over; then run `up` again."
            )
        call_command("migrate", interactive=False, verbosity=0)
        if not settings.DEBUG:
            call_command("collectstatic", interactive=False, verbosity=0)
        if with_demo:
            self.add_demo()

    def add_demo(self):
        # The demo's many texts are no part of an ordinary start.
        from compliance.demo.installing import NotEmpty, install

        try:
            report = install(progress=self.say)
        except NotEmpty as error:
            raise CommandError(str(error)) from None
        if report.accounts:
            self.say("Demo accounts, one per role:")
            for role, name, password in report.accounts:
                self.say(f"  {role:<10} {name:<10} {password}")
        self.say(f"The demo passwords are kept in {report.password_file}, readable by you alone.")

    def allow_host(self, host):
        if host in ("0.0.0.0", "::"):  # noqa: S104 the user asked for it
            if settings.ALLOWED_HOSTS == ["localhost", "127.0.0.1", "[::1]"]:
                self.say("Other machines are refused until ALLOWED_HOSTS names the host that they ask for.")
        elif host not in settings.ALLOWED_HOSTS:
            settings.ALLOWED_HOSTS.append(host)

    def say_first_steps(self):
        if not User.objects.exists():
            self.say(
                "There is no account yet. Make the first one, in another terminal:\n"
                "  python manage.py create_account NAME --role Admin"
            )

    def say(self, text):
        self.stdout.write(text)
        self.stdout.flush()
