"""The Atom feed of open postings, newest first, with the filters of the list."""

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _

from content.sharing.atom import StableAtom
from directory.alerts.feeds import NoticedFeed
from jobs.forms import JobFilterForm
from jobs.models import JobPosting

NEWEST = 50


class JobFeed(NoticedFeed):
    section = "jobs"
    feed_type = StableAtom
    author_name = "Kartu"

    def get_object(self, request):
        return JobFilterForm(request.GET)

    def title(self, filters):
        return _("Jobs – Kartu")

    def subtitle(self, filters):
        return _("Open jobs with pay, hours and the Lithuanian you need")

    def link(self, filters):
        return f"{reverse('jobs:list')}{filters.question}"

    def feed_url(self, filters):
        return f"{reverse('jobs:feed')}{filters.question}"

    def items(self, filters):
        return filters.apply(JobPosting.objects.published().for_cards())[:NEWEST]

    def item_title(self, posting):
        return str(posting.text("name"))

    def item_description(self, posting):
        """The facts of the card, in the reader's language; the title's language is said where it is another."""
        return render_to_string("jobs/_feed_entry.html", {"job": posting})

    def item_link(self, posting):
        return posting.get_absolute_url()

    def item_guid(self, posting):
        """The posting keeps its name in all languages."""
        return f"{settings.SITE_URL}/jobs/{posting.slug}"

    def item_pubdate(self, posting):
        return posting.published_at

    def item_updateddate(self, posting):
        return max(posting.updated_at, posting.published_at)
