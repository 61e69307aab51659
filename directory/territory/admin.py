"""The rule by municipality, for every admin whose records belong to one."""

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from unfold.decorators import action

from directory.models import ApprovalRequest
from directory.territory.rule import territory_of


class BoundFields:
    """Whoever works for certain municipalities chooses among their records only; for admins and for rows below them."""

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        return super().formfield_for_foreignkey(db_field, request, **self._own(db_field, request, kwargs))

    def formfield_for_manytomany(self, db_field, request, **kwargs):
        return super().formfield_for_manytomany(db_field, request, **self._own(db_field, request, kwargs))

    def _own(self, db_field, request, kwargs):
        remote = self.admin_site._registry.get(db_field.remote_field.model)
        if isinstance(remote, TerritoryAdmin) and territory_of(request.user).is_bound:
            return {**kwargs, "queryset": remote.get_queryset(request)}
        return kwargs


class TerritoryAdmin(BoundFields):
    """Stands before the other bases. ``published_at`` is the way to the field that makes a record public."""

    published_at = ""
    # What must be filled in, and what stays as it is, where the municipality decides.
    bound_required = ()
    bound_readonly = ()

    def get_queryset(self, request):
        return territory_of(request.user).seen(super().get_queryset(request))

    def has_view_permission(self, request, obj=None):
        return super().has_view_permission(request, obj) and self._is(request, obj, self._seen)

    def has_change_permission(self, request, obj=None):
        return super().has_change_permission(request, obj) and self._is(request, obj, self._changeable)

    def has_delete_permission(self, request, obj=None):
        return super().has_delete_permission(request, obj) and self._is(request, obj, self._changeable)

    def get_readonly_fields(self, request, obj=None):
        bound = self.bound_readonly if territory_of(request.user).is_bound else ()
        return [*super().get_readonly_fields(request, obj), *bound]

    def get_form(self, request, obj=None, change=False, **kwargs):
        form = super().get_form(request, obj, change, **kwargs)
        if territory_of(request.user).is_bound:
            for name in {*self.bound_required} & {*form.base_fields}:
                form.base_fields[name].required = True
        return form

    def save_related(self, request, form, formsets, change):
        """Last of all: what was saved belongs to whoever saved it, or nothing of it is saved."""
        super().save_related(request, form, formsets, change)
        if not self._is(request, form.instance, self._changeable):
            raise PermissionDenied

    def response_action(self, request, queryset):
        """What is done to several is done to those that may be changed."""
        territory = territory_of(request.user)
        return super().response_action(request, territory.changeable(queryset, self.published_at))

    def history_view(self, request, object_id, extra_context=None):
        self._refuse_history(request, object_id)
        return super().history_view(request, object_id, extra_context)

    def history_form_view(self, request, object_id, version_id, extra_context=None):
        """An old version brings old days of publishing back: it is restored by staff."""
        self._refuse_history(request, object_id)
        if request.method != "GET" and territory_of(request.user).is_bound:
            raise PermissionDenied
        return super().history_form_view(request, object_id, version_id, extra_context)

    def _refuse_history(self, request, object_id):
        if territory_of(request.user).is_bound and not self._seen(request).filter(pk=object_id).exists():
            raise Http404

    def _is(self, request, obj, question):
        """As it is stored: an old version or a form that was sent may say something else of the record.

        Buttons of a page come with the key alone.
        """
        key = getattr(obj, "pk", obj)
        if key is None or not territory_of(request.user).is_bound:
            return True
        return question(request).filter(pk=key).exists()

    def _seen(self, request):
        return territory_of(request.user).seen(self.model._default_manager.all())

    def _changeable(self, request):
        return territory_of(request.user).changeable(self.model._default_manager.all(), self.published_at)


class ApprovalFilter(admin.SimpleListFilter):
    """Drafts of coordinators who asked for them to be published."""

    title = _("for approval")
    parameter_name = "approval"

    def lookups(self, request, model_admin):
        return [("yes", _("waits for your approval"))]

    def queryset(self, request, queryset):
        return ApprovalRequest.awaiting(queryset) if self.value() == "yes" else queryset


class ApprovedAdmin(TerritoryAdmin):
    """Records that are published: by staff, unless they said that this coordinator publishes at once."""

    published_at = "published_at"
    # What makes public, takes from the public, or says something to readers in the name of staff.
    OF_STAFF = ["publish_now", "unpublish_now", "mark_checked", "make_real", "not_approved"]
    DAYS = ["published_at", "unpublish_at", "visibility", "review_due_on"]
    actions_submit_line = ["ask_to_publish"]

    def may_publish(self, request, obj=None):
        territory = territory_of(request.user)
        if not territory.is_bound:
            return True
        if obj is None or obj.pk is None:
            return bool(territory.at_once)
        return territory.may_publish(self.model._default_manager.filter(pk=obj.pk)).exists()

    def get_readonly_fields(self, request, obj=None):
        fixed = [] if self.may_publish(request, obj) else self.DAYS
        return [*super().get_readonly_fields(request, obj), *fixed]

    def get_actions(self, request):
        actions = super().get_actions(request)
        hidden = [] if self.may_publish(request) else self.OF_STAFF
        return {name: found for name, found in actions.items() if name not in hidden}

    def response_action(self, request, queryset):
        if request.POST.get("action") in self.OF_STAFF:
            queryset = territory_of(request.user).may_publish(queryset)
        return super().response_action(request, queryset)

    def take_back_view(self, request):
        if not self.may_publish(request):
            raise PermissionDenied
        return super().take_back_view(request)

    def has_ask_approval_permission(self, request, object_id=None):
        return territory_of(request.user).is_bound and not self.may_publish(
            request, self.model._default_manager.filter(pk=object_id).first()
        )

    @action(description=_("Save and ask staff to publish"), permissions=["ask_approval"])
    def ask_to_publish(self, request, obj):
        ApprovalRequest.ask(obj, request.user)
        messages.success(request, _("Staff were asked to publish it. Until then you can still change it."))

    @admin.action(description=_("Not approved: back to the coordinator"), permissions=["change"])
    def not_approved(self, request, queryset):
        keys = list(ApprovalRequest.awaiting(queryset).values_list("pk", flat=True))
        ApprovalRequest.objects.filter(label=self.opts.label_lower, record__in=keys).delete()
        text = ngettext("%(count)d request was turned down.", "%(count)d requests were turned down.", len(keys))
        messages.success(request, text % {"count": len(keys)})
