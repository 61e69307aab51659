"""Taking several records from the public at once: asks first, says what disappears, and can be taken back."""

from django.contrib import admin, messages
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.dateparse import parse_datetime
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext


class UnpublishingMixin:
    """For ContentAdmin. What was taken down last is remembered for the session of whoever did it."""

    @admin.action(description=_("Unpublish now"), permissions=["change"])
    def unpublish_now(self, request, queryset):
        """First the list of what disappears; the button on it does it."""
        if "_sure" not in request.POST:
            return self._ask(request, queryset)
        before = []
        for record in queryset:
            was = [record.published_at, record.unpublish_at]
            record.unpublish()
            before.append([record.pk, *map(_written, was), *map(_written, [record.published_at, record.unpublish_at])])
        request.session[self._memory] = before
        text = ngettext(
            "%(count)d record is no longer public.", "%(count)d records are no longer public.", len(before)
        ) % {"count": len(before)}
        back = reverse(f"admin:{self._name}_take_back")
        link = format_html('{} <a class="underline" href="{}">{}</a>', text, back, _("Take it back"))
        messages.success(request, link)
        return None

    def _ask(self, request, queryset):
        records = list(queryset)
        context = {
            **self.admin_site.each_context(request),
            "title": _("These pages disappear for readers"),
            "opts": self.opts,
            "records": [(record.text("name"), record.is_published) for record in records],
            "selected": [record.pk for record in records],
            "action": "unpublish_now",
            "button": _("Unpublish now"),
            "back": reverse(f"admin:{self._name}_changelist"),
        }
        return TemplateResponse(request, "admin/content/ask.html", context)

    # --- Taking it back

    @property
    def _name(self):
        return f"{self.opts.app_label}_{self.opts.model_name}"

    @property
    def _memory(self):
        return f"unpublished {self._name}"

    def get_urls(self):
        view = self.admin_site.admin_view(self.take_back_view)
        return [path("take-back/", view, name=f"{self._name}_take_back"), *super().get_urls()]

    def take_back_view(self, request):
        """Ask, then restore those that nobody has changed since; a link alone changes nothing."""
        back = redirect(f"admin:{self._name}_changelist")
        remembered = {row[0]: row[1:] for row in request.session.get(self._memory, [])}
        if not (remembered and self.has_change_permission(request)):
            return back
        records = list(self.get_queryset(request).filter(pk__in=remembered))
        if request.method != "POST":
            context = {
                **self.admin_site.each_context(request),
                "title": _("These pages appear again"),
                "opts": self.opts,
                "records": [(record.text("name"), record.is_published) for record in records],
                "button": _("Take it back"),
                "back": reverse(f"admin:{self._name}_changelist"),
            }
            return TemplateResponse(request, "admin/content/ask.html", context)
        restored = sum(self._put_back(record, *remembered[record.pk]) for record in records)
        del request.session[self._memory]
        text = ngettext("%(count)d record is as it was before.", "%(count)d records are as they were before.", restored)
        messages.success(request, text % {"count": restored})
        return back

    def _put_back(self, record, was_published, was_unpublished, published, unpublished):
        """Whether it was put back; not when somebody has published or moved it meanwhile."""
        if [_written(record.published_at), _written(record.unpublish_at)] != [published, unpublished]:
            return False
        record.published_at, record.unpublish_at = map(_read, [was_published, was_unpublished])
        record.save(update_fields=["published_at", "unpublish_at", "updated_at"])
        return True


def _written(moment):
    return moment.isoformat() if moment else ""


def _read(text):
    return parse_datetime(text) if text else None
