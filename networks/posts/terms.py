"""People, and their terms in posts: who held a post when."""

from datetime import timedelta

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import F, Q
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from content.constraints import Check
from content.erasure.traces import forget


class Person(models.Model):
    """Somebody who fills a post: the name and no more (data minimisation)."""

    given_name = models.CharField(_("first name"), max_length=80)
    family_name = models.CharField(_("surname"), max_length=80)
    honorific = models.CharField(_("title"), max_length=20, blank=True)

    # What erases each field, and when (checked by tests/test_personal_data.py).
    RETENTION = dict.fromkeys(
        ["id", "given_name", "family_name", "honorific"],
        "published contact of an office; deleted by staff when the last term is no longer needed for the funder",
    )

    class Meta:
        ordering = ["family_name", "given_name"]
        verbose_name = _("person")
        verbose_name_plural = _("people")

    def __str__(self):
        return " ".join(part for part in [self.honorific, self.given_name, self.family_name] if part)

    def delete(self, *args, **kwargs):
        """With the terms, and with what old versions, the log and the queue still say of the person.

        Contacts that the posts no longer have were the person's: their old versions go too.
        """
        with transaction.atomic():
            terms = list(self.tenures.select_related("post"))
            term_keys = [term.pk for term in terms]
            words = {f"{self.given_name} {self.family_name}", str(self)}
            key, found = self.pk, super().delete(*args, **kwargs)
            for post in {term.post for term in terms}:
                versions = post.contacts.model.history.filter(post_id=post.pk)
                versions.exclude(id__in=post.contacts.values("pk")).delete()
            forget(Tenure, term_keys, set())
            forget(Person, [key], words)
        return found

    delete.alters_data = True

    @property
    def has_left(self):
        """No term of this person lasts or is still to come: the name may be deleted, and its terms with it."""
        return not self.tenures.unfinished().exists()


class TenureQuerySet(models.QuerySet):
    def current(self):
        today = timezone.localdate()
        return self.overlapping(today, today)

    def overlapping(self, start, end):
        """Terms that share a day with the time from ``start`` to ``end``; None: no first or no last day."""
        begun = Q() if end is None else Q(start_date__isnull=True) | Q(start_date__lte=end)
        not_over = Q() if start is None else Q(end_date__isnull=True) | Q(end_date__gte=start)
        return self.filter(begun, not_over)

    def to_come(self):
        return self.filter(start_date__gt=timezone.localdate()).select_related("person")

    def unfinished(self):
        """Terms that are not over yet, those to come included."""
        return self.overlapping(timezone.localdate(), None)


class Tenure(models.Model):
    """A person in a post from one day to another; history is kept by ending a row, never by overwriting it."""

    post = models.ForeignKey("networks.Post", on_delete=models.CASCADE, related_name="tenures", verbose_name=_("post"))
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="tenures", verbose_name=_("person"))
    start_date = models.DateField(_("from"), null=True, blank=True)
    end_date = models.DateField(_("to"), null=True, blank=True)

    # What erases each field, and when (checked by tests/test_personal_data.py).
    RETENTION = dict.fromkeys(
        ["id", "post", "person", "start_date", "end_date"], "deleted with the person; the history of who held a post"
    )

    objects = TenureQuerySet.as_manager()

    class Meta:
        ordering = ["-start_date", "pk"]
        verbose_name = _("term in a post")
        verbose_name_plural = _("terms in a post")
        constraints = [
            Check(
                condition=Q(end_date__isnull=True) | Q(start_date__isnull=True) | Q(end_date__gte=F("start_date")),
                name="tenure_ends_after_start",
                says=_("The term ends before it begins."),
                beside="end_date",
            )
        ]

    def __str__(self):
        return f"{self.person} ({self.start_date or '…'}–{self.end_date or '…'})"

    def clean(self):
        """Keep the history: who was in the post stays, and nobody is in it twice at the same time."""
        if self.start_date and self.end_date and self.end_date < self.start_date:
            raise ValidationError({"end_date": _("The term ends before it begins.")})
        before = Tenure.objects.filter(pk=self.pk).first() if self.pk else None
        if before and before.has_begun and before.person_id != self.person_id:
            raise ValidationError({"person": _("This term has begun: its person stays. Begin a new term instead.")})
        same = Tenure.objects.filter(post=self.post_id, person=self.person_id).exclude(pk=self.pk)
        if same.overlapping(self.start_date, self.end_date).exists():
            raise ValidationError(_("This person is already in this post at that time."))

    @property
    def has_begun(self):
        return self.start_date is None or self.start_date <= timezone.localdate()

    @property
    def is_over(self):
        return self.end_date is not None and self.end_date < timezone.localdate()

    def make_room(self, on):
        """End the day before ``on``, for another person. Raises ValidationError when it is too late or too early."""
        if self.is_over or (self.start_date is not None and self.start_date >= on):
            raise ValidationError(
                _("%(person)s is in this post from %(start)s to %(end)s. Choose a later day.")
                % {"person": self.person, "start": _day(self.start_date), "end": _day(self.end_date)}
            )
        self.end_date = on - timedelta(days=1)
        self.save(update_fields=["end_date"])

    make_room.alters_data = True


def _day(date):
    return date_format(date, "SHORT_DATE_FORMAT") if date else "…"
