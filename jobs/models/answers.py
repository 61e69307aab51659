"""What a sender answers, as plain data: from a posting to the answers of the form, and back.

Answers are what a form can show and JSON can hold: texts in one language, keys of records, dates as "2026-12-31".
"""

import html
import re
from datetime import date
from decimal import Decimal

import nh3
from django.utils.html import linebreaks
from modeltranslation.utils import build_localized_fieldname

from portal.directory.models import ContactPoint, Municipality, Term

TEXTS = ["name", "work_hours", "qualifications", "benefits_note"]
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
    found |= {name: getattr(posting, build_localized_fieldname(name, language)) or "" for name in TEXTS}
    found |= {name: plain_number(getattr(posting, name)) for name in NUMBERS}
    found |= {name: day.isoformat() if (day := getattr(posting, name)) else "" for name in DATES}
    found["description"] = to_text(getattr(posting, build_localized_fieldname("description", language)) or "")
    found["language"] = language
    found["municipality"] = posting.municipality.slug
    found["occupation"] = posting.occupation.code
    found["mandatory_trainings"] = sorted(term.code for term in posting.mandatory_trainings.all())
    return found | _contacts_of(posting, language)


def _contacts_of(posting, language):
    contacts = list(posting.contacts.all())
    phone = next((contact for contact in contacts if contact.kind in _PHONES), None)
    email = next((contact for contact in contacts if contact.kind == ContactPoint.Kind.EMAIL), None)
    label = phone or email
    return {
        "contact_phone": phone.value if phone else "",
        "contact_email": email.value if email else "",
        "contact_label": (getattr(label, build_localized_fieldname("label", language)) or "") if label else "",
    }


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
        posting.contacts.filter(kind__in=[*_PHONES, ContactPoint.Kind.EMAIL]).delete()
        label = {build_localized_fieldname("label", posting.source_language): wanted["contact_label"]}
        for kind, value in contact_rows(wanted):
            posting.contacts.create(kind=kind, value=value, **label)


def contact_rows(answers):
    """The ways to reach the employer among the answers, as (kind, value)."""
    rows = [
        (ContactPoint.Kind.PHONE, answers.get("contact_phone")),
        (ContactPoint.Kind.EMAIL, answers.get("contact_email")),
    ]
    return [(kind, value) for kind, value in rows if value]


def to_html(text):
    """A plain text as paragraphs; what looks like markup stays text."""
    return linebreaks(text, autoescape=True) if text else ""


def to_text(rich):
    """A rich text as plain text, with its paragraphs and list items as lines."""
    lines = re.sub(r"<br\s*/?>|</li>", "\n", rich)
    lines = re.sub(r"</(?:p|h2|h3|ul|ol)>", "\n\n", lines)
    lines = re.sub(r"<li>", "– ", lines)
    text = html.unescape(nh3.clean(lines, tags=set()))
    return re.sub(r"\n{3,}", "\n\n", text).strip()


def plain_number(number):
    """A number as people type it: no empty decimals."""
    return "" if number is None else f"{number.normalize():f}"
