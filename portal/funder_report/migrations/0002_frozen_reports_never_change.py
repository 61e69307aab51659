"""The database itself refuses to change or delete a frozen report, whoever asks."""

from django.db import migrations

REFUSE = """
CREATE FUNCTION kartu_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'a frozen report never changes' USING ERRCODE = 'integrity_constraint_violation';
END
$$;
CREATE TRIGGER frozen_report_never_changes BEFORE UPDATE OR DELETE ON funder_report_frozenreport
    FOR EACH ROW EXECUTE FUNCTION kartu_refuse_change();
"""
ALLOW = """
DROP TRIGGER frozen_report_never_changes ON funder_report_frozenreport;
DROP FUNCTION kartu_refuse_change();
"""


class Migration(migrations.Migration):
    dependencies = [("funder_report", "0001_initial")]

    operations = [migrations.RunSQL(REFUSE, ALLOW)]
