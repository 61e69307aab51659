from django.db import migrations

from portal.page_cache.sql import follow_all


class Migration(migrations.Migration):
    dependencies = [("page_cache", "0004_alerts"), ("plan", "0001_initial"), ("guide", "0004_where_to_turn")]

    operations = [migrations.RunPython(follow_all, migrations.RunPython.noop)]
