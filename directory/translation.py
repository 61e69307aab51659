from modeltranslation.translator import TranslationOptions, register
from simple_history import register as keep_history

from content.translation import ContentTranslationOptions, NameTranslationOptions
from directory.models import (
    County,
    HeadCountLine,
    Municipality,
    NetworkMember,
    Organisation,
    OrganisationContact,
    Place,
    Project,
    ProjectActivity,
    Term,
)


class ContactTranslationOptions(TranslationOptions):
    fields = ("label", "available_hours")


@register(County)
class CountyTranslationOptions(NameTranslationOptions):
    pass


@register(Municipality)
class MunicipalityTranslationOptions(NameTranslationOptions):
    pass


@register(Term)
class TermTranslationOptions(NameTranslationOptions):
    fields = ("description",)


@register(Organisation)
class OrganisationTranslationOptions(ContentTranslationOptions):
    pass


@register(OrganisationContact)
class OrganisationContactTranslationOptions(ContactTranslationOptions):
    pass


@register(Place)
class PlaceTranslationOptions(NameTranslationOptions):
    fields = ("transportation", "accessibility_note")


@register(Project)
class ProjectTranslationOptions(ContentTranslationOptions):
    fields = ("aim", "results", "programme", "disclaimer")


@register(ProjectActivity)
class ProjectActivityTranslationOptions(NameTranslationOptions):
    fields = ("description", "outcome_note")


@register(HeadCountLine)
class HeadCountLineTranslationOptions(NameTranslationOptions):
    pass


@register(NetworkMember)
class NetworkMemberTranslationOptions(TranslationOptions):
    fields = ("role",)


# History is registered after the translation, or its tables lack the language columns.
for model in (Organisation, Project, Place, OrganisationContact, HeadCountLine, NetworkMember):
    keep_history(model)
