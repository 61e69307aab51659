"""What people type to come to a date, and what staff type for somebody who calls."""

import re
import uuid

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.functional import cached_property
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext_lazy as _

from content.forms.public import PublicForm
from content.text import tidy
from directory.phones import diallable
from events.dates.wording import of_date
from events.models import Registration, RegistrationError
from events.registration.models import MOST_SEATS


class DetailsForm(forms.Form):
    """The least that is needed: a name, one way to reach the person, how many come."""

    name_called_by = forms.CharField(
        label=_("What shall we call you?"),
        help_text=_("A first name is enough."),
        max_length=80,
        widget=forms.TextInput(attrs={"autocomplete": "given-name"}),
        error_messages={"required": _("Write what we shall call you.")},
    )
    contact = forms.CharField(
        label=_("Phone or e-mail"),
        help_text=_("One is enough. For example: +370 600 12 345. We use it for this event only."),
        max_length=254,
        error_messages={"required": _("Write a phone number or an e-mail address.")},
    )
    seats = forms.TypedChoiceField(
        label=_("How many of you are coming?"),
        choices=[(number, number) for number in range(1, MOST_SEATS + 1)],
        coerce=int,
        empty_value=1,
        required=False,
    )
    needs = forms.CharField(
        label=_("Do you need anything special?"),
        help_text=_("You can leave this empty. For example: I use a wheelchair; I come with a small child."),
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    language = forms.ChoiceField(label=_("Language of our letters"), choices=settings.LANGUAGES)
    consent = forms.BooleanField(
        label=_("I agree that you keep what I wrote here for this event. You erase it 30 days after the date."),
        error_messages={"required": _("Without your consent we cannot keep a place for you.")},
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["language"].initial = get_language()

    def clean_name_called_by(self):
        """One line without characters that nobody sees: it is read aloud, printed and put into a table."""
        name = tidy(self.cleaned_data["name_called_by"], in_lines=False)
        if not any(letter.isalpha() for letter in name):
            raise ValidationError(self.fields["name_called_by"].error_messages["required"])
        return name

    def clean_needs(self):
        return tidy(self.cleaned_data["needs"], in_lines=True)

    def clean_contact(self):
        """An address that letters can be sent to, or a number that somebody can call."""
        value = self.cleaned_data["contact"]
        if "@" in value:
            try:
                validate_email(value)
            except ValidationError as error:
                raise ValidationError(_("Check the e-mail address. For example: name@example.org")) from error
            return value
        number, is_free_or_paid_line = diallable(value) if re.search(r"\d", value) else ("", False)
        if not number or is_free_or_paid_line:
            raise ValidationError(_("Check the phone number. For example: +370 600 12 345"))
        return number

    def details(self):
        """What Event.register() keeps."""
        data = self.cleaned_data
        channel = Registration.Channel.EMAIL if "@" in data["contact"] else Registration.Channel.PHONE
        kept = {name: data[name] for name in ("name_called_by", "contact", "seats", "needs", "language")}
        return {**kept, "channel": channel}

    def _register(self, date, **how):
        try:
            return date.register(**self.details(), **how)
        except RegistrationError as refusal:
            self.add_error(None, refusal)
            return None


class RegistrationForm(PublicForm, DetailsForm):
    """The public form."""

    # Seats that one sender may have kept for contacts that are not confirmed, by the way they are confirmed.
    HELD = {Registration.Channel.EMAIL: f"{MOST_SEATS}/2h", Registration.Channel.PHONE: f"{MOST_SEATS}/3d"}

    refused = _("Your registration was not sent. Please try again.")
    flooded = _("Too many forms are coming in just now. Please try again in an hour.")

    date = forms.CharField(label=_("Which date?"), required=False)

    field_order = ["date"]

    def __init__(self, series, data=None, *, date="", may_hold=lambda name, limit, seats: True, **kwargs):
        super().__init__(data, **kwargs)
        self.series, self.may_hold = series, may_hold
        self.fields["date"].initial = date
        self._offer_dates()

    @cached_property
    def dates(self):
        """The dates that can be chosen: (date, note about its seats)."""
        dates = self.series.dates_to_register_for
        taken = Registration.objects.seats_by_status(dates)
        noted = [(date, self._note(date, taken)) for date in dates]
        return [(date, note) for date, note in noted if note is not None]

    def _note(self, date, taken):
        """What to know of the seats of a date; None: there are none and nobody can wait."""
        if not date.capacity:
            return "" if date.capacity is None else None
        left = date.capacity - taken.get((date.pk, Registration.Status.CONFIRMED), 0)
        if left > 0 and not taken.get((date.pk, Registration.Status.WAITING)):
            return ngettext("%(count)d seat left", "%(count)d seats left", left) % {"count": left}
        return _("waiting list") if self.series.has_waiting_list else None

    def _offer_dates(self):
        field = self.fields["date"]
        choices = [(str(date.pk), f"{of_date(date)} – {note}" if note else of_date(date)) for date, note in self.dates]
        if self.only_date or not choices:
            field.widget, field.initial = forms.HiddenInput(), choices[0][0] if choices else ""
        else:
            # Not a list to open: on a phone it would cut off the time and the seats.
            field.widget = forms.RadioSelect(choices=choices)

    @property
    def only_date(self):
        """The one date to be had, with its note; None when there is a choice, nothing, or another date was sent."""
        if len(self.dates) != 1 or self.data.get("date", str(self.dates[0][0].pk)) != str(self.dates[0][0].pk):
            return None
        return self.dates[0]

    def clean(self):
        self.chosen = self._chosen_date()
        return super().clean()

    @property
    def submission_key(self):
        """The same form for another date is another registration."""
        return uuid.uuid5(uuid.UUID(self.number), str(self.chosen.pk))

    def has_come_before(self):
        return Registration.objects.filter(submission_key=self.submission_key).exists()

    def _chosen_date(self):
        dates = {str(date.pk): date for date in self.series.occurrences.all()}
        date = dates.get(self.cleaned_data.get("date"))
        wrong = date.reason_against_registering() if date else _("Choose a date.")
        if wrong:
            self.add_error(None if self.fields["date"].widget.is_hidden else "date", wrong)
        return date

    def register(self):
        """Return the registration, or None when the date could not take it; the form then says why."""
        details, name = self.details(), f"seats of {self.chosen.pk}"
        holds = self.has_come_before() or self.may_hold(name, self.HELD[details["channel"]], details["seats"])
        return self._register(self.chosen, submission_key=self.submission_key, holds_seat=holds)


class StaffRegistrationForm(DetailsForm):
    """For somebody who calls or comes by."""

    submission_key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["name_called_by"].label = _("Name to be called by")
        self.fields["seats"].label = _("How many people")
        self.fields["needs"].label = _("Needs")
        self.fields["contact"].help_text = _("For example: +370 600 12 345")
        self.fields["consent"].label = _(
            "The person agrees that we keep this for the event. It is erased 30 days after the date."
        )
        for name in ("name_called_by", "needs"):
            self.fields[name].help_text = ""

    def register(self, date):
        """Return the registration, or None when the date could not take it; the form then says why."""
        return self._register(date, submission_key=self.cleaned_data["submission_key"], by_staff=True)
