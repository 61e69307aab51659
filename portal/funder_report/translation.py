from modeltranslation.translator import TranslationOptions, register
from simple_history import register as keep_history

from portal.funder_report.models import Indicator


@register(Indicator)
class IndicatorTranslationOptions(TranslationOptions):
    fields = ("name", "unit")


# A frozen report says who changed a target afterwards.
keep_history(Indicator)
