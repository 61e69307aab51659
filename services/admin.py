from django.conf import settings
from django.contrib import admin
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from modeltranslation.utils import build_localized_fieldname
from unfold.admin import ModelAdmin, StackedInline, TabularInline
from unfold.widgets import UnfoldAdminCheckboxSelectMultipleWidget

from content.admin.filters import SoonFilter
from content.admin.records import ContactInline, ContentAdmin, TranslatableAdmin, TranslatedInline
from content.editing.admin import EditingMixin
from directory.territory.admin import ApprovalFilter, ApprovedAdmin, BoundFields, TerritoryAdmin
from services.models import (
    ApplicationWindow,
    CostOption,
    Grant,
    OpeningException,
    OpeningHours,
    RequiredDocument,
    Service,
    ServiceActivity,
    ServiceAtLocation,
    ServiceContact,
    ServiceCourse,
)
from services.opening.forms import ExceptionFormSet, HoursForm, HoursFormSet, WindowFormSet

# The last of the facts: the texts follow.
LANGUAGE = "source_language"


class ServiceContactInline(ContactInline):
    model = ServiceContact


class ActivityInline(TranslatedInline):
    model = ServiceActivity


class DocumentInline(TranslatedInline):
    model = RequiredDocument


class CostInline(TranslatedInline):
    model = CostOption


class CourseInline(StackedInline):
    """At most one: that the service teaches Lithuanian, and what a learner chooses by."""

    model = ServiceCourse
    extra = 0
    tab = True


class LocationInline(BoundFields, TabularInline):
    """The doors of a service; the hours of a door have a page of their own."""

    model = ServiceAtLocation
    extra = 0
    tab = True
    autocomplete_fields = ["place"]
    readonly_fields = ["hours"]

    @admin.display(description=_("opening hours"))
    def hours(self, door):
        if door.pk is None:
            return _("Save the service first. Then a link leads from here to the opening hours.")
        address = reverse("admin:services_serviceatlocation_change", args=[door.pk])
        return format_html('<a href="{}#opening_hours">{}</a>', address, _("Enter or change the opening hours"))


class GrantInline(TabularInline):
    """The grants of a service as links: each has a page of its own."""

    model = Grant
    extra = 0
    max_num = 0
    can_delete = False
    tab = True
    fields = readonly_fields = ["own_page", "amount_max", "when"]

    def get_queryset(self, request):
        return super().get_queryset(request).prefetch_related("windows")

    @admin.display(description=_("name"))
    def own_page(self, grant):
        return format_html('<a href="{}">{}</a>', reverse("admin:services_grant_change", args=[grant.pk]), grant)

    @admin.display(description=_("application windows"))
    def when(self, grant):
        return ", ".join(str(window.in_words) for window in grant.windows.all()) or "–"


class WindowInline(TabularInline):
    model = ApplicationWindow
    formset = WindowFormSet
    extra = 0


class HoursInline(TranslatedInline):
    model = OpeningHours
    form = HoursForm
    formset = HoursFormSet

    def facts(self, request, obj=None):
        """In the order in which one says it, two to a line where there is room."""
        return [("day_of_week", "mode"), ("opens", "closes"), "also_on", ("valid_from", "valid_through"), LANGUAGE]


class ExceptionInline(TranslatedInline):
    model = OpeningException
    formset = ExceptionFormSet

    def facts(self, request, obj=None):
        return [("starts_on", "ends_on"), "mode", ("opens", "closes"), LANGUAGE]


class EndFilter(admin.SimpleListFilter):
    title = _("end of the money")
    parameter_name = "end"

    def lookups(self, request, model_admin):
        return [("soon", _("within 90 days")), ("over", _("over"))]

    def queryset(self, request, queryset):
        match self.value():
            case "soon":
                return queryset.filter(pk__in=Service.objects.ending_soon())
            case "over":
                return queryset.filter(queryset.is_over())
        return queryset


@admin.register(Service)
class ServiceAdmin(ApprovedAdmin, ContentAdmin):
    bound_required = ["area_served"]
    bound_readonly = ["is_nationwide"]
    list_display = ["label", "provider", "status", "valid_through"]
    search_through = ["provider", "area_served"]
    list_select_related = ["provider"]
    list_filter = ["topics", "status", EndFilter, ApprovalFilter, *ContentAdmin.list_filter]
    actions = [*ContentAdmin.actions, "not_approved"]
    autocomplete_fields = ["provider", "area_served", "project", "successor"]
    inlines = [
        *(ServiceContactInline, LocationInline, GrantInline, ActivityInline),
        *(DocumentInline, CostInline, CourseInline),
    ]
    # Few enough to be seen at once: a list to hold Control over loses what was chosen by one wrong click.
    TICKED = ["topics", "needs"]
    HELP = {
        "is_emergency": _("Its numbers stand on the page “Help lines”, one tap from every page."),
        "is_nationwide": _("Found from every municipality; then the municipalities above do not matter."),
        "status": _("Choose “ended” for good: the page stays and leads on to the service that replaces it."),
        "successor": _("Where people go when this service has ended."),
    }

    def formfield_for_manytomany(self, db_field, request, **kwargs):
        if db_field.name in self.TICKED:
            kwargs["widget"] = UnfoldAdminCheckboxSelectMultipleWidget()
        return super().formfield_for_manytomany(db_field, request, **kwargs)

    def get_form(self, request, obj=None, change=False, **kwargs):
        return super().get_form(request, obj, change, **{**kwargs, "help_texts": self.HELP})


@admin.register(Grant)
class GrantAdmin(TranslatableAdmin):
    list_display = ["__str__", "service", "amount_max"]
    list_filter = [SoonFilter]
    list_select_related = ["service"]
    autocomplete_fields = ["service"]
    inlines = [WindowInline]

    def get_prepopulated_fields(self, request, obj=None):
        return {} if obj else {"code": [build_localized_fieldname("name", settings.LANGUAGE_CODE)]}


@admin.register(ServiceAtLocation)
class ServiceAtLocationAdmin(TerritoryAdmin, EditingMixin, ModelAdmin):
    published_at = "service__published_at"
    list_display = ["service", "place", "today"]
    list_select_related = ["service", "place"]
    autocomplete_fields = ["service", "place"]
    search_fields = ["service__slug", "place__street_address"]
    inlines = [HoursInline, ExceptionInline]

    def get_queryset(self, request):
        return super().get_queryset(request).with_hours()

    @admin.display(description=_("now"))
    def today(self, door):
        """What readers are told at this moment: the quickest check of what was entered."""
        return str(door.now or "–")

    def save_formset(self, request, form, formset, change):
        super().save_formset(request, form, formset, change)
        if formset.model is OpeningHours:
            for row in formset.saved_rows():
                row.copy_to_other_days()
