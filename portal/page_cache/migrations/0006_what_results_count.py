from django.db import migrations

from portal.page_cache.sql import follow_all


class Migration(migrations.Migration):
    dependencies = [
        ("page_cache", "0005_plan"),
        ("events", "0007_lists_by_index"),
        ("funder_report", "0002_frozen_reports_never_change"),
        ("publicity", "0001_initial"),
    ]

    operations = [migrations.RunPython(follow_all, migrations.RunPython.noop)]
