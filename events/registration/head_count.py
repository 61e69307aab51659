"""How many came: a sheet of numbers for somebody who stands at the door with a phone."""

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import Sum
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from unfold.admin import ModelAdmin

from content.pagination import paginate
from events.models import AttendanceTally, Event
from events.registration.attendance import reason_against_counting
from events.registration.head_count_sheet import HeadCountForm


@admin.register(AttendanceTally)
class AttendanceTallyAdmin(ModelAdmin):
    """No list of single numbers: one sheet per date."""

    def get_urls(self):
        sheet = path("date/<int:pk>/", self.admin_site.admin_view(self.sheet_view), name="events_attendancetally_sheet")
        return [sheet, *super().get_urls()]

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False

    def changelist_view(self, request, extra_context=None):
        """The dates that have begun, the latest first, with how many were counted."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        dates = Event.objects.begun_by_today().select_related("series").annotate(people=Sum("tallies__count"))
        page = paginate(request, dates.order_by("-starts_at", "pk"), most=None)
        return self._page(request, "dates", _("Head-counts"), page=page)

    def change_view(self, request, object_id, form_url="", extra_context=None):
        """A single number stands on the sheet of its date."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        tally = get_object_or_404(AttendanceTally, pk=object_id if object_id.isdigit() else None)
        return redirect("admin:events_attendancetally_sheet", tally.event_id)

    def sheet_view(self, request, pk):
        """Show the numbers; save them all with one button."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        date = get_object_or_404(Event.objects.select_related("series__project"), pk=pk)
        may_save = request.user.has_perms(["events.add_attendancetally", "events.change_attendancetally"])
        refusal = reason_against_counting(date)
        if request.method == "POST":
            if not may_save:
                raise PermissionDenied
            form = HeadCountForm(date, request.POST)
            if not refusal and form.is_valid() and form.save():
                self._say(request, date)
                return redirect("admin:events_attendancetally_sheet", pk)
        else:
            form = HeadCountForm(date)
        context = {"date": date, "form": form, "refusal": refusal, "may_save": may_save and not refusal}
        return self._page(request, "sheet", date.series.text("name"), **context)

    @staticmethod
    def _say(request, date):
        people = date.tallies.people()
        if people is None:
            messages.success(request, _("Saved. Nobody has been counted yet."))
        else:
            text = ngettext("Saved: %(count)d person.", "Saved: %(count)d people.", people)
            messages.success(request, text % {"count": people})

    def _page(self, request, template, title, **context):
        context = {**self.admin_site.each_context(request), "title": title, **context}
        return render(request, f"admin/events/head_count_{template}.html", context)
