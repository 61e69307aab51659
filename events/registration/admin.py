"""Who comes to a date: the list staff work with, on the screen, on paper and as a table."""

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext as _
from unfold.admin import ModelAdmin

from content.letters.models import UndeliveredLetter
from content.pagination import paginate
from events.dates.seats import KEPT_FOR
from events.models import Event, EventSeries, Registration, RegistrationError
from events.registration.forms import StaffRegistrationForm
from events.registration.models import mark_same_contacts
from events.registration.table import registration_table

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@admin.register(Registration)
class RegistrationAdmin(ModelAdmin):
    """No list of all people: one goes through the date, and sees those who registered for it."""

    def get_urls(self):
        views = [
            ("date/<int:pk>/", self.date_view, "date"),
            ("date/<int:pk>/print/", self.print_view, "print"),
            ("date/<int:pk>/table/", self.table_view, "table"),
            ("date/<int:pk>/add/", self.add_person_view, "add_person"),
            ("date/<int:pk>/<int:registration>/", self.change_person_view, "change_person"),
        ]
        return [
            *(
                path(route, self.admin_site.admin_view(view), name=f"events_registration_{name}")
                for route, view, name in views
            ),
            *super().get_urls(),
        ]

    def has_add_permission(self, request):
        """Django's own form could give a seat twice; people are added on the page of the date."""
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False

    def changelist_view(self, request, extra_context=None):
        """The dates people register for, soonest first; past ones as long as names are kept."""
        self._allow(request, "view")
        asks = Q(series__registration_mode=EventSeries.Registration.FORM) | Q(registrations__isnull=False)
        dates = (
            Event.objects.filter(asks, ends_at__gte=timezone.now() - KEPT_FOR)
            .select_related("series")
            .order_by("starts_at", "pk")
            .distinct()
        )
        page = paginate(request, dates, most=None)
        found, states = list(page), (Registration.Status.CONFIRMED, Registration.Status.WAITING)
        sums = Registration.objects.seats_by_status(found)
        unconfirmed = Registration.objects.filter(event__in=found).unconfirmed_seats()
        rows = [
            (date, *(sums.get((date.pk, state), 0) for state in states), unconfirmed.get(date.pk, 0)) for date in found
        ]
        calls = set(Registration.objects.to_be_called(found).values_list("event", flat=True))
        return self._page(request, "dates", _("Registrations"), page=page, rows=rows, calls=calls)

    def change_view(self, request, object_id, form_url="", extra_context=None):
        """One person stands in the list of the date."""
        self._allow(request, "view")
        registration = get_object_or_404(Registration, pk=object_id if object_id.isdigit() else None)
        return redirect("admin:events_registration_date", registration.event_id)

    def date_view(self, request, pk):
        self._allow(request, "view")
        date = self._date(pk)
        return self._list(request, date, StaffRegistrationForm() if not date.reason_against_coming() else None)

    def print_view(self, request, pk):
        self._allow(request, "view")
        return self._list(request, self._date(pk), template="print")

    def table_view(self, request, pk):
        self._allow(request, "view")
        date = self._date(pk)
        answer = HttpResponse(registration_table(date), content_type=XLSX)
        name = f"{date.series.slug}-{timezone.localdate(date.starts_at)}.xlsx"
        answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
        return answer

    def add_person_view(self, request, pk):
        """Register somebody who calls or comes by; what is wrong is said with what was typed."""
        self._allow(request, "add")
        date = self._date(pk)
        if request.method != "POST":
            return redirect("admin:events_registration_date", pk)
        form = StaffRegistrationForm(request.POST)
        if form.is_valid() and (registration := form.register(date)):
            messages.success(request, f"{registration.name_called_by}: {registration.status_display}")
            return redirect("admin:events_registration_date", pk)
        return self._list(request, date, form)

    def change_person_view(self, request, pk, registration):
        """One button of one row: called, promote or cancel."""
        self._allow(request, "change")
        person = get_object_or_404(Registration, pk=registration, event=pk)
        acts = {
            "called": person.note_called,
            "confirm": person.confirm_contact,
            "promote": person.promote,
            "cancel": person.cancel,
        }
        act = acts.get(request.POST.get("act"))
        if request.method == "POST" and act:
            try:
                act()
            except RegistrationError as refusal:
                messages.error(request, " ".join(refusal.messages))
        return redirect("admin:events_registration_date", pk)

    def _allow(self, request, verb):
        """Django asks ``has_view_permission`` and friends; changing is ours alone, so the right itself is asked."""
        if not request.user.has_perm(f"events.{verb}_registration"):
            raise PermissionDenied

    @staticmethod
    def _date(pk):
        return get_object_or_404(Event.objects.select_related("series__place", "place"), pk=pk)

    def _list(self, request, date, form=None, template="date"):
        people = list(date.registrations.order_by("pk"))
        mark_same_contacts(people)
        status = Registration.Status
        groups = {name: [person for person in people if person.status == name] for name in status.values}
        context = {
            "date": date,
            "series": date.series,
            **groups,
            "seats": {
                name: sum(person.seats for person in group if not person.twin_of_id) for name, group in groups.items()
            },
            "undeliverable": UndeliveredLetter.objects.marked(person.contact for person in people),
            "form": form if request.user.has_perm("events.add_registration") else None,
            "may_change": request.user.has_perm("events.change_registration"),
        }
        return self._page(request, template, date.series.text("name"), **context)

    def _page(self, request, template, title, **context):
        context = {**self.admin_site.each_context(request), "title": title, **context}
        return render(request, f"admin/events/registrations_{template}.html", context)
