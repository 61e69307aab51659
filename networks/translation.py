from modeltranslation.translator import register
from simple_history import register as keep_history

from content.translation import ContentTranslationOptions
from directory.translation import ContactTranslationOptions
from networks.models import Agreement, Coverage, Initiative, Post, PostContact, Tenure


@register(Post)
class PostTranslationOptions(ContentTranslationOptions):
    fields = ("office", "office_hours")


@register(PostContact)
class PostContactTranslationOptions(ContactTranslationOptions):
    pass


@register(Agreement)
class AgreementTranslationOptions(ContentTranslationOptions):
    pass


@register(Initiative)
class InitiativeTranslationOptions(ContentTranslationOptions):
    fields = ("help_wanted",)


# Not people: a name that was deleted must be gone.
for model in (Post, PostContact, Tenure, Coverage, Agreement, Initiative):
    keep_history(model)
