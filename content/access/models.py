"""What is remembered of who sends forms, as long as it counts."""

from django.db import connection, models, transaction
from django.utils import timezone


class SentFormQuerySet(models.QuerySet):
    def past(self):
        return self.filter(counts_until__lte=timezone.now())

    def count_in(self, form, sender, amount, period, weight=1, *, durable=True):
        """Count ``weight`` more for ``period`` and return True, or return False where that makes more than ``amount``.

        Exact for many at once, they take turns. A transaction of its own (``durable``: inside another it refuses to
        work), so that no later mistake of the page takes the count back.
        """
        own = self.filter(form=form, sender=sender)
        with transaction.atomic(durable=durable):
            with connection.cursor() as cursor:
                # Whoever sends the same waits here. What is asked below sees all that those before have written.
                cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"{form} {sender}"])
            own.past().delete()
            if own.count() + weight > amount:
                return False
            until = timezone.now() + period
            self.bulk_create([self.model(form=form, sender=sender, counts_until=until) for _ in range(weight)])
            return True


class SentForm(models.Model):
    """Somebody sent a form, or was sent a letter: which, and a fingerprint of the network or e-mail address."""

    form = models.CharField(max_length=32)
    sender = models.CharField(max_length=64)
    counts_until = models.DateTimeField()

    # What erases each field, and when (checked by tests/test_personal_data.py).
    RETENTION = dict.fromkeys(
        ["id", "form", "sender", "counts_until"],
        "the row is deleted by forget_senders in the hour after it counts, or when its sender sends the form again",
    )

    objects = SentFormQuerySet.as_manager()

    class Meta:
        default_permissions = ()
        indexes = [models.Index(fields=["sender", "form"], name="sentform_by_sender")]

    def __str__(self):
        return f"{self.form} {self.sender[:8]}"
