"""The addresses of the portal. Other systems link to them: names change, addresses do not."""

from allauth.mfa.totp.views import activate_totp
from csp.decorators import csp_update
from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.contrib.sitemaps.views import sitemap
from django.urls import include, path
from django.views.generic import TemplateView

from accounts.views import sign_in_by_letter
from content.letters.views import stop_letters
from directory.models import Municipality, Organisation, Project
from events.models import EventSeries
from guide.models import GuidePage
from jobs.models import JobPosting
from portal.offline import views as offline
from portal.offline.pack import pack
from portal.pages import views
from portal.pages.sitemaps import ContentSitemap, NeedSitemap, PageSitemap, ResultsSitemap
from portal.suggestions.views import suggest
from services.models import Service
from services.views import open_data

PAGES = [
    "home",
    "events:list",
    "events:month",
    "services:list",
    "services:helplines",
    "jobs:list",
    "jobs:employers",
    "jobs:submit",
    "networks:list",
    "networks:coordinators",
    "networks:volunteering",
    "networks:offer",
    "guide:list",
    "guide:questions",
    "guide:words",
    "guide:statistics",
    "guide:residents",
    "guide:plan",
    "courses:list",
    "leaflets:list",
    "asking:ask",
    "about",
    "accessibility",
    "privacy",
]
SITEMAPS = {
    "pages": PageSitemap(PAGES),
    "needs": NeedSitemap(),
    "results": ResultsSitemap(Project.objects.published),
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
    path("sw.js", offline.worker, name="service_worker"),
    path("manifest.webmanifest", offline.manifest, name="manifest"),
    # In the language of the country; each other language has it below its own prefix (decision 0022).
    path("data/services.json", open_data),
    path("admin/", admin.site.urls),
    # The picture of the code to scan is written into the page.
    path("accounts/2fa/totp/activate/", csp_update({"img-src": ["data:"]})(activate_totp), name="mfa_activate_totp"),
    path("accounts/letter/<str:uid>/<str:token>/", sign_in_by_letter, name="sign_in_by_letter"),
    path("accounts/", include("allauth.urls")),
]

# People's pages: /lt/…, /en/…, /ru/…
urlpatterns += i18n_patterns(
    path("", views.home, name="home"),
    path("events/", include("events.urls")),
    path("data/services.json", open_data, name="open_data"),
    path("guide/leaflets/", include("portal.leaflets.urls")),
    path("networks/projects/", include("portal.funder_report.urls")),
    path("", include("portal.pages.urls")),
    path("courses/", include("portal.courses.urls")),
    path("search/", include("portal.search.urls")),
    path("search/suggest/", suggest, name="suggest"),
    path("feedback/", include("feedback.urls")),
    path("ask/", include("portal.asking.urls")),
    path("follow/", include("portal.follow.urls")),
    path("offline/", offline.page, name="offline"),
    path("offline/<slug:slug>.html", pack, name="pack"),
    path("about/", views.page, {"template": "about.html"}, name="about"),
    path("accessibility/", views.page, {"template": "accessibility.html"}, name="accessibility"),
    path("privacy/", views.page, {"template": "privacy.html"}, name="privacy"),
    path("letters/stop/<str:token>/", stop_letters, name="stop_letters"),
)

handler400 = "portal.pages.views.bad_request"
handler500 = "portal.pages.views.server_error"
# allauth asks for it where somebody tried too often to sign in.
handler429 = "portal.pages.views.too_many"
