from modeltranslation.translator import TranslationOptions, register
from simple_history import register as keep_history

from portal.asking.models import AnsweringPlace, AnswerTemplate


@register(AnswerTemplate)
class AnswerTemplateTranslationOptions(TranslationOptions):
    fields = ("name", "answer")


# Questions themselves keep no history: what is erased must be gone.
for model in (AnswerTemplate, AnsweringPlace):
    keep_history(model)
