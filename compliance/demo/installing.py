"""Puts the demo data set into an empty database, with one account per role."""

import io
import json
import os
import secrets
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.contrib.auth.models import Group, User
from django.db import transaction
from django.utils import timezone

from .. import review, roles
from ..accounts import create_account
from ..models import Source
from ..records.loading import load
from . import records, verdicts


class NotEmpty(Exception):
    """The database holds sources that are not the demo's."""


@dataclass(frozen=True)
class DemoReport:
    """`accounts` made now as (role, name, password), empty where the demo was there already."""

    accounts: list[tuple[str, str, str]]
    password_file: Path


def install(*, progress=lambda text: None):
    """Adds data, accounts and some verdicts in one transaction; where they are there already, does nothing.

    Raises `NotEmpty`. Passwords are random and kept in a file that its owner alone can read.
    """
    path = settings.VAR_DIR / "demo-accounts.txt"
    demo_records = list(records(now=timezone.now()))
    if Source.objects.filter(pk=demo_records[0]["id"]).exists():
        return DemoReport([], path)
    if Source.objects.exists():
        raise NotEmpty("This database already holds sources; the demo data only go into an empty one.")
    progress(f"Adding {len(demo_records):,} demo records ...")
    with transaction.atomic():
        lines = b"".join(json.dumps(record).encode() + b"\n" for record in demo_records)
        report = load(io.BufferedReader(io.BytesIO(lines)))
        if report.rejected:
            raise RuntimeError(f"{report.rejected} demo records were rejected")
        accounts = [(role, role.lower(), secrets.token_urlsafe(12)) for role in roles.ROLES]
        for role, name, password in accounts:
            create_account(name, role=role, password=password)
        give_verdicts()
        write_private(path, "".join(f"{role}\t{name}\t{password}\n" for role, name, password in accounts))
    return DemoReport(accounts, path)


def give_verdicts():
    """Lets the demo's reviewers decide what they have decided. Their own accounts can't sign in."""
    people = {}
    for verdict in verdicts():
        if verdict.reviewer not in people:
            person = User.objects.create_user(verdict.reviewer)
            person.groups.add(Group.objects.get(name=roles.REVIEWER))
            people[verdict.reviewer] = person
        by = people[verdict.reviewer]
        if verdict.kind == "confirm":
            review.confirm(verdict.decision_id, by=by, note=verdict.note)
        else:
            review.override(
                verdict.decision_id,
                by=by,
                status=verdict.status,
                channel=verdict.channel,
                constraints=verdict.constraints,
                reason=verdict.reason,
                note=verdict.note,
            )


def write_private(path, text):
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    path.parent.mkdir(parents=True, exist_ok=True)
    with open(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        file.write(text)
    draft.replace(path)
