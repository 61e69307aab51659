"""Single dates in the back office: found by day, event and state; changed only through the buttons."""

from datetime import timedelta

from django.conf import settings
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext_lazy as _
from modeltranslation.utils import build_localized_fieldname
from simple_history.admin import SimpleHistoryAdmin
from unfold.admin import ModelAdmin
from unfold.contrib.filters.admin import RangeDateFilter, RelatedDropdownFilter
from unfold.decorators import action

from content.editing.admin import EditingMixin
from events.changing.pages import ChangePages
from events.changing.steps import MoveForm, PlaceForm, PostponeForm, ReasonForm, ReinstateForm
from events.dates.wording import of_date, start
from events.models import Event


class WhenFilter(admin.SimpleListFilter):
    title = _("when")
    parameter_name = "when"

    def lookups(self, request, model_admin):
        return [("ahead", _("to come")), ("week", _("in the next 7 days")), ("past", _("past")), ("all", _("all"))]

    def value(self):
        """Dates to come are what staff look for; all of them are shown when asked for."""
        return super().value() or "ahead"

    def choices(self, changelist):
        """Without Django's own "all", which the first of ours stands for."""
        return list(super().choices(changelist))[1:]

    def queryset(self, request, queryset):
        now = timezone.now()
        ahead = queryset.filter(ends_at__gte=now)
        if self.value() == "past":
            return queryset.filter(ends_at__lt=now)
        if self.value() == "week":
            return ahead.filter(starts_at__lt=now + timedelta(days=7))
        return ahead if self.value() == "ahead" else queryset


