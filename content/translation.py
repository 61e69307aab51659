from modeltranslation.translator import TranslationOptions


class NameTranslationOptions(TranslationOptions):
    fields = ("name",)


class ContentTranslationOptions(TranslationOptions):
    fields = ("name", "summary", "description", "alert")
