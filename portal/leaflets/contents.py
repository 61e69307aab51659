"""What a leaflet for newcomers says: the records of one topic in one municipality, as they are at this moment.

Every question asks ``published()``; examples and what has ended are not printed.
"""

from django.conf import settings
from django.db.models import Count, F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.http import urlencode
from django.utils.text import capfirst
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from content.sharing.facts import as_on_the_sign, joined, labelled, only_in, same_language
from directory.models import Term
from directory.sharing import contact_facts, name_if_public, place_facts
from events.dates.wording import when
from events.models import Event, EventSeries
from events.recurrence.wording import rhythm
from guide.models import GuidePage, Word
from networks.posts.who_helps import answers
from networks.sharing import answer_facts
from portal.leaflets.blocks import Code, Section, Sheet, block, line
from portal.leaflets.paragraphs import paragraphs
from services.models import Service
from services.outlets.sharing import service_facts

# What can stand on paper at all; typst leaves out what has no room and says so.
MOST_SERVICES = 16
MOST_EVENTS = 6
MOST_WORDS = 14
MOST_LINES = 4
MOST_STEPS = 8
MOST_CONTACTS = 3
MOST_HELP_LINES = 5


def services_of(municipality):
    """Services that people of a municipality can use today: its own and those of the whole country."""
    return Service.objects.published().still_given().filter(is_example=False).in_municipality(municipality)


def topics_of(municipality):
    """The topics that have a leaflet in a municipality: those with a service."""
    found = Service.topics.through.objects.filter(service__in=services_of(municipality)).values("term")
    return Term.objects.of(Term.Vocabulary.TOPIC).filter(pk__in=found)


def newcomers_sheet(topic, municipality):
    """The leaflet of a topic in a municipality in the active language, or None when there is nothing to print."""
    found = services_of(municipality).filter(topics=topic)
    lines_to_call = services_to_call(municipality)
    # What stands beside 112 is not printed twice.
    others = found.exclude(pk__in=[service.pk for service, _numbers in lines_to_call])
    services = list(others.for_detail().near_first()[: MOST_SERVICES + 1])
    if not services and not found.exists():
        return None
    page = guide_page_of(topic, municipality)
    events = next_events(municipality)
    words = words_of(topic)
    shown, next_dates = services[:MOST_SERVICES], events[:MOST_EVENTS]
    asked = {"topic": topic.code, "municipality": municipality.slug}
    services_address = address(f"{reverse('services:list')}?{urlencode(asked)}")
    more = Code(address(page), page.text("name")) if page else Code(address(reverse("guide:list")), _("Living here"))
    return Sheet(
        slug=f"{topic.code}-{municipality.slug}",
        name=[line(topic.text("name"))],
        lead=lead_of(page),
        cover=Code(services_address, _("These services today")),
        back_code=more,
        inside=[
            Section(
                _("Where to get help"),
                [service_block(service) for service in shown],
                1,
                is_cut=len(services) > MOST_SERVICES,
            ),
            Section(_("Next events"), [event_block(date) for date in next_dates], is_cut=len(events) > MOST_EVENTS),
            Section(
                _("Words from letters"),
                [word_block(word) for word in words[:MOST_WORDS]],
                tight=True,
                is_cut=len(words) > MOST_WORDS,
            ),
        ],
        **common(
            topic.text("name"),
            municipality,
            [*shown, *(date.series for date in next_dates)],
            step_section(page),
            lines_to_call,
        ),
    )


