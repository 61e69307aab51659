from modeltranslation.translator import TranslationOptions, register
from simple_history import register as keep_history

from content.translation import ContentTranslationOptions
from directory.translation import ContactTranslationOptions
from events.models import Event, EventContact, EventSeries


@register(EventSeries)
class EventSeriesTranslationOptions(ContentTranslationOptions):
    fields = ("interpretation", "price_note", "image_alt", "date_hint")


@register(Event)
class EventTranslationOptions(TranslationOptions):
    fields = ("status_reason",)


@register(EventContact)
class EventContactTranslationOptions(ContactTranslationOptions):
    pass


for model in (EventSeries, Event):
    keep_history(model)
