"""What is passed on of a service."""

from itertools import groupby

from django.utils.formats import date_format, time_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from content.sharing.facts import Where, facts_of, joined, labelled
from content.wording import WEEKDAYS, money
from directory.sharing import contact_facts, name_if_public, place_facts
from services.models import HoursMode
from services.opening.models import MIDNIGHT


def service_facts(service):
    locations = list(service.locations.all())
    return facts_of(
        service,
        states=states(service),
        by=name_if_public(service.provider),
        when=() if service.has_ended else week_of(locations),
        where=tuple(place_facts(location.place) for location in locations) or area(service),
        price=price(service),
        contacts=contact_facts(service.ways_to_reach),
        details=tuple(detail for detail in details(service) if detail),
        request=_("I need this service."),
    )


def states(service):
    told = service.state_in_words
    successor = name_if_public(service.successor) if service.has_ended else ""
    return tuple(line for line in (told, labelled(_("Go on to:"), successor) if successor else "") if line)


def area(service):
    if service.is_nationwide:
        return (Where(_("In all of Lithuania")),)
    names = [municipality.text("name") for municipality in service.area_served.all()]
    return (Where(joined(names, ", ")),) if names else ()


def price(service):
    free = [_("Free of charge")] if service.is_free else []
    fees = [text for text in [service.text("fees_description")] if text]
    costs = [joined([cost.text("name"), money(cost.amount)], ": ") for cost in service.costs.all()]
    return (*free, *fees, *costs)


def details(service):
    for grant in service.grants.all():
        windows = ", ".join(str(window.in_words) for window in grant.windows.all())
        yield joined([grant.text("name"), _("up to"), money(grant.amount_max), windows], " ").strip()
    eligibility = service.text("eligibility_description") or ", ".join(service.for_legal_statuses)
    yield labelled(_("Who can use it"), eligibility)
    yield labelled(_("How to apply"), service.text("application_process"))
    documents = joined([document.text("name") for document in service.required_documents.all()], ", ")
    yield labelled(_("Documents to bring"), documents)
    yield labelled(_("Languages spoken"), ", ".join(service.spoken))


# --- Hours in short ---------------------------------------------------------------------------------------------------


def week_of(locations):
    return tuple(line for location in locations for line in hours(location, is_only=len(locations) == 1))


def hours(location, is_only):
    """The week on one line, days of the same hours together; then the days on which something else holds."""
    rows = [(day, ", ".join(map(slot_in_words, slots))) for day, slots in _by_day(location)]
    if location.service.is_stale("hours") and (now := location.now):
        yield now.text
    week = "; ".join(f"{days_in_words(days)} {text}" for days, text in alike(rows))
    if week:
        yield capfirst(week) if is_only else joined([location.place.text("name"), week], ": ")
    for exception in location.exceptions_ahead:
        days = dict.fromkeys(date_format(day, "DATE_FORMAT") for day in (exception.starts_on, exception.ends_on))
        reason = exception.text("reason")
        told = f"{' – '.join(days)}: {times_in_words(exception)}"
        yield joined([told, reason], ". ") if reason else told


def _by_day(location):
    return groupby(location.hours_today, key=lambda slot: slot.day_of_week)


def alike(rows):
    """Runs of days that follow each other and have the same text: ([0, 1, 2], "9:00–17:00")."""
    runs = []
    for day, text in rows:
        if runs and runs[-1][1] == text and runs[-1][0][-1] == day - 1:
            runs[-1][0].append(day)
        else:
            runs.append(([day], text))
    return runs


def days_in_words(days):
    """ "monday" or "monday–friday": the caller writes the first one large."""
    names = [str(WEEKDAYS[day]) for day in days]
    return names[0] if len(names) == 1 else f"{names[0]}–{names[-1]}"


def slot_in_words(slot):
    note = slot.text("note") if slot.mode != HoursMode.CLOSED else ""
    return f"{times_in_words(slot)} ({note})" if note else times_in_words(slot)


def times_in_words(slot):
    """ "09:00–17:00 by appointment", "closed"; of an exception also "open as on other days"."""
    if slot.mode == HoursMode.CLOSED:
        return _("closed")
    by_appointment = _("by appointment") if slot.mode == HoursMode.BY_APPOINTMENT else ""
    if slot.opens is None:
        return by_appointment or _("open as on other days")
    closes = "24:00" if slot.closes == MIDNIGHT else time_format(slot.closes, "H:i")
    return " ".join(part for part in (f"{time_format(slot.opens, 'H:i')}–{closes}", by_appointment) if part)