class EventAdmin(EditingMixin, ChangePages, SimpleHistoryAdmin, ModelAdmin):
    """Dates are made by the rule of their event, so none is added or deleted here. events.admin registers it."""

    list_display = ["starts", "event_name", "status", "where", "registered"]
    list_display_links = ["starts"]
    list_filter = [WhenFilter, "status", ("starts_at", RangeDateFilter), ("series", RelatedDropdownFilter)]
    list_filter_submit = True
    list_select_related = ["series", "place", "series__place"]
    list_per_page = 50
    date_hierarchy = "starts_at"
    search_fields = ["series__slug"]
    ordering = ["starts_at"]
    readonly_fields = ["event_link", "takes_place_at", "status", "reason", "where", "registered", "people_links"]
    fields = [*readonly_fields, "maximum_attendee_capacity"]
    actions = ["cancel_selected", "postpone_selected", "change_place_of_selected"]
    actions_detail = ["cancel_date", "move_date", "postpone_date", "change_place", "reinstate_date"]

    def has_add_permission(self, request):
        return False

    def has_delete_permission(self, request, obj=None):
        """People have a date in their calendars: it is cancelled, and one that nobody saw goes with the rule."""
        return False

    def revert_disabled(self, request, obj=None):
        """An older state is not restored by overwriting: people must be told, so there are buttons."""
        return True

    def get_queryset(self, request):
        return super().get_queryset(request).with_people()

    def get_search_fields(self, request):
        return [
            *self.search_fields,
            *(build_localized_fieldname("series__name", code) for code, _name in settings.LANGUAGES),
        ]

    def save_model(self, request, obj, form, change):
        """Only what the form has: meanwhile the date may have been cancelled. More seats go to those who wait."""
        obj.save(update_fields=[*form.changed_data, "updated_at"])
        obj.fill_free_seats()

    # --- Columns

    @admin.display(description=_("starts"), ordering="starts_at")
    def starts(self, date):
        return timezone.localtime(date.starts_at).strftime("%Y-%m-%d %H:%M")

    @admin.display(description=_("event"))
    def event_name(self, date):
        return date.series.text("name")

    @admin.display(description=_("event"))
    def event_link(self, date):
        address = reverse("admin:events_eventseries_change", args=[date.series_id])
        return format_html('<a class="text-primary-600 underline" href="{}">{}</a>', address, date.series.text("name"))

    @admin.display(description=_("when"))
    def takes_place_at(self, date):
        now = of_date(date)
        if not date.previous_start_at:
            return now
        return format_html("<s>{}</s><br>{}", start(date.previous_start_at, date.series.is_all_day), now)

    @admin.display(description=_("reason"))
    def reason(self, date):
        return date.text("status_reason") or "–"

    @admin.display(description=_("where"))
    def where(self, date):
        if date.is_elsewhere:
            return format_html("{}<br>{}", date.place or "", date.online_url)
        return date.series.place or date.series.online_url or "–"

    @admin.display(description=_("registered"))
    def registered(self, date):
        return date.people

    @admin.display(description=_("people"))
    def people_links(self, date):
        """The ways to who comes and to the sheet for counting; both ask for their own rights."""
        ways = [("events_registration_date", _("registrations")), ("events_attendancetally_sheet", _("head-count"))]
        return format_html_join(
            " · ",
            '<a class="text-primary-600 underline" href="{}">{}</a>',
            ((reverse(f"admin:{name}", args=[date.pk]), text) for name, text in ways),
        )

    # --- Buttons of a date

    @action(description=_("Cancel this date"), url_path="cancel", permissions=["change"])
    def cancel_date(self, request, object_id):
        return self._change(request, object_id, ReasonForm, _("Cancel this date"))

    @action(description=_("Move to another time"), url_path="move", permissions=["change"])
    def move_date(self, request, object_id):
        return self._change(request, object_id, MoveForm, _("Move to another time"))

    @action(description=_("Postpone: new time not known yet"), url_path="postpone", permissions=["change"])
    def postpone_date(self, request, object_id):
        return self._change(request, object_id, PostponeForm, _("Postpone: new time not known yet"))

    @action(description=_("Another place"), url_path="place", permissions=["change"])
    def change_place(self, request, object_id):
        return self._change(request, object_id, PlaceForm, _("Another place"))

    @action(description=_("It takes place after all"), url_path="reinstate", permissions=["change"])
    def reinstate_date(self, request, object_id):
        return self._change(request, object_id, ReinstateForm, _("It takes place after all"))

    def get_actions_detail(self, request, object_id):
        """Only what makes sense for the state the date is in."""
        date = Event.objects.filter(pk=object_id).first()
        hidden = HIDDEN.get(date.status, {"reinstate"}) if date else set()
        found = super().get_actions_detail(request, object_id)
        return [button for button in found if button.path not in hidden]

    def _change(self, request, object_id, form_class, title):
        date = get_object_or_404(Event.objects.select_related("series"), pk=object_id)
        if not self.has_change_permission(request, date):
            raise PermissionDenied
        back = reverse("admin:events_event_change", args=[date.pk])
        return self.change_page(request, form_class, Event.objects.filter(pk=date.pk), date, title, back)

    # --- The same for several dates of the list

    @admin.action(description=_("Cancel the selected dates"), permissions=["change"])
    def cancel_selected(self, request, queryset):
        return self._change_selected(request, queryset, ReasonForm, _("Cancel the selected dates"))

    @admin.action(description=_("Postpone the selected dates"), permissions=["change"])
    def postpone_selected(self, request, queryset):
        return self._change_selected(request, queryset, PostponeForm, _("Postpone the selected dates"))

    @admin.action(description=_("Another place for the selected dates"), permissions=["change"])
    def change_place_of_selected(self, request, queryset):
        return self._change_selected(request, queryset, PlaceForm, _("Another place for the selected dates"))

    def _change_selected(self, request, queryset, form_class, title):
        dates = Event.objects.filter(pk__in=queryset.values("pk"))
        return self.change_page(request, form_class, dates, None, title, request.get_full_path())


# Buttons, by their address, that make no sense in a state; where it takes place, nothing is to be reinstated.
HIDDEN = {
    Event.Status.CANCELLED: {"cancel", "postpone", "place"},
    Event.Status.POSTPONED: {"postpone", "place"},
}
