"""Who comes to a date."""

import unicodedata
from collections import Counter
from datetime import timedelta

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.core.signing import BadSignature, Signer
from django.db import models, transaction
from django.db.models import Sum
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, override
from django.utils.translation import gettext_lazy as _

from content.erasure.traces import forget, telling_words
from content.text import tidy
from directory.phones import shown
from events.dates import letters
from events.dates.models import Event
from events.dates.seats import KEPT_FOR, RegistrationError, SeatStatus

# The private link is the number of the registration with our signature: nothing to store, nothing to leak from a table.
LINK = Signer(sep=".", salt="events.registration")
MOST_SEATS = 5


class RegistrationQuerySet(models.QuerySet):
    def confirmed(self):
        """Places given; who registered twice has one of them."""
        return self.filter(status=Registration.Status.CONFIRMED, twin_of=None)

    def waiting(self):
        """The waiting list, first come, first served."""
        return self.filter(status=Registration.Status.WAITING, twin_of=None).order_by("pk")

    def of_person(self, name, contact):
        """The registration that somebody of this name has with this contact, or None; only one that counts."""
        alike = self.filter(contact__iexact=contact, twin_of=None, status__in=["confirmed", "waiting"]).order_by("pk")
        return next((found for found in alike if folded(found.name_called_by) == folded(name)), None)

    def to_be_told(self):
        """Those whom a change of the date concerns."""
        gone = self.filter(status=Registration.Status.CANCELLED) | self.filter(name_called_by="")
        return self.filter(twin_of=None).exclude(pk__in=gone.values("pk")).order_by("pk")

    def seats(self):
        return self.aggregate(seats=Sum("seats"))["seats"] or 0

    def of_last_hour(self):
        return self.filter(created_at__gte=timezone.now() - timedelta(hours=1))

    def of_link(self, token):
        """The registration that the private link opens. Raises DoesNotExist for a link that is not ours."""
        try:
            return self.get(pk=int(LINK.unsign(token)))
        except (BadSignature, ValueError) as error:
            raise Registration.DoesNotExist from error

    def with_date(self):
        """With what the receipt and letters say of the date."""
        return self.select_related("event__series__organiser", "event__series__place", "event__place")

    def seats_by_status(self, dates):
        """Seats taken and waited for at several dates: {(pk of the date, status): seats}."""
        rows = (
            self.filter(event__in=dates, twin_of=None).order_by().values_list("event", "status").annotate(Sum("seats"))
        )
        return {(event, status): seats for event, status, seats in rows}

    def to_be_called(self, dates):
        """People of these dates to whom somebody must say something on the phone."""
        return self.filter(event__in=dates, call_about__len__gt=0).order_by()

    def due_for_erasure(self):
        """Names and contacts nobody needs any more: 30 days after the date, whatever became of it."""
        return self.filter(event__ends_at__lt=timezone.now() - KEPT_FOR).exclude(name_called_by="")

    def erase(self):
        """Forget the people, in letters that failed too; the seats and what became of them stay as numbers."""
        people = list(self)
        words = {word for person in people for word in telling_words(person)}
        erased = self.model.objects.filter(pk__in=[person.pk for person in people])
        forget(self.model, [person.pk for person in people], words)
        return erased.update(
            name_called_by="",
            channel="",
            contact="",
            language="",
            needs="",
            submission_key=None,
            consent_at=None,
            call_about=[],
        )


def folded(name):
    """A name however it is typed."""
    return tidy(unicodedata.normalize("NFKC", name), in_lines=False).casefold()


def mark_same_contacts(people):
    """Say of each of ``people`` whose contact another one has too: a family, or somebody who came twice."""
    active = [person for person in people if person.name_called_by and person.status != SeatStatus.CANCELLED]
    amounts = Counter(person.contact.casefold() for person in active)
    for person in active:
        person.shares_contact = amounts[person.contact.casefold()] > 1


