"""What the steps of an agreement ask in the back office."""

from django import forms
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.widgets import (
    UnfoldAdminFileFieldWidget,
    UnfoldAdminSelectWidget,
    UnfoldAdminSingleDateWidget,
    UnfoldAdminTextareaWidget,
    UnfoldAdminTextInputWidget,
)

from content.admin.steps import StepForm
from networks.models import Agreement, AgreementFile, AgreementParty


class PartyField(forms.ModelChoiceField):
    def label_from_instance(self, party):
        if party.signed_on:
            return _("%(organisation)s (signed)") % {"organisation": party.organisation}
        return str(party.organisation)


class SendForm(StepForm):
    lead = gettext_lazy("The text is agreed on. From now on the parties stay as they are, and each of them signs.")

    def perform(self):
        self.record.send_for_signature()
        return _("The agreement awaits the signatures.")


class TakeBackForm(StepForm):
    lead = gettext_lazy("Back to the draft, to change the parties. Possible as long as nobody has signed.")

    def perform(self):
        self.record.take_back()
        return _("The agreement is a draft again.")


class SignForm(StepForm):
    lead = gettext_lazy(
        "With the last signature the agreement comes into force. A date typed wrong is put right here too."
    )
    party = PartyField(
        label=gettext_lazy("Party"),
        queryset=AgreementParty.objects.none(),
        widget=UnfoldAdminSelectWidget,
        empty_label=None,
    )
    signatory = forms.CharField(
        label=gettext_lazy("Signed by"),
        max_length=120,
        widget=UnfoldAdminTextInputWidget,
        help_text=gettext_lazy("Name and office, as on the paper. Readers do not see it."),
    )
    signed_on = forms.DateField(label=gettext_lazy("Signed on"), widget=UnfoldAdminSingleDateWidget)

    def __init__(self, record, user, *args, **kwargs):
        super().__init__(record, user, *args, **kwargs)
        parties = record.parties.select_related("organisation").order_by("signed_on", "pk")
        self.fields["party"].queryset = parties
        self.fields["party"].initial = parties.unsigned().first()
        self.fields["signed_on"].initial = timezone.localdate()

    def perform(self):
        asked = self.cleaned_data
        self.record.sign(asked["party"], asked["signatory"], asked["signed_on"])
        if self.record.state == Agreement.State.IN_FORCE:
            return _("All parties have signed: the agreement is in force.")
        return _("The signature is written down.")


class TerminateForm(StepForm):
    lead = gettext_lazy("The agreement ends, and readers do not see it any more. This cannot be undone.")
    terminated_on = forms.DateField(label=gettext_lazy("Ended on"), widget=UnfoldAdminSingleDateWidget)
    reason = forms.CharField(
        label=gettext_lazy("Why"),
        max_length=2000,
        widget=UnfoldAdminTextareaWidget,
        help_text=gettext_lazy("For staff only."),
    )

    def __init__(self, record, user, *args, **kwargs):
        super().__init__(record, user, *args, **kwargs)
        self.fields["terminated_on"].initial = timezone.localdate()

    def perform(self):
        self.record.terminate(self.cleaned_data["terminated_on"], self.cleaned_data["reason"])
        return _("The agreement is terminated.")


class RenewForm(StepForm):
    lead = gettext_lazy(
        "Makes a new draft with the same texts and parties. Ask each party again whether it may be shown."
    )
    draft = None

    def perform(self):
        self.draft = self.record.renew()
        return _("This is the new draft.")

    def address_after(self):
        return reverse("admin:networks_agreement_change", args=[self.draft.pk])


class FileForm(StepForm):
    lead = gettext_lazy(
        "A PDF of at most 10 MB. Only staff who may see agreements can open it. It replaces the one before."
    )
    file = forms.FileField(
        label=gettext_lazy("Signed file"), widget=UnfoldAdminFileFieldWidget(attrs={"accept": ".pdf"})
    )

    def perform(self):
        AgreementFile.attach(self.record, self.cleaned_data["file"], by=self.user)
        return _("The signed file is kept.")


class DiscardFileForm(StepForm):
    lead = gettext_lazy("The file is deleted for good. The list of uploads keeps who uploaded it and when.")

    def perform(self):
        current = self.record.files.current().first()
        if current is None:
            raise ValidationError(_("There is no signed file."))
        current.discard()
        return _("The signed file is deleted.")
