"""Which texts go to an agency, and how they come back: never over what somebody wrote meanwhile."""

import hashlib
from collections import namedtuple

from django.apps import apps
from django.conf import settings
from django.contrib import admin
from django.db import transaction
from django.db.models import Q
from django.forms import modelform_factory
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django_prose_editor.fields import ProseEditorField
from modeltranslation.utils import build_localized_fieldname

from content.admin.translation_states import IsMissing, IsOutdated
from content.models import Content
from content.text import gist
from portal.agency.codes import DamagedError
from portal.agency.xliff import NoXliffError, Sent, Unit, target_of
from portal.translating.helps import source_of_then
from portal.translating.marks import plain
from portal.translating.rights import may_translate

# What was not taken: the record's name, the field, the page on which it is translated, why.
Left = namedtuple("Left", ["name", "field", "address", "why"])


def seen_models(request):
    """The kinds of record with texts that whoever asks sees in the back office."""
    site = admin.site._registry
    return [model for model in site if issubclass(model, Content) and site[model].has_view_permission(request)]


def languages_of(request):
    """The languages somebody may write: those of the account; all, for whoever may change records."""
    site = admin.site._registry
    writes_all = any(site[model].has_change_permission(request) for model in seen_models(request))
    return [code for code, _name in settings.LANGUAGES if writes_all or code in request.user.translates]


def waiting_records(request, source, target):
    """The published records of a source language whose text in ``target`` waits, and may be written by who asks."""
    for model in seen_models(request):
        waits = Q(IsMissing(model, target)) | Q(IsOutdated(model, target))
        own = admin.site._registry[model].get_queryset(request).values("pk")
        found = model.objects.filter(pk__in=own, source_language=source).published().filter(waits)
        yield from (record for record in found.order_by("pk") if may_translate(request, record, target))


def waiting_fields(record, language):
    """The fields whose text in ``language`` is missing, or renders an older source than today's."""
    state = record.translation_state(language)
    if state in {"source", "current"}:
        return []
    source = record.source_language
    asked = [field for field in record.translated_fields() if record.written(field, source)]
    missing = {*record.missing_fields(language)}
    # The history is asked only where something is written: most of what waits is missing whole.
    then = source_of_then(record, language) if len(missing) < len(asked) else None
    returned = record.translations.get(language, {}).get("texts", {})
    return [field for field in asked if field in missing or _is_of_older(record, field, then, returned)]


def _is_of_older(record, field, then, returned):
    """Whether what is written renders another source than today's, or nobody knows which."""
    text = record.written(field, record.source_language)
    if returned.get(field) == fingerprint(text):
        return False
    return then is None or gist(then.written(field, record.source_language)) != gist(text)


def fingerprint(text):
    return hashlib.sha256(gist(text or "").encode()).hexdigest()[:16]


def sent(record, language):
    """What goes out of a record; None when nothing of it waits."""
    units = [_unit(record, field, language) for field in waiting_fields(record, language)]
    title = record.written("name", record.source_language)
    return Sent(original_of(record), title, units) if units else None


def original_of(record):
    return f"{settings.SITE_URL}/{record._meta.label_lower}/{record.pk}"


def _unit(record, field, language):
    source, target = record.written(field, record.source_language), record.written(field, language)
    name = f"{field}-{fingerprint(source)}-{fingerprint(target)}"
    label = str(capfirst(record._meta.get_field(field).verbose_name))
    return Unit(name, label, source, is_rich(record, field), plain(target))


def is_rich(record, field):
    return isinstance(record._meta.get_field(field), ProseEditorField)


# --- What comes back


def places_of(returned):
    """(model, pk) -> what came back of it. Raises NoXliffError when the file is another portal's."""
    kinds = {model._meta.label_lower: model for model in apps.get_models() if issubclass(model, Content)}
    found = {}
    for each in returned:
        address, _slash, rest = each.original.removesuffix("/").rpartition("/")
        home, _slash, label = address.rpartition("/")
        is_ours = home == settings.SITE_URL and kinds.get(label) in admin.site._registry
        if not (is_ours and rest.isascii() and rest.isdecimal() and len(rest) < 10 and each.id.count("-") == 2):
            raise NoXliffError(_("The file, or a part of it, did not come from this portal. Nothing was changed."))
        found.setdefault((label, int(rest), kinds[label]), []).append(each)
    return found


