"""What the leaflet for residents says: who refugees are, how to help. It is in the language of the country only."""

from django.conf import settings
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from content.sharing.facts import only_in, same_language
from guide.models import GuidePage, Statistic
from guide.sharing import statistic_facts
from portal.leaflets.blocks import Code, Section, Sheet, block, line
from portal.leaflets.contents import address, common, doubt_lines, lines, services_to_call
from portal.leaflets.paragraphs import paragraphs

# The name of this leaflet in its address, where the others have the code of a topic.
RESIDENTS = "residents"
MOST_FIGURES = 3
# Paragraphs of one page of the guide; the page has the rest.
MOST_PARAGRAPHS = 9


def public_pages(municipality=None):
    """The pages for residents, of the whole country and of that municipality."""
    pages = GuidePage.objects.published().for_public().filter(is_example=False)
    return pages.filter(Q(municipality__isnull=True) | Q(municipality=municipality)).order_by("position", "pk")


def has_public_leaflet():
    """In this language, and there is something to print."""
    return get_language() == settings.LANGUAGE_CODE and public_pages().top().exists()


def public_sheet(municipality):
    """The leaflet for the residents of a municipality, or None in other languages and without a page for them."""
    if get_language() != settings.LANGUAGE_CODE:
        return None
    pages = list(public_pages(municipality).top())
    if not any(page.municipality_id is None for page in pages):
        return None
    name = _("Refugees are our neighbours")
    return Sheet(
        slug=f"{RESIDENTS}-{municipality.slug}",
        name=[line(name)],
        lead=lines(_("Who refugees are, and how you can help.")),
        cover=Code(address(reverse("guide:residents")), _("Read more")),
        back_code=Code(address(reverse("networks:volunteering")), _("How you can help")),
        inside=[section_of(page) for page in pages],
        **common(name, municipality, [], Section(_("Figures"), figure_blocks()), services_to_call(municipality)),
    )


def section_of(page):
    text = page.text("description")
    found = paragraphs(text)
    summary, foreign = lines(page.text("summary"), style="strong"), lines(only_in(page.text("name")), style="small")
    rows = [*summary, *foreign, *doubt_lines(page), *lines(page.text("alert"))]
    blocks = [block(rows)] if rows else []
    heading = None
    for paragraph in found[:MOST_PARAGRAPHS]:
        # A heading goes with what follows it.
        if paragraph.kind == "heading":
            heading = line(same_language(paragraph.text, text), "name")
            continue
        mark = "– " if paragraph.kind in {"item", "step"} else ""
        said = line(same_language(f"{mark}{paragraph.text}", text))
        blocks.append(block([heading, said] if heading else [said]))
        heading = None
    return Section(page.text("name"), blocks, tight=True, is_cut=len(found) > MOST_PARAGRAPHS)


def figure_blocks():
    """Figures with their date and source; without a date they are not printed as if they held today."""
    figures = Statistic.objects.published().filter(subject=Statistic.Subject.REFUGEES, is_example=False)
    figures = figures.filter(as_of__isnull=False).exclude(source="")[:MOST_FIGURES]
    found = [(figure, statistic_facts(figure)) for figure in figures.select_related("municipality")]
    return [
        block([line(facts.name), line(facts.by, "strong"), line(f"{facts.when[0]}. {figure.source}", "small")])
        for figure, facts in found
    ]
