"""A service of which everything is known, for the tests that compare what different outlets say of it."""

from datetime import date, time

from directory.models import Term
from services.models import (
    ApplicationWindow,
    CostOption,
    Grant,
    OpeningException,
    OpeningHours,
    RequiredDocument,
    ServiceActivity,
    ServiceAtLocation,
    ServiceContact,
)
from tests import factories as make

LANGUAGES = ["lt", "en", "ru"]


def texts(**fields):
    return {f"{name}_{code}": f"{text} ({code})" for name, text in fields.items() for code in LANGUAGES}


def full_service(**fields):
    """Everything a service can say, in three languages; given at two doors, one of them on the internet."""
    told = texts(
        alternate_name="Other name",
        summary="What it is",
        alert="Mind the step",
        eligibility_description="Whoever comes",
        interpretation_services="On request",
        fees_description="Copies cost money",
        application_process="Come along",
        wait_time="A week",
    )
    rich = {
        f"description_{code}": f"<h2>Heading {code}</h2><p>Text with <strong>marks</strong>.</p>" for code in LANGUAGES
    }
    service = make.make_service(
        provider=full_organisation(),
        project=make.make_project(emblem_variant="eu", **texts(programme="Programme 2021–2027")),
        valid_through=date(2030, 5, 31),
        minimum_age=16,
        maximum_age=99,
        languages=["lt", "uk"],
        assured_on=date(2026, 11, 2),
        assured_by="Kartu",
        is_free=True,
        **{**told, **rich, **fields},
    )
    add_rows(service)
    add_doors(service)
    return service


def full_organisation():
    told = texts(summary="A house of help")
    organisation = make.make_organisation(kind="authority", alternate_name="HH", url="https://example.org/", **told)
    make.make_organisation_contact(organisation, "+370 346 51034", "phone", **texts(label="Reception"))
    make.make_organisation_contact(organisation, "info@example.org", "email")
    make.make_organisation_contact(organisation, "+370 600 99999", "mobile", is_public=False)
    return organisation


def add_rows(service):
    """Contacts, terms, prices, documents, activities and grants."""
    contacts = [("mobile", "8 600 12345"), ("phone", "0 800 22922"), ("fax", "+370 346 69377"),
                ("email", "Help@Example.org"), ("website", "https://example.org/help"), ("whatsapp", "+370 600 54321"),
                ("phone", "+370 656 06")]  # fmt: skip
    for position, (kind, value) in enumerate(contacts):
        label = texts(label=f"Contact {position}", available_hours="at noon")
        ServiceContact.objects.create(service=service, kind=kind, value=value, position=position, **label)
    ServiceContact.objects.create(service=service, kind="phone", value="+370 600 88888", is_public=False)
    service.needs.add(make.make_term(Term.Vocabulary.NEED))
    service.mandatory_for.add(make.make_term(Term.Vocabulary.OCCUPATION))
    CostOption.objects.create(service=service, amount="2.50", **texts(name="Copies"))
    RequiredDocument.objects.create(service=service, url="https://example.org/form", **texts(name="Passport"))
    ServiceActivity.objects.create(
        service=service, leader="A. Pačesienė", **texts(name="Choir", description="On Mondays")
    )
    grant = Grant.objects.create(
        service=service, code="idea", amount_max=3000, **texts(name="Idea", purpose="For ideas", eligibility="Firms")
    )
    ApplicationWindow.objects.create(grant=grant, opens_month=3, opens_day=1, closes_month=5, closes_day=31)


def add_doors(service):
    place = make.make_place(
        address_locality="Kaišiadorys",
        postal_code="LT-56121",
        latitude="54.85954",
        longitude="24.44971",
        wheelchair="limited",
        **texts(name="Door", transportation="Bus 4", accessibility_note="Ring the bell"),
    )
    door = ServiceAtLocation.objects.create(service=service, place=place)
    hours = [(0, time(9), time(12), "open"), (0, time(13), time(0), "open"), (2, time(10), time(11), "by_appointment"),
             (3, None, None, "by_appointment"), (4, None, None, "closed")]  # fmt: skip
    for day, opens, closes, mode in hours:
        OpeningHours.objects.create(
            location=door, day_of_week=day, opens=opens, closes=closes, mode=mode, **texts(note=f"Note {day}")
        )
    OpeningHours.objects.create(
        location=door, day_of_week=5, opens=time(8), closes=time(9), valid_through=date(2027, 8, 31)
    )
    exceptions = [("2026-12-07", "2026-12-11", "closed", None, None), 
                  ("2026-12-14", "2026-12-14", "open", "10:00", "13:00"),
                  ("2027-03-11", "2027-03-11", "open", None, None)]  # fmt: skip
    for first, last, mode, opens, closes in exceptions:
        days = {"starts_on": first, "ends_on": last, "opens": opens, "closes": closes}
        OpeningException.objects.create(location=door, mode=mode, **days, **texts(reason=f"Reason {first}"))
    online = make.make_place(kind="virtual", url="https://example.org/room", street_address="", **texts(name="Room"))
    ServiceAtLocation.objects.create(service=service, place=online, position=1)
