"""The triggers that move the version, in the transaction that writes, whoever writes."""

from django.db import connection

from portal.page_cache.tables import followed_tables

CHANNEL = "page_cache"
TRIGGER = "page_cache_move"
# The setting ends with the transaction, and is taken back with a savepoint, as the row is.
FUNCTION = f"""
CREATE OR REPLACE FUNCTION {TRIGGER}() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF current_setting('page_cache.moved', true) IS DISTINCT FROM pg_current_xact_id()::text THEN
        PERFORM set_config('page_cache.moved', pg_current_xact_id()::text, true);
        INSERT INTO page_cache_move DEFAULT VALUES;
        NOTIFY {CHANNEL};
    END IF;
    RETURN NULL;
END $$;
"""
FOLLOWED = """
    SELECT tgrelid::regclass::text FROM pg_trigger WHERE tgname = %s AND tgenabled <> 'D' AND NOT tgisinternal
"""


def trigger(table):
    return (
        f"CREATE OR REPLACE TRIGGER {TRIGGER} AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON {table}"
        f" FOR EACH STATEMENT EXECUTE FUNCTION {TRIGGER}()"
    )


def follow_all(apps, schema_editor):
    """For a migration: every table that public pages read has its trigger; those that have one keep it."""
    there = set(schema_editor.connection.introspection.table_names())
    schema_editor.execute(FUNCTION)
    for table in sorted(followed_tables() & there):
        schema_editor.execute(trigger(table))


def unfollowed_tables():
    """Tables that public pages read and whose changes nobody hears of: a migration with ``follow_all`` is missing."""
    with connection.cursor() as cursor:
        cursor.execute(FOLLOWED, [TRIGGER])
        return followed_tables() - {name for (name,) in cursor.fetchall()}
