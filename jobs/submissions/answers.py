"""What a sender answers, as plain data: from a posting to the answers of the form, and back.

Answers are what a form can show and JSON can hold: texts in one language, keys of records, dates as "2026-12-31".
"""

import html
import re
from datetime import date
from decimal import Decimal

import nh3
from django.conf import settings
from django.utils.html import linebreaks
from modeltranslation.utils import build_localized_fieldname

from content.text import tidy
from directory.models import ContactPoint, Municipality, Term
from jobs.postings.models import JobContact

TEXTS = ["name", "work_hours", "qualifications", "benefits_note"]
IN_LINES = {"qualifications"}
FACTS = [
    "employment_type",
    "shifts",
    "suits_carers",
    "salary_unit",
    "required_language_level",
    "working_languages",
    "permits",
    "housing",
    "has_transport",
    "has_meals",
    "total_job_openings",
    "application_url",
    "work_address",
]
NUMBERS = ["salary_min", "salary_max", "hours_per_week"]
DATES = ["job_start_date", "valid_through"]
CONTACTS = ["contact_phone", "contact_email", "contact_label"]
# Answers about the employer are for staff: they choose or make the organisation.
EMPLOYER = ["employer_name", "employer_code"]

_PHONES = {ContactPoint.Kind.PHONE, ContactPoint.Kind.MOBILE}


def answers_of(posting):
    """What the sender would have to answer to get this posting as it is now."""
    language = posting.source_language
    found = {name: sorted(value) if isinstance(value := getattr(posting, name), list) else value for name in FACTS}
    # As the form keeps them: what its sender leaves alone differs in nothing from what staff have written.
    found |= {name: tidied(posting, name) for name in TEXTS}
    found |= {name: plain_number(getattr(posting, name)) for name in NUMBERS}
    found |= {name: day.isoformat() if (day := getattr(posting, name)) else "" for name in DATES}
    found["description"] = to_text(getattr(posting, build_localized_fieldname("description", language)) or "")
    found["language"] = language
    found["municipality"] = posting.municipality.slug
    found["occupation"] = posting.occupation.code
    found["mandatory_trainings"] = sorted(term.code for term in posting.mandatory_trainings.all())
    return found | _contacts_of(posting, language)


def tidied(posting, name):
    text = getattr(posting, build_localized_fieldname(name, posting.source_language)) or ""
    return tidy(text, in_lines=name in IN_LINES)


def _contacts_of(posting, language):
    phone, email = _answered_contacts(posting)
    label = phone or email
    return {
        "contact_phone": phone.value if phone else "",
        "contact_email": email.value if email else "",
        "contact_label": (getattr(label, build_localized_fieldname("label", language)) or "") if label else "",
    }


def _answered_contacts(posting):
    """The phone and the e-mail that the form asks for, the first of each; staff may have added more."""
    contacts = list(posting.contacts.all())
    phone = next((contact for contact in contacts if contact.kind in _PHONES), None)
    return phone, next((contact for contact in contacts if contact.kind == ContactPoint.Kind.EMAIL), None)


def write_facts(posting, answers):
    """Fill the posting's own columns from those answers that are given; nothing is saved."""
    if posting.pk is None:
        posting.source_language = answers["language"]
    language = posting.source_language
    for name in answers.keys() & {*FACTS, *TEXTS}:
        column = build_localized_fieldname(name, language) if name in TEXTS else name
        setattr(posting, column, answers[name])
    for name in answers.keys() & set(NUMBERS):
        setattr(posting, name, Decimal(answers[name]) if answers[name] else None)
    for name in answers.keys() & set(DATES):
        setattr(posting, name, date.fromisoformat(answers[name]) if answers[name] else None)
    if "description" in answers:
        setattr(posting, build_localized_fieldname("description", language), to_html(answers["description"]))
    if "municipality" in answers:
        posting.municipality = Municipality.objects.get(slug=answers["municipality"])
    if "occupation" in answers:
        posting.occupation = Term.objects.get(vocabulary=Term.Vocabulary.OCCUPATION, code=answers["occupation"])


def write_relations(posting, answers):
    """Save what hangs on a saved posting: trainings and contacts, again only those that are given."""
    if "mandatory_trainings" in answers:
        trainings = Term.objects.of(Term.Vocabulary.TRAINING).filter(code__in=answers["mandatory_trainings"])
        posting.mandatory_trainings.set(trainings)
    if answers.keys() & set(CONTACTS):
        wanted = _contacts_of(posting, posting.source_language) | answers
        phone, email = _answered_contacts(posting)
        rows = [
            (phone or JobContact(posting=posting, kind=ContactPoint.Kind.PHONE), wanted["contact_phone"]),
            (email or JobContact(posting=posting, kind=ContactPoint.Kind.EMAIL), wanted["contact_email"]),
        ]
        for contact, value in rows:
            if contact.pk is None or "contact_label" in answers:
                _label(contact, wanted["contact_label"], posting.source_language)
            _write_contact(contact, value)


def _label(contact, label, language):
    """Label it; the label's other languages render the old one, and go with it."""
    for code, _name in settings.LANGUAGES:
        setattr(contact, build_localized_fieldname("label", code), label if code == language else "")


def _write_contact(contact, value):
    """Save the contact with that value, or let it go where there is none."""
    if not value:
        if contact.pk:
            contact.delete()
        return
    if contact.value != value:
        contact.value, contact.value_as_given = value, ""
    contact.save()


def to_html(text):
    """A plain text as paragraphs; what looks like markup stays text."""
    return linebreaks(text, autoescape=True) if text else ""


def to_text(rich):
    """A rich text as plain text, with its paragraphs and list items as lines."""
    lines = re.sub(r"<br\s*/?>|</li>", "\n", rich)
    lines = re.sub(r"</(?:p|h2|h3|ul|ol)>", "\n\n", lines)
    lines = re.sub(r"<li>", "– ", lines)
    return tidy(html.unescape(nh3.clean(lines, tags=set())), in_lines=True)


def plain_number(number):
    """A number as people type it: no empty decimals."""
    return "" if number is None else f"{number.normalize():f}"
