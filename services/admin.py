from django.contrib import admin
from django.utils.translation import gettext_lazy as _
from unfold.admin import ModelAdmin, TabularInline

from portal.content.admin import ContactInline, ContentAdmin, TranslatableAdmin, TranslatedInline
from services.hours_forms import ExceptionFormSet, HoursForm, HoursFormSet, WindowFormSet
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
)


class ServiceContactInline(ContactInline):
    model = ServiceContact


class ActivityInline(TranslatedInline):
    model = ServiceActivity


class DocumentInline(TranslatedInline):
    model = RequiredDocument


class CostInline(TranslatedInline):
    model = CostOption


class LocationInline(TabularInline):
    model = ServiceAtLocation
    extra = 0
    tab = True
    autocomplete_fields = ["place"]
    show_change_link = True


class WindowInline(TabularInline):
    model = ApplicationWindow
    formset = WindowFormSet
    extra = 0


class HoursInline(TranslatedInline):
    model = OpeningHours
    form = HoursForm
    formset = HoursFormSet


class ExceptionInline(TranslatedInline):
    model = OpeningException
    formset = ExceptionFormSet


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
class ServiceAdmin(ContentAdmin):
    list_display = ["label", "provider", "status", "valid_through"]
    list_select_related = ["provider"]
    list_filter = ["topics", "status", EndFilter, *ContentAdmin.list_filter]
    autocomplete_fields = ["provider", "area_served", "project", "successor"]
    inlines = [ServiceContactInline, LocationInline, ActivityInline, DocumentInline, CostInline]


@admin.register(Grant)
class GrantAdmin(TranslatableAdmin):
    list_display = ["__str__", "service", "amount_max"]
    list_select_related = ["service"]
    autocomplete_fields = ["service"]
    inlines = [WindowInline]


@admin.register(ServiceAtLocation)
class ServiceAtLocationAdmin(ModelAdmin):
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
