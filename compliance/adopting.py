"""Takes over a database that the pipeline has already filled.

What the three tables should look like is not written down here a second time: `0001_initial` creates them once
more as temporary tables, the catalogue of both is compared, and the transaction that did so is rolled back.
"""

from dataclasses import dataclass, field

from django.core.management import call_command
from django.db import connection, transaction
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.recorder import MigrationRecorder

from .models import ComplianceDecision, Document, Source

INITIAL = ("compliance", "0001_initial")
TABLES = tuple(model._meta.db_table for model in (Source, Document, ComplianceDecision))

COLUMNS = """
SELECT c.relname, a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull, a.atthasdef OR a.attidentity <> ''
FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
WHERE c.relname = ANY(%(tables)s) AND c.relnamespace = %(schema)s AND c.relkind IN ('r', 'p') AND a.attnum > 0
    AND NOT a.attisdropped
ORDER BY c.relname, a.attnum
"""
# Primary, unique and foreign keys as what they are about: names of foreign keys do not matter, nor whether what
# keeps values unique is called a constraint or an index.
KEYS = """
SELECT c.relname, 'f', ARRAY(SELECT a.attname::text FROM unnest(k.conkey) WITH ORDINALITY n(number, place)
    JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = n.number ORDER BY place), f.relname
FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid JOIN pg_class f ON f.oid = k.confrelid
WHERE c.relname = ANY(%(tables)s) AND c.relnamespace = %(schema)s AND k.contype = 'f'
UNION ALL
SELECT c.relname, CASE WHEN x.indisprimary THEN 'p' ELSE 'u' END,
    ARRAY(SELECT a.attname::text FROM unnest(x.indkey::int2[]) WITH ORDINALITY n(number, place)
        JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = n.number ORDER BY place), ''
FROM pg_index x JOIN pg_class c ON c.oid = x.indrelid
WHERE c.relname = ANY(%(tables)s) AND c.relnamespace = %(schema)s AND x.indisunique AND x.indpred IS NULL
    AND x.indexprs IS NULL
"""
INDEXES = """
SELECT t.relname, i.relname, regexp_replace(pg_get_indexdef(i.oid), '^.* USING ', '')
FROM pg_index x JOIN pg_class i ON i.oid = x.indexrelid JOIN pg_class t ON t.oid = x.indrelid
WHERE t.relname = ANY(%(tables)s) AND t.relnamespace = %(schema)s AND NOT x.indisunique
"""
KEY_WORDS = {"p": "primary key", "u": "unique key", "f": "foreign key"}


@dataclass(frozen=True)
class Column:
    type: str
    not_null: bool
    has_default: bool


@dataclass
class Catalogue:
    """Columns by (table, name); keys as (table, kind, columns, referenced table); indexes by (table, name)."""

    columns: dict[tuple[str, str], Column]
    keys: set[tuple[str, str, tuple[str, ...], str]]
    indexes: dict[tuple[str, str], str]


@dataclass
class Comparison:
    """What differs, in words: `obstacles` rule an adoption out, with `remarks` we can live."""

    obstacles: list[str] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)


class CannotAdopt(Exception):
    """The database was left as it is; `comparison` says why, where it came to one."""

    def __init__(self, message, comparison=None):
        super().__init__(message)
        self.comparison = comparison or Comparison()


def adopt():
    """Compares, records `0001_initial` as applied and applies every other migration.

    Returns the `Comparison`, or None if the database had been adopted before and has every migration. Changes
    no row of the three tables. One transaction: raises `CannotAdopt`, or whatever failed, with nothing changed.
    Tables that have nothing to do with them (sessions, the job queue) follow it.
    """
    with transaction.atomic():
        executor = MigrationExecutor(connection)
        adopted = is_adopted(executor)
        comparison = Comparison() if adopted else compare()
        if comparison.obstacles:
            raise CannotAdopt("This database can't be adopted; nothing was changed.", comparison)
        if adopted and not executor.migration_plan(executor.loader.graph.leaf_nodes()):
            return None
        if not adopted:
            recorder = MigrationRecorder(connection)
            recorder.ensure_schema()
            recorder.record_applied(*INITIAL)
            add_missing_indexes(executor)
        call_command("migrate", INITIAL[0], interactive=False, verbosity=0)
    # The job queue's migrations add values to an enumeration and use them, which takes a commit in between.
    call_command("migrate", interactive=False, verbosity=0)
    return comparison


def is_adopted(executor=None):
    """Whether Django knows the three tables as its own."""
    return INITIAL in (executor or MigrationExecutor(connection)).loader.applied_migrations


