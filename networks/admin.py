from django.contrib import admin
from django.db.models import Prefetch
from django.utils.translation import gettext_lazy as _
from unfold.admin import ModelAdmin, TabularInline

from content.admin.records import ContactInline, ContentAdmin, name_columns
from content.editing.admin import EditingMixin
from networks.agreements import admin as agreements
from networks.confirmation.admin import CardKeepingAdmin
from networks.models import (
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
from networks.posts.admin import TenureInline, TermActions
from networks.volunteering import admin as volunteering

# Their records are registered there.
__all__ = ["agreements", "volunteering"]


class PostContactInline(ContactInline):
    model = PostContact


class CoverageInline(TabularInline):
    model = Coverage
    extra = 0
    tab = True
    autocomplete_fields = ["municipality"]


class SizeInline(TabularInline):
    model = AudienceSize
    extra = 0
    tab = True


@admin.register(Post)
class PostAdmin(TermActions, CardKeepingAdmin, ContentAdmin):
    list_display = ["label", "people_now", "organisation", "role"]
    list_select_related = ["organisation"]
    list_filter = ["role", *ContentAdmin.list_filter]
    autocomplete_fields = ["organisation", "project", "deputy", "user"]
    search_fields = ["tenures__person__given_name__unaccent", "tenures__person__family_name__unaccent", "office"]
    search_through = ["organisation", "coverages__municipality"]
    inlines = [TenureInline, CoverageInline, PostContactInline]
    readonly_fields = [*ContentAdmin.readonly_fields, *CardKeepingAdmin.card_fields]
    actions = [*ContentAdmin.actions, *CardKeepingAdmin.card_actions]
    # One button for what is done most; five beside each other leave no room for the name of the post.
    actions_detail = [
        "invite",
        {"title": _("Person and leave"), "items": [*TermActions.actions_detail, "ask_about_this"]},
    ]

    def get_queryset(self, request):
        current = Prefetch("tenures", queryset=Tenure.objects.current().select_related("person"), to_attr="now")
        return super().get_queryset(request).prefetch_related("coverages__municipality", current)

    @admin.display(description=_("who"))
    def people_now(self, post):
        return ", ".join(map(str, post.people)) or _("vacant")


@admin.register(Person)
class PersonAdmin(EditingMixin, ModelAdmin):
    list_display = ["family_name", "given_name"]
    search_fields = ["family_name__unaccent", "given_name__unaccent"]

    def has_delete_permission(self, request, obj=None):
        """A name goes with its terms, so only when all of them are over."""
        return super().has_delete_permission(request, obj) and (obj is None or obj.has_left)


@admin.register(SecondLine)
class SecondLineAdmin(EditingMixin, ModelAdmin):
    list_display = ["municipality", "organisation"]
    search_fields = [*name_columns("municipality"), *name_columns("organisation")]
    list_select_related = ["municipality", "organisation"]
    autocomplete_fields = ["municipality", "organisation"]


@admin.register(Supervision)
class SupervisionAdmin(EditingMixin, ModelAdmin):
    list_display = ["supervisor", "organisation", "municipality"]
    search_fields = [*name_columns("supervisor"), *name_columns("organisation"), *name_columns("municipality")]
    list_select_related = ["supervisor", "organisation", "municipality"]
    autocomplete_fields = ["supervisor", "organisation", "municipality"]


@admin.register(Initiative)
class InitiativeAdmin(ContentAdmin):
    list_display = ["label", "organiser", "founded"]
    search_through = ["organiser", "municipalities"]
    list_select_related = ["organiser"]
    autocomplete_fields = ["organiser", "municipalities"]
    filter_horizontal = ["topics"]
    inlines = [SizeInline]
