"""Which lists have tables, and which columns: every fact and text of a record that a form has, by its address."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.text import capfirst
from django.utils.translation import override
from import_export.fields import Field
from import_export.resources import ModelResource
from modeltranslation.utils import build_localized_fieldname

from directory.models import Organisation
from events.models import EventSeries
from jobs.models import JobPosting
from portal.tables import widgets
from services.models import Service

KEY = "slug"
# Lists that go out; into those of the first kind tables come in as well.
IN_AND_OUT = {model._meta.label_lower: model for model in (Service, Organisation, JobPosting)}
OUT = {**IN_AND_OUT, EventSeries._meta.label_lower: EventSeries}
# When a record is public is decided on its page, and a picture does not stand in a cell.
LEFT_OUT = {"published_at", "unpublish_at", "visibility", KEY, "source_language"}


def fields_of(model):
    """The fields that have a column, in their order: key, language, texts, facts."""
    bare = {*model.translated_fields()}
    texts = [
        model._meta.get_field(build_localized_fieldname(name, code))
        for name in model.translated_fields()
        for code, _name in settings.LANGUAGES
    ]
    own = [field for field in [*model._meta.fields, *model._meta.many_to_many] if field.editable]
    skipped = bare | LEFT_OUT | {field.name for field in texts}
    facts = [field for field in own if field.name not in skipped and widget_of(field)]
    return [model._meta.get_field(KEY), model._meta.get_field("source_language"), *texts, *facts]


def widget_of(field):
    """What stands in the cells of a field; None when it has no column."""
    if field.is_relation:
        found = widgets.Records(field) if field.many_to_many else widgets.Record(field)
        return found if found.keys.key else None
    if isinstance(field, ArrayField):
        return widgets.Choices(field.base_field) if field.base_field.choices else widgets.Addresses()
    if field.choices:
        return widgets.Choice(field)
    known = {
        models.BooleanField: widgets.YesNo,
        models.DateField: lambda _field: widgets.Day(),
        (models.DecimalField, models.IntegerField): widgets.Number,
        (models.CharField, models.TextField): widgets.Words,
    }
    is_moment = isinstance(field, (models.DateTimeField, models.FileField, models.AutoField))
    made = next((made for kind, made in known.items() if isinstance(field, kind)), None)
    return made(field) if made and not is_moment else None


def label_of(field):
    """What stands above a column, in the language of the interface."""
    for code, _name in settings.LANGUAGES:
        if field.name.endswith(f"_{code}"):
            bare = field.model._meta.get_field(field.name.removesuffix(f"_{code}"))
            return f"{capfirst(bare.verbose_name)} ({code})"
    return str(capfirst(field.verbose_name))


def names_of_columns(model):
    """What may stand above a column, in small letters -> name of the field: its name, its label in any language."""
    found = {}
    for field in fields_of(model):
        for code, _name in settings.LANGUAGES:
            with override(code):
                found.setdefault(label_of(field).casefold(), field.name)
        found[field.name] = field.name
    return found


class TableResource(ModelResource):
    """One record a row. ``changes`` says, after a row was read, what it changes: (label, before, after)."""

    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.before, self.changes = {}, {}
        self.labels = {field.name: label_of(field) for field in fields_of(self._meta.model)}
        self.columns = super().get_import_fields()

    def get_import_fields(self):
        return self.columns

    def get_queryset(self):
        return self._meta.model._base_manager.select_for_update(of=("self",))

    def get_instance(self, instance_loader, row):
        """None as well for a key that is none: it is then said beside its column."""
        try:
            return super().get_instance(instance_loader, row)
        except ValueError:
            return None

    def after_init_instance(self, instance, new, row, **kwargs):
        self.before = {} if new else self.shown(instance, row)

    def shown(self, instance, row):
        fields = [field for field in self.get_import_fields() if field.column_name in row]
        return {field.attribute: field.export(instance) for field in fields}

    def skip_row(self, instance, original, row, import_validation_errors=None):
        """A row that changes nothing is left; what its cells for several records mean is asked here as well."""
        after = dict(self.before)
        for field in self.get_import_fields():
            if field.column_name in row:
                try:
                    value = field.clean(row) if isinstance(field.widget, widgets.Records) else field.get_value(instance)
                    after[field.attribute] = field.widget.render(value)
                except ValueError as error:
                    import_validation_errors.setdefault(field.attribute, ValidationError(str(error)))
        changed = [(self.labels[name], self.before.get(name, ""), text) for name, text in after.items()]
        self.changes[row[KEY]] = [(label, old, new) for label, old, new in changed if old != new]
        return not self.changes[row[KEY]] and not import_validation_errors

    def before_save_instance(self, instance, row, **kwargs):
        """An import checks nothing: what it changed is not checked any more."""
        instance.assured_on, instance.assured_by, instance.assured_method = None, "", ""


def resource_of(model):
    """The resource of a model, made anew for each use: it remembers the records that cells may name."""
    columns = {
        field.name: Field(attribute=field.name, column_name=field.name, widget=widget_of(field))
        for field in fields_of(model)
    }
    options = {
        "model": model,
        "fields": tuple(columns),
        "import_id_fields": (KEY,),
        "skip_diff": True,
        "skip_html_diff": True,
        "report_skipped": True,
        "clean_model_instances": True,
        "use_transactions": False,
    }
    meta = type("Meta", (), options)
    return type("Resource", (TableResource,), {**columns, "Meta": meta})()
