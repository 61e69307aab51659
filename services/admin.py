from django.contrib import admin
from unfold.admin import ModelAdmin, TabularInline

from portal.content.admin import ContactInline, ContentAdmin, TranslatableAdmin, TranslatedInline
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
    extra = 0


class HoursInline(TranslatedInline):
    model = OpeningHours


class ExceptionInline(TranslatedInline):
    model = OpeningException


@admin.register(Service)
class ServiceAdmin(ContentAdmin):
    list_display = ["label", "provider", "status"]
    list_select_related = ["provider"]
    list_filter = ["topics", "status", *ContentAdmin.list_filter]
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
    list_display = ["service", "place"]
    list_select_related = ["service", "place"]
    autocomplete_fields = ["service", "place"]
    inlines = [HoursInline, ExceptionInline]
