from django.db import migrations

from portal.page_cache.sql import follow_all


class Migration(migrations.Migration):
    dependencies = [("page_cache", "0003_networks"), ("alerts", "0001_initial")]

    operations = [migrations.RunPython(follow_all, migrations.RunPython.noop)]
