"""What no series of events may be, whoever writes it; each with its sentence."""

from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from content.constraints import Check

SERIES = [
    Check(
        condition=Q(minimum_age__isnull=True) | Q(maximum_age__isnull=True) | Q(maximum_age__gte=F("minimum_age")),
        name="eventseries_ages_in_order",
        says=_("“Age to” must not be less than “age from”."),
        beside="maximum_age",
    ),
    Check(
        condition=Q(is_accessible_for_free=False) | Q(price__isnull=True) | Q(price=0),
        name="eventseries_free_has_no_price",
        says=_("A free event has no price. Empty the price, or untick “free”."),
        beside="price",
    ),
    Check(
        condition=Q(interval__gte=1) & Q(lasts_days__gte=1),
        name="eventseries_counts_from_one",
        says=_("An event lasts at least one day, and is repeated at most every week or month."),
    ),
    Check(
        condition=Q(weekdays__contained_by=list(range(7))),
        name="eventseries_weekdays_of_a_week",
        says=_("Choose days of the week."),
        beside="weekdays",
    ),
    Check(
        condition=Q(repeats_until__isnull=True) | Q(first_date__isnull=True) | Q(repeats_until__gte=F("first_date")),
        name="eventseries_repeats_after_first",
        says=_("The last date cannot come before the first."),
        beside="repeats_until",
    ),
    Check(
        condition=Q(is_date_to_be_announced=False) | Q(first_date__isnull=True),
        name="eventseries_unknown_date_is_none",
        says=_("Either the date is to be announced, or there is a first date: not both."),
        beside="first_date",
    ),
    Check(
        condition=Q(start_time__isnull=True)
        | Q(end_time__isnull=True)
        | Q(lasts_days__gt=1)
        | Q(end_time__gt=F("start_time")),
        name="eventseries_ends_after_start",
        says=_("The end must be after the start."),
        beside="end_time",
    ),
    Check(
        condition=Q(registration_opens_at__isnull=True)
        | Q(registration_closes_at__isnull=True)
        | Q(registration_closes_at__gt=F("registration_opens_at")),
        name="eventseries_registration_in_order",
        says=_("Registration cannot close before it opens."),
        beside="registration_closes_at",
    ),
]
