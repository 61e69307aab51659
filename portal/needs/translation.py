from modeltranslation.translator import TranslationOptions, register
from simple_history import register as keep_history

from portal.needs.models import NeedAnswer, NeedStep


@register(NeedAnswer)
class NeedAnswerTranslationOptions(TranslationOptions):
    fields = ("today", "unknown")


@register(NeedStep)
class NeedStepTranslationOptions(TranslationOptions):
    fields = ("action",)


# History is registered after the translation, or its tables lack the language columns.
for model in (NeedAnswer, NeedStep):
    keep_history(model)
