"""What is passed on of organisations, projects, agreements, initiatives and of those who help in a municipality."""

from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from content.sharing.facts import Contact, Facts, Person, as_on_the_sign, checked, facts_of, joined, labelled
from directory.sharing import contact_facts, name_if_public, place_facts
from networks.models import Post
from networks.posts.who_helps import answers

# A project has a team; somebody who asks needs one or two of them.
PEOPLE = 2


def organisation_facts(organisation):
    website = (Contact(organisation.url, organisation.url),) if organisation.url else ()
    return facts_of(
        organisation,
        by=as_on_the_sign(organisation.legal_name) if organisation.legal_name else "",
        where=tuple(place_facts(place) for place in organisation.places.all() if place.address),
        contacts=(*contact_facts(organisation.contacts.all()), *website),
        request=_("I am looking for this organisation."),
    )


def project_facts(project):
    posts = [post for post in Post.objects.published().for_cards().of_project(project) if post.is_reachable]
    funder = labelled(_("Who pays"), name_if_public(project.funder))
    return facts_of(
        project,
        by=name_if_public(project.applicant),
        when=period(project.start_date, project.end_date),
        people=tuple(person_facts(post) for post in posts[:PEOPLE]),
        details=(funder,) if funder else (),
        request=_("I have a question about this project."),
    )


def period(start, end):
    """The first day and the last, if they are known, as the only line of a tuple."""
    days = [date_format(day, "DATE_FORMAT") for day in (start, end) if day]
    return (" – ".join(days),) if start else ()


def agreement_facts(agreement):
    parties = [name_if_public(party.organisation) for party in agreement.shown_parties]
    parties = [name for name in parties if name]
    return facts_of(
        agreement,
        by=capfirst(agreement.get_kind_display()),
        when=period(agreement.valid_from, agreement.valid_through),
        details=(labelled(_("Between:"), joined(parties, ", ")),) if parties else (),
    )


def initiative_facts(initiative):
    topics = joined([topic.text("name") for topic in initiative.topics.all()], ", ")
    return facts_of(
        initiative,
        by=name_if_public(initiative.organiser),
        contacts=(Contact(initiative.url, initiative.url),) if initiative.url else (),
        details=tuple(text for text in (topics, initiative.text("help_wanted")) if text),
        request=_("I would like to join this group or to help it."),
    )


# --- Who helps here ---------------------------------------------------------------------------------------------------


def facts_for(municipality):
    """A function that makes the Facts: the card wants them in two languages, the question is asked once."""
    answer = answers([municipality])[0]
    return lambda _municipality: answer_facts(answer)


def answer_facts(answer):
    """Who can be called or written to in a municipality; the same chain as on its page."""
    own = [person_facts(post) for post in answer.filled]
    standing_in = [person_facts(post) for post in answer.fallbacks]
    second = [second_line_facts(line) for line in answer.second_lines]
    offices = [text for post in answer.filled for text in (post.text("office"), post.text("office_hours"))]
    return Facts(
        name=answer.municipality.text("name"),
        path=answer.municipality.get_absolute_url(),
        states=(*vacancy(answer), *doubts(answer)),
        by=_("Who helps newcomers here"),
        contacts=contact_facts(answer.mailboxes),
        people=(*own, *standing_in, *second),
        details=tuple(text for text in offices if text),
        checked="" if doubts(answer) or not answer.filled else checked(answer.filled[0]),
        request=_("I am looking for the integration coordinator."),
    )


def doubts(answer):
    """What nobody has confirmed for too long stands among the states, where no outlet leaves it out."""
    return tuple(dict.fromkeys(post.doubt for post in answer.filled if post.doubt and not post.unconfirmed_since))


def vacancy(answer):
    """Why somebody else is named than a coordinator, in the words of the page; a leave is said beside the name."""
    reasons = [
        (not answer.posts, _("No coordinator yet.")),
        (answer.vacant, _("The coordinator's post is vacant now.")),
        (answer.unreachable, _("We are checking the coordinator's number.")),
    ]
    return () if answer.has_coordinator else tuple(text for is_so, text in reasons if is_so)


def person_facts(post):
    """Who is in the post and where, with contacts only while somebody can answer there."""
    employer = name_if_public(post.organisation)
    return Person(
        as_on_the_sign(", ".join(str(person) for person in post.people)),
        joined([text for text in (post.text("name"), employer) if text], ", "),
        absence(post),
        contact_facts(post.contacts.all()) if post.is_reachable else (),
    )


def second_line_facts(organisation):
    """Who is asked when the coordinator does not know: named as that, it is not the coordinator's own office."""
    role = _("If you have more questions")
    return Person(organisation.text("name"), role, contacts=contact_facts(organisation.contacts.all()))


def absence(post):
    if not post.is_on_leave:
        return ""
    if post.leave_until:
        return _("On leave until %(date)s") % {"date": date_format(post.leave_until, "DATE_FORMAT")}
    return _("On leave")
