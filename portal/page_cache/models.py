"""The version of everything that public pages show: a number that each transaction which changes it moves by one."""

from django.db import connection, models

# One statement, one snapshot: nobody sees the number of a transaction without its changes, or the other way round.
NOW = "SELECT epoch, number + (SELECT count(*) FROM page_cache_move) FROM page_cache_version"
BEGIN = """
    INSERT INTO page_cache_version (id, epoch, number) VALUES (1, gen_random_uuid(), 0) ON CONFLICT DO NOTHING
"""
# What is taken from one place is put into the other by the same statement: the version stays what it is.
SUM_UP = """
    WITH gone AS (DELETE FROM page_cache_move RETURNING 1)
    UPDATE page_cache_version SET number = number + (SELECT count(*) FROM gone)
"""


class VersionManager(models.Manager):
    def now(self):
        """The version that the database has now. Two equal ones: no transaction changed a page in between."""
        with connection.cursor() as cursor:
            cursor.execute(NOW)
            if (row := cursor.fetchone()) is None:
                # A database that was emptied begins to count anew, and under a name of its own.
                cursor.execute(BEGIN)
                cursor.execute(NOW)
                row = cursor.fetchone()
        return row

    def sum_up(self):
        """Add the moves to the number, so that there are few to count."""
        with connection.cursor() as cursor:
            cursor.execute(SUM_UP)

    sum_up.alters_data = True


class Version(models.Model):
    """One row: how many moves were summed up. ``epoch`` is the name of this count; another database has another."""

    epoch = models.UUIDField()
    number = models.BigIntegerField()

    objects = VersionManager()

    class Meta:
        default_permissions = ()

    def __str__(self):
        return f"{self.epoch} {self.number}"


class Move(models.Model):
    """One transaction that changed what pages show; written by triggers (sql.py).

    A row each, not one number for all: writers would wait for one another, and could wait in a circle.
    """

    class Meta:
        default_permissions = ()

    def __str__(self):
        return str(self.pk)
