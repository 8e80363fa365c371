#!/usr/bin/env python
"""Command line of ACC admin; `python manage.py help` lists the commands."""

import os
import sys


def main():
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "acc_admin.settings")
    try:
        from django.core.management import execute_from_command_line
    except ImportError as error:
        sys.exit(f"Django is not installed in this Python ({error}). The README's first command installs it.")
    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
