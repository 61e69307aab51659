"""The addresses of the portal. Other systems link to them: names change, addresses do not."""

from allauth.mfa.totp.views import activate_totp
from csp.decorators import csp_update
from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.contrib.sitemaps.views import sitemap
from django.urls import include, path
from django.views.generic import TemplateView

from events.models import EventSeries
from guide.models import GuidePage
from jobs.models import JobPosting
from portal import views
from portal.content.sitemaps import ContentSitemap, PageSitemap
from portal.directory.models import Municipality, Organisation, Project
from services.models import Service

PAGES = [
    "home",
    "events:list",
    "events:month",
    "services:list",
    "jobs:list",
    "jobs:employers",
    "networks:list",
    "networks:coordinators",
    "networks:volunteering",
    "networks:offer",
    "guide:list",
    "guide:questions",
    "guide:words",
    "guide:statistics",
    "about",
    "accessibility",
    "privacy",
]
SITEMAPS = {
    "pages": PageSitemap(PAGES),
    "coordinators": views.MunicipalitySitemap(Municipality.objects.all),
    **{
        model._meta.model_name: ContentSitemap(model.objects.published)
        for model in (EventSeries, Service, JobPosting, Organisation, Project, GuidePage)
    },
}

# Machines and doors without a language.
urlpatterns = [
    path("", views.chooser, name="chooser"),
    path("robots.txt", TemplateView.as_view(template_name="robots.txt", content_type="text/plain")),
    path("sitemap.xml", sitemap, {"sitemaps": SITEMAPS}, name="sitemap"),
    path("admin/", admin.site.urls),
    # The picture of the code to scan is written into the page.
    path("accounts/2fa/totp/activate/", csp_update({"img-src": ["data:"]})(activate_totp), name="mfa_activate_totp"),
    path("accounts/", include("allauth.urls")),
]

# People's pages: /lt/…, /en/…, /ru/…
urlpatterns += i18n_patterns(
    path("", views.home, name="home"),
    path("events/", include("events.urls")),
    path("services/", include("services.urls")),
    path("jobs/", include("jobs.urls")),
    path("networks/", include("networks.urls")),
    path("guide/", include("guide.urls")),
    path("search/", include("portal.search.urls")),
    path("feedback/", include("portal.feedback.urls")),
    path("about/", views.page, {"template": "about.html"}, name="about"),
    path("accessibility/", views.page, {"template": "accessibility.html"}, name="accessibility"),
    path("privacy/", views.page, {"template": "privacy.html"}, name="privacy"),
)

handler400 = "portal.views.bad_request"