def common(name, municipality, records, below, lines_to_call):
    """What every leaflet has: who helps, and ``below`` it a section; emergency numbers, who paid, when it was made."""
    funders, has_emblem = funder_lines(records)
    answer = answers([municipality])[0]
    place = municipality.text("name")
    return {
        "language": get_language(),
        "title": f"{name} – {place}",
        "place": [line(place)],
        "flap": [Section(_("Who helps you"), helper_blocks(answer_facts(answer))), below],
        "flap_code": Code(address(municipality), _("Who helps newcomers here")),
        "back": [Section(_("Help by phone"), [help_line_block(*found) for found in lines_to_call])],
        "funders": funders,
        "has_emblem": has_emblem,
        "projects": sorted(project.pk for project in projects_of(records)),
        "issued_on": timezone.localdate().isoformat(),
        "words": {
            "more": _("There is more on our pages: scan the codes on this leaflet."),
            "code": _("Code to scan:"),
            "issued": _("Made on %(date)s") % {"date": date_format(timezone.localdate(), "DATE_FORMAT")},
            "changes": _("Hours and numbers change. Call before you go, or scan a code to see what holds today."),
            "emblem": _("Emblem of the European Union"),
            "danger": _("Danger to life or health"),
            "danger_text": _("Ambulance, fire service, police: one number, free of charge."),
        },
    }


def address(record):
    """The full address of a page: paper knows no other."""
    path = record if isinstance(record, str) else record.get_absolute_url()
    return f"{settings.SITE_URL}{path}"


def lines(*texts, style=""):
    return [line(text, style) for text in texts if text]


def doubt_lines(record):
    """That facts are old and that nobody has checked them since."""
    return lines(record.doubt, style="small")


def lead_of(page):
    """What a page of the guide is about, never without its warning: it may be what it says that is old."""
    return [*lines(page.text("summary")), *doubt_lines(page), *lines(page.text("alert"))] if page else []


# --- Who helps --------------------------------------------------------------------------------------------------------


def helper_blocks(facts):
    """Who can be called or written to: the same chain as on the municipality's page."""
    general = [*(line(state, "strong") for state in facts.states), *contact_lines(facts.contacts)]
    blocks = [block(general)] if general else []
    for person in facts.people:
        who = [line(person.name, "name"), *lines(person.role), *(lines(person.state))]
        blocks.append(block([*who, *contact_lines(person.contacts)], [*who, *contact_lines(person.contacts[:1])]))
    told = [*lines(*facts.details), line(facts.checked, "small")]
    return [*blocks, block(told)] if any(row["text"] for row in told) else blocks


def contact_lines(contacts):
    """A number stands alone: beside its hours both would be read as one."""
    found = []
    for contact in contacts[:MOST_CONTACTS]:
        found.append(line(contact.shown, "number" if contact.is_number else "", contact.href))
        found += lines(contact.remark, style="small")
    return found


def services_to_call(municipality):
    """Emergency help that can be called, beside 112: services with their numbers."""
    services = services_of(municipality).for_emergencies()
    found = [(service, [way for way in contact_facts(service.ways_to_reach) if way.is_number]) for service in services]
    return [(service, numbers) for service, numbers in found if numbers][:MOST_HELP_LINES]


def help_line_block(service, numbers):
    name = service.text("name")
    head = [line(name, "name"), *lines(only_in(name), style="small"), *doubt_lines(service)]
    spoken = lines(spoken_in(service))
    return block(
        [*head, *contact_lines(numbers), *spoken],
        [line(name, "name"), *contact_lines(numbers[:1])],
    )


def spoken_in(service):
    return labelled(_("Languages spoken"), ", ".join(service.spoken))


# --- What there is ----------------------------------------------------------------------------------------------------


def service_block(service):
    """A service as its page tells it; shorter without its text, then with nothing but the name and the numbers."""
    facts = service_facts(service)
    marks = [*lines(*facts.states, style="strong"), *lines(only_in(facts.name), style="small")]
    head = [line(facts.name, "name"), *marks]
    alert = lines(facts.alert)
    # The area of a service that has no door says nothing here: the whole leaflet is about it.
    doors = [line(joined([where.name, where.address], ", ")) for where in facts.where if where.address]
    if service.is_nationwide and not doors:
        doors = lines(_("In all of Lithuania"))
    ways = contact_lines(facts.contacts) or lines(_("Ask your coordinator"))
    who, spoken = lines(facts.by), lines(spoken_in(service))
    checked = lines(facts.checked, style="small")
    reach = [*ways, *spoken, *lines(*facts.when[:MOST_LINES]), *doors[:MOST_LINES]]
    return block(
        [*head, *lines(facts.summary), *who, *reach, *lines(*facts.price[:1]), *alert, *checked],
        [*head, *who, *reach, *alert, *checked],
        [*head, *who, *(contact_lines(facts.contacts[:1]) or ways), *alert],
    )


