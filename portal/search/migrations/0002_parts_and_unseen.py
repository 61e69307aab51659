from django.db import migrations

from portal.search import sql
from portal.search.sources import SOURCES


class Migration(migrations.Migration):
    """What belongs to a record is found with it; what nobody sees parts no word; rare words weigh more."""

    dependencies = [("search", "0001_initial"), ("services", "0001_initial")]

    operations = [
        migrations.RunSQL(sql.FUNCTIONS, migrations.RunSQL.noop),
        *(migrations.RunSQL(sql.trigger(source), migrations.RunSQL.noop) for source in SOURCES),
        *(migrations.RunSQL(sql.part_trigger(source), sql.no_part_trigger(source)) for source in SOURCES if source.parts),
        *(migrations.RunSQL(sql.fill(source), migrations.RunSQL.noop) for source in SOURCES),
    ]
