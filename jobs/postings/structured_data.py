"""A posting in the words of schema.org (JobPosting), for search engines: the same facts as on the page."""

from datetime import datetime, time

from django.conf import settings
from django.utils import timezone
from django.utils.html import format_html, format_html_join

from jobs.models import JobPosting

EMPLOYMENT = {
    JobPosting.EmploymentType.FULL_TIME: "FULL_TIME",
    JobPosting.EmploymentType.PART_TIME: "PART_TIME",
    JobPosting.EmploymentType.TEMPORARY: "TEMPORARY",
    JobPosting.EmploymentType.SEASONAL: "TEMPORARY",
    JobPosting.EmploymentType.INTERNSHIP: "INTERN",
}
UNITS = {JobPosting.SalaryUnit.MONTH: "MONTH", JobPosting.SalaryUnit.HOUR: "HOUR"}
COUNTRY = "LT"


def posting_in_words_of_schema(posting):
    """The data of a public posting; None where no search engine may offer it: a draft, an example, stale facts."""
    if not posting.is_published or posting.is_example or posting.is_stale():
        return None
    data = {
        "@context": "https://schema.org",
        "@type": "JobPosting",
        "title": posting.text("name"),
        "description": description(posting),
        "url": address(posting),
        "identifier": {"@type": "PropertyValue", "name": "Kartu", "value": posting.slug},
        "datePosted": timezone.localdate(posting.published_at).isoformat(),
        "validThrough": end_of(posting.valid_through),
        "employmentType": EMPLOYMENT[posting.employment_type],
        "hiringOrganization": employer(posting),
        "jobLocation": {"@type": "Place", "address": postal_address(posting)},
        "baseSalary": salary(posting),
        "totalJobOpenings": posting.total_job_openings,
        "jobStartDate": posting.job_start_date.isoformat() if posting.job_start_date else None,
        "occupationalCategory": posting.occupation.code.removeprefix("isco-"),
        "workHours": posting.text("work_hours"),
        "qualifications": posting.text("qualifications"),
        "jobBenefits": posting.text("benefits_note"),
        # People apply by phone, by letter or on the employer's page, not here.
        "directApply": False,
    }
    return {name: value for name, value in data.items() if value not in ("", None)}


def description(posting):
    """The text as HTML; search engines refuse a posting without one, so its facts stand in for a missing text."""
    text = posting.text("description")
    facts = [posting.text("name"), posting.get_required_language_level_display(), posting.get_shifts_display()]
    return text or format_html("<p>{}</p>", format_html_join(", ", "{}", ((fact,) for fact in facts)))


def end_of(day):
    """The last moment of a day in Vilnius."""
    return timezone.make_aware(datetime.combine(day, time(23, 59, 59))).isoformat()


def employer(posting):
    """The employer, or the word that search engines take for one that is not named."""
    organisation = posting.hiring_organisation
    if not organisation.is_published:
        return {"@type": "Organization", "name": "confidential"}
    data = {"@type": "Organization", "name": organisation.text("name"), "sameAs": organisation.url}
    return {name: value for name, value in data.items() if value}


def postal_address(posting):
    """Where the work is: the address if it is known, else the municipality and its seat."""
    place = posting.place
    data = {
        "@type": "PostalAddress",
        "streetAddress": (place.street_address if place else "") or posting.work_address,
        "addressLocality": (place.address_locality if place else "") or posting.municipality.seat,
        "postalCode": place.postal_code if place else "",
        "addressRegion": str(posting.municipality.county),
        "addressCountry": COUNTRY,
    }
    return {name: value for name, value in data.items() if value}


def salary(posting):
    value = {"@type": "QuantitativeValue", "unitText": UNITS[posting.salary_unit]}
    if posting.salary_max and posting.salary_max != posting.salary_min:
        value |= {"minValue": float(posting.salary_min), "maxValue": float(posting.salary_max)}
    else:
        value["value"] = float(posting.salary_min)
    return {"@type": "MonetaryAmount", "currency": posting.salary_currency, "value": value}


def address(record):
    return f"{settings.SITE_URL}{record.get_absolute_url()}"
