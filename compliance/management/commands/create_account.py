import getpass
import sys

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from compliance import accounts, roles


class Command(BaseCommand):
    help = "Creates an account with a role. The password is asked for, or read from the first line of standard input."

    def add_arguments(self, parser):
        parser.add_argument("name")
        parser.add_argument("--role", required=True, type=str.capitalize, choices=list(roles.ROLES))

    def handle(self, name, role, **options):
        try:
            accounts.create_account(name, role=role, password=self.read_password())
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from None
        self.stdout.write(f"{name} can now sign in as {role}.")

    def read_password(self):
        if not sys.stdin.isatty():
            return sys.stdin.readline().rstrip("\r\n")
        password = getpass.getpass("Password: ")
        if getpass.getpass("Password again: ") != password:
            raise CommandError("The two passwords differ; nothing was created.")
        return password
