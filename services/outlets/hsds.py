"""The services as open data: HSDS 3.0 objects (Human Services Data Specification), the same facts as on the pages.

HSDS has no language of texts, so there is one package for each language. What it has no field for is an ``attribute``.
The ``label`` of an attribute is a field of HSDS 3.1, which readers of 3.0 pass over.
"""

import uuid

from django.utils import timezone
from django.utils.translation import gettext as _

from content.sharing.facts import plain
from content.wording import money
from directory.hsds import contacts_of, identified, join, location, organization, text
from directory.models import Term
from directory.sharing import name_if_public
from directory.structured_data import address_of
from services.outlets.hsds_schedules import closed_in_words, schedules

STATUS = {True: "defunct", False: "active"}
# Services on a page of the API: what is asked for with per_page, at most so many, else the first.
PER_PAGE, MOST = 50, 100


def per_page(asked):
    """How many services a page has when ``asked`` stands in the address; what makes no sense is passed over."""
    size = int(asked[:4]) if asked.isdecimal() else 0
    return min(size, MOST) or PER_PAGE


def package(page):
    """A page of services (from for_open_data) as the HSDS API has it, with every object that belongs to them."""
    contents = [service_object(service) for service in page]
    return {
        "total_items": page.paginator.count,
        "total_pages": page.paginator.num_pages,
        "page_number": page.number,
        "size": len(contents),
        "first_page": not page.has_previous(),
        "last_page": not page.has_next(),
        "empty": not contents,
        "contents": contents,
    }


def service_object(service):
    """One service with its organisation, places, hours, contacts, prices, documents and terms."""
    key = identified(service)
    provider = service.provider if service.provider.is_published else None
    return text(
        {
            "id": key,
            "organization_id": identified(provider) if provider else "",
            "name": service.text("name"),
            "alternate_name": service.text("alternate_name"),
            "description": description(service),
            "url": address_of(service),
            "status": status(service),
            "interpretation_services": service.text("interpretation_services"),
            "application_process": service.text("application_process"),
            "fees_description": service.text("fees_description"),
            "wait_time": service.text("wait_time"),
            "eligibility_description": service.text("eligibility_description") or ", ".join(service.for_legal_statuses),
            "minimum_age": service.minimum_age,
            "maximum_age": service.maximum_age,
            "assured_date": service.assured_on.isoformat() if service.assured_on else "",
            "alert": join([service.doubt, service.text("alert")], " "),
            **contacts_of(service.contacts.all(), service.text("name"), {"service_id": key}),
            "organization": organization(provider) if provider else None,
            "service_areas": [area(place, key) for place in areas(service)],
            "service_at_locations": [at_location(door, key) for door in service.locations.all()],
            "languages": list(languages(service, key)),
            "funding": funding(service, key),
            "cost_options": list(cost_options(service, key)),
            "required_documents": [document(found, key) for found in service.required_documents.all()],
            "attributes": list(attributes(service, key)),
        }
    )


def description(service):
    return join([service.text("summary"), plain(service.text("description"))], "\n\n")


def status(service):
    if service.is_suspended:
        return "temporarily closed"
    return STATUS[service.has_ended]


def areas(service):
    if service.is_nationwide:
        return [(service, _("In all of Lithuania"))]
    return [(place, place.text("name")) for place in service.area_served.all()]


def area(place, key):
    record, name = place
    return {"id": identified(record, "area", key), "service_id": key, "name": str(name)}


def at_location(door, key):
    own, is_over = identified(door), door.service.has_ended
    return text(
        {
            "id": own,
            "service_id": key,
            "location_id": identified(door.place),
            "description": "" if is_over else join(closed_in_words(door), "\n"),
            "location": location(door.place),
            "schedules": [] if is_over or door.service.is_stale("hours") else schedules(door, timezone.localdate()),
        }
    )


def languages(service, key):
    for code, name in zip(service.languages, service.spoken, strict=True):
        yield {"id": identified(service, "language", code), "service_id": key, "name": name, "code": code}


def funding(service, key):
    project = service.project
    if project is None or not project.is_published:
        return []
    source = project.text("programme") or name_if_public(project.funder)
    return [{"id": identified(project, "funding", key), "service_id": key, "source": str(source)}] if source else []


def cost_options(service, key):
    if service.is_free:
        free = {"id": identified(service, "cost", "free"), "service_id": key, "option": _("Free of charge")}
        yield {**free, "amount": 0, "currency": "EUR"}
    for cost in service.costs.all():
        amount = {"amount": float(cost.amount), "currency": cost.currency}
        yield text({"id": identified(cost), "service_id": key, "option": cost.text("name"), **amount})


def document(found, key):
    return text({"id": identified(found), "service_id": key, "document": found.text("name"), "uri": found.url})


def attributes(service, key):
    """Terms of our lists; then facts that HSDS has no field for, each with a link_type of its own."""
    for term in [*service.topics.all(), *service.needs.all(), *service.mandatory_for.all()]:
        yield {
            **attribute(service, key, LINK_TYPES[term.vocabulary], term.code),
            "taxonomy_term_id": identified(term),
            "taxonomy_term": taxonomy_term(term),
        }
    for number, (link_type, label, value) in enumerate(facts(service)):
        yield text({**attribute(service, key, link_type, number), "label": label, "value": value})


LINK_TYPES = {
    Term.Vocabulary.TOPIC: "topic",
    Term.Vocabulary.NEED: "need",
    Term.Vocabulary.OCCUPATION: "mandatory_for",
}


def attribute(service, key, link_type, what):
    own = identified(service, link_type, what)
    return {"id": own, "link_id": key, "link_type": link_type, "link_entity": "service"}


def taxonomy_term(term):
    vocabulary = Term.Vocabulary(term.vocabulary)
    name = str(vocabulary.label)
    key = str(uuid.uuid5(uuid.NAMESPACE_URL, vocabulary))
    return {
        "id": identified(term),
        "code": term.code,
        "name": term.text("name"),
        "description": term.text("description"),
        "taxonomy": name,
        "language": term.text("name").language,
        "taxonomy_id": key,
        "taxonomy_detail": {"id": key, "name": name, "description": name},
    }


def facts(service):
    """(link_type, label, value) of grants, activities, the end of the money, the successor, the text's language."""
    for grant in service.grants.all():
        yield from grant_facts(grant)
    for activity in service.activities.all():
        yield "activity", activity.text("name"), activity.text("description")
        if activity.leader:
            yield "activity_leader", activity.text("name"), activity.leader
    yield from state_facts(service)
    for contact in service.contacts.all():
        if contact.is_public and contact.href.startswith("http"):
            yield contact.kind, contact.text("label"), contact.href
    if service.foreign_language:
        yield "text_language", service.foreign_language_in, service.foreign_language


def grant_facts(grant):
    name = grant.text("name")
    yield "grant", name, join([_("up to"), money(grant.amount_max)], " ")
    for window in grant.windows.all():
        yield "grant_window", name, str(window.in_words)
    for field in ("purpose", "eligibility"):
        if told := grant.text(field):
            yield f"grant_{field}", name, told


def state_facts(service):
    if service.is_suspended and service.closed_until:
        yield "closed_until", service.state_in_words, service.closed_until.isoformat()
    if service.valid_through:
        yield "valid_through", _("Paid for until"), service.valid_through.isoformat()
    if service.has_ended and service.successor and service.successor.is_published:
        yield "successor", service.successor.text("name"), address_of(service.successor)