def take_back(request, place, returned, language, is_machine):
    """Write what still fits its source: (how many texts, whether all is current now, what was left and why)."""
    _label, pk, model = place
    with transaction.atomic():
        record = model.objects.select_for_update(of=("self",)).filter(pk=pk).first()
        if record is None or not may_translate(request, record, language):
            gone = _("The record is gone.") if record is None else _("You may not write this text.")
            return 0, False, [Left(str(record or model._meta.verbose_name), "", "", gone)]
        return Taking(request, record, language, is_machine).take(returned)


class Taking:
    """One record that is held while its texts come back."""

    def __init__(self, request, record, language, is_machine):
        self.user, self.record, self.language, self.is_machine = request.user, record, language, is_machine
        self.waiting = waiting_fields(record, language)
        shown = admin.site._registry[type(record)]
        self.formfield = lambda field, **kwargs: shown.formfield_for_dbfield(field, request=request, **kwargs)
        self.left = []

    def take(self, returned):
        kept = {field: text for each in returned for field, text in self._fitting(each)}
        already = {field for field, text in kept.items() if self._clean(field, text) == self._stored(field)}
        new = {field: text for field, text in kept.items() if field not in already}
        good = self._save(new, already)
        return len(good) + len(already), self.record.translation_state(self.language) == "current", self.left

    def _fitting(self, each):
        """(field, text) when the text may be written; else it is listed."""
        field, source, target = each.id.split("-")
        if field not in self.record.translated_fields():
            return self._leave(field, _("The record has no such text."))
        text = self.record.written(field, self.record.source_language)
        if fingerprint(text) != source:
            return self._leave(field, _("Its source was changed meanwhile."))
        try:
            found = target_of(each.element, text, is_rich(self.record, field))
        except DamagedError as error:
            return self._leave(field, str(error))
        if not found:
            return self._leave(field, _("It came back without a translation."))
        is_same = self._clean(field, found) == self._stored(field)
        if not is_same and fingerprint(self._stored(field)) != target:
            return self._leave(field, _("Somebody else has translated it meanwhile."))
        if not is_same and field not in self.waiting:
            return self._leave(field, _("Somebody has found the text as it stands to be right meanwhile."))
        return [(field, found)]

    def _leave(self, field, why):
        record = self.record
        names = {name: str(capfirst(record._meta.get_field(name).verbose_name)) for name in record.translated_fields()}
        address = reverse("admin:translate", args=[record._meta.label_lower, record.pk, self.language])
        self.left.append(Left(str(record.text("name")), names.get(field, field[:40]), address, why))
        return []

    def _stored(self, field):
        return getattr(self.record, build_localized_fieldname(field, self.language)) or ""

    def _form(self, texts):
        columns = {build_localized_fieldname(field, self.language): text for field, text in texts.items()}
        made = modelform_factory(type(self.record), fields=list(columns), formfield_callback=self.formfield)
        held = type(self.record).objects.get(pk=self.record.pk)
        return made(columns, instance=held)

    def _clean(self, field, text):
        form = self._form({field: text})
        form.is_valid()
        return form.cleaned_data.get(build_localized_fieldname(field, self.language), text)

    def _save(self, new, already):
        """Write what the form of the record accepts, and what of it renders which source."""
        good = {}
        for field, text in new.items():
            form, column = self._form({field: text}), build_localized_fieldname(field, self.language)
            if form.is_valid():
                good[column] = field
                setattr(self.record, column, form.cleaned_data[column])
            else:
                self._leave(field, " ".join(str(error) for errors in form.errors.values() for error in errors))
        done = {*good.values(), *already}
        if done & {*self.waiting}:
            self._note(done)
            self.record.save(update_fields=[*good, "translations", "updated_at"])
        return good

    def _note(self, done):
        """Current when nothing waits any more; else which texts render which source."""
        record, language = self.record, self.language
        if not {*self.waiting} - done and not record.missing_fields(language):
            origin = Content.Origin.MACHINE if self.is_machine else Content.Origin.HUMAN
            record.note_current(language, by=str(self.user), origin=origin)
            return
        known = record.translations.get(language, {})
        texts = {field: fingerprint(record.written(field, record.source_language)) for field in done}
        noted = {**known, "texts": {**known.get("texts", {}), **texts}}
        if self.is_machine:
            noted["origin"] = str(Content.Origin.MACHINE)
        record.translations = {**record.translations, language: noted}
