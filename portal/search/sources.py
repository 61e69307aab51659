"""What of each kind of record is searched, and where it stands among the results.

A new kind of content, or a new text of an old one, is a line here and a migration that makes its trigger anew:
tests/test_search_index.py compares this list with the models and with the triggers in the database.
"""

import json
from dataclasses import dataclass, field

from django.db import models
from django.utils.translation import gettext_lazy as _

from content.models import Content
from directory.models import Organisation, Project
from events.models import EventSeries
from guide.models import GuidePage, Question, Statistic, Word
from jobs.models import ExternalJobSource, JobPosting
from networks.models import Agreement, Initiative, Post
from services.models import Service

# Words from letters come before all else; what holds for years comes before what is new this week.
FIRST, LASTING, PASSING = 2, 1, 0


class Section(models.TextChoices):
    """The groups of the results, in the order they stand in when nothing else decides."""

    WORDS = "words", _("Words from letters")
    GUIDE = "guide", _("Living here")
    SERVICES = "services", _("Services")
    EVENTS = "events", _("Events")
    JOBS = "jobs", _("Jobs")
    COORDINATORS = "coordinators", _("Coordinators")
    NETWORKS = "networks", _("Partners")


@dataclass(frozen=True)
class Source:
    """One kind of record: ``title`` weighs most, then ``lead``; ``body`` is found but weighs nothing.

    Names of fields stand for all their languages. ``only``: values without which the record is not indexed;
    ``since`` and ``until``: its first and last public day, where the publishing rule knows them.
    """

    model: type[Content]
    section: Section
    tier: int = PASSING
    title: tuple[str, ...] = ("name",)
    lead: tuple[str, ...] = ("summary",)
    body: tuple[str, ...] = ("description", "alert")
    only: dict[str, str] = field(default_factory=dict)
    since: str = ""
    until: str = ""

    @property
    def label(self):
        return self.model._meta.label_lower

    @property
    def table(self):
        return self.model._meta.db_table

    @property
    def arguments(self):
        """What the function in the database must know of this source."""
        rules = {name: getattr(self, name) for name in ("title", "lead", "body", "only", "since", "until")}
        return [self.label, str(self.section), str(self.tier), json.dumps(rules)]


SOURCES = [
    Source(Word, Section.WORDS, FIRST, title=("term", "name", "variants")),
    Source(GuidePage, Section.GUIDE, LASTING),
    Source(Question, Section.GUIDE, LASTING, body=("description", "alert", "legal_basis")),
    Source(Statistic, Section.GUIDE, LASTING, lead=("summary", "unit", "qualifier")),
    Source(
        Service,
        Section.SERVICES,
        LASTING,
        title=("name", "alternate_name"),
        body=(
            "description",
            "alert",
            "eligibility_description",
            "interpretation_services",
            "fees_description",
            "application_process",
            "wait_time",
        ),
    ),
    Source(EventSeries, Section.EVENTS, body=("description", "alert", "interpretation", "price_note", "date_hint")),
    Source(
        JobPosting,
        Section.JOBS,
        body=("description", "alert", "qualifications", "work_hours", "benefits_note"),
        until="valid_through",
    ),
    Source(ExternalJobSource, Section.JOBS, LASTING),
    Source(Post, Section.COORDINATORS, LASTING, body=("description", "alert", "office", "office_hours")),
    Source(Organisation, Section.NETWORKS, LASTING, title=("name", "legal_name", "alternate_name"), lead=("summary",)),
    Source(Project, Section.NETWORKS, LASTING, body=("description", "alert", "aim", "results", "programme")),
    Source(
        Agreement,
        Section.NETWORKS,
        LASTING,
        only={"state": Agreement.State.IN_FORCE},
        since="valid_from",
        until="valid_through",
    ),
    Source(Initiative, Section.NETWORKS, LASTING, body=("description", "alert", "help_wanted")),
]
BY_LABEL = {source.label: source for source in SOURCES}
# Texts that no reader searches for: descriptions of pictures, and the small print of funders.
NOT_SEARCHED = {"image_alt", "disclaimer"}