def existing_tables():
    """Which of the three tables exist, in their order."""
    with connection.cursor() as cursor:
        names = {table.name for table in connection.introspection.get_table_list(cursor)}
    return [table for table in TABLES if table in names]


def compare():
    """The `Comparison` of the database's three tables with ours. Raises `CannotAdopt` if they are not all there."""
    found = existing_tables()
    if not found:
        raise CannotAdopt("This database holds no tables of the pipeline: `python manage.py migrate` creates them.")
    if missing := [table for table in TABLES if table not in found]:
        raise CannotAdopt(f"The pipeline's tables are not all there: {', '.join(missing)} is missing.")
    theirs = read_catalogue("current_schema()::regnamespace")
    ours = expected_catalogue()
    comparison = Comparison()
    compare_columns(ours, theirs, comparison)
    compare_keys(ours, theirs, comparison)
    compare_indexes(ours, theirs, comparison)
    return comparison


def expected_catalogue():
    """The `Catalogue` of what `0001_initial` makes; leaves nothing behind."""
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL search_path = pg_temp")
        run_initial()
        catalogue = read_catalogue("pg_my_temp_schema()")
        transaction.set_rollback(True)
    return catalogue


def run_initial():
    executor = MigrationExecutor(connection)
    migration = executor.loader.get_migration(*INITIAL)
    state = executor.loader.project_state(migration.dependencies)
    with connection.schema_editor() as editor:
        migration.apply(state, editor)


def read_catalogue(schema):
    """The `Catalogue` of the three tables in the schema that the SQL expression `schema` names."""

    def rows(cursor, query):
        cursor.execute(f"SELECT ({schema})::oid")
        cursor.execute(query, {"tables": list(TABLES), "schema": cursor.fetchone()[0]})
        return cursor.fetchall()

    with connection.cursor() as cursor:
        columns = {(table, name): Column(*rest) for table, name, *rest in rows(cursor, COLUMNS)}
        keys = {(table, kind, tuple(names), other) for table, kind, names, other in rows(cursor, KEYS)}
        indexes = {(table, name): definition for table, name, definition in rows(cursor, INDEXES)}
    return Catalogue(columns, keys, indexes)


def compare_columns(ours, theirs, comparison):
    for (table, name), column in ours.columns.items():
        other = theirs.columns.get((table, name))
        if other is None:
            comparison.obstacles.append(f"{table}.{name} is missing.")
        elif other.type != column.type:
            comparison.obstacles.append(f"{table}.{name} is {other.type}; it must be {column.type}.")
        elif column.not_null and not other.not_null:
            comparison.obstacles.append(f"{table}.{name} may be null; it must not.")
        elif other.not_null and not column.not_null:
            comparison.obstacles.append(f"{table}.{name} must not be null; the pipeline's own schema allows it.")
    for (table, name), column in theirs.columns.items():
        if (table, name) in ours.columns:
            continue
        if column.not_null and not column.has_default:
            comparison.obstacles.append(f"{table}.{name} is not ours and needs a value that we could not give.")
        else:
            comparison.remarks.append(f"{table}.{name} is not ours; it stays and is not shown.")


def compare_keys(ours, theirs, comparison):
    def words(key):
        table, kind, columns, other = key
        return f"{KEY_WORDS[kind]} of {table} on {', '.join(columns)}" + (f" to {other}" if other else "")

    for key in sorted(ours.keys - theirs.keys):
        comparison.obstacles.append(f"The {words(key)} is missing.")
    for key in sorted(theirs.keys - ours.keys):
        comparison.remarks.append(f"The {words(key)} is not ours; it stays.")


def compare_indexes(ours, theirs, comparison):
    for (table, name), definition in sorted(ours.indexes.items()):
        other = theirs.indexes.get((table, name))
        if other is None:
            comparison.remarks.append(f"The index {name} of {table} is missing; it is created.")
        elif other != definition:
            comparison.obstacles.append(f"The index {name} of {table} is on {other}; it must be on {definition}.")
    for table, name in sorted(theirs.indexes.keys() - ours.indexes.keys()):
        comparison.remarks.append(f"The index {name} of {table} is not ours; it stays.")


def add_missing_indexes(executor):
    """Creates the pipeline's own indexes where they are missing; later migrations count on them."""
    state = executor.loader.project_state(INITIAL)
    with connection.cursor() as cursor, connection.schema_editor() as editor:
        for name in ("source", "document", "compliancedecision"):
            model = state.apps.get_model("compliance", name)
            present = connection.introspection.get_constraints(cursor, model._meta.db_table)
            for index in model._meta.indexes:
                if index.name not in present:
                    editor.add_index(model, index)
