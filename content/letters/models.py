"""What became of letters: those that did not arrive, and those that readers do not want."""

from datetime import timedelta
from email.utils import parseaddr

from django.db import models
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

# So long the address of a letter that did not arrive stays marked.
KEPT_FOR = timedelta(days=90)


def plain_address(address):
    """The address alone, in lower case: "Ona <Ona@Example.lt>" is ona@example.lt."""
    return parseaddr(address)[1].strip().lower()


def addresses_in(record):
    """The mailboxes that stand in the fields of a record."""
    values = (getattr(record, field.attname) for field in record._meta.concrete_fields)
    return {plain_address(value) for value in values if isinstance(value, str) and "@" in value and len(value) < 300}


class UndeliveredLetterQuerySet(models.QuerySet):
    def waiting(self):
        """Those that nobody of the staff has looked at."""
        return self.filter(handled_at__isnull=True)

    def note(self, address, subject, about, code, answer):
        """Write down that a letter was given up; ``about`` is [kind, key] of the record it belongs to, or None."""
        kind, key = about or ("", None)
        return self.create(
            address=plain_address(address)[:254],
            subject=subject[:200],
            record_type=kind,
            record_id=key,
            code=code,
            answer=answer.replace("\0", "")[:300],
        )

    def refused(self):
        """Those that the other server refused for good, not long ago."""
        return self.filter(code__gte=500, created_at__gte=timezone.now() - KEPT_FOR)

    def marked(self, addresses):
        """Those of the addresses that a letter was refused for good at: nobody should count on them."""
        wanted = {plain_address(address) for address in addresses if "@" in address}
        return set(self.refused().filter(address__in=wanted).values_list("address", flat=True))

    def dead(self, addresses):
        """Marked ones that nobody of the staff has ticked off: what goes by itself takes another way meanwhile."""
        return self.waiting().marked(addresses)

    def refused_for(self, record):
        """The newest refused letter of each address that a record names, or that it was written about."""
        named = models.Q(address__in=addresses_in(record))
        if isinstance(record.pk, int):
            named |= models.Q(record_type=record._meta.label_lower, record_id=record.pk)
        found = self.refused().filter(named)
        return found.order_by("address", "-created_at").distinct("address")

    def due_for_erasure(self):
        return self.filter(created_at__lt=timezone.now() - KEPT_FOR)


class UndeliveredLetter(models.Model):
    """A letter that the other server refused for good, or that could not be sent for two days; not its text."""

    address = models.CharField(_("e-mail"), max_length=254)
    subject = models.CharField(_("subject of the letter"), max_length=200)
    # The record that the letter was about, as "events.registration" and its key.
    record_type = models.CharField(_("kind of record"), max_length=60, blank=True)
    record_id = models.BigIntegerField(null=True, blank=True)
    code = models.PositiveSmallIntegerField(_("number of the answer"), help_text=_("0: the server did not answer."))
    answer = models.CharField(_("what the mail server said"), max_length=300, blank=True)
    created_at = models.DateTimeField(_("given up at"), auto_now_add=True)
    handled_at = models.DateTimeField(_("handled at"), null=True, blank=True)

    # What erases each field, and when (checked by tests/test_personal_data.py).
    RETENTION = dict.fromkeys(
        ["id", "address", "subject", "record_type", "record_id", "code", "answer", "created_at", "handled_at"],
        "the row is deleted by forget_letters, 90 days after the letter was given up",
    )

    objects = UndeliveredLetterQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-pk"]
        verbose_name = _("letter that did not arrive")
        verbose_name_plural = _("letters that did not arrive")
        indexes = [models.Index(fields=["address"], name="undelivered_by_address")]

    def __str__(self):
        return self.subject

    @property
    def admin_path(self):
        """Where staff see the record that the letter was about, or "" where there is none."""
        if not self.record_type:
            return ""
        try:
            return reverse(f"admin:{self.record_type.replace('.', '_')}_change", args=[self.record_id])
        except NoReverseMatch:
            return ""


class StoppedLettersQuerySet(models.QuerySet):
    def wanted_by(self, addresses, kind):
        """Those of the addresses that did not stop letters of the kind."""
        marks = {address: mark_of(address) for address in addresses}
        stopped = set(self.filter(kind=kind, mark__in=marks.values()).values_list("mark", flat=True))
        return [address for address in addresses if marks[address] not in stopped]


def mark_of(address):
    """A fingerprint of the address: enough to know it again."""
    return salted_hmac("content.stopped_letters", plain_address(address), algorithm="sha256").hexdigest()


class StoppedLetters(models.Model):
    """Somebody does not want letters of one kind; who, is known by a fingerprint of the address only."""

    kind = models.CharField(max_length=32)
    mark = models.CharField(max_length=64)
    created_at = models.DateTimeField(auto_now_add=True)

    # What erases each field, and when (checked by tests/test_personal_data.py).
    RETENTION = dict.fromkeys(
        ["id", "kind", "mark", "created_at"],
        "the row is deleted when the reader asks for the letters again; it holds a fingerprint, no address",
    )

    objects = StoppedLettersQuerySet.as_manager()

    class Meta:
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["kind", "mark"], name="stopped_once")]

    def __str__(self):
        return self.kind
