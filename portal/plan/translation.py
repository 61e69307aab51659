from modeltranslation.translator import TranslationOptions, register
from simple_history import register as keep_history

from portal.plan.models import PlanTask


@register(PlanTask)
class PlanTaskTranslationOptions(TranslationOptions):
    fields = ("name", "deadline", "papers", "if_missed")


# History is registered after the translation, or its tables lack the language columns.
keep_history(PlanTask)
