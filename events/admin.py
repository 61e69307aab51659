from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Min, Q
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from unfold.admin import StackedInline, TabularInline
from unfold.decorators import action

from content.admin.records import ContactInline, ContentAdmin
from directory.territory.admin import ApprovalFilter, ApprovedAdmin, TerritoryAdmin
from events.changing import admin as admin_dates
from events.changing.pages import ChangePages
from events.changing.steps import CancelSeriesForm, LeaveOutForm, SeriesPlaceForm
from events.dates.wording import when
from events.models import Event, EventContact, EventCourse, EventSeries, Invitation
from events.recurrence.forms import EventSeriesForm
from events.recurrence.wording import breaks_in_words, note_on_skipped, rule_in_words
from events.registration import admin as admin_registration
from events.registration import head_count as admin_head_count

# Single dates and the pages of people and numbers have files of their own.
__all__ = ["EventAdmin", "EventContactInline", "EventSeriesAdmin", "admin_head_count", "admin_registration"]

# Dates to come that the page of a series shows; all of them have a page of their own.
DATES_SHOWN = 12


class EventContactInline(ContactInline):
    model = EventContact


class CourseInline(StackedInline):
    """At most one: that the event teaches Lithuanian, and what a learner chooses by."""

    model = EventCourse
    extra = 0
    tab = True


class InvitationInline(TabularInline):
    model = Invitation
    extra = 0
    tab = True
    autocomplete_fields = ["organisation"]


@admin.register(Event)
class EventAdmin(TerritoryAdmin, admin_dates.EventAdmin):
    """Single dates, and whom each invited."""

    inlines = [InvitationInline]
    actions = [*admin_dates.EventAdmin.actions, "invite_network"]

    def has_invite_permission(self, request):
        return request.user.has_perm("events.add_invitation")

    @admin.action(description=_("Invite the network of the project"), permissions=["invite"])
    def invite_network(self, request, queryset):
        made = Invitation.objects.invite_network(Event.objects.filter(pk__in=queryset.values("pk")))
        text = ngettext("%(count)d invitation was written down.", "%(count)d invitations were written down.", made)
        messages.success(request, text % {"count": made})


