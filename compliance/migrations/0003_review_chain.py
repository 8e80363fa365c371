"""Review records can only be added, and each carries the hash of the one before it."""

from django.db import migrations

# Both triggers are plain SQL, not a library's: nothing that a database session can set switches them off.
APPEND_ONLY = """
CREATE FUNCTION review_records_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'review records are append-only: % is refused', TG_OP
        USING ERRCODE = 'insufficient_privilege';
END $$;

CREATE TRIGGER review_records_append_only
    BEFORE UPDATE OR DELETE OR TRUNCATE ON review_records
    FOR EACH STATEMENT EXECUTE FUNCTION review_records_refuse_change();
"""

# The payload is every column but the hash, in this order, each as <bytes>:<text>; or as -; where it is null.
# compliance/audit.py computes the same independently. The lock on the chain's head, held to the end of the
# transaction, makes the numbers gapless and the order of the chain the order of the commits.
CHAIN = """
CREATE FUNCTION review_records_part(value text) RETURNS text LANGUAGE sql IMMUTABLE AS $$
    SELECT coalesce(octet_length(value) || ':' || value, '-') || ';'
$$;

CREATE FUNCTION review_records_chain() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    head review_chain_head;
BEGIN
    SELECT * INTO STRICT head FROM review_chain_head FOR UPDATE;
    NEW.id := head.record_id + 1;
    NEW.previous_hash := head.hash;
    NEW.hash := encode(sha256(convert_to(
        review_records_part(NEW.id::text)
        || review_records_part(NEW.action)
        || review_records_part(to_char(NEW.created_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US'))
        || review_records_part(NEW.actor_id::text)
        || review_records_part(NEW.actor_name)
        || review_records_part(NEW.source_id)
        || review_records_part(NEW.source_url)
        || review_records_part(NEW.decision_id)
        || review_records_part(NEW.new_decision_id)
        || review_records_part(NEW.from_status)
        || review_records_part(NEW.to_status)
        || review_records_part(NEW.reason)
        || review_records_part(NEW.note)
        || review_records_part(NEW.decision_snapshot::text)
        || review_records_part(NEW.details::text)
        || review_records_part(NEW.undoes::text)
        || review_records_part(NEW.batch_id::text)
        || review_records_part(NEW.previous_hash),
        'UTF8')), 'hex');
    UPDATE review_chain_head SET record_id = NEW.id, hash = NEW.hash;
    RETURN NEW;
END $$;

CREATE TRIGGER review_records_chain
    BEFORE INSERT ON review_records
    FOR EACH ROW EXECUTE FUNCTION review_records_chain();

INSERT INTO review_chain_head (id, record_id, hash) VALUES (1, 0, repeat('0', 64));
"""


class Migration(migrations.Migration):

    dependencies = [("compliance", "0002_review")]

    operations = [
        migrations.RunSQL(
            APPEND_ONLY,
            "DROP TRIGGER review_records_append_only ON review_records;"
            "DROP FUNCTION review_records_refuse_change()",
        ),
        migrations.RunSQL(
            CHAIN,
            "DROP TRIGGER review_records_chain ON review_records;"
            "DROP FUNCTION review_records_chain();"
            "DROP FUNCTION review_records_part(text);"
            "DELETE FROM review_chain_head",
        ),
    ]
