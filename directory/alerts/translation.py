from modeltranslation.translator import TranslationOptions, register
from simple_history import register as keep_history

from directory.alerts.models import Alert


@register(Alert)
class AlertTranslationOptions(TranslationOptions):
    fields = ("name", "message")


# History is registered after the translation, or its tables lack the language columns.
keep_history(Alert)
