"""Model fields that speak the pipeline's column types exactly."""

from datetime import UTC

from django.core.exceptions import ValidationError
from django.db import models


class KeyField(models.CharField):
    """A `varchar(36)` id as SQLAlchemy's `String(36)` creates it.

    Django adds a second `LIKE` index to every key whose type it spells `varchar`; the pipeline's tables have
    none, and `character varying` is the same type to PostgreSQL but does not get one.
    """

    def __init__(self, *args, **kwargs):
        kwargs.setdefault("max_length", 36)
        super().__init__(*args, **kwargs)

    def db_type(self, connection):
        return f"character varying({self.max_length})"


class UtcTimestampField(models.DateTimeField):
    """`timestamp without time zone` that holds UTC: aware datetimes in Python, naive UTC in the column.

    Source of the rule: the pipeline writes `datetime.utcnow()` into SQLAlchemy's `DateTime`. A naive datetime
    from Python code is refused: nobody can tell which zone it means.
    """

    def db_type(self, connection):
        return "timestamp without time zone"

    def from_db_value(self, value, expression, connection):
        return value if value is None or value.tzinfo else value.replace(tzinfo=UTC)

    def get_prep_value(self, value):
        value = self.to_python(models.Field.get_prep_value(self, value))
        if value is not None and value.tzinfo is None:
            raise ValidationError(f"{self.name}: {value.isoformat()} has no time zone.", code="naive")
        return value

    def get_db_prep_value(self, value, connection, prepared=False):
        value = value if prepared else self.get_prep_value(value)
        return value.astimezone(UTC).replace(tzinfo=None) if hasattr(value, "astimezone") else value


class PostgresNamedIndex(models.Index):
    """An index whose name may have PostgreSQL's 63 characters; Django stops at 30 for Oracle's sake."""

    max_name_length = 63
