"""The admin of all sections: language tabs, translation states, publishing, "checked by"."""

import re

from django import forms
from django.conf import settings
from django.contrib import admin, messages
from django.contrib.admin.utils import flatten
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import models
from django.urls import reverse
from django.utils.html import format_html_join
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from modeltranslation.utils import build_localized_fieldname
from unfold.admin import ModelAdmin, StackedInline
from unfold.widgets import (
    UnfoldAdminCheckboxSelectMultipleWidget,
    UnfoldAdminSplitDateTimeWidget,
    UnfoldAdminTimeWidget,
)

from content.admin.filters import PileFilter
from content.admin.history import HistoryAdmin
from content.admin.remarks import ContactForm, ContentForm
from content.admin.unpublishing import UnpublishingMixin
from content.editing.admin import EditingMixin
from content.languages import SPOKEN_LANGUAGES
from content.text import gist

STATES = {
    "source": ("●", _("source text")),
    "current": ("●", _("translated")),
    "outdated": ("◐", _("source text changed since")),
    "missing": ("○", _("missing")),
}


def said(record, name):
    """What the field of that name says."""
    return gist(str(getattr(record, name, "") or ""))


def name_columns(path=""):
    """Fields to search by: the names of a record, or of those that ``path`` leads to, with and without diacritics."""
    before = f"{path}__" if path else ""
    return [f"{before}{build_localized_fieldname('name', code)}__unaccent" for code, _name in settings.LANGUAGES]


class WholeTimeWidget(UnfoldAdminTimeWidget):
    """Shows seconds where there are some: a form sent back as it was changes nothing."""

    def format_value(self, value):
        has_seconds = getattr(value, "second", 0)
        return f"{value:%H:%M:%S}" if has_seconds else super().format_value(value)


class WholeDateTimeWidget(UnfoldAdminSplitDateTimeWidget):
    def __init__(self, attrs=None):
        super().__init__(attrs)
        self.widgets[1] = WholeTimeWidget(self.widgets[1].attrs)


class TranslatedAdmin:
    """Shows a translated field once per language and never the bare field, which would be one of them twice."""

    def get_exclude(self, request, obj=None):
        hidden = [
            build_localized_fieldname(name, code) for name in self.hidden_texts for code, _name in settings.LANGUAGES
        ]
        return [*(super().get_exclude(request, obj) or ()), *self.model.translated_fields(), *hidden]

    # Texts of things that no page shows yet.
    hidden_texts = ()

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        """A list of codes is ticked by name; the library has staff type the codes."""
        base = getattr(db_field, "base_field", None)
        choices = base and (base.choices or (SPOKEN_LANGUAGES if db_field.name.endswith("languages") else None))
        if not choices:
            return super().formfield_for_dbfield(db_field, request, **kwargs)
        return forms.TypedMultipleChoiceField(
            label=capfirst(db_field.verbose_name),
            help_text=db_field.help_text,
            choices=choices,
            coerce=base.to_python,
            required=not db_field.blank,
            widget=UnfoldAdminCheckboxSelectMultipleWidget,
        )

    def language_fields(self, code):
        shown = [field for field in self.model.translated_fields() if field not in self.hidden_texts]
        return [build_localized_fieldname(field, code) for field in shown]

    def facts(self, request, obj=None):
        """The fields that are no texts."""
        texts = {name for code, _name in settings.LANGUAGES for name in self.language_fields(code)}
        return [field for field in self.get_fields(request, obj) if field not in texts]


class TranslatedInline(TranslatedAdmin, StackedInline):
    """Rows below a record: facts, then the texts language by language."""

    extra = 0
    tab = True

    def get_fieldsets(self, request, obj=None):
        texts = [name for code, _name in settings.LANGUAGES for name in self.language_fields(code)]
        facts = self.facts(request, obj)
        # The language of the texts stands beside them.
        return [(None, {"fields": [*sorted(facts, key=lambda field: field == "source_language"), *texts]})]


class RemarkedAdmin(EditingMixin):
    """An admin whose forms remark on what was typed (content/admin/remarks.py): the box that goes past it."""

    def render_change_form(self, request, context, *args, **kwargs):
        rows = [row for formset in context["inline_admin_formsets"] for row in formset.formset.forms]
        forms_shown = [context["adminform"].form, *rows]
        context["has_remarks"] = any(getattr(form, "has_remarks", False) for form in forms_shown)
        return super().render_change_form(request, context, *args, **kwargs)


