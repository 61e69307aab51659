"""Addresses of pages made of several sections, in the sections' own namespaces."""

from django.urls import include, path

from guide import urls as guide
from guide.views import guide_detail
from jobs import urls as jobs
from jobs.views import job_detail
from networks import urls as networks
from portal.needs.views import need_page
from portal.pages.beside_guide import related_to
from portal.pages.job_training import load_trainings
from portal.pages.organisation import organisation_detail
from portal.pages.project import project_detail
from portal.plan.views import plan_page
from services import urls as services


def with_pages(section, *pages):
    """The addresses of a section, and those that the roof adds to them."""
    return include(([*section.urlpatterns, *pages], section.app_name))


GUIDE_PAGE = {"template": "pages/guide_page.html", "beside": related_to}
JOB = {"training_card": "pages/_training.html", "load": load_trainings}

urlpatterns = [
    path("services/", with_pages(services, path("needs/<slug:code>/", need_page, name="need"))),
    path("jobs/", with_pages(jobs, path("<slug:slug>/", job_detail, JOB, name="detail"))),
    path(
        "networks/",
        with_pages(
            networks,
            path("organisations/<slug:slug>/", organisation_detail, name="organisation"),
            path("projects/<slug:slug>/", project_detail, name="project"),
        ),
    ),
    path(
        "guide/",
        with_pages(
            guide,
            path("first-90-days/", plan_page, name="plan"),
            path("<slug:slug>/", guide_detail, GUIDE_PAGE, name="detail"),
        ),
    ),
]
