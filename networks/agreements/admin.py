"""The agreement register in the back office."""

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404
from django.urls import path, reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.admin import TabularInline

from content.admin.records import ContentAdmin
from content.admin.steps import Step, StepsMixin
from networks.agreements import forms
from networks.agreements.letters import staff_to_remind, when_it_ends
from networks.models import Agreement, AgreementFile, AgreementParty

State = Agreement.State
CHANGE = "networks.change_agreement"
# A signed file can come at any time, and for years after.
SIGNED = frozenset({State.AWAITING, State.IN_FORCE, State.EXPIRED, State.TERMINATED})


class PartyInline(TabularInline):
    """Who concludes it. Fixed once it is sent for signature; "agreed to be shown" can change at any time."""

    model = AgreementParty
    extra = 0
    tab = True
    autocomplete_fields = ["organisation"]
    fields = ["organisation", "is_shown", "signatory", "signed_on"]

    def get_readonly_fields(self, request, obj=None):
        return ["signatory", "signed_on", *([] if self._is_open(obj) else ["organisation"])]

    def has_add_permission(self, request, obj=None):
        return super().has_add_permission(request, obj) and self._is_open(obj)

    def has_delete_permission(self, request, obj=None):
        return super().has_delete_permission(request, obj) and self._is_open(obj)

    @staticmethod
    def _is_open(agreement):
        return agreement is None or agreement.state == State.DRAFT


class FileInline(TabularInline):
    """Who uploaded the signed file and when; the file itself is behind the link above."""

    model = AgreementFile
    extra = 0
    tab = True
    fields = readonly_fields = ["uploaded_at", "uploaded_by", "size", "removed_at"]

    def has_add_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False


class EndFilter(admin.SimpleListFilter):
    title = gettext_lazy("ends within 60 days")
    parameter_name = "ends"

    def lookups(self, request, model_admin):
        return [("soon", _("Yes"))]

    def queryset(self, request, queryset):
        return queryset.ending_soon() if self.value() == "soon" else queryset


@admin.register(Agreement)
class AgreementAdmin(StepsMixin, ContentAdmin):
    list_display = ["label", "kind", "state_now", "valid_through"]
    list_filter = ["state", "kind", EndFilter, *ContentAdmin.list_filter]
    autocomplete_fields = ["project"]
    search_fields = ["identifier"]
    search_through = ["organisations"]
    readonly_fields = [*ContentAdmin.readonly_fields, "state_now", "renewal_of"]
    inlines = [PartyInline, FileInline]
    steps = (
        Step(
            "send",
            gettext_lazy("Send for signature"),
            forms.SendForm,
            frozenset({State.DRAFT}),
            CHANGE,
            frozenset({State.DRAFT}),
        ),
        Step(
            "sign",
            gettext_lazy("Write down a signature"),
            forms.SignForm,
            frozenset({State.AWAITING, State.IN_FORCE}),
            CHANGE,
            frozenset({State.AWAITING}),
        ),
        Step("take-back", gettext_lazy("Back to the draft"), forms.TakeBackForm, frozenset({State.AWAITING}), CHANGE),
        Step("file", gettext_lazy("Upload the signed file"), forms.FileForm, SIGNED, CHANGE),
        Step("discard-file", gettext_lazy("Delete the signed file"), forms.DiscardFileForm, SIGNED, CHANGE),
        Step("renew", gettext_lazy("Renew"), forms.RenewForm, SIGNED - {State.AWAITING}, CHANGE),
        Step(
            "terminate",
            gettext_lazy("Terminate"),
            forms.TerminateForm,
            frozenset({State.AWAITING, State.IN_FORCE}),
            CHANGE,
        ),
    )

    def get_urls(self):
        view = self.admin_site.admin_view(self.file_view)
        return [path("<path:object_id>/signed-file/", view, name="networks_agreement_file"), *super().get_urls()]

    def makes_sense(self, step, record):
        return step.name != "discard-file" or record.files.current().exists()

    def save_model(self, request, obj, form, change):
        """A page left open, or an old version that is restored, never brings an old state back."""
        if change:
            obj.refresh_from_db(fields=Agreement.OWN_FIELDS)
        super().save_model(request, obj, form, change)

    @admin.display(description=gettext_lazy("state"), ordering="state")
    def state_now(self, agreement):
        return agreement.state_in_words

    def has_delete_permission(self, request, obj=None):
        """What was sent for signature stays in the register."""
        if obj is not None and obj.state != State.DRAFT:
            return False
        return super().has_delete_permission(request, obj)

    def situation(self, request, record):
        return [line for line in [*self._state(record), *self._end(record), self._file(record)] if line]

    def _state(self, agreement):
        parties = agreement.parties.count()
        signed = agreement.parties.signed().count()
        yield _("State: %(state)s. Signed: %(signed)d of %(parties)d.") % {
            "state": agreement.state_in_words,
            "signed": signed,
            "parties": parties,
        }
        if agreement.termination_reason:
            yield _("Ended on %(date)s: %(reason)s") % {
                "date": date_format(agreement.terminated_on),
                "reason": agreement.termination_reason,
            }
        if agreement.renewal_of:
            yield _("Renews: %s") % agreement.renewal_of
        if agreement.is_published:
            yield _("Readers see it.")
        elif agreement.state == State.IN_FORCE and not agreement.parties.shown().exists():
            yield _("Readers do not see it: no party that has a public page agreed to be shown.")
        else:
            yield _("Readers do not see it.")

    def _end(self, agreement):
        days = agreement.days_left
        if agreement.state != State.IN_FORCE or days is None:
            return
        yield _("It %(when)s (%(date)s).") % {
            "when": when_it_ends(agreement),
            "date": date_format(agreement.valid_through),
        }
        people = ", ".join(user.email for user in staff_to_remind())
        if people:
            yield _("Letters go out 60 and 30 days before the end and on the last day, to: %s") % people
        else:
            yield _("Nobody gets the letters before the end: no member of “Project staff” has an e-mail address.")

    def _file(self, agreement):
        current = agreement.files.current().first()
        if current is None:
            return _("There is no signed file yet.")
        return format_html(
            '<a href="{}" class="font-medium text-primary-600 underline">{}</a> ({})',
            reverse("admin:networks_agreement_file", args=[agreement.pk]),
            _("Open the signed file"),
            _("uploaded on %s") % date_format(timezone.localtime(current.uploaded_at), "DATE_FORMAT"),
        )

    def file_view(self, request, object_id):
        """The signed file, to those who may see agreements, to keep and never to run in the browser."""
        agreement = self.get_object(request, object_id)
        may_see = self.has_view_permission(request, agreement) and request.user.has_perm("networks.view_agreementfile")
        if not may_see:
            raise PermissionDenied
        current = agreement.files.current().first() if agreement else None
        if current is None or not current.file.storage.exists(current.file.name):
            raise Http404
        response = FileResponse(
            current.file.open("rb"),
            as_attachment=True,
            filename=f"{agreement.slug}.pdf",
            content_type="application/pdf",
        )
        response.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
        response.headers["X-Content-Type-Options"] = "nosniff"
        response.headers["Cache-Control"] = "no-store"
        return response
