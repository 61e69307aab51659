from modeltranslation.translator import register
from simple_history import register as keep_history

from content.translation import ContentTranslationOptions
from directory.translation import ContactTranslationOptions
from jobs.models import ExternalJobSource, JobContact, JobPosting


@register(JobPosting)
class JobPostingTranslationOptions(ContentTranslationOptions):
    fields = ("work_hours", "qualifications", "benefits_note")


@register(JobContact)
class JobContactTranslationOptions(ContactTranslationOptions):
    pass


@register(ExternalJobSource)
class ExternalJobSourceTranslationOptions(ContentTranslationOptions):
    pass


# Who sent a posting in is not part of it: an erased sender must be gone.
keep_history(JobPosting)
keep_history(ExternalJobSource)
