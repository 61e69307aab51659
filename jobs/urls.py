from django.urls import path
from django.views.decorators.http import require_safe

from content.sharing.urls import outlets, outlets_of_list
from jobs import views
from jobs.models import ExternalJobSource, JobPosting
from jobs.postings.feeds import JobFeed
from jobs.postings.sharing import job_facts, source_facts
from jobs.submissions import private_pages
from jobs.submissions import views as submissions

app_name = "jobs"
urlpatterns = [
    path("", views.job_list, name="list"),
    # Before the addresses of postings: the back office refuses a posting these words.
    path("employers/", views.employer_list, name="employers"),
    path("feed.xml", require_safe(JobFeed()), name="feed"),
    path("submit/", submissions.submit, name="submit"),
    path("submit/sent/", submissions.sent, name="sent"),
    path("submit/confirm/<str:token>/", submissions.confirm, name="confirm"),
    path("submit/link/", submissions.ask_for_link, name="link"),
    path("submit/link/sent/", submissions.link_sent, name="link_sent"),
    path("my/<str:token>/", private_pages.overview, name="private"),
    path("my/<str:token>/edit/", private_pages.edit, name="edit"),
    path("my/<str:token>/answer/", private_pages.answer, name="answer"),
    path("my/<str:token>/renew/", private_pages.renew, name="renew"),
    path("my/<str:token>/withdraw/", private_pages.withdraw, name="withdraw"),
    *outlets_of_list("sources/", ExternalJobSource, source_facts, "source"),
    *outlets("", JobPosting, job_facts),
]
