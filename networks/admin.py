from django.contrib import admin
from unfold.admin import ModelAdmin, TabularInline

from networks.models import (
    Agreement,
    AgreementParty,
    AudienceSize,
    Coverage,
    Initiative,
    Person,
    Post,
    PostContact,
    SecondLine,
    Supervision,
    Tenure,
)
from portal.content.admin import ContactInline, ContentAdmin


class PostContactInline(ContactInline):
    model = PostContact


class TenureInline(TabularInline):
    model = Tenure
    extra = 0
    tab = True
    autocomplete_fields = ["person"]


class CoverageInline(TabularInline):
    model = Coverage
    extra = 0
    tab = True
    autocomplete_fields = ["municipality"]


class PartyInline(TabularInline):
    model = AgreementParty
    extra = 0
    tab = True
    autocomplete_fields = ["organisation"]


class SizeInline(TabularInline):
    model = AudienceSize
    extra = 0
    tab = True


@admin.register(Post)
class PostAdmin(ContentAdmin):
    list_display = ["label", "organisation", "role"]
    list_select_related = ["organisation"]
    list_filter = ["role", *ContentAdmin.list_filter]
    autocomplete_fields = ["organisation", "project", "deputy", "user"]
    search_fields = ["tenures__person__family_name"]
    inlines = [TenureInline, CoverageInline, PostContactInline]

    def get_queryset(self, request):
        return super().get_queryset(request).prefetch_related("coverages__municipality")


@admin.register(Person)
class PersonAdmin(ModelAdmin):
    list_display = ["family_name", "given_name"]
    search_fields = ["family_name", "given_name"]


@admin.register(SecondLine)
class SecondLineAdmin(ModelAdmin):
    list_display = ["municipality", "organisation"]
    list_select_related = ["municipality", "organisation"]
    autocomplete_fields = ["municipality", "organisation"]


@admin.register(Supervision)
class SupervisionAdmin(ModelAdmin):
    list_display = ["supervisor", "organisation", "municipality"]
    list_select_related = ["supervisor", "organisation", "municipality"]
    autocomplete_fields = ["supervisor", "organisation", "municipality"]


@admin.register(Agreement)
class AgreementAdmin(ContentAdmin):
    list_display = ["label", "kind", "state", "valid_through"]
    list_filter = ["kind", "state", *ContentAdmin.list_filter]
    autocomplete_fields = ["project", "renewal_of"]
    search_fields = ["identifier"]
    inlines = [PartyInline]


@admin.register(Initiative)
class InitiativeAdmin(ContentAdmin):
    list_display = ["label", "organiser", "founded"]
    list_select_related = ["organiser"]
    autocomplete_fields = ["organiser", "municipalities"]
    inlines = [SizeInline]