def next_events(municipality):
    """The next date of each event that takes place there, soonest first."""
    series = EventSeries.objects.published().filter(is_example=False)
    dates = Event.objects.of(series).in_municipality(municipality).ahead()
    dates = dates.exclude(status__in=[Event.Status.CANCELLED, Event.Status.POSTPONED])
    found = Event.objects.filter(pk__in=dates.one_per_series(MOST_EVENTS + 1)).soonest_first()
    return list(found.select_related("series__project__funder", "series__place", "place"))


def event_block(date):
    series = date.series
    place = date.place_or_usual
    where = place_facts(place) if place else None
    head = [
        line(series.text("name"), "name"),
        line(only_in(series.text("name")), "small"),
        *doubt_lines(series),
        line(capfirst(when(date.starts_at, date.ends_at, series.is_all_day)), "strong"),
    ]
    door = lines(joined([where.name, where.address], ", ") if where.address else where.name) if where else []
    rule = lines(rhythm(series), style="small")
    alert = lines(series.text("alert"))
    return block([*head, *rule, *door, *alert], [*head, *door, *alert], [*head, *alert])


def guide_page_of(topic, municipality):
    """The page of the guide on the topic: the municipality's own, else the national one, else None."""
    pages = GuidePage.objects.published().for_newcomers().filter(topics=topic, is_example=False)
    pages = pages.filter(Q(municipality=municipality) | Q(municipality__isnull=True))
    # A page on this topic alone before one on many.
    pages = GuidePage.objects.filter(pk__in=pages.values("pk")).annotate(breadth=Count("topics"))
    pages = pages.order_by(F("municipality").asc(nulls_last=True), "breadth", "position", "pk")
    return pages.first()


def step_section(page):
    """The numbered steps of a page of the guide, each whole."""
    text = page.text("description") if page else ""
    steps = [found.text for found in paragraphs(text) if found.kind == "step"]
    blocks = [block([line(same_language(f"{number}. {step}", text))]) for number, step in enumerate(steps, 1)]
    return Section(_("Step by step"), blocks[:MOST_STEPS], is_cut=len(blocks) > MOST_STEPS)


def words_of(topic):
    """Lithuanian words of the topic; one more than there is room for tells that there are more."""
    return list(Word.objects.published().filter(topics=topic, is_example=False).in_order()[: MOST_WORDS + 1])


def word_block(word):
    return block([line(as_on_the_sign(word.term), "strong"), line(word.text("name"))])


# --- Who paid ---------------------------------------------------------------------------------------------------------


def projects_of(records):
    """The public projects that paid for any of the records."""
    return {record.project for record in records if record.project and record.project.is_published}


def funder_lines(records):
    """The lines that projects owe to their funders, each once, and whether the emblem stands beside them."""
    projects = sorted(
        projects_of(records), key=lambda project: (project.emblem_variant != project.Emblem.EU, project.pk)
    )
    found = {}
    for project in projects:
        funder = name_if_public(project.funder)
        if project.emblem_variant == project.Emblem.EU:
            found[_("Co-funded by the European Union")] = "strong"
        elif funder:
            found[_("Funded by %(funder)s") % {"funder": funder}] = "strong"
        found |= dict.fromkeys([project.text("programme"), project.text("disclaimer")], "small")
    has_emblem = any(project.emblem_variant == project.Emblem.EU for project in projects)
    return [line(text, style) for text, style in found.items() if text], has_emblem
