"""The records, needs and sections that answer a question, as far as they are public; two queries at most."""

from dataclasses import dataclass
from typing import ClassVar

from django.db.models import CharField, F, Q, Value
from django.urls import reverse
from django.utils.html import format_html
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

from content.models import Content
from directory.models import Term
from guide.models import GuidePage, Question, Word
from jobs.models import ExternalJobSource
from services.models import Service

RECORDS: dict[str, type[Content]] = {
    "guide": GuidePage,
    "word": Word,
    "service": Service,
    "question": Question,
    "source": ExternalJobSource,
}
# What the parts of the portal are called, what they hold, and where they are.
SECTIONS = {
    "jobs": (_("Jobs"), _("Work with or without Lithuanian"), "jobs:list"),
    "events": (_("Events"), _("Meetings, courses and free time"), "events:list"),
    "services": (_("Services"), _("Places where you can get help"), "services:list"),
    "guide": (_("Living here"), _("Housing, work, health, school, documents"), "guide:list"),
    "words": (_("Words from letters"), _("Words from official letters explained"), "guide:words"),
    "coordinators": (_("Coordinators"), _("A person who helps you in your municipality"), "networks:coordinators"),
    "helplines": (
        _("Whom to call in an emergency"),
        _("Help lines with their numbers and the languages they speak"),
        "services:helplines",
    ),
    "leaflets": (_("Leaflets"), _("Short texts to print and to pass on"), "leaflets:list"),
    "volunteering": (
        _("Volunteering"),
        _("Groups and initiatives where residents and newcomers help each other."),
        "networks:volunteering",
    ),
    "networks": (_("Partners"), _("Organisations that help newcomers, and what they do together"), "networks:list"),
    "figures": (_("Figures"), _("Numbers about people, work and pay, each with its source"), "guide:statistics"),
}


@dataclass(frozen=True)
class Record:
    """A record that answers; its page and texts are loaded with those of the other results."""

    model: str
    record_id: int


@dataclass(frozen=True)
class Page:
    """A need or a section that answers, ready to be shown."""

    lead: str
    title: str
    snippet: str
    url: str
    is_example: ClassVar[bool] = False

    @property
    def name(self):
        return self.title


def find(leads, municipalities=()):
    """What is public of the leads, in their order: Records and Pages.

    Of a guide page the one about a municipality that was named comes before the one about the country.
    """
    rows = _rows(leads, [place.pk for place in municipalities])
    needs = _needs(leads)
    found = []
    for lead in leads:
        kind, _slash, name = lead.partition("/")
        if kind == "section" and name in SECTIONS:
            title, snippet, view = SECTIONS[name]
            found.append(Page(lead, title, snippet, reverse(view)))
        elif kind == "need" and name in needs:
            found.append(of_need(needs[name], municipalities))
        found += rows.get(lead, [])
    return list(dict.fromkeys(found))


def of_need(term, municipalities=()):
    title = term.text("name")
    shown = format_html('<span lang="{}">{}</span>', title.language, title) if title.is_foreign else title
    address = reverse("services:need", kwargs={"code": term.code})
    if len(municipalities) == 1:
        address = f"{address}?{urlencode({'municipality': municipalities[0].slug})}"
    return Page(f"need/{term.code}", shown, _("What to do today, whom to call, and the next steps"), address)


def lead_of(record):
    """The lead to a record, also to one of a kind that no lead of the files names."""
    kinds = {model: kind for kind, model in RECORDS.items()}
    return f"{kinds.get(type(record), record._meta.model_name)}/{record.slug}"


def _needs(leads):
    codes = [lead.removeprefix("need/") for lead in leads if lead.startswith("need/")]
    terms = Term.objects.of(Term.Vocabulary.NEED).filter(code__in=codes) if codes else []
    return {term.code: term for term in terms}


def _rows(leads, places):
    """{lead: its Records}; one query."""
    slugs = {kind: [lead.partition("/")[2] for lead in leads if lead.startswith(f"{kind}/")] for kind in RECORDS}
    parts = [_part(kind, slugs[kind], places) for kind in RECORDS if slugs[kind]]
    found = {}
    for kind, slug, parent, pk in parts[0].union(*parts[1:], all=True) if parts else ():
        record = Record(RECORDS[kind]._meta.label_lower, pk)
        found.setdefault(f"{kind}/{slug}", []).append(record)
        if parent:
            found.setdefault(f"{kind}/{parent}", []).insert(0, record)
    return found


def _part(kind, slugs, places):
    model = RECORDS[kind]
    parent, wanted = Value("", CharField()), Q(slug__in=slugs)
    if model is GuidePage and places:
        parent = F("parent__slug")
        wanted |= Q(parent__slug__in=slugs, municipality__in=places)
    records = model.objects.published().filter(wanted, is_example=False)
    records = records.still_given() if model is Service else records
    columns = {"lead_kind": Value(kind, CharField()), "lead_parent": parent, "lead_pk": F("pk")}
    return records.order_by().annotate(**columns).values_list("lead_kind", "slug", "lead_parent", "lead_pk")