class Registration(models.Model):
    """A place at one date for somebody to be called by a name; the person is forgotten 30 days after the date."""

    Status = SeatStatus

    class Channel(models.TextChoices):
        EMAIL = "email", _("e-mail")
        PHONE = "phone", _("phone")

    class News(models.TextChoices):
        """What somebody who left a phone number has to be told by a person."""

        PROMOTED = "promoted", _("has a place now")
        CANCELLED = "cancelled", _("the date is cancelled")
        MOVED = "moved", _("another time")
        POSTPONED = "postponed", _("the date is postponed")
        PLACE = "place", _("another place")
        REINSTATED = "reinstated", _("the date takes place after all")

    event = models.ForeignKey(Event, on_delete=models.PROTECT, related_name="registrations", verbose_name=_("date"))
    name_called_by = models.CharField(_("name to be called by"), max_length=80, blank=True)
    channel = models.CharField(_("reached by"), max_length=5, choices=Channel.choices, blank=True)
    contact = models.CharField(_("e-mail or phone"), max_length=254, blank=True)
    language = models.CharField(_("language"), max_length=8, blank=True)
    seats = models.PositiveSmallIntegerField(_("seats"), default=1)
    needs = models.TextField(_("needs"), blank=True)
    status = models.CharField(_("status"), max_length=9, choices=Status.choices)
    call_about = ArrayField(
        models.CharField(max_length=10, choices=News.choices), verbose_name=_("to be called about"), default=list
    )
    # The same person for the same date from a second form: neither told so, which a stranger might learn by it, nor
    # given another seat.
    twin_of = models.ForeignKey(
        "self", on_delete=models.SET_NULL, null=True, related_name="twins", verbose_name=_("the same person as")
    )
    # Known only to the page that sent the form: the same page sent twice makes one registration.
    submission_key = models.UUIDField(_("number of the form"), unique=True, null=True, editable=False)
    created_at = models.DateTimeField(_("registered at"), auto_now_add=True)
    consent_at = models.DateTimeField(_("consent given at"), null=True)

    # What erases each field, and when (checked by tests/test_personal_data.py).
    RETENTION = {
        **dict.fromkeys(
            [
                "name_called_by",
                "channel",
                "contact",
                "language",
                "needs",
                "call_about",
                "submission_key",
                "consent_at",
            ],
            "emptied by erase_old_registrations, 30 days after the date",
        ),
        **dict.fromkeys(
            ["id", "event", "seats", "status", "twin_of", "created_at"], "kept: a count of seats, nobody's name"
        ),
    }

    objects = RegistrationQuerySet.as_manager()

    class Meta:
        # Numbers are given under the lock of the date: they are the order in which people came.
        ordering = ["event", "pk"]
        verbose_name = _("registration")
        verbose_name_plural = _("registrations")
        indexes = [models.Index(fields=["event", "status", "id"], name="registration_queue")]

    def __str__(self):
        return f"{self.event_id}/{self.pk}"

    # --- What is known of it

    @property
    def is_erased(self):
        return not self.name_called_by

    @property
    def is_confirmed(self):
        return self.status == self.Status.CONFIRMED

    @property
    def is_waiting(self):
        return self.status == self.Status.WAITING

    @property
    def can_be_cancelled(self):
        return self.status != self.Status.CANCELLED and not self.event.has_begun

    @property
    def room(self):
        """The address on the internet, as far as this person may know it; one told to nobody else asks for a place."""
        if self.event.series.is_room_private and not (self.is_confirmed and self.event.takes_place):
            return ""
        return self.event.url_or_usual

    @property
    def needs_call(self):
        return bool(self.call_about)

    @property
    def call_about_display(self):
        return [str(self.News(news).label) for news in self.call_about]

    @property
    def language_display(self):
        return dict(settings.LANGUAGES).get(self.language, self.language)

    @property
    def contact_display(self):
        return shown(self.contact) if self.channel == self.Channel.PHONE else self.contact

    @property
    def contact_href(self):
        return f"tel:{self.contact}" if self.channel == self.Channel.PHONE else f"mailto:{self.contact}"

    def private_path(self, language=None):
        """The address of the receipt, known only to the person and to who reads his or her letters."""
        with override(language or get_language()):
            return reverse("events:registration", args=[LINK.sign(self.pk)])

    # --- Changes; each under the lock of the date

    def cancel(self):
        """Give the seats back, tell the person, and give them to those who wait. Returns False if nothing changed."""
        with transaction.atomic():
            current = self._locked()
            if not current.can_be_cancelled:
                return False
            current.status, current.call_about = self.Status.CANCELLED, []
            current.save(update_fields=["status", "call_about"])
            current.twins.update(status=self.Status.CANCELLED, call_about=[])
            letters.tell_cancelled(current)
            current.event.fill_free_seats()
        return True

    cancel.alters_data = True

    def promote(self):
        """Give a place out of order, if there is one. Raises RegistrationError when there is not."""
        with transaction.atomic():
            current = self._locked()
            if not current.is_waiting:
                return
            if reason := current.event.reason_against_coming():
                raise RegistrationError(reason)
            left = current.event.seats_left()
            if left is not None and current.seats > left:
                raise RegistrationError(current.event.says_full(left))
            current.give_place()

    promote.alters_data = True

    def give_place(self):
        """Write down that somebody who waited has a place now, and tell. Only under the lock of the date."""
        self.status, self.twin_of = self.Status.CONFIRMED, None
        self.save(update_fields=["status", "twin_of"])
        self.twins.filter(status=self.Status.WAITING).update(status=self.Status.CONFIRMED)
        letters.tell_promoted(self)

    give_place.alters_data = True

    def note_call(self, news):
        """Put the person on the list of those whom staff must call."""
        if news not in self.call_about:
            self.call_about = [*self.call_about, str(news)]
            self.save(update_fields=["call_about"])

    note_call.alters_data = True

    def note_called(self):
        self.call_about = []
        self.save(update_fields=["call_about"])

    note_called.alters_data = True

    def _locked(self):
        """This registration as it is now, with the row of its date locked."""
        return self.event.locked().registrations.get(pk=self.pk)
