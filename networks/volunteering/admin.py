"""The queue of offers of help: talk to the person, then pass the contact on, or decline."""

from django import forms
from django.contrib import admin
from django.db import transaction
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.admin import ModelAdmin
from unfold.widgets import UnfoldAdminSelectWidget, UnfoldAdminTextareaWidget

from content.admin.filters import WaitingFilter
from content.admin.steps import Step, StepForm, StepsMixin
from content.letters.models import UndeliveredLetter
from directory.models import ContactPoint, Organisation, OrganisationContact
from networks.models import VolunteerOffer
from networks.volunteering.letters import send_to_organisation

State = VolunteerOffer.State


class VetForm(StepForm):
    lead = gettext_lazy("You have talked to the person, and the offer is in order. After this it can be passed on.")
    note = forms.CharField(
        label=gettext_lazy("Note"), required=False, max_length=1000, widget=UnfoldAdminTextareaWidget(attrs={"rows": 3})
    )

    def perform(self):
        self.record.vet(self.user, self.cleaned_data["note"])
        return _("The offer is vetted. Now it can be passed on.")


class DeclineForm(StepForm):
    lead = gettext_lazy("The contact goes to nobody. The person gets no letter: call or write yourself if you want to.")
    note = forms.CharField(
        label=gettext_lazy("Why"), max_length=1000, widget=UnfoldAdminTextareaWidget(attrs={"rows": 3})
    )

    def perform(self):
        self.record.decline(self.user, self.cleaned_data["note"])
        return _("The offer is declined.")


class MailboxField(forms.ModelChoiceField):
    def label_from_instance(self, contact):
        return f"{contact.organisation} – {contact.value}"


class PassOnForm(StepForm):
    lead = gettext_lazy("The organisation gets a letter with the name, the contact and the offer. This happens once.")
    to = MailboxField(
        label=gettext_lazy("To whom"),
        queryset=OrganisationContact.objects.none(),
        widget=UnfoldAdminSelectWidget,
        empty_label=gettext_lazy("Choose"),
    )

    def __init__(self, record, user, *args, **kwargs):
        super().__init__(record, user, *args, **kwargs)
        mailboxes = OrganisationContact.objects.filter(
            kind=ContactPoint.Kind.EMAIL, is_valid=True, organisation__in=Organisation.objects.published()
        ).select_related("organisation")
        dead = UndeliveredLetter.objects.dead(mailboxes.values_list("normalised", flat=True))
        mailboxes = mailboxes.exclude(normalised__in=dead)
        self.fields["to"].queryset = mailboxes.order_by("organisation__slug", "position", "pk")
        if record.initiative and record.initiative.organiser:
            self.fields["to"].initial = mailboxes.filter(organisation=record.initiative.organiser).first()

    def perform(self):
        with transaction.atomic():
            self.record.pass_on(self.user, self.cleaned_data["to"])
            send_to_organisation(self.record)
        return _("The contact was passed on to %(organisation)s.") % {"organisation": self.record.passed_to}


@admin.register(VolunteerOffer)
class VolunteerOfferAdmin(StepsMixin, ModelAdmin):
    """Who may only look, as auditors do, sees what was done with an offer, and neither name, contact nor text."""

    PERSONAL = ["name", "contact", "text", "decision_note"]
    list_select_related = ["initiative", "municipality", "passed_to", "vetted_by"]
    list_filter = [WaitingFilter, "state", "language", "municipality"]
    ordering = ["-created_at"]
    readonly_fields = [
        field.name for field in VolunteerOffer._meta.concrete_fields if field.name not in {"id", "fingerprint"}
    ]
    steps = (
        Step(
            "vet",
            gettext_lazy("Vetted: may be passed on"),
            VetForm,
            frozenset({State.NEW, State.DECLINED}),
            VolunteerOffer.VET,
            frozenset({State.NEW}),
        ),
        Step(
            "pass-on",
            gettext_lazy("Pass on"),
            PassOnForm,
            frozenset({State.VETTED}),
            VolunteerOffer.VET,
            frozenset({State.VETTED}),
        ),
        Step("decline", gettext_lazy("Decline"), DeclineForm, frozenset({State.NEW, State.VETTED}), VolunteerOffer.VET),
    )

    def get_list_display(self, request):
        who = ["name"] if self.may_read(request) else []
        shown = ["state", "contact_confirmed_at", "initiative", "municipality", "passed_to", "erase_after"]
        return ["created_at", *who, *shown]

    def get_fields(self, request, obj=None):
        hidden = [] if self.may_read(request) else self.PERSONAL
        return [name for name in self.readonly_fields if name not in hidden]

    def may_read(self, request):
        return request.user.has_perm(VolunteerOffer.VET)

    def makes_sense(self, step, record):
        return not record.needs_confirmation

    def situation(self, request, record):
        return [self._next(record), _("Erased at the latest: %(date)s") % {"date": date_format(record.erase_after)}]

    def _next(self, offer):
        if offer.needs_confirmation:
            return _("Not confirmed: nobody has pressed the button in the letter. It counts once somebody does.")
        return {
            State.NEW: _("New: talk to the person first. Nobody outside has the contact."),
            State.VETTED: _("Vetted: the contact can be passed on now."),
            State.DECLINED: _("Declined: nobody outside has the contact."),
            State.PASSED_ON: _("Passed on: the organisation has the contact."),
        }[offer.state]

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        """An offer is what the person wrote; the steps are all that can be done with it, besides erasing it."""
        return False