class TabbedAdmin(RemarkedAdmin, TranslatedAdmin):
    """A tab per language first, since the texts are what staff come for; then the facts."""

    def get_fieldsets(self, request, obj=None):
        texts = [(name, self.language_fields(code)) for code, name in settings.LANGUAGES]
        tabs = [*texts, *self.fact_tabs(self.facts(request, obj))]
        return [(name, {"fields": fields, "classes": ["tab"]}) for name, fields in tabs]

    def fact_tabs(self, facts):
        return [(_("Facts"), facts)]


class TranslatableAdmin(TabbedAdmin, ModelAdmin):
    warn_unsaved_form = True


class ContactInline(TranslatedInline):
    """Ways to reach somebody; what cannot be dialled is said below the number after saving."""

    form = ContactForm
    readonly_fields = ["validity"]
    ordering_field = "position"
    hide_ordering_field = True

    @admin.display(description=_("can be used"))
    def validity(self, contact):
        if contact.pk is None:
            return "–"
        return _("yes: %(shown)s") % {"shown": contact.display} if contact.is_valid else _("no: please check it")


class ContentAdmin(UnpublishingMixin, TabbedAdmin, HistoryAdmin, ModelAdmin):
    """What every section's records have in common; a section adds its own facts."""

    form = ContentForm
    warn_unsaved_form = True
    list_filter_submit = True
    compressed_fields = True
    save_on_top = True
    formfield_overrides = {models.DateTimeField: {"widget": WholeDateTimeWidget}}
    list_filter = [
        PileFilter,
        "visibility",
        "source_language",
        ("assured_on", admin.EmptyFieldListFilter),
        "is_example",
    ]
    search_fields = ["slug"]
    readonly_fields = ["translation_states", "assurance"]
    actions = ["publish_now", "unpublish_now", "mark_checked", "mark_translations_current", "make_real"]
    PUBLISHING = ["published_at", "unpublish_at", "visibility", "source_language", "translation_states", "assurance"]
    SOURCE = ["source", "source_url", ("source_as_of", "source_as_of_precision"), "source_read_on", "review_due_on"]

    def get_list_display(self, request):
        return ["label", *super().get_list_display(request)[1:], "is_public", "translation_states", "checked"]

    def get_list_display_links(self, request, list_display):
        return ["label"]

    # Records whose names find this one too, and in which language they are typed does not matter.
    search_through = ()

    def get_search_fields(self, request):
        names = [*name_columns(), *(column for path in self.search_through for column in name_columns(path))]
        has_contacts = any(issubclass(inline, ContactInline) for inline in self.inlines)
        contacts = ["contacts__value", "contacts__normalised"] if has_contacts else []
        return [*names, *contacts, *{"slug", *self.search_fields}]

    def get_search_results(self, request, queryset, search_term):
        """A phone number is found in whatever way it is typed: by its last eight digits."""
        digits = re.sub(r"[\s()+–-]", "", search_term)
        term = digits[-8:] if len(digits) > 5 and digits.isdecimal() else search_term
        return super().get_search_results(request, queryset, term)

    def get_object(self, request, object_id, from_field=None):
        obj = super().get_object(request, object_id, from_field)
        if obj is not None:
            obj.was_published = obj.published_at is not None
        return obj

    def get_readonly_fields(self, request, obj=None):
        """A public address is a contract: other pages, letters and QR codes hold it."""
        # Not as a form with mistakes has it: the field it was shown with is the field it is shown with again.
        fixed = ["slug"] if obj and getattr(obj, "was_published", obj.published_at) else []
        return [*super().get_readonly_fields(request, obj), *fixed]

    def get_prepopulated_fields(self, request, obj=None):
        return {} if obj else {"slug": [build_localized_fieldname("name", settings.LANGUAGE_CODE)]}

    def fact_tabs(self, facts):
        own = [field for field in facts if field not in {*self.PUBLISHING, *flatten(self.SOURCE)}]
        return [(_("Facts"), own), (_("Publishing"), self.PUBLISHING), (_("Source"), self.SOURCE)]

    def save_model(self, request, obj, form, change):
        """Whoever types a complete translation says that it renders today's source text."""
        super().save_model(request, obj, form, change)
        # A form sent back as it was may still have other line ends: that is no new text.
        changed = {name for name in form.changed_data if gist(str(form.initial.get(name) or "")) != said(obj, name)}
        self.say_what_a_draft_lacks(request, obj, form)
        for code, _name in settings.LANGUAGES:
            typed = changed.intersection(self.language_fields(code))
            if code != obj.source_language and typed and not obj.missing_fields(code):
                obj.mark_current(code, by=str(request.user))

    def say_what_a_draft_lacks(self, request, obj, form):
        if obj.published_at is None:
            for _field, text in getattr(form, "found_remarks", []):
                messages.warning(request, _("Before you publish it: %(remark)s") % {"remark": text})

    def history_form_view(self, request, object_id, version_id, extra_context=None):
        """Old versions are for everybody who may look; the library would let them be restored by them too."""
        if request.method != "GET" and not self.has_change_permission(request):
            raise PermissionDenied
        return super().history_form_view(request, object_id, version_id, extra_context)

    def view_on_site(self, obj):
        """Published records at their address, others as a preview for staff."""
        address, _hash, place = obj.get_absolute_url().partition("#")
        if not obj.is_published:
            address += "&preview=1" if "?" in address else "?preview=1"
        return f"{address}#{place}" if place else address

    @admin.display(description=_("name"))
    def label(self, obj):
        return obj.text("name")

    @admin.display(description=_("public"), boolean=True)
    def is_public(self, obj):
        return obj.is_published

    @admin.display(description=_("checked"), ordering="assured_on")
    def checked(self, obj):
        return obj.assured_on or _("not yet")

    @admin.display(description=_("checked"))
    def assurance(self, obj):
        if not obj.assured_on:
            return _("not checked yet")
        return f"{obj.assured_on} · {obj.assured_by}"

    @admin.display(description=_("languages"))
    def translation_states(self, obj):
        if obj.pk is None:
            return "–"
        states = [(code, *STATES[obj.translation_state(code)]) for code, _name in settings.LANGUAGES]
        label = obj._meta.label_lower
        return format_html_join(
            " ",
            '<a href="{}" title="{}">{} {}</a>',
            (
                (reverse("admin:translate", args=[label, obj.pk, code]), title, code.upper(), dot)
                for code, dot, title in states
            ),
        )

    @admin.action(description=_("Publish now"), permissions=["change"])
    def publish_now(self, request, queryset):
        """Publish those that may be public; name the others and why they stay drafts."""
        published = 0
        for obj in queryset:
            try:
                obj.publish()
            except ValidationError as error:
                messages.error(request, f"{obj}: {' '.join(error.messages)}")
            else:
                published += 1
        self._say(request, published)

    @admin.action(description=_("Checked today: everything is correct"), permissions=["change"])
    def mark_checked(self, request, queryset):
        for obj in queryset:
            obj.assure(request.user.body or "Kartu", obj.AssuranceMethod.LOGIN)
        self._say(request, len(queryset))

    @admin.action(description=_("Translations are right: mark as current"), permissions=["change"])
    def mark_translations_current(self, request, queryset):
        for obj in queryset:
            for code, _name in settings.LANGUAGES:
                if code != obj.source_language and not obj.missing_fields(code):
                    obj.mark_current(code, by=str(request.user))
        self._say(request, len(queryset))

    @admin.action(description=_("No longer an example: a real record"), permissions=["change"])
    def make_real(self, request, queryset):
        self._say(request, queryset.filter(is_example=True).update(is_example=False))

    def _say(self, request, count):
        messages.success(
            request,
            ngettext("%(count)d record was changed.", "%(count)d records were changed.", count) % {"count": count},
        )

    def has_delete_permission(self, request, obj=None):
        """Public records are unpublished, never deleted; a draft that nobody saw may go."""
        if obj is not None and obj.published_at is not None:
            return False
        return super().has_delete_permission(request, obj)

    def get_actions(self, request):
        """The bulk delete asks no record whether it was public."""
        actions = super().get_actions(request)
        actions.pop("delete_selected", None)
        return actions
