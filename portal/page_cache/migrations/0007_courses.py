from django.db import migrations

from portal.page_cache.sql import follow_all


class Migration(migrations.Migration):
    dependencies = [
        ("page_cache", "0006_what_results_count"),
        ("events", "0009_courses"),
        ("services", "0005_courses"),
    ]

    operations = [migrations.RunPython(follow_all, migrations.RunPython.noop)]
