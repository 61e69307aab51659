"""What a coordinator may change on a card: contacts, deputy and leave at once; name, host and area as a proposal."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from content.sorting import sort_key
from directory.models import ContactPoint, Municipality, Organisation
from networks.confirmation.proposals import ChangeProposal, proposable
from networks.models import Post, PostContact, Tenure

KINDS = [ContactPoint.Kind.MOBILE, ContactPoint.Kind.PHONE, ContactPoint.Kind.EMAIL]
MOST_CONTACTS = 10


class DayInput(forms.DateInput):
    input_type = "date"

    def __init__(self):
        super().__init__(format="%Y-%m-%d")


class PostChoiceField(forms.ModelChoiceField):
    def label_from_instance(self, post):
        people = ", ".join(str(person) for person in post.people)
        return f"{people} – {post.organisation}" if post.organisation.is_published else people


class CardForm(forms.Form):
    """Deputy and leave; ``revision`` is the card that the form was made from."""

    revision = forms.CharField(widget=forms.HiddenInput)
    deputy = PostChoiceField(
        label=_("Deputy"),
        queryset=None,
        required=False,
        empty_label=_("Nobody"),
        help_text=_("Readers see this person while you are away or cannot be reached."),
    )
    leave_from = forms.DateField(label=_("On leave from"), required=False, widget=DayInput())
    leave_until = forms.DateField(
        label=_("On leave until"),
        required=False,
        widget=DayInput(),
        help_text=_("The last day of the leave. You can leave it empty."),
    )

    def __init__(self, data, post, **kwargs):
        initial = {
            "revision": post.card_revision,
            **{name: getattr(post, name) for name in ("leave_from", "leave_until")},
            "deputy": post.deputy_id,
        }
        super().__init__(data, initial=initial, **kwargs)
        self.post = post
        current = Tenure.objects.current().values("post")
        able = Post.objects.published().filter(pk__in=current) | Post.objects.filter(pk=post.deputy_id)
        self.fields["deputy"].queryset = able.exclude(pk=post.pk).for_cards().order_by("position", "pk")

    @property
    def is_stale(self):
        return self.is_bound and self.data.get(self.add_prefix("revision")) != self.post.card_revision

    def clean(self):
        cleaned = super().clean()
        if self.is_stale:
            raise ValidationError(_("This card was changed in the meantime, so nothing was saved."), code="stale")
        start, end = cleaned.get("leave_from"), cleaned.get("leave_until")
        if end and not start and "leave_from" not in self.errors:
            self.add_error("leave_from", _("Write the first day of the leave too."))
        if start and end and end < start:
            self.add_error("leave_until", _("The leave cannot end before it begins."))
        return cleaned

    def save(self):
        changed = [name for name in ("deputy", "leave_from", "leave_until") if name in self.changed_data]
        for name in changed:
            setattr(self.post, name, self.cleaned_data[name])
        if changed:
            self.post.save(update_fields=[*changed, "updated_at"])


class ContactForm(forms.ModelForm):
    kind = forms.ChoiceField(label=_("Kind"), required=False)

    class Meta:
        model = PostContact
        fields = ["kind", "value"]
        labels = {"value": _("Number or address")}
        help_texts = {"value": ""}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        kinds = [*KINDS, self.instance.kind] if self.instance.pk and self.instance.kind not in KINDS else KINDS
        self.fields["kind"].choices = [("", "–"), *((kind, ContactPoint.Kind(kind).label) for kind in kinds)]

    def clean(self):
        """What was there before may stay as it is; what is new must work."""
        cleaned = super().clean()
        value = cleaned.get("value")
        if not value or not self.has_changed():
            return cleaned
        cleaned["kind"] = cleaned.get("kind") or (KINDS[2] if "@" in value else KINDS[0])
        tried = PostContact(kind=cleaned["kind"], value=value)
        tried.normalise()
        if not tried.is_valid:
            self.add_error("value", self._not_working(tried))
        return cleaned

    @staticmethod
    def _not_working(contact):
        if contact.kind in ContactPoint.NUMBERS:
            return _("This number cannot be dialled. Write all of it, for example: +370 600 12 345")
        return _("This address does not work. Check it, for example: name@organisation.lt")

    def save(self, commit=True):
        if "value" in self.changed_data:
            self.instance.value_as_given = self.cleaned_data["value"]
        return super().save(commit)


class BaseContactFormSet(forms.BaseInlineFormSet):
    def clean(self):
        """A card keeps at least one way to reach somebody, and no way twice."""
        super().clean()
        if any(form.instance.pk is None for form in self.initial_forms):
            # A row that is gone, or one of another card.
            raise ValidationError(_("This card was changed in the meantime, so nothing was saved."))
        kept = []
        for form in self.forms:
            if form.errors or not form.cleaned_data.get("value") or form.cleaned_data.get("DELETE"):
                continue
            contact = PostContact(kind=form.cleaned_data["kind"], value=form.cleaned_data["value"])
            contact.normalise()
            if contact.is_valid and (contact.kind, contact.normalised) in kept:
                form.add_error("value", _("This is on the card already."))
            elif contact.is_valid:
                kept.append((contact.kind, contact.normalised))
        if not kept and not any(form.errors for form in self.forms):
            raise ValidationError(_("Leave at least one phone number or e-mail address that works."))


ContactFormSet = forms.inlineformset_factory(
    Post,
    PostContact,
    form=ContactForm,
    formset=BaseContactFormSet,
    extra=2,
    max_num=MOST_CONTACTS,
    absolute_max=2 * MOST_CONTACTS,
    validate_max=True,
)


class ProposalForm(forms.Form):
    """What staff look at before readers see it. Only what differs from the card is proposed."""

    given_name = forms.CharField(label=_("First name"), max_length=80)
    family_name = forms.CharField(label=_("Surname"), max_length=80)
    title = forms.CharField(label=_("Title of the post"), max_length=200)
    organisation = forms.ModelChoiceField(label=_("Organisation"), queryset=None)
    municipalities = forms.MultipleChoiceField(
        label=_("Municipalities"), widget=forms.CheckboxSelectMultiple, required=False
    )
    note = forms.CharField(
        label=_("Message to staff"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("For example: a new colleague takes over on 1 May; the organisation is not in the list."),
    )

    def __init__(self, data, post, **kwargs):
        self.now = proposable(post)
        waiting = post.proposals.waiting().first()
        initial = {**self.now, **(waiting.patch if waiting else {}), "note": waiting.note if waiting else ""}
        super().__init__(data, initial=initial, **kwargs)
        for name in ("given_name", "family_name"):
            if name not in self.now:
                del self.fields[name]
        hosts = Organisation.objects.published().filter(is_employer=False) | Organisation.objects.filter(
            pk=post.organisation_id
        )
        self.fields["organisation"].queryset = hosts.in_order_of_name()
        self.fields["organisation"].empty_label = None
        found = sorted(Municipality.objects.all(), key=lambda municipality: sort_key(str(municipality)))
        self.fields["municipalities"].choices = [(municipality.pk, str(municipality)) for municipality in found]
        self.waiting = waiting

    def clean_municipalities(self):
        return sorted(int(pk) for pk in self.cleaned_data["municipalities"])

    def clean_organisation(self):
        return self.cleaned_data["organisation"].pk

    @property
    def has_something(self):
        """A proposal waits or was typed: sixty municipalities are unfolded for nobody else."""
        return self.waiting is not None or (self.is_bound and self.has_changed())

    @property
    def patch(self):
        return {key: self.cleaned_data[key] for key in self.now if self.cleaned_data[key] != self.now[key]}

    @property
    def is_new(self):
        """It asks for something that does not wait already."""
        known = (self.waiting.patch, self.waiting.note) if self.waiting else ({}, "")
        return (self.patch, self.cleaned_data["note"]) != known


class CardEdit:
    """The three parts of the one screen, filled in and saved together. ``data`` is None until it is sent."""

    def __init__(self, post, data=None):
        self.post = post
        self.card = CardForm(data, post, prefix="card")
        self.contacts = ContactFormSet(data, instance=post, prefix="contacts")
        self.proposal = ProposalForm(data, post, prefix="proposal")

    @property
    def is_stale(self):
        return self.card.is_stale

    def is_valid(self):
        return all([self.card.is_valid(), self.contacts.is_valid(), self.proposal.is_valid()])

    @property
    def has_errors(self):
        return any([self.card.errors, self.contacts.total_error_count(), self.proposal.errors])

    def save(self, reason="", **origin):
        """Write what may change at once, propose the rest; return the proposal, if there is one.

        ``reason`` goes into the history, ``origin`` says where the proposal comes from. The caller holds the card.
        """
        before = {contact.normalised: contact.value.strip() for contact in self._addresses()}
        self.post._change_reason = reason
        self.card.save()
        self._save_contacts(reason)
        for address in before.keys() - {contact.normalised for contact in self._addresses()}:
            self.post.address_left(before[address])
        return self._propose(**origin)

    def _propose(self, **origin):
        """What differs from the card and does not wait already; one that waits and is emptied is taken back."""
        patch, note = self.proposal.patch, self.proposal.cleaned_data["note"]
        if not self.proposal.is_new:
            return None
        if patch or note:
            return ChangeProposal.propose(self.post, patch, note, **origin)
        self.proposal.waiting.delete()
        return None

    def _save_contacts(self, reason):
        for form in self.contacts.forms:
            form.instance._change_reason = reason
        self.contacts.save()

    def _addresses(self):
        return PostContact.objects.filter(post=self.post, kind=ContactPoint.Kind.EMAIL, is_valid=True)
