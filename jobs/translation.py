from modeltranslation.translator import register
from simple_history import register as keep_history

from jobs.models import ExternalJobSource, JobContact, JobPosting
from portal.content.translation import ContentTranslationOptions
from portal.directory.translation import ContactTranslationOptions


@register(JobPosting)
class JobPostingTranslationOptions(ContentTranslationOptions):
    fields = ("work_hours", "qualifications", "benefits_note")


@register(JobContact)
class JobContactTranslationOptions(ContactTranslationOptions):
    pass


@register(ExternalJobSource)
class ExternalJobSourceTranslationOptions(ContentTranslationOptions):
    pass


# Not who sent it in: an erased sender must be gone.
keep_history(JobPosting, excluded_fields=["submitter_email", "submitter_name", "edit_token_hash", "proposed_changes"])
keep_history(ExternalJobSource)
