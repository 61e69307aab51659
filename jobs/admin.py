from datetime import timedelta

from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import Truncator
from django.utils.timesince import timesince
from django.utils.translation import gettext_lazy as _
from unfold.admin import ModelAdmin

from content.admin.filters import SoonFilter, WaitingFilter
from content.admin.records import ContactInline, ContentAdmin
from jobs.models import ExternalJobSource, JobContact, JobPosting, JobSubmission, answers_of
from jobs.submissions.querysets import waiting_order
from jobs.submissions.review import EditForm, ReviewForm


class JobContactInline(ContactInline):
    model = JobContact


@admin.register(JobPosting)
class JobPostingAdmin(ContentAdmin):
    list_display = ["label", "hiring_organisation", "municipality", "valid_through"]
    search_through = ["hiring_organisation", "municipality"]
    list_select_related = ["hiring_organisation", "municipality"]
    list_filter = [SoonFilter, "required_language_level", "employment_type", *ContentAdmin.list_filter]
    autocomplete_fields = ["hiring_organisation", "municipality", "place"]
    inlines = [JobContactInline]


@admin.register(ExternalJobSource)
class ExternalJobSourceAdmin(ContentAdmin):
    list_display = ["label", "url"]


@admin.register(JobSubmission)
class JobSubmissionAdmin(ModelAdmin):
    """The queue of what employers sent in, who waits longest first. A page of it is read, put right and decided on."""

    list_display = ["label", "state", "kind", "waits", "employer", "created_at", "decision"]
    list_display_links = ["label"]
    list_filter = [WaitingFilter, "state"]
    list_select_related = ["posting__hiring_organisation", "decided_by"]
    sortable_by = []
    list_fullwidth = True

    def get_ordering(self, request):
        return waiting_order()

    def has_add_permission(self, request):
        return False

    def has_delete_permission(self, request, obj=None):
        """What was sent erases itself in its time; until then it shows who decided what."""
        return False

    @admin.display(description=_("job posting"))
    def label(self, submission):
        return Truncator(submission).chars(60)

    @admin.display(description=_("kind"))
    def kind(self, submission):
        return _("change of a published posting") if submission.is_change else _("new posting")

    @admin.display(description=_("waits"))
    def waits(self, submission):
        """In words; what came this minute waits less than one."""
        if not submission.waiting_since:
            return "–"
        if timezone.now() - submission.waiting_since < timedelta(minutes=1):
            return _("less than a minute")
        return timesince(submission.waiting_since, depth=1)

    @admin.display(description=_("employer"))
    def employer(self, submission):
        if submission.posting:
            return str(submission.posting.hiring_organisation)
        return submission.answers.get("employer_name", "–")

    @admin.display(description=_("decided"))
    def decision(self, submission):
        return decision_in_words(submission)

    def change_view(self, request, object_id, form_url="", extra_context=None):
        """Show one submission; a moderator's button decides, a GET changes nothing."""
        submission = self.get_object(request, object_id)
        if submission is None or not self.has_view_permission(request, submission):
            raise Http404
        may_decide = self.has_change_permission(request, submission) and submission.state in submission.OPEN
        edit, review = EditForm(submission=submission), ReviewForm(submission=submission)
        if request.method == "POST" and may_decide:
            form = EditForm(request.POST, submission=submission) if "edit" in request.POST else None
            edit, review = form or edit, review if form else ReviewForm(request.POST, submission=submission)
            if self._carried_out(request, submission, form or review):
                return redirect(
                    "admin:jobs_jobsubmission_change" if form else "admin:jobs_jobsubmission_changelist",
                    *([submission.pk] if form else []),
                )
        return render(request, "admin/jobs/review.html", self._context(request, submission, edit, review, may_decide))

    def _carried_out(self, request, submission, form):
        """Do what the form asks; False when it or the model refuses, and then the page says why."""
        if not form.is_valid():
            return False
        try:
            said = form.carry_out(request.user)
        except ValidationError as error:
            for text in error.messages:
                messages.error(request, text)
            # What was tried and refused is not what is live.
            submission.refresh_from_db()
            return False
        messages.success(request, said)
        return True

    def _context(self, request, submission, edit, review, may_decide):
        posting = submission.posting
        live = answers_of(posting) if posting else {}
        return {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": str(submission),
            "submission": submission,
            "posting": posting,
            "rows": edit.rows(live, submission.all_answers),
            "edit": edit,
            "review": review,
            "may_decide": may_decide,
            "waits": self.waits(submission),
            "decision": decision_in_words(submission),
            "conversation": submission.comments.select_related("author"),
            "back": reverse("admin:jobs_jobsubmission_changelist"),
        }


def decision_in_words(submission):
    if not submission.decided_at:
        return "–"
    moment = date_format(timezone.localtime(submission.decided_at), "DATETIME_FORMAT")
    return f"{moment} · {submission.decided_by or '–'}"
