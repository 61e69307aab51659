"""Who comes to a date."""

from collections import Counter

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models, transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, override
from django.utils.translation import gettext_lazy as _

from content.access.rate_limit import may_write_to
from directory.phones import shown
from events.dates import letters
from events.dates.models import Event
from events.dates.seats import RegistrationError, SeatStatus
from events.registration.querysets import LINK, PROOF_LINK, RegistrationQuerySet

MOST_SEATS = 5


def mark_same_contacts(people):
    """Say of each of ``people`` whose contact another one has too: a family, or somebody who came twice."""
    gone = {SeatStatus.CANCELLED, SeatStatus.LAPSED}
    active = [person for person in people if person.name_called_by and person.status not in gone]
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

        CONFIRM = "confirm", _("confirm the registration")
        PROMOTED = "promoted", _("has a place now")
        CANCELLED = "cancelled", _("the date is cancelled")
        MOVED = "moved", _("another time")
        POSTPONED = "postponed", _("the date is postponed")
        PLACE = "place", _("another place")
        REINSTATED = "reinstated", _("the date takes place after all")
        REMINDER = "reminder", _("it is tomorrow")

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
    contact_confirmed_at = models.DateTimeField(_("contact confirmed at"), null=True)
    reminded_at = models.DateTimeField(_("reminded at"), null=True)
    asked_to_confirm_at = models.DateTimeField(_("asked to confirm at"), null=True)
    # A seat is kept so long for a contact that nobody has confirmed.
    held_until = models.DateTimeField(_("kept until"), null=True)

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
                "contact_confirmed_at",
                "asked_to_confirm_at",
                "reminded_at",
                "held_until",
            ],
            "emptied by erase_old_registrations, 30 days after the date, or 4 days after nobody confirmed it",
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
    def is_lapsed(self):
        return self.status == self.Status.LAPSED

    @property
    def is_off(self):
        """Nothing is kept for it any more; one can register again."""
        return self.status in {self.Status.CANCELLED, self.Status.LAPSED}

    @property
    def is_email(self):
        return self.channel == self.Channel.EMAIL

    @property
    def needs_confirmation(self):
        """Nobody has confirmed the contact, and there is something to confirm."""
        return not (self.contact_confirmed_at or self.is_erased) and self.status != self.Status.CANCELLED

    @property
    def can_be_confirmed(self):
        return self.needs_confirmation and not self.event.reason_against_coming()

    @property
    def can_be_cancelled(self):
        return not self.is_off and not self.event.has_begun

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
    def status_display(self):
        """The status, and that nobody has confirmed it."""
        status = self.get_status_display()
        if not self.needs_confirmation or self.is_lapsed:
            return status
        return _("%(status)s, not confirmed yet") % {"status": status}

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

    def proof_path(self):
        """The address in the letter that asks to confirm, in the language of the letter."""
        with override(self.language):
            return reverse("events:confirm_registration", args=[PROOF_LINK.sign(self.pk)])

    # --- Changes; each under the lock of the date

    def tell_or_ask(self):
        """The receipt for a confirmed contact; else ask to confirm: by letter, or by a call of staff."""
        if self.contact_confirmed_at:
            letters.tell_registered(self)
        elif self.is_email:
            # A mailbox gets a few such letters a day over all forms: nobody is flooded through ours.
            if may_write_to(self.contact):
                letters.ask_to_confirm(self)
                self.asked_to_confirm_at = timezone.now()
                self.save(update_fields=["asked_to_confirm_at"])
        else:
            self.note_call(self.News.CONFIRM)

    tell_or_ask.alters_data = True

    def confirm_contact(self):
        """The person was reached by the contact: the seat counts from now on. Returns False if nothing changed.

        Who had no seat, or lost it because the time was over, gets one if there is one, else a place in the line.
        """
        with transaction.atomic():
            current = self._locked()
            if not current.can_be_confirmed:
                return False
            date = current.event
            date.let_lapse()
            # Of two forms of one person the first holds the seat; the contact is the same, so both are confirmed.
            first = current.twin_of or current
            first.event = date
            first.refresh_from_db(fields=["status"])
            if not first.is_confirmed:
                first.status = first._status_after_proof()
            proof = {"status": first.status, "contact_confirmed_at": timezone.now(), "call_about": []}
            date.registrations.filter(pk=first.pk).update(**proof)
            first.twins.exclude(status=self.Status.CANCELLED).update(**proof)
            current.refresh_from_db(fields=list(proof))
            if not current.is_lapsed:
                letters.tell_registered(current)
            date.fill_free_seats()
        return True

    confirm_contact.alters_data = True

    def _status_after_proof(self):
        try:
            return self.event.status_for(self.seats)
        except RegistrationError:
            # Full, and without a waiting list.
            return self.Status.LAPSED

    def cancel(self):
        """Give the seats back, tell the person, and give them to those who wait. Returns False if nothing changed."""
        with transaction.atomic():
            current = self._locked()
            if not current.can_be_cancelled:
                return False
            current.status, current.call_about = self.Status.CANCELLED, []
            current.save(update_fields=["status", "call_about"])
            current.twins.update(status=self.Status.CANCELLED, call_about=[])
            if current.contact_confirmed_at:
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
            # Staff vouch for whom they give a place.
            current.contact_confirmed_at = current.contact_confirmed_at or timezone.now()
            current.save(update_fields=["contact_confirmed_at"])
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
        """Staff talked to the person, which confirms the number too."""
        self.call_about = []
        self.save(update_fields=["call_about"])
        self.confirm_contact()

    note_called.alters_data = True

    def _locked(self):
        """This registration as it is now, with the row of its date locked."""
        return self.event.locked().registrations.get(pk=self.pk)
