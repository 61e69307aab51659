from django.contrib import admin

from jobs.models import ExternalJobSource, JobContact, JobPosting
from portal.content.admin import ContactInline, ContentAdmin


class JobContactInline(ContactInline):
    model = JobContact


@admin.register(JobPosting)
class JobPostingAdmin(ContentAdmin):
    list_display = ["label", "hiring_organisation", "municipality", "valid_through"]
    list_select_related = ["hiring_organisation", "municipality"]
    list_filter = ["required_language_level", "employment_type", *ContentAdmin.list_filter]
    autocomplete_fields = ["hiring_organisation", "municipality", "place"]
    inlines = [JobContactInline]


@admin.register(ExternalJobSource)
class ExternalJobSourceAdmin(ContentAdmin):
    list_display = ["label", "url"]
