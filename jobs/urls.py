from django.urls import path
from django.views.decorators.http import require_safe

from content.sharing.urls import outlets, outlets_of_list
from jobs import private_views, submission_views, views
from jobs.feeds import JobFeed
from jobs.models import ExternalJobSource, JobPosting
from jobs.sharing import job_facts, source_facts

app_name = "jobs"
urlpatterns = [
    path("", views.job_list, name="list"),
    # Before the addresses of postings: the back office refuses a posting these words.
    path("employers/", views.employer_list, name="employers"),
    path("feed.xml", require_safe(JobFeed()), name="feed"),
    path("submit/", submission_views.submit, name="submit"),
    path("submit/sent/", submission_views.sent, name="sent"),
    path("submit/confirm/<str:token>/", submission_views.confirm, name="confirm"),
    path("submit/link/", submission_views.ask_for_link, name="link"),
    path("submit/link/sent/", submission_views.link_sent, name="link_sent"),
    path("my/<str:token>/", private_views.overview, name="private"),
    path("my/<str:token>/edit/", private_views.edit, name="edit"),
    path("my/<str:token>/answer/", private_views.answer, name="answer"),
    path("my/<str:token>/renew/", private_views.renew, name="renew"),
    path("my/<str:token>/withdraw/", private_views.withdraw, name="withdraw"),
    *outlets_of_list("sources/", ExternalJobSource, source_facts, "source"),
    *outlets("", JobPosting, job_facts),
]
