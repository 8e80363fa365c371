"""Review records in numbers: written as plain rows, as any writer may, with snapshots of all shapes."""

import uuid
from datetime import timedelta

from compliance.models import ReviewRecord

from ..factories import START

STATUSES = ("ALLOWED", "CONDITIONAL", "BLOCKED")
SIGNALS = ("scraping_allowed", "ai_training_allowed", "resale_allowed")


def make_records(records):
    """Writes records with defaults: `[{"action": ..., "confidence": ..., "signals": ...}, ...]`; returns them."""
    return ReviewRecord.objects.bulk_create([record(number, **fields) for number, fields in enumerate(records)])


def record(number=0, **fields):
    """`snapshot` as a whole, or what stands in one: confidence, signals, version_info."""
    said = {name: fields.pop(name) for name in ("confidence", "signals", "version_info") if name in fields}
    snapshot = fields.pop("snapshot", {"confidence": 0.5, "signals": {}, "version_info": {}} | said)
    machine = fields.get("from_status", "CONDITIONAL")
    action = fields.setdefault("action", "confirm")
    fields.setdefault("from_status", machine)
    fields.setdefault("to_status", "BLOCKED" if action == "override" and machine != "BLOCKED" else machine)
    fields.setdefault("created_at", START + timedelta(minutes=number))
    fields.setdefault("actor_id", 1)
    fields.setdefault("actor_name", f"person-{fields['actor_id']}")
    fields.setdefault("source_id", f"s{number}")
    fields.setdefault("source_url", f"https://{fields['source_id']}.example/terms")
    fields.setdefault("decision_id", f"d{number}")
    return ReviewRecord(decision_snapshot=snapshot, **fields)


def random_records(rng, n, days=40, sources=12):
    """`n` records of every kind, over `days` from `START`, some of them undoing earlier ones."""
    batches = [uuid.UUID(int=rng.getrandbits(128)) for _ in range(2)]
    chosen = []
    for number in range(1, n + 1):
        signals = [
            {"signal_type": kind, "value": rng.choice(("allowed", "prohibited", ""))}
            for kind in SIGNALS
            if rng.random() < 0.7
        ]
        actor = rng.randrange(1, 5)
        at = START + timedelta(days=rng.random() * days)
        source = f"s{rng.randrange(sources)}"
        fields = {
            "action": rng.choices(
                ("confirm", "override", "supersede", "escalate", "comment", "undo"), (8, 5, 2, 1, 1, 2)
            )[0],
            "created_at": at,
            "actor_id": actor,
            "source_id": source,
            "from_status": rng.choice((*STATUSES, "REVIEW_REQUIRED", "ODD")),
            "batch_id": rng.choice(batches) if rng.random() < 0.3 else None,
            "confidence": rng.choice((rng.random(), rng.randrange(11) / 10, None, 7)),
            "signals": rng.choice(({"signals": signals}, signals, {"robots": {"signals": signals}})),
            "version_info": rng.choice(
                (
                    {
                        "model_version": rng.choice(("m-1", "m-2")),
                        "rules_version": rng.choice(("r-1", "r-2", None)),
                        "document_versions": {kind: 1 for kind in ("tc", "robots") if rng.random() < 0.6},
                    },
                    {"model_version": 3},
                    [],
                )
            ),
        }
        if fields["action"] == "override":
            fields["to_status"] = rng.choice(STATUSES)
        if fields["action"] == "undo":
            fields["undoes"] = rng.randrange(1, number) if number > 1 else None
        elif rng.random() < 0.7 and not fields["batch_id"]:
            fields["details"] = {"opened_at": (at - timedelta(seconds=rng.randrange(1, 4000))).isoformat()}
        chosen.append(fields)
    return make_records(chosen)
