from allauth.mfa.models import Authenticator
from django.contrib import admin
from django.contrib.auth.admin import GroupAdmin as DjangoGroupAdmin
from django.contrib.auth.admin import UserAdmin as DjangoUserAdmin
from django.contrib.auth.models import Group
from django.utils.translation import gettext_lazy as _
from unfold.admin import ModelAdmin
from unfold.forms import AdminPasswordChangeForm

from accounts.forms import UserChangeForm, UserCreationForm
from accounts.models import User
from accounts.roles import offered_permissions, permission_name, role_name

admin.site.unregister([Group, Authenticator])


@admin.register(Group)
class GroupAdmin(DjangoGroupAdmin, ModelAdmin):
    list_display = ["shown_name"]

    @admin.display(description=_("role"), ordering="name")
    def shown_name(self, group):
        return role_name(group)

    def formfield_for_manytomany(self, db_field, request=None, **kwargs):
        kwargs["queryset"] = offered_permissions()
        field = super().formfield_for_manytomany(db_field, request, **kwargs)
        field.label_from_instance = permission_name
        return field


class RoleFilter(admin.RelatedFieldListFilter):
    """The roles by their names in the language of whoever looks."""

    def field_choices(self, field, request, model_admin):
        return [(group.pk, role_name(group)) for group in Group.objects.order_by("name")]


class SecondFactorFilter(admin.SimpleListFilter):
    title = _("second factor")
    parameter_name = "second_factor"

    def lookups(self, request, model_admin):
        return [("none", _("staff without one"))]

    def queryset(self, request, queryset):
        return queryset.model.objects.without_second_factor() if self.value() == "none" else queryset


@admin.register(Authenticator)
class AuthenticatorAdmin(ModelAdmin):
    """Whose second factors there are and when they were used; a lost one is deleted. The secret is shown to nobody."""

    list_display = ["user", "type", "created_at", "last_used_at"]
    list_select_related = ["user"]
    list_filter = ["type"]
    search_fields = ["user__email", "user__name"]
    fields = readonly_fields = ["user", "type", "created_at", "last_used_at"]

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False


@admin.register(User)
class UserAdmin(DjangoUserAdmin, ModelAdmin):
    form = UserChangeForm
    add_form = UserCreationForm
    change_password_form = AdminPasswordChangeForm
    list_display = ["email", "name", "body", "is_staff", "is_active", "last_login"]
    list_filter = [SecondFactorFilter, "is_staff", "is_active", ("groups", RoleFilter)]
    search_fields = ["email", "name", "body"]
    ordering = ["email"]
    readonly_fields = ["last_login", "date_joined"]
    fieldsets = [
        (None, {"fields": ["email", "password", "name", "body", "language"]}),
        (_("Rights"), {"fields": ["is_active", "is_staff", "is_superuser", "groups"]}),
        (_("Dates"), {"fields": ["last_login", "date_joined"]}),
    ]
    add_fieldsets = [
        (None, {"fields": ["email", "name", "body", "language", "password1", "password2", "is_staff", "groups"]})
    ]

    def formfield_for_manytomany(self, db_field, request, **kwargs):
        field = super().formfield_for_manytomany(db_field, request, **kwargs)
        if db_field.name == "groups":
            field.label_from_instance = role_name
        return field

    def has_delete_permission(self, request, obj=None):
        """Accounts are switched off, so that history keeps its names."""
        return False
