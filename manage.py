#!/usr/bin/env python
"""Command line of ACC admin; `python manage.py help` lists the commands."""

import os
import sys


def main():
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "acc_admin.settings")
    try:
        from django.core.exceptions import ImproperlyConfigured
        from django.core.management import execute_from_command_line
        from django.db import OperationalError
    except ImportError as error:
        sys.exit(f"Django is not installed in this Python ({error}). The README's first command installs it.")
    try:
        execute_from_command_line(sys.argv)
    except ImproperlyConfigured as error:
        sys.exit(f"ACC admin is not set up: {error}")
    except OperationalError as error:
        sys.exit(f"The database does not answer: {error}".rstrip())
    except KeyboardInterrupt:
        sys.exit(130)


if __name__ == "__main__":
    main()
