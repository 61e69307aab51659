from django import forms
from django.contrib import admin
from django.contrib.auth import get_user_model
from django.db.models import Prefetch
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html_join
from django.utils.translation import gettext_lazy as _
from unfold.admin import ModelAdmin

from content.admin.records import ContactInline, ContentAdmin, TranslatableAdmin, TranslatedInline, name_columns
from content.admin.remarks import Remarking
from content.editing.admin import EditingMixin
from directory.models import (
    County,
    HeadCountLine,
    Municipality,
    MunicipalityRight,
    NetworkMember,
    Organisation,
    OrganisationContact,
    Place,
    Project,
    ProjectActivity,
    Term,
)
from directory.models.reach import GAPS, hard_to_reach, with_gaps
from directory.territory.admin import TerritoryAdmin
from directory.territory.rule import BOUND


class OrganisationContactInline(ContactInline):
    model = OrganisationContact


class ProjectActivityInline(TranslatedInline):
    model = ProjectActivity


class HeadCountLineInline(TranslatedInline):
    model = HeadCountLine
    verbose_name_plural = _("whom the fund wants counted")


class NetworkMemberInline(TranslatedInline):
    model = NetworkMember
    autocomplete_fields = ["organisation", "territory"]


@admin.register(Organisation)
class OrganisationAdmin(ContentAdmin):
    list_display = ["label", "kind"]
    list_filter = ["kind", "is_employer", *ContentAdmin.list_filter]
    autocomplete_fields = ["parent", "municipality", "area_served"]
    search_fields = ["legal_name", "alternate_name", "identifier"]
    search_through = ["municipality"]
    exclude = ["logo"]
    inlines = [OrganisationContactInline]
    readonly_fields = [*ContentAdmin.readonly_fields, "verification", "is_public_with_jobs"]
    actions = [*ContentAdmin.actions, "mark_verified"]
    PUBLISHING = [*ContentAdmin.PUBLISHING, "is_public_with_jobs"]

    def save_model(self, request, obj, form, change):
        """Whoever sets the days by hand decides: the page follows its jobs no more."""
        super().save_model(request, obj, form, change)
        if {"published_at", "unpublish_at", "visibility"}.intersection(form.changed_data):
            obj.leave_to_staff()

    @admin.display(description=_("verified"))
    def verification(self, organisation):
        if not organisation.verified_at:
            return _("not yet")
        moment = timezone.localtime(organisation.verified_at)
        return f"{moment:%Y-%m-%d} · {organisation.verifying_body} · {organisation.verified_by or '–'}"

    @admin.action(description=_("Verified: this employer exists"), permissions=["change"])
    def mark_verified(self, request, queryset):
        """Say that somebody made sure, by the register of companies or a call, that the organisation exists."""
        for organisation in queryset:
            organisation.verify(request.user)
        self._say(request, len(queryset))


@admin.register(Project)
class ProjectAdmin(ContentAdmin):
    list_display = ["label", "identifier", "start_date", "end_date"]
    autocomplete_fields = ["funder", "applicant", "partners"]
    search_fields = ["identifier"]
    search_through = ["funder", "applicant"]
    inlines = [ProjectActivityInline, HeadCountLineInline, NetworkMemberInline]


class PlaceForm(Remarking, forms.ModelForm):
    def clean(self):
        super().clean()
        if self.cleaned_data.get("street_address") and not self.cleaned_data.get("municipality"):
            text = _("An address without a municipality is not found by readers who look for their own.")
            self.remark([("municipality", text)])


@admin.register(Place)
class PlaceAdmin(TerritoryAdmin, TranslatableAdmin):
    bound_required = ["municipality"]
    form = PlaceForm
    list_display = ["__str__", "postal_address", "municipality"]
    list_select_related = ["municipality"]
    autocomplete_fields = ["organisation", "municipality"]
    search_fields = [*name_columns(), "street_address", "address_locality"]

    @admin.display(description=_("address"))
    def postal_address(self, place):
        return place.address or "–"


@admin.register(Term)
class TermAdmin(TranslatableAdmin):
    list_display = ["__str__", "vocabulary", "code", "position"]
    list_filter = ["vocabulary"]
    autocomplete_fields = ["parent"]
    search_fields = ["name", "code"]


class ReachFilter(admin.SimpleListFilter):
    title = _("its authority")
    parameter_name = "office"

    def lookups(self, request, model_admin):
        return [("incomplete", _("hard to reach"))]

    def queryset(self, request, queryset):
        return hard_to_reach(queryset) if self.value() == "incomplete" else queryset


@admin.register(Municipality)
class MunicipalityAdmin(TerritoryAdmin, TranslatableAdmin):
    """What its authority lacks is filled in at the authority: contacts with hours, and a place with a street."""

    list_display = ["__str__", "code", "county", "seat", "gaps", "offices"]
    list_select_related = ["county"]
    list_filter = [ReachFilter]
    search_fields = ["name", "slug", "seat"]

    def get_queryset(self, request):
        offices = Organisation.objects.published().filter(kind=Organisation.Kind.AUTHORITY)
        loaded = Prefetch("served_by", offices, to_attr="offices_here")
        return with_gaps(super().get_queryset(request)).prefetch_related(loaded)

    @admin.display(description=_("missing at its authority"))
    def gaps(self, municipality):
        if not municipality.has_authority:
            return _("no public authority serves it")
        return ", ".join(str(title) for gap, title in GAPS.items() if getattr(municipality, gap)) or "–"

    @admin.display(description=_("its authorities"))
    def offices(self, municipality):
        links = (
            (reverse("admin:directory_organisation_change", args=[office.pk]), office)
            for office in municipality.offices_here
        )
        return format_html_join(", ", '<a href="{}">{}</a>', links) or "–"


@admin.register(County)
class CountyAdmin(TranslatableAdmin):
    list_display = ["__str__", "code"]


@admin.register(MunicipalityRight)
class MunicipalityRightAdmin(EditingMixin, ModelAdmin):
    """For which municipalities the coordinators of the back office work."""

    list_display = ["user", "municipality", "publishes_at_once"]
    list_select_related = ["user", "municipality"]
    list_filter = ["publishes_at_once"]
    search_fields = ["user__email", "user__name", *name_columns("municipality")]
    autocomplete_fields = ["municipality"]

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        """Only those whose role keeps them to their municipalities: others are not bound by what stands here."""
        if db_field.name == "user":
            bound = get_user_model().objects.filter(
                is_staff=True, groups__permissions__codename=BOUND.partition(".")[2]
            )
            kwargs["queryset"] = bound.distinct()
        return super().formfield_for_foreignkey(db_field, request, **kwargs)
