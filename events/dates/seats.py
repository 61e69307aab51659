"""What a date and its series say about registering: who may, how many seats there are, who comes next.

Seats are counted under a lock on the row of the date, so the last one is never given twice.
"""

from datetime import timedelta

from django.core.exceptions import ValidationError
from django.db import connection, models, transaction
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from directory.models import ways_to_reach

# From all readers together for one date: far above what people send. Whoever comes after these is registered too, but
# has no seat before the contact is confirmed.
MOST_AN_HOUR = 500
# A seat is kept so long for a contact that is not confirmed: by one tap in the letter, or by staff on the phone.
KEPT_UNCONFIRMED = {"email": timedelta(hours=2), "phone": timedelta(days=3)}
# Instead of the limits of the process (portal/serving/roles.py), to the end of the transaction.
TAKE_TURNS = "SET LOCAL lock_timeout = '25s'; SET LOCAL statement_timeout = '30s'"
# Names and contacts are erased so long after the date.
KEPT_FOR = timedelta(days=30)


class SeatStatus(models.TextChoices):
    CONFIRMED = "confirmed", gettext_lazy("has a place")
    WAITING = "waiting", gettext_lazy("on the waiting list")
    CANCELLED = "cancelled", gettext_lazy("cancelled")
    LAPSED = "lapsed", gettext_lazy("not confirmed in time")


class RegistrationError(ValidationError):
    """Somebody cannot have what he or she asked for; the message says why, in the reader's language."""


class TakesRegistrationsForDates:
    """Mixed into EventSeries: the form on its page leads to those dates that can still be registered for."""

    @property
    def has_registration_form(self):
        return self.registration_mode == self.Registration.FORM

    @cached_property
    def dates_to_register_for(self):
        """The dates for which the form is open now, soonest first; their seats may all be taken."""
        dates = [date for date in self.occurrences.all() if not date.reason_against_registering(series=self)]
        return sorted(dates, key=lambda date: date.starts_at)

    @cached_property
    def ways_to_reach(self):
        """Whom to ask: the event's own contacts, else the organiser's."""
        return ways_to_reach(self.contacts.all(), self.organiser)

    @property
    def registration_opens_later(self):
        return bool(self.registration_opens_at and self.registration_opens_at > timezone.now())


class TakesRegistrations:
    """Mixed into Event."""

    @property
    def capacity(self):
        """How many people there is room for; None: no limit."""
        own = self.maximum_attendee_capacity
        return self.series.maximum_attendee_capacity if own is None else own

    def locked(self):
        """This date as it is in the database now, its row locked until the transaction ends.

        Many at once take turns, and the last of two hundred waits longer than a page may for anything else.
        """
        with connection.cursor() as cursor:
            cursor.execute(TAKE_TURNS)
        return type(self).objects.select_for_update().get(pk=self.pk)

    @property
    def has_begun(self):
        return self.starts_at <= timezone.now()

    def reason_against_coming(self):
        """Why there is nothing to come to, as a sentence, or ""."""
        if self.status == self.Status.CANCELLED:
            return _("This date is cancelled.")
        if self.status == self.Status.POSTPONED:
            return _("This date is postponed. A new one is not known yet.")
        if self.has_begun:
            return _("This date has begun already or is over.")
        return ""

    def reason_against_registering(self, series=None):
        """Why the form is not open for this date, as a sentence, or "". Seats are another question."""
        series = series or self.series
        if not (series.has_registration_form and series.is_published):
            return _("This event takes no registrations here.")
        if reason := self.reason_against_coming():
            return reason
        if series.registration_opens_later:
            return _("Registration has not opened yet.")
        if series.registration_closes_at and series.registration_closes_at <= timezone.now():
            return _("Registration for this event has ended.")
        return ""

    def seats_left(self):
        """Free seats, never below 0; None: no limit. Exact only under the lock."""
        return None if self.capacity is None else max(0, self.capacity - self.registrations.confirmed().seats())

    def register(self, *, submission_key=None, by_staff=False, holds_seat=True, **details):
        """Keep a place, or one in the waiting list, and ask the person to confirm. Returns the registration.

        A contact that nobody confirmed keeps its seat for a while only, and none at all without ``holds_seat``. A form
        sent twice (the same ``submission_key``) gives the registration it made. Raises RegistrationError when the date
        takes none now; staff register people who phone whether the form is open or not: their word confirms.
        """
        with transaction.atomic():
            date = self.locked()
            if submission_key and (known := date.registrations.filter(submission_key=submission_key).first()):
                return known
            if reason := date.reason_against_coming() if by_staff else date.reason_against_registering():
                raise RegistrationError(reason)
            date.let_lapse()
            twin = date.twin_of(by_staff=by_staff, **details)
            status = twin.status if twin else date.status_for(details["seats"])
            now, proof = timezone.now(), {}
            if by_staff:
                proof = {"contact_confirmed_at": now}
            else:
                proof = {"held_until": min(now + KEPT_UNCONFIRMED[details["channel"]], date.starts_at)}
                if not (twin or (holds_seat and date.registrations.of_last_hour().count() < MOST_AN_HOUR)):
                    status = SeatStatus.WAITING
            registration = date.registrations.create(
                submission_key=submission_key, status=status, twin_of=twin, consent_at=now, **proof, **details
            )
            registration.event = date
            registration.tell_or_ask()
            return registration

    register.alters_data = True

    def let_lapse(self):
        """Take the seats back from those who did not confirm in time. Only under the lock; returns how many lapsed."""
        return self.registrations.due_to_lapse().update(status=SeatStatus.LAPSED)

    let_lapse.alters_data = True

    def twin_of(self, *, by_staff, name_called_by, contact, seats, **_details):
        """The registration of the same person for this date, or None. Staff are told of it: RegistrationError."""
        twin = self.registrations.of_person(name_called_by, contact)
        if twin and by_staff:
            raise RegistrationError(
                _(
                    "Somebody of this name is registered for this date with this contact already. To register "
                    "another person, write another name."
                )
            )
        # Who asks for more seats than before needs them.
        return twin if twin and seats <= twin.seats else None

    def status_for(self, seats):
        """A place if there is room and nobody waits, else the waiting list: a small party does not overtake."""
        left = self.seats_left()
        if left is None or (seats <= left and not self.registrations.in_line().exists()):
            return SeatStatus.CONFIRMED
        if seats > self.capacity:
            text = ngettext(
                "This event has %(count)d seat in all.", "This event has %(count)d seats in all.", self.capacity
            )
            raise RegistrationError(text % {"count": self.capacity})
        if not self.series.has_waiting_list:
            raise RegistrationError(self.says_full(left))
        return SeatStatus.WAITING

    @staticmethod
    def says_full(left):
        if not left:
            return _("All seats for this date are taken.")
        text = ngettext("Only %(count)d seat is left.", "Only %(count)d seats are left.", left)
        return text % {"count": left}

    def fill_free_seats(self):
        """Give free seats to those who wait, strictly in order, and tell them. Returns the registrations promoted.

        A party that is bigger than what is left waits as a whole, and everybody behind it too.
        """
        with transaction.atomic():
            date = self.locked()
            if date.reason_against_coming():
                return []
            date.let_lapse()
            left, promoted = date.seats_left(), []
            for registration in date.registrations.in_line():
                if left is not None:
                    left -= registration.seats
                    if left < 0:
                        break
                registration.give_place()
                promoted.append(registration)
            return promoted

    fill_free_seats.alters_data = True
