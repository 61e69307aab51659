from modeltranslation.translator import register
from simple_history import register as keep_history

from content.translation import ContentTranslationOptions
from guide.models import GuidePage, Question, Statistic, Word


@register(GuidePage)
class GuidePageTranslationOptions(ContentTranslationOptions):
    pass


@register(Question)
class QuestionTranslationOptions(ContentTranslationOptions):
    fields = ("legal_basis",)


@register(Statistic)
class StatisticTranslationOptions(ContentTranslationOptions):
    fields = ("unit", "qualifier")


@register(Word)
class WordTranslationOptions(ContentTranslationOptions):
    pass


for model in (GuidePage, Question, Statistic, Word):
    keep_history(model)
