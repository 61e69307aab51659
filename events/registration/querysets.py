"""What lists, letters and staff ask of the people of a date."""

import unicodedata
from datetime import timedelta

from django.core.signing import BadSignature, Signer
from django.db import models
from django.db.models import Q, Sum
from django.utils import timezone

from content.erasure.traces import forget, telling_words
from content.text import tidy
from events.dates.models import Event
from events.dates.seats import KEPT_FOR, SeatStatus

# The private link is the number of the registration with our signature: nothing to store, nothing to leak from a table.
LINK = Signer(sep=".", salt="events.registration")
# The link that confirms stands in the letter only: who has it reads the mailbox.
PROOF_LINK = Signer(sep=".", salt="events.registration.confirm")
# Whoever did not confirm in time can still do so as long as this; then he or she is forgotten.
LAPSED_KEPT_FOR = timedelta(days=4)
# More seats than this share of a date, kept for people nobody has heard of: staff should look.
HOARDED_SHARE, HOARDED_LEAST = 0.4, 4


class RegistrationQuerySet(models.QuerySet):
    def confirmed(self):
        """Places given; who registered twice has one of them."""
        return self.filter(status=SeatStatus.CONFIRMED, twin_of=None)

    def waiting(self):
        """The waiting list, first come, first served."""
        return self.filter(status=SeatStatus.WAITING, twin_of=None).order_by("pk")

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
        states = (SeatStatus.CONFIRMED, SeatStatus.WAITING)
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
        gone = (SeatStatus.CANCELLED, SeatStatus.LAPSED)
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
            raise self.model.DoesNotExist from error

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
        lapsed = Q(status=SeatStatus.LAPSED, held_until__lt=timezone.now() - LAPSED_KEPT_FOR)
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
