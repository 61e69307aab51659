"""Ways to reach somebody: numbers and addresses, and which of them work."""

from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator, validate_email
from django.db import models
from django.utils.translation import gettext_lazy as _

from content.languages import SPOKEN_LANGUAGES
from content.translatable.models import Translatable
from directory.phones import diallable, shown


class ContactPoint(Translatable):
    """One way to reach somebody (schema.org ContactPoint). A number that cannot be dialled is kept and never linked."""

    class Kind(models.TextChoices):
        PHONE = "phone", _("phone")
        MOBILE = "mobile", _("mobile phone")
        FAX = "fax", _("fax")
        EMAIL = "email", _("e-mail")
        WEBSITE = "website", _("website")
        FACEBOOK = "facebook", "Facebook"
        WHATSAPP = "whatsapp", "WhatsApp"
        VIBER = "viber", "Viber"
        TELEGRAM = "telegram", "Telegram"

    NUMBERS = {Kind.PHONE, Kind.MOBILE, Kind.FAX, Kind.WHATSAPP, Kind.VIBER}
    CALLS = {Kind.PHONE, Kind.MOBILE}
    ADDRESSES = {Kind.WEBSITE, Kind.FACEBOOK, Kind.TELEGRAM}

    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices)
    value = models.CharField(_("value"), max_length=300, help_text=_("For example: +370 600 12 345"))
    normalised = models.CharField(_("normalised value"), max_length=300, blank=True, editable=False)
    value_as_given = models.CharField(_("as given in the source"), max_length=300, blank=True)
    label = models.CharField(_("label"), max_length=120, blank=True, help_text=_("For example: reception desk"))
    available_hours = models.CharField(_("when"), max_length=120, blank=True)
    available_languages = ArrayField(
        models.CharField(max_length=8), verbose_name=_("languages"), default=list, blank=True
    )
    is_shared_mailbox = models.BooleanField(_("shared mailbox"), default=False)
    domestic_only = models.BooleanField(_("can be called from Lithuania only"), default=False)
    is_valid = models.BooleanField(_("valid"), default=True, editable=False)
    is_public = models.BooleanField(_("public"), default=True)
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    class Meta:
        abstract = True
        ordering = ["position", "pk"]

    def __str__(self):
        return self.display

    def clean(self):
        """Languages are codes; words in their place would be shown as they are, in every language."""
        if unknown := [code for code in self.available_languages if code not in dict(SPOKEN_LANGUAGES)]:
            text = _("“%(words)s” is not in the list of languages.") % {"words": ", ".join(unknown)[:80]}
            raise ValidationError({"available_languages": text})

    def save(self, *args, **kwargs):
        """Derive what is computed from the value, whoever writes it: form, import or shell."""
        self.normalise()
        super().save(*args, **kwargs)

    def normalise(self):
        """Fill ``normalised``, ``is_valid``, ``domestic_only``; a value that cannot work becomes invalid, not lost."""
        self.value_as_given = self.value_as_given or self.value
        if self.kind in self.NUMBERS:
            self.normalised, self.domestic_only = diallable(self.value)
        elif self.kind == self.Kind.EMAIL:
            self.normalised = _valid_or_empty(validate_email, self.value.strip().lower())
        else:
            self.normalised = _valid_or_empty(URLValidator(schemes=["http", "https"]), self.value.strip())
        self.is_valid = bool(self.normalised)

    @property
    def is_diallable(self):
        return self.is_valid and self.kind in self.CALLS

    @property
    def is_being_checked(self):
        return not self.is_valid

    @property
    def is_answered(self):
        """Readers can call or write here and somebody reads it: a number or an e-mail address that works."""
        return self.is_public and self.is_valid and self.kind in {*self.CALLS, self.Kind.EMAIL}

    @property
    def is_working_mailbox(self):
        return self.is_shared_mailbox and self.is_answered

    @property
    def href(self):
        """The address to link to, or "" when there is nothing a tap could do: a fax, a broken number."""
        if not self.is_valid or self.kind == self.Kind.FAX:
            return ""
        match self.kind:
            case self.Kind.PHONE | self.Kind.MOBILE:
                return f"tel:{self.normalised}"
            case self.Kind.EMAIL:
                return f"mailto:{self.value.strip()}"
            case self.Kind.WHATSAPP:
                return f"https://wa.me/{self.normalised.lstrip('+')}"
            case self.Kind.VIBER:
                return f"viber://chat?number=%2B{self.normalised.lstrip('+')}"
        return self.normalised

    @property
    def display(self):
        """What is printed: a number grouped for reading aloud, an address as given."""
        if self.kind in self.NUMBERS and self.is_valid:
            return shown(self.normalised)
        return self.value.strip()


def ways_to_reach(own, organisation):
    """The public contacts of a record, else those of the organisation behind it, if that may be shown at all."""
    found = [contact for contact in own if contact.is_public]
    if not found and organisation.is_published:
        found = [contact for contact in organisation.contacts.all() if contact.is_public]
    return found


def _valid_or_empty(validate, value):
    try:
        validate(value)
    except ValidationError:
        return ""
    return value
