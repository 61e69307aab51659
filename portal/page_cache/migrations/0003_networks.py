from django.db import migrations

from portal.page_cache.sql import follow_all


class Migration(migrations.Migration):
    dependencies = [("page_cache", "0002_needs"), ("directory", "0004_what_projects_report")]

    operations = [migrations.RunPython(follow_all, migrations.RunPython.noop)]
