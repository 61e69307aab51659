"""Who comes to a date."""

import unicodedata
from collections import Counter
from datetime import timedelta

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.core.signing import BadSignature, Signer
from django.db import models, transaction
from django.db.models import Q, Sum
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, override
from django.utils.translation import gettext_lazy as _

from content.access.rate_limit import may_write_to
from content.erasure.traces import forget, telling_words
from content.text import tidy
from directory.phones import shown
from events.dates import letters
from events.dates.models import Event
from events.dates.seats import KEPT_FOR, RegistrationError, SeatStatus

# The private link is the number of the registration with our signature: nothing to store, nothing to leak from a table.
LINK = Signer(sep=".", salt="events.registration")
# The link that confirms stands in the letter only: who has it reads the mailbox.
PROOF_LINK = Signer(sep=".", salt="events.registration.confirm")
# Whoever did not confirm in time can still do so as long as this; then he or she is forgotten.
LAPSED_KEPT_FOR = timedelta(days=4)
# More seats than this share of a date, kept for people nobody has heard of: staff should look.
HOARDED_SHARE, HOARDED_LEAST = 0.4, 4
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

    def to_be_reminded(self):
        """Places for tomorrow whose people were not reminded, and did not register today: they know."""
        tomorrow = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)
        dates = Event.objects.published().taking_place()
        dates = dates.filter(starts_at__gte=tomorrow, starts_at__lt=tomorrow + timedelta(days=1))
        people = self.confirmed().filter(event__in=dates, contact_confirmed_at__isnull=False, reminded_at=None)
        return people.filter(created_at__lt=tomorrow - timedelta(days=1)).exclude(name_called_by="")

    def in_line(self):
        """Those of the waiting list who can get a seat: a contact counts once it is confirmed."""
        return self.waiting().filter(contact_confirmed_at__isnull=False)

    def due_to_lapse(self):
        """Seats and places in the line whose contacts nobody has confirmed in time."""
        states = (Registration.Status.CONFIRMED, Registration.Status.WAITING)
        return self.filter(contact_confirmed_at__isnull=True, held_until__lte=timezone.now(), status__in=states)

    def unconfirmed_seats(self):
        """Seats kept for contacts that nobody has confirmed, by date: {pk of the date: seats}."""
        kept = self.confirmed().filter(contact_confirmed_at__isnull=True).order_by()
        return dict(kept.values_list("event").annotate(Sum("seats")))

    def hoarded(self):
        """The dates ahead with many seats kept for people nobody has heard of: somebody may be taking them away."""
        seats = self.filter(event__starts_at__gt=timezone.now()).unconfirmed_seats()
        dates = Event.objects.filter(pk__in=seats).select_related("series")
        return [date for date in dates if seats[date.pk] >= max(HOARDED_LEAST, (date.capacity or 50) * HOARDED_SHARE)]

    def to_be_told(self):
        """Those whom a change of the date concerns."""
        gone = (Registration.Status.CANCELLED, Registration.Status.LAPSED)
        return self.filter(twin_of=None).exclude(status__in=gone).exclude(name_called_by="").order_by("pk")

    def seats(self):
        return self.aggregate(seats=Sum("seats"))["seats"] or 0

    def of_last_hour(self):
        return self.filter(created_at__gte=timezone.now() - timedelta(hours=1))

    def of_link(self, token, link=LINK):
        """The registration that the private link opens. Raises DoesNotExist for a link that is not ours."""
        try:
            return self.get(pk=int(link.unsign(token)))
        except (BadSignature, ValueError) as error:
            raise Registration.DoesNotExist from error

    def with_date(self):
        """With what the receipt and letters say of the date."""
        return self.select_related("event__series__organiser", "event__series__place", "event__place")

    def seats_by_status(self, dates):
        """Seats taken and waited for at several dates: {(pk of the date, status): seats}.

        Who did not confirm has no place in the line, and after the time no seat either.
        """
        late = Q(contact_confirmed_at__isnull=True) & (Q(status="waiting") | Q(held_until__lte=timezone.now()))
        counted = self.filter(event__in=dates, twin_of=None).exclude(late)
        rows = counted.order_by().values_list("event", "status").annotate(Sum("seats"))
        return {(event, status): seats for event, status, seats in rows}

    def to_be_called(self, dates):
        """People of these dates to whom somebody must say something on the phone."""
        return self.filter(event__in=dates, call_about__len__gt=0).order_by()

    def due_for_erasure(self):
        """Names and contacts nobody needs any more: 30 days after the date, or days after nobody confirmed."""
        lapsed = Q(status=Registration.Status.LAPSED, held_until__lt=timezone.now() - LAPSED_KEPT_FOR)
        return self.filter(Q(event__ends_at__lt=timezone.now() - KEPT_FOR) | lapsed).exclude(name_called_by="")

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
            contact_confirmed_at=None,
            asked_to_confirm_at=None,
            reminded_at=None,
            held_until=None,
            call_about=[],
        )


def folded(name):
    """A name however it is typed."""
    return tidy(unicodedata.normalize("NFKC", name), in_lines=False).casefold()


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
