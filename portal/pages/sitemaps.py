from django.conf import settings
from django.contrib.sitemaps import Sitemap
from django.urls import reverse

from content.languages import translated_languages
from directory.models import Term


class LanguageSitemap(Sitemap):
    """Every page in every language it is complete in, with hreflang and an x-default that really answers.

    Django's own ``x_default`` cuts the language prefix off and would name addresses that do not exist.
    """

    i18n = alternates = True

    def get_urls(self, page=1, site=None, protocol=None):
        urls = super().get_urls(page, site, protocol)
        for url in urls:
            found = {alternate["lang_code"]: alternate["location"] for alternate in url["alternates"]}
            fallback = found.get(settings.X_DEFAULT_LANGUAGE) or next(iter(found.values()))
            url["alternates"].append(
                {"lang_code": "x-default", "location": self.default_address(url["item"], site, protocol) or fallback}
            )
        return urls

    def default_address(self, item, site, protocol):
        return None


class ContentSitemap(LanguageSitemap):
    """All published records of one model that have a page of their own."""

    def __init__(self, records):
        self.records = records

    def items(self):
        return self.records().order_by("pk")

    def lastmod(self, record):
        return record.updated_at

    def get_languages_for_item(self, record):
        return record.complete_languages()


class ResultsSitemap(ContentSitemap):
    """What each project promised and reached: a page beside its own."""

    def location(self, record):
        return reverse("funder_report:results", kwargs={"slug": record.slug})


class NeedSitemap(LanguageSitemap):
    """The pages of needs: every need has one, in every language."""

    def items(self):
        return Term.objects.of(Term.Vocabulary.NEED)

    def get_languages_for_item(self, need):
        return translated_languages()

    def location(self, need):
        return reverse("services:need", kwargs={"code": need.code})


class PageSitemap(LanguageSitemap):
    """Pages that are no records: home, lists, texts about the portal."""

    def __init__(self, names):
        self.names = names

    def items(self):
        return self.names

    def get_languages_for_item(self, name):
        return translated_languages()

    def location(self, name):
        return reverse(name)

    def default_address(self, name, site, protocol):
        """Home pages send readers of other languages to the chooser."""
        if name[0] != "home":  # an item of a multilingual sitemap is (name, language)
            return None
        return f"{protocol or 'https'}://{site.domain}{reverse('chooser')}"
