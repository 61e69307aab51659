"""The page on which staff say why a date is cancelled, moved or elsewhere, and read how many people that concerns."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.shortcuts import redirect, render
from django.utils.translation import ngettext

from events.dates.wording import of_date
from events.models import EventSeries


class ChangePages:
    """For an admin whose buttons lead to such a page. Looking changes nothing; only a sent form does."""

    def change_page(self, request, form_class, dates, owner, title, back):
        """Ask, then do it and go ``back``. What was chosen in a list is sent along."""
        dates = list(dates.select_related("series", "place").with_people().order_by("pk"))
        form = form_class(request.POST if "_sent" in request.POST else None, dates=dates, owner=owner)
        if form.is_valid() and self._carry_out(request, form):
            amount = len(dates)
            text = ngettext("%(count)d date was changed.", "%(count)d dates were changed.", amount)
            messages.success(request, text % {"count": amount})
            return redirect(back)
        context = {
            **self.admin_site.each_context(request),
            "title": title,
            "form": form,
            "dates": [(date, of_date(date)) for date in dates],
            "people": sum(date.people for date in dates),
            "back": back,
            "is_whole_event": isinstance(owner, EventSeries),
            "again": [
                (name, value)
                for name in ("action", "_selected_action", "select_across")
                for value in request.POST.getlist(name)
            ],
        }
        return render(request, "admin/events/change.html", context)

    def refuse(self, request, text, back):
        messages.warning(request, text)
        return redirect(back)

    def _carry_out(self, request, form):
        try:
            with transaction.atomic():
                form.carry_out()
        except ValidationError as error:
            form.add_error(None, error)
            return False
        return True
