from django.urls import path

from jobs import views
from jobs.models import ExternalJobSource, JobPosting
from jobs.sharing import job_facts, source_facts
from portal.content.outlets import outlets, outlets_of_list

app_name = "jobs"
urlpatterns = [
    path("", views.job_list, name="list"),
    path("employers/", views.employer_list, name="employers"),
    path("<slug:slug>/", views.job_detail, name="detail"),
    *outlets_of_list("sources/", ExternalJobSource, source_facts, "source"),
    *outlets("", JobPosting, job_facts),
]