@admin.register(EventSeries)
class EventSeriesAdmin(ChangePages, ApprovedAdmin, ContentAdmin):
    bound_required = ["place"]
    form = EventSeriesForm
    list_display = ["label", "kind", "organiser", "next_date"]
    search_through = ["organiser", "kind", "place"]
    list_select_related = ["kind", "organiser"]
    list_filter = ["kind", "recurrence", "is_date_to_be_announced", ApprovalFilter, *ContentAdmin.list_filter]
    actions = [*ContentAdmin.actions, "not_approved"]
    autocomplete_fields = ["organiser", "co_organisers", "project", "place"]
    exclude = ["image"]
    hidden_texts = ["image_alt"]
    readonly_fields = [*ContentAdmin.readonly_fields, "dates_made"]
    inlines = [EventContactInline, CourseInline]
    actions_detail = ["cancel_all", "change_place_of_all", "leave_out_holidays"]
    REGISTRATION = [
        "registration_mode",
        "registration_url",
        "registration_opens_at",
        "registration_closes_at",
        "maximum_attendee_capacity",
        "has_waiting_list",
    ]

    # Fields of the preview itself, not of what was typed.
    STEERING = {"csrfmiddlewaretoken", "_plan", "_back"}

    class Media:
        js = ["admin/event-rule.js"]

    def fact_tabs(self, facts):
        apart = {*EventSeries.RULE, *self.REGISTRATION, "dates_made"}
        own, *rest = super().fact_tabs([field for field in facts if field not in apart])
        return [
            (_("When"), [*EventSeries.RULE, "dates_made"]),
            own,
            (_("Registration"), self.REGISTRATION),
            *rest,
        ]

    def get_queryset(self, request):
        ahead = Q(occurrences__ends_at__gte=timezone.now()) & ~Q(occurrences__status=Event.Status.CANCELLED)
        return super().get_queryset(request).annotate(next_start=Min("occurrences__starts_at", filter=ahead))

    @admin.display(description=_("next date"), ordering="next_start")
    def next_date(self, series):
        if series.next_start:
            pattern = "%Y-%m-%d" if series.is_all_day else "%Y-%m-%d %H:%M"
            return timezone.localtime(series.next_start).strftime(pattern)
        return _("to be announced") if series.is_date_to_be_announced else "–"

    @admin.display(description=_("dates"))
    def dates_made(self, series):
        """The next dates, each with a link to its page, and the way to all of them."""
        if series.pk is None:
            return _("The dates are made when you save.")
        # The page asks for a value that nobody types several times over.
        if not hasattr(series, "shown_dates"):
            series.shown_dates = self._dates_made(series)
        return series.shown_dates

    def _dates_made(self, series):
        coming = series.occurrences.filter(ends_at__gte=timezone.now())
        shown, total = list(coming.order_by("starts_at")[:DATES_SHOWN]), coming.count()
        lines = format_html_join("", "<li>{}</li>", ((self._line(series, date),) for date in shown))
        notes = [note_on_skipped(series), note_on_holidays(series), f"{capfirst(text_of_coming(total))}."]
        every = reverse("admin:events_event_changelist")
        return format_html(
            '<p>{}</p><p>{}</p><ul class="list-disc pl-5">{}</ul>'
            '<p><a class="text-primary-600 underline" href="{}?when=all&amp;series__id__exact={}">{}</a></p>',
            rule_in_words(series),
            " ".join(note for note in notes if note),
            lines,
            every,
            series.pk,
            _("All dates of this event"),
        )

    def _line(self, series, date):
        link = format_html(
            '<a class="text-primary-600 underline" href="{}">{}</a>',
            reverse("admin:events_event_change", args=[date.pk]),
            when(date.starts_at, date.ends_at, series.is_all_day),
        )
        return link if date.status == date.Status.SCHEDULED else format_html("{} · {}", link, date.get_status_display())

    # --- Saving: dates follow the rule, and nobody's date is cancelled unseen

    def save_model(self, request, obj, form, change):
        # The version that calendars compare only rises, also when an older state is restored from the history.
        if change:
            obj.ical_sequence = EventSeries.objects.values_list("ical_sequence", flat=True).get(pk=obj.pk)
        obj.has_new_rule = bool(set(EventSeries.RULE) & set(form.changed_data))
        super().save_model(request, obj, form, change)

    def save_related(self, request, form, formsets, change):
        """More seats go at once to those who wait."""
        super().save_related(request, form, formsets, change)
        for date in form.instance.occurrences.with_people_waiting():
            date.fill_free_seats()

    def response_add(self, request, obj, *args, **kwargs):
        self._say_made(request, obj, obj.regenerate())
        return super().response_add(request, obj, *args, **kwargs)

    def response_change(self, request, obj):
        """Everything is stored by now, in a transaction that is taken back when staff have not seen what it does."""
        EventSeries.objects.select_for_update(of=("self",)).get(pk=obj.pk)
        plan = obj.plan(lock=True)
        is_asked = plan.touches_dates or (obj.has_new_rule and not plan.is_empty and obj.occurrences.exists())
        if is_asked and request.POST.get("_plan") != plan.fingerprint:
            page = self._preview(request, obj, plan)
            transaction.set_rollback(True)
            return page
        obj.carry_out(plan)
        self._say_made(request, obj, plan)
        return super().response_change(request, obj)

    def history_form_view(self, request, *args, **kwargs):
        """An older rule, restored, is seen before it is saved like any other."""
        with transaction.atomic():
            return super().history_form_view(request, *args, **kwargs)

    def _preview(self, request, series, plan):
        typed = [(name, values) for name, values in request.POST.lists() if name not in self.STEERING]
        context = {
            **self.admin_site.each_context(request),
            "title": _("What becomes of the dates"),
            "series": series,
            "rule": rule_in_words(series),
            "note": note_on_skipped(series),
            "plan": plan,
            "lists": _lists(series, plan),
            "typed": typed,
            "is_seen_again": "_plan" in request.POST,
        }
        return render(request, "admin/events/plan.html", context)

    def _say_made(self, request, series, plan):
        """What was made; and once more where dates fall on public holidays, which one click leaves out."""
        if note := note_on_holidays(series):
            link = reverse("admin:events_eventseries_leave_out_holidays", args=[series.pk])
            messages.warning(
                request, format_html('{} <a class="underline" href="{}">{}</a>', note, link, _("Leave them out"))
            )
        if plan.added:
            amount = len(plan.added)
            text = ngettext("%(count)d date was added.", "%(count)d dates were added.", amount)
            messages.success(request, text % {"count": amount})

    # --- Deleting

    def get_deleted_objects(self, objs, request):
        """A draft goes with its dates; dates that somebody is registered for protect it."""
        dates = Event.objects.filter(series__in=[obj.pk for obj in objs]).with_people()
        if any(date.is_held for date in dates):
            return super().get_deleted_objects(objs, request)
        counts = {EventSeries._meta.verbose_name_plural: len(objs), Event._meta.verbose_name_plural: len(dates)}
        return [*map(str, objs), *map(str, dates)], counts, set(), []

    def delete_model(self, request, obj):
        obj.discard()

    # --- The whole event

    @action(description=_("Cancel the whole event"), url_path="cancel", permissions=["change"])
    def cancel_all(self, request, object_id):
        return self._change_all(request, object_id, CancelSeriesForm, _("Cancel the whole event"))

    @action(description=_("Change the place of all dates"), url_path="place", permissions=["change"])
    def change_place_of_all(self, request, object_id):
        return self._change_all(request, object_id, SeriesPlaceForm, _("Change the place of all dates"))

    @action(description=_("Leave out public holidays"), url_path="holidays", permissions=["change"])
    def leave_out_holidays(self, request, object_id):
        series = get_object_or_404(EventSeries, pk=object_id)
        if not self.has_change_permission(request, series):
            raise PermissionDenied
        back = reverse("admin:events_eventseries_change", args=[series.pk])
        dates = series.dates_on_holidays()
        if not dates:
            return self.refuse(request, _("No date of this event falls on a public holiday."), back)
        title = _("Leave out public holidays")
        return self.change_page(request, LeaveOutForm, dates, series, title, back)

    def _change_all(self, request, object_id, form_class, title):
        series = get_object_or_404(EventSeries, pk=object_id)
        if not self.has_change_permission(request, series):
            raise PermissionDenied
        dates = series.occurrences.filter(ends_at__gt=timezone.now())
        back = reverse("admin:events_eventseries_change", args=[series.pk])
        if not dates.exists():
            return self.refuse(request, _("This event has no dates to come."), back)
        if form_class is SeriesPlaceForm:
            dates = dates.filter(place=None, online_url="").exclude(status__in=["cancelled", "postponed"])
        else:
            dates = dates.exclude(status=Event.Status.CANCELLED)
        return self.change_page(request, form_class, dates, series, title, back)


def note_on_holidays(series):
    """What staff must know of dates that fall on public holidays, or ""."""
    days = [date.starts_on for date in series.dates_on_holidays()]
    text = ngettext(
        "%(count)d date falls on a public holiday: %(days)s.",
        "%(count)d dates fall on public holidays: %(days)s.",
        len(days),
    )
    return text % {"count": len(days), "days": breaks_in_words(days)} if days else ""


def text_of_coming(amount):
    return ngettext("%(count)d date to come", "%(count)d dates to come", amount) % {"count": amount}


def _lists(series, plan):
    """Each list of the plan as (when in words, how many people are registered)."""

    def said(slot):
        return when(*slot, series.is_all_day)

    def old(date):
        words = said((date.starts_at, date.ends_at))
        return words if date.status == date.Status.SCHEDULED else f"{words} · {date.get_status_display()}"

    return {
        "added": [(said(slot), 0) for slot in plan.added],
        "retimed": [(f"{old(date)} → {said(slot)}", date.people) for date, slot in plan.retimed],
        "restored": [(said(slot), date.people) for date, slot in plan.restored],
        **{
            name: [(old(date), date.people) for date in getattr(plan, name)]
            for name in ("cancelled", "deleted", "stray", "kept")
        },
    }
