"""Letters about registrations, in the language each reader chose; who left a phone number is called by staff.

They hold nothing that somebody typed into the form: else anybody could have us send his or her words to strangers.
"""

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from content.languages import in_language
from content.letters.message import Letter
from events.dates import wording


def tell_registered(registration):
    """The receipt: a place, or one in the waiting list."""
    if registration.is_confirmed:
        write(registration, lambda: (_("You are registered"), _("You have a place. We look forward to seeing you.")))
    else:
        write(registration, lambda: (_("You are on the waiting list"), waiting_text()))


def ask_to_confirm(registration):
    """The only letter to a contact that nobody has confirmed: whose mailbox it is does not follow from a form."""
    with override(registration.language):
        event = registration.event
        name = " ".join(event.series.text("name").split())
        link = f"{settings.SITE_URL}{registration.proof_path()}"
        until = wording.deadline(registration.held_until)
        if registration.is_confirmed:
            kept = _("We keep the place for you until %(until)s. After that we give it to somebody else.")
        else:
            kept = _("Please do it until %(until)s. You get a place or come on the waiting list when you confirm.")
        parts = [
            _("Hello,"),
            _("somebody registered for this event with your e-mail address. If it was you, open this and confirm:"),
            link,
            kept % {"until": until},
            facts(registration),
            _("If it was not you, you do not have to do anything: we erase the address after a few days."),
            "Kartu",
        ]
        subject = _("Please confirm your registration")
        body = "\n\n".join(parts) + "\n"
        Letter(f"{subject}: {name}", body, [registration.contact], about=registration, is_urgent=True).send()


def tell_promoted(registration):
    """Somebody who waited has a place now."""
    tell(registration, "promoted")


def tell_cancelled(registration):
    """Somebody gave the place back, or staff did so for a person who called."""
    write(
        registration,
        lambda: (_("Your registration is cancelled"), _("We cancelled your registration. You do not have to come.")),
    )


def tell_of_change(event, change):
    """Tell everybody registered, waiting people included, that the date was changed.

    ``change`` is "cancelled", "moved", "postponed", "place" or "reinstated". Nobody is told about a date that is over.
    """
    if event.is_past:
        return
    for registration in event.registrations.to_be_told():
        registration.event = event  # its place and contacts are asked for once
        tell(registration, change)


def remind(registration, calendar):
    """It is tomorrow: a letter with the date for the calendar, or a line in the list of those whom staff call."""
    tell(registration, "reminder", [("kartu.ics", calendar, "text/calendar")])


def tell(registration, news, attachments=()):
    if registration.channel == registration.Channel.PHONE:
        registration.note_call(news)
    else:
        write(registration, lambda: NEWS[news](registration), attachments)


def write(registration, what, attachments=()):
    """Put a letter into the queue: what it is about, the date, the private link. Only to a mailbox that is proved."""
    if registration.channel != registration.Channel.EMAIL or not registration.contact_confirmed_at:
        return
    with override(registration.language):
        subject, lead = what()
        name = " ".join(registration.event.series.text("name").split())
        parts = [_("Hello,"), lead, facts(registration), farewell(registration)]
        body = "\n\n".join(parts) + "\n"
        Letter(f"{subject}: {name}", body, [registration.contact], about=registration, attachments=attachments).send()


# --- What a letter says ----------------------------------------------------------------------------------------------


def waiting_text():
    return _(
        "All seats are taken just now. You are on the waiting list. "
        "When a seat is free and it is your turn, we tell you."
    )


def about_promotion(registration):
    return _("You have a place now"), _("A seat is free: you have a place now. If you cannot come, please cancel.")


def about_cancellation(registration):
    lead = _("We are sorry: this date is cancelled. Please do not come.")
    return _("Cancelled"), with_reason(lead, registration.event)


def about_move(registration):
    event = registration.event
    lead = _("This date has another time now. Please look at it below.")
    if event.previous_start_at:
        lead += "\n\n" + _("Before, it was: %(when)s.") % {"when": wording.planned_start(event)}
    return _("Another time"), with_reason(lead, event)


def about_postponement(registration):
    lead = _("This date is postponed. Please do not come then. We tell you when the new date is known.")
    return _("Postponed"), with_reason(lead, registration.event)


def about_place(registration):
    lead = _("This date takes place elsewhere. Please look at the new place below.")
    return _("Another place"), with_reason(lead, registration.event)


def about_return(registration):
    return _("It takes place after all"), _("This date had been called off. Now it takes place after all.")


def about_reminder(registration):
    lead = _("You have a place tomorrow. If you cannot come, please give it back: others wait for it.")
    return _("Tomorrow"), lead


NEWS = {
    "reminder": about_reminder,
    "promoted": about_promotion,
    "cancelled": about_cancellation,
    "moved": about_move,
    "postponed": about_postponement,
    "place": about_place,
    "reinstated": about_return,
}


def with_reason(lead, event):
    reason = event.text("status_reason")
    return lead + "\n\n" + _("Reason: %(reason)s") % {"reason": honest(reason)} if reason else lead


def facts(registration):
    """The event, its date and place, the seats, and whom to ask."""
    event = registration.event
    series = event.series
    lines = [honest(series.text("name")), wording.of_date(event), *where(event, registration)]
    lines.append(ngettext("%(count)d seat", "%(count)d seats", registration.seats) % {"count": registration.seats})
    if registration.is_waiting and registration.contact_confirmed_at:
        lines.append(_("You are on the waiting list."))
    contacts = [contact.display for contact in series.ways_to_reach if contact.is_valid]
    if contacts:
        lines += ["", _("Questions:"), *contacts]
    return "\n".join(lines)


def farewell(registration):
    link = f"{settings.SITE_URL}{registration.private_path(registration.language)}"
    # Nobody needs to cancel what does not take place, and nobody can what is cancelled or has begun.
    can_cancel = registration.event.takes_place and registration.can_be_cancelled
    what = _("Your registration. Here you can also cancel it:") if can_cancel else f"{_('Your registration')}:"
    return "\n\n".join(
        [
            f"{what}\n{link}",
            _("The link is only for you. Please do not pass it on."),
            _("We erase your name and contact 30 days after the date."),
            "Kartu",
        ]
    )


def honest(text):
    """The text, with the language it is in when that is not the reader's."""
    return f"{text} ({in_language(text.language)})" if text.is_foreign else str(text)


def where(event, registration):
    """Lines with the place and its address, the address on the internet, or both."""
    series, lines = event.series, []
    place = event.place or series.place
    if place and series.attendance_mode != series.Mode.ONLINE:
        lines.append(", ".join(filter(None, [honest(place.text("name")), place.address])))
    if online := registration.room:
        lines.append(_("Online: %(address)s") % {"address": online})
    return lines
