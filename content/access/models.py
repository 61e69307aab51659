"""How many forms one sender has sent: a row for each, for as long as a limit counts it."""

from datetime import timedelta

from django.db import connection, models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class SentFormManager(models.Manager):
    def take(self, form, sender, amount, duration):
        """Count one use of ``form`` by ``sender`` (a fingerprint) unless ``amount`` lie within the last ``duration``.

        Returns whether it was counted. Exact also when one sender sends from everywhere at once.
        """
        with transaction.atomic(), connection.cursor() as cursor:
            # One sender at a time: who waits here counts what the other has written.
            cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"{form} {sender}"])
            own = self.filter(form=form, sender=sender)
            own.filter(sent_at__lte=timezone.now() - duration).delete()
            if own.count() >= amount:
                return False
            self.create(form=form, sender=sender)
            return True

    def due_for_erasure(self):
        """No limit counts longer than a day."""
        return self.filter(sent_at__lte=timezone.now() - timedelta(days=1))


class SentForm(models.Model):
    """One form that somebody sent. It says neither what nor who: ``sender`` is a keyed fingerprint of the address."""

    RETENTION = dict.fromkeys(["id", "form", "sender", "sent_at"], "erased the night after")

    form = models.CharField(_("form"), max_length=30)
    sender = models.CharField(_("sender"), max_length=64)
    sent_at = models.DateTimeField(_("sent at"), default=timezone.now)

    objects = SentFormManager()

    class Meta:
        verbose_name = _("sent form")
        verbose_name_plural = _("sent forms")
        indexes = [models.Index(fields=["form", "sender", "sent_at"], name="sentform_of_sender")]

    def __str__(self):
        return f"{self.form} {self.sent_at:%Y-%m-%d %H:%M}"
