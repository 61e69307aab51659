from allauth.mfa.models import Authenticator
from django import forms
from django.contrib import admin, messages
from django.contrib.auth.admin import GroupAdmin as DjangoGroupAdmin
from django.contrib.auth.admin import UserAdmin as DjangoUserAdmin
from django.contrib.auth.models import Group
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from unfold.admin import ModelAdmin
from unfold.decorators import action
from unfold.forms import AdminPasswordChangeForm
from unfold.widgets import UnfoldAdminCheckboxSelectMultipleWidget

from accounts import letters
from accounts.forms import InvitationForm, UserChangeForm
from accounts.models import User
from accounts.roles import offered_permissions, permission_name, role_name
from content.languages import interface_languages

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
    add_form = InvitationForm
    change_password_form = AdminPasswordChangeForm
    list_display = ["email", "name", "body", "is_staff", "is_active", "last_login"]
    list_filter = [SecondFactorFilter, "is_staff", "is_active", ("groups", RoleFilter)]
    search_fields = ["email", "name", "body"]
    ordering = ["email"]
    readonly_fields = ["last_login", "date_joined"]
    actions_detail = ["invite", "reset_second_factor"]
    fieldsets = [
        (None, {"fields": ["email", "password", "name", "body", "language"]}),
        (_("Rights"), {"fields": ["is_active", "is_staff", "is_superuser", "groups", "translates"]}),
        (_("Dates"), {"fields": ["last_login", "date_joined"]}),
    ]
    add_fieldsets = [
        (
            None,
            {
                "fields": ["email", "name", "body", "language", "groups", "translates"],
                "description": _("A letter goes to this address with a link for choosing a password."),
            },
        )
    ]

    def formfield_for_manytomany(self, db_field, request, **kwargs):
        field = super().formfield_for_manytomany(db_field, request, **kwargs)
        if db_field.name == "groups":
            field.label_from_instance = role_name
        return field

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        """Languages are ticked by name."""
        if db_field.name != "translates":
            return super().formfield_for_dbfield(db_field, request, **kwargs)
        return forms.MultipleChoiceField(
            label=capfirst(db_field.verbose_name),
            help_text=db_field.help_text,
            choices=interface_languages,
            required=False,
            widget=UnfoldAdminCheckboxSelectMultipleWidget,
        )

    def save_model(self, request, obj, form, change):
        super().save_model(request, obj, form, change)
        if not change:
            letters.invitation(obj)
            messages.success(request, _("An invitation was sent to %(email)s.") % {"email": obj.email})

    def has_administer_permission(self, request, object_id=None):
        """Only administrators, and nobody for himself or herself: two people know of it."""
        return request.user.is_superuser and str(request.user.pk) != str(object_id)

    @action(description=_("Send the invitation again"), url_path="invite", permissions=["administer"])
    def invite(self, request, object_id):
        """For whoever has not chosen a password yet, or lost it: the letter goes after a click on the page."""
        user = self._of_staff(request, object_id)
        if request.method != "POST":
            text = _("A letter with a link for choosing a password goes to %(email)s. An older link stops working.")
            return self._ask(request, user, _("Send the invitation again"), text % {"email": user.email})
        letters.invitation(user)
        messages.success(request, _("An invitation was sent to %(email)s.") % {"email": user.email})
        return redirect("admin:accounts_user_change", user.pk)

    @action(description=_("Reset the lost second factor"), url_path="second-factor", permissions=["administer"])
    def reset_second_factor(self, request, object_id):
        """All proofs of the account go, recovery codes too; its page of changes says who did it, a letter tells."""
        user = self._of_staff(request, object_id)
        found = Authenticator.objects.filter(user=user)
        if request.method != "POST":
            text = _("Make sure that it is really %(user)s who asks: call back. A new second factor is asked for then.")
            return self._ask(request, user, _("Reset the lost second factor"), text % {"user": user})
        kinds = ", ".join(str(proof.get_type_display()) for proof in found) or "–"
        found.delete()
        self.log_change(request, user, [{"deleted": {"name": "second factor", "object": kinds}}])
        letters.second_factor_reset(user)
        messages.success(
            request, _("The second factor was reset. A letter says so to %(email)s.") % {"email": user.email}
        )
        return redirect("admin:accounts_user_change", user.pk)

    def _of_staff(self, request, object_id):
        user = get_object_or_404(User, pk=object_id, is_active=True, is_staff=True)
        if not self.has_administer_permission(request, object_id):
            raise PermissionDenied
        return user

    def _ask(self, request, user, title, text):
        back = reverse("admin:accounts_user_change", args=[user.pk])
        context = {**self.admin_site.each_context(request), "title": title, "text": text, "back": back}
        return render(request, "admin/accounts/ask.html", context)

    def has_delete_permission(self, request, obj=None):
        """Accounts are switched off, so that history keeps its names."""
        return False
