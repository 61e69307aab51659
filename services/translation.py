from modeltranslation.translator import TranslationOptions, register
from simple_history import register as keep_history

from content.translation import ContentTranslationOptions, NameTranslationOptions
from directory.translation import ContactTranslationOptions
from services.models import (
    CostOption,
    Grant,
    OpeningException,
    OpeningHours,
    RequiredDocument,
    Service,
    ServiceActivity,
    ServiceContact,
)


@register(Service)
class ServiceTranslationOptions(ContentTranslationOptions):
    fields = (
        "alternate_name",
        "eligibility_description",
        "interpretation_services",
        "fees_description",
        "application_process",
        "wait_time",
    )


@register(ServiceContact)
class ServiceContactTranslationOptions(ContactTranslationOptions):
    pass


@register(ServiceActivity)
class ServiceActivityTranslationOptions(NameTranslationOptions):
    fields = ("description",)


@register(RequiredDocument)
class RequiredDocumentTranslationOptions(NameTranslationOptions):
    pass


@register(CostOption)
class CostOptionTranslationOptions(NameTranslationOptions):
    pass


@register(OpeningHours)
class OpeningHoursTranslationOptions(TranslationOptions):
    fields = ("note",)


@register(OpeningException)
class OpeningExceptionTranslationOptions(TranslationOptions):
    fields = ("reason",)


@register(Grant)
class GrantTranslationOptions(NameTranslationOptions):
    fields = ("purpose", "eligibility")


for model in (Service, ServiceContact, Grant):
    keep_history(model)
